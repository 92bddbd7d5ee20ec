"""A unit of work: one effect per request, whatever is repeated, at the cost of four statements."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
import sqlalchemy as sa

from imagin.sample.v1 import sample_pb2, sample_pb2_grpc
from kit.database import Database
from kit.identifiers import new_id
from kit.tables import requests
from kit.work import forget_requests
from tests.conftest import Services, Started, eventually
from tests.kit.sample import ThingRow, create, fail
from tests.refusals import refused


def things(sample: Started) -> list[ThingRow]:
    with sample.database.read() as session:
        return list(session.scalars(sa.select(ThingRow)))


def test_a_repeated_request_gets_the_same_answer_and_has_one_effect(stub: Any, sample: Started) -> None:
    """A double click, a retry after a lost answer."""
    request = create("pencil")
    first, second = stub.CreateThing(request), stub.CreateThing(request)
    assert first == second
    assert [thing.name for thing in things(sample)] == ["pencil"]


def test_thirty_two_twins_at_the_same_time_have_one_effect(stub: Any, sample: Started) -> None:
    request = create("pencil")
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda _: stub.CreateThing(request, timeout=20), range(32)))
    assert all(answer == answers[0] for answer in answers)
    assert len(things(sample)) == 1


def test_an_upload_is_repeated_like_any_other_change(stub: Any, sample: Started) -> None:
    def pieces() -> Iterator[sample_pb2.CreateThingRequest]:
        yield request
        yield sample_pb2.CreateThingRequest()

    request = create("pencil")
    assert stub.UploadThing(pieces()) == stub.UploadThing(pieces())
    assert len(things(sample)) == 1


def test_the_same_request_id_with_another_body_is_refused(stub: Any, sample: Started) -> None:
    request = create("pencil")
    stub.CreateThing(request)
    request.name = "pen"
    answer = refused(stub.CreateThing, request)
    assert (answer.reason, answer.code) == ("REQUEST_REUSED", grpc.StatusCode.ALREADY_EXISTS)
    assert [thing.name for thing in things(sample)] == ["pencil"]


def test_two_people_may_by_chance_use_the_same_request_id(stub: Any, sample: Started) -> None:
    request = create("pencil")
    stub.CreateThing(request)
    sample.stub_for(sample_pb2_grpc.SampleServiceStub, new_id()).CreateThing(request)
    assert len(things(sample)) == 2


def test_a_refused_request_may_be_sent_again_once_it_is_right(stub: Any, sample: Started) -> None:
    request = create("")
    refused(stub.CreateThing, request)
    request.name = "pencil"
    stub.CreateThing(request)
    assert len(things(sample)) == 1


@pytest.mark.parametrize("request_id", ["", "1", "not-an-identifier", "A" * 36])
def test_a_change_without_a_request_id_is_refused(stub: Any, sample: Started, request_id: str) -> None:
    answer = refused(stub.CreateThing, sample_pb2.CreateThingRequest(name="pencil", request_id=request_id))
    assert answer.reason == "REQUEST_ID_MISSING"
    assert things(sample) == []


def test_a_change_costs_four_statements_beside_its_own(stub: Any, services: Services) -> None:
    services.counter.reset()
    stub.CreateThing(create("pencil", tell="key"))
    assert [statement.split()[0:3] for statement in services.counter.statements] == [
        ["INSERT", "INTO", "kit.requests"],
        ["INSERT", "INTO", "things"],
        ["INSERT", "INTO", "kit.audit"],
        ["INSERT", "INTO", "kit.outbox"],
        ["UPDATE", "kit.requests", "SET"],
    ]


def test_a_read_costs_nothing_beside_its_own_statement(stub: Any, services: Services) -> None:
    thing = stub.CreateThing(create())
    services.counter.reset()
    stub.GetThing(sample_pb2.GetThingRequest(id=thing.id))
    assert len(services.counter.statements) == 1
    assert services.counter.calls == ["/imagin.sample.v1.SampleService/GetThing"]


def test_a_change_decided_on_an_older_version_is_refused(stub: Any) -> None:
    thing = stub.CreateThing(create("pencil"))
    renamed = stub.RenameThing(sample_pb2.RenameThingRequest(id=thing.id, name="pen", version=1, request_id=new_id()))
    assert (renamed.name, renamed.version) == ("pen", 2)
    late = sample_pb2.RenameThingRequest(id=thing.id, name="brush", version=1, request_id=new_id())
    answer = refused(stub.RenameThing, late)
    assert (answer.reason, answer.details) == ("STALE_VERSION", {"current_version": "2"})


def test_of_two_changes_at_the_same_time_one_is_refused_and_none_is_lost(stub: Any, sample: Started) -> None:
    thing = stub.CreateThing(create("pencil"))

    def rename(number: int) -> str:
        request = sample_pb2.RenameThingRequest(id=thing.id, name=f"n{number}", version=1, request_id=new_id())
        try:
            return stub.RenameThing(request, timeout=20).name
        except grpc.RpcError as error:
            return "" if error.code() is grpc.StatusCode.ABORTED else "unexpected"

    with ThreadPoolExecutor(8) as pool:
        winners = [name for name in pool.map(rename, range(8)) if name]
    assert winners == [things(sample)[0].name]


@pytest.mark.parametrize("identifier", ["", "x", "0", "' OR 1=1", "00000000-0000-0000-0000-00000000000g"])
def test_a_malformed_identifier_names_nothing(stub: Any, identifier: str) -> None:
    assert refused(stub.GetThing, sample_pb2.GetThingRequest(id=identifier)).reason == "NOT_FOUND"


def test_a_call_whose_caller_has_left_is_not_served(stub: Any, sample: Started) -> None:
    """Behind eight slow calls, what is no longer awaited must not take its turn."""
    slow = [stub.Fail.future(fail("sleep", 0.5), timeout=5) for _ in range(8)]
    eventually(lambda: sample.servicers[0].calls == 8)
    late = stub.CreateThing.future(create("never"), timeout=0.1)
    assert late.exception().code() is grpc.StatusCode.DEADLINE_EXCEEDED
    for call in slow:
        call.result()
    stub.Fail(fail("answer"))
    assert things(sample) == []


def test_a_request_is_forgotten_after_a_month(stub: Any, sample: Started) -> None:
    stub.CreateThing(create())
    old = sa.update(requests).values(create_time=sa.text("now() - interval '31 days'"))
    with sample.database.transaction() as session:
        session.execute(old)
    stub.CreateThing(create())
    forget_requests(sample.database)
    assert _count(sample.database) == 1


def _count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(requests)) or 0


def test_a_database_that_drops_its_connections_is_away_for_one_call_only(stub: Any, sample: Started) -> None:
    """A fail-over of the server: the first call says so, a repetition of it finds new connections."""
    first = create("pencil")
    # Relay and chores have connections too: one of them would meet the cut in our place.
    for part in sample.process.background:
        part.stop()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: stub.Fail(fail("sleep", 0.1)), range(8)))
    _cut_connections(sample.database)
    assert refused(stub.CreateThing, first).reason == "UNAVAILABLE"
    stub.CreateThing(first)
    _cut_connections(sample.database)
    inner = sample.process.channels.stub(sample_pb2_grpc.SampleServiceStub)
    assert [inner.CreateThing(create(name)).name for name in ("pen", "brush")] == ["pen", "brush"]
    assert [thing.name for thing in things(sample)] == ["pencil", "pen", "brush"]


def _cut_connections(database: Database) -> None:
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    alone = Database(database.url.render_as_string(hide_password=False))
    with alone.read() as session:
        pids = set(session.scalars(sa.text(others)))
        for pid in pids:
            session.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        eventually(lambda: pids.isdisjoint(session.scalars(sa.text(others))))
    alone.close()


def test_a_stream_that_its_reader_leaves_gives_everything_back(
    stub: Any, sample: Started, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(40):
        stub.CreateThing(create(f"n{number}"))
    for _ in range(20):
        stream = stub.ListThings(sample_pb2.ListThingsRequest())
        next(stream)
        stream.cancel()
    eventually(lambda: sample.database.engine.pool.checkedout() == 0)
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
    assert len(things(sample)) == 40
