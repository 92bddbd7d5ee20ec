"""What the audit keeps of a change, and how its chain tells who tampered with it."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from imagin.sample.v1 import sample_pb2
from kit import chain
from kit.audit import Entry, history
from kit.call import Call
from kit.clock import Clock
from kit.identifiers import new_id
from kit.identity import Caller
from kit.tables import audit
from kit.work import Work, unit_of_work
from tests.conftest import NOON, Started
from tests.kit.sample import ThingRow, create
from tests.refusals import refused


@pytest.fixture
def rows(sample: Started) -> Any:
    def read() -> list[sa.Row]:
        with sample.database.read() as session:
            return list(session.execute(sa.select(audit).order_by(audit.c.id)).all())

    return read


def change(sample: Started) -> Any:
    """A unit of work outside any RPC, as a job does it."""
    call = Call("Tidy", Caller(person_id="p", service="sample"))
    return unit_of_work(sample.database, sample.process.clock, call)


def test_a_creation_names_who_what_and_both_times(stub: Any, rows: Any, clock: Clock) -> None:
    request = create("pencil")
    thing = stub.CreateThing(request)
    (row,) = rows()
    assert (row.aggregate, row.aggregate_id, row.entity, row.change) == ("thing", thing.id, "things", "created")
    assert (row.action, row.actor_service, row.request_id) == ("CreateThing", "gateway", request.request_id)
    assert f"person:{row.actor_id}" == thing.caller
    assert row.business_time == clock.now() == NOON
    assert row.real_time != NOON
    assert row.difference["name"] == {"from": None, "to": "pencil"}


def test_a_change_tells_from_what_to_what_but_never_a_secret(stub: Any, rows: Any) -> None:
    thing = stub.CreateThing(create("pencil"))
    stub.RenameThing(sample_pb2.RenameThingRequest(id=thing.id, name="pen", version=1, request_id=new_id()))
    assert rows()[1].difference == {
        "name": {"from": "pencil", "to": "pen"},
        "secret": {"from": "•••", "to": "•••"},
    }


def test_a_refused_or_repeated_request_leaves_no_second_row(stub: Any, rows: Any) -> None:
    request = create("pencil")
    stub.CreateThing(request)
    stub.CreateThing(request)
    refused(stub.CreateThing, create("taken"))
    assert len(rows()) == 1


def test_several_writes_of_one_change_make_one_row(sample: Started, rows: Any) -> None:
    with change(sample) as work:
        thing = ThingRow(name="a")
        work.session.add(thing)
        work.session.flush()
        thing.name = "b"
        work.session.flush()
        thing.name = "c"
        passing = ThingRow(name="passing")
        work.session.add(passing)
        work.session.flush()
        work.session.delete(passing)
    (row,) = rows()
    assert (row.action, row.actor_id, row.difference["name"]) == ("Tidy", "p", {"from": None, "to": "c"})


def test_a_deletion_keeps_what_was_there(sample: Started, rows: Any) -> None:
    with change(sample) as work:
        work.session.add(ThingRow(name="a"))
    with change(sample) as work:
        work.session.delete(work.session.scalars(sa.select(ThingRow)).one())
    assert (rows()[1].change, rows()[1].difference["name"]) == ("deleted", {"from": "a", "to": None})


def test_a_bulk_operation_tells_its_rows_itself_and_people_read_them_newest_first(sample: Started) -> None:
    with change(sample) as work:
        for name in ("a", "b"):
            work.record(Entry("thing", "1", "changed", {"at": {"from": None, "to": NOON}, "name": name}))
    with sample.database.read() as session:
        read = history(session, "thing", "1")
        assert [row.difference["name"] for row in read] == ["b", "a"]
        assert read[0].difference["at"]["to"] == "2026-06-15T10:00:00+00:00"
        assert history(session, "thing", "2") == []


@pytest.mark.parametrize("attack", ["UPDATE kit.audit SET actor_id = 'x'", "DELETE FROM kit.audit"])
def test_an_audit_row_can_be_neither_changed_nor_deleted(sample: Started, attack: str) -> None:
    with change(sample) as work:
        work.session.add(ThingRow(name="a"))
    with pytest.raises(DBAPIError, match="append only"), sample.database.transaction() as session:
        session.execute(sa.text(attack))


@pytest.fixture
def chained(sample: Started) -> Started:
    """Five chained rows."""
    for number in range(5):
        with change(sample) as work:
            _add(work, number)
        chain.extend(sample.database)
    return sample


def _add(work: Work, number: int) -> None:
    work.session.add(ThingRow(name=f"n{number}"))


def verify(sample: Started) -> chain.Verdict:
    with sample.database.read() as session:
        return chain.verify(session)


def tamper(sample: Started, statement: str) -> None:
    """What somebody could do who owns the database."""
    with sample.database.transaction() as session:
        session.execute(sa.text("ALTER TABLE kit.audit DISABLE TRIGGER USER"))
        session.execute(sa.text(statement))
        session.execute(sa.text("ALTER TABLE kit.audit ENABLE TRIGGER USER"))


def test_the_chain_covers_every_row_and_holds(chained: Started) -> None:
    verdict = verify(chained)
    assert (verdict.rows, verdict.broken_at) == (5, None)
    assert chain.extend(chained.database) == 0
    assert verify(chained).head == verdict.head


@pytest.mark.parametrize(
    ("statement", "place", "reason"),
    [
        ("UPDATE kit.audit SET actor_id = 'innocent' WHERE sequence = 3", 3, "altered"),
        ("UPDATE kit.audit SET difference = '{}' WHERE sequence = 5", 5, "altered"),
        ("UPDATE kit.audit SET real_time = real_time + interval '1 microsecond' WHERE sequence = 1", 1, "altered"),
        ("DELETE FROM kit.audit WHERE sequence = 2", 2, "missing"),
    ],
)
def test_a_tampered_row_is_pointed_at(chained: Started, statement: str, place: int, reason: str) -> None:
    """Whatever rights the tamperer has on the database."""
    tamper(chained, statement)
    verdict = verify(chained)
    assert (verdict.rows, verdict.broken_at) == (place - 1, place)
    assert reason in verdict.reason
