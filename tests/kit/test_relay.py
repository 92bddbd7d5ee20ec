"""The outbox: what was committed arrives once and in order, whatever dies in between."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import pytest
import sqlalchemy as sa

from imagin.sample.v1 import sample_pb2, sample_pb2_grpc
from kit import outbox, rpc
from kit.channels import Channels
from kit.database import Database
from kit.identifiers import new_id
from kit.relay import Relay
from kit.tables import outbox as table
from tests.conftest import Databases, Services, Started, eventually
from tests.kit.sample import CREATE, SAMPLE, ThingRow, create, prepare


class Receiver(sample_pb2_grpc.SampleServiceServicer):
    """The other service: notes what arrives, and answers as it is told."""

    def __init__(self) -> None:
        self.arrived: list[sample_pb2.CreateThingRequest] = []
        self.code: Callable[[str], grpc.StatusCode] = lambda _: grpc.StatusCode.OK
        self.seconds = 0.0

    def CreateThing(self, request: sample_pb2.CreateThingRequest, context: grpc.ServicerContext) -> sample_pb2.Thing:
        time.sleep(self.seconds)
        self.arrived.append(request)
        code = self.code(request.name)
        if code is not grpc.StatusCode.OK:
            context.abort(code, "told so")
        return sample_pb2.Thing()

    @property
    def names(self) -> list[str]:
        return [request.name for request in self.arrived]


@pytest.fixture
def receiver(services: Services) -> Iterator[Receiver]:
    """A bare server under the name `other`."""
    servicer = Receiver()
    server = grpc.server(futures.ThreadPoolExecutor(16))
    sample_pb2_grpc.add_SampleServiceServicer_to_server(servicer, server)
    services.addresses["other"] = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield servicer
    server.stop(0).wait()


@pytest.fixture
def relay(databases: Databases, services: Services) -> Iterator[Relay]:
    """A relay that moves only when the test says so."""
    with idle_relay(databases, services) as made:
        yield made


@contextmanager
def idle_relay(databases: Databases, services: Services, database: Database | None = None) -> Iterator[Relay]:
    name = None
    if database is None:
        name = databases.create("sample", databases.template("sample", prepare))
        database = Database(databases.url(name))
    settings = SAMPLE.settings(database_url="postgresql://nowhere/none")
    settings.addresses = services.addresses
    channels = Channels("sample", settings)
    made = Relay(database, channels)
    yield made
    made.stop()
    channels.close()
    if name:
        database.close()
        databases.drop(name)


def post(relay: Relay, *names: str, key: str = "k") -> None:
    """Leave deliveries for `other`."""
    rows = [outbox.row(CREATE, sample_pb2.CreateThingRequest(name=name), key=key, target="other") for name in names]
    with relay._database.transaction() as session:
        for row in rows:
            session.execute(sa.insert(table).values(row))


def rows(relay: Relay) -> list[sa.Row]:
    with relay._database.read() as session:
        return list(session.execute(sa.select(table).order_by(table.c.position)).all())


def make_due(relay: Relay) -> None:
    with relay._database.transaction() as session:
        session.execute(sa.update(table).values(next_time=sa.func.now()))


def drain(relay: Relay) -> None:
    while relay.deliver("other"):
        pass


def test_a_change_reaches_the_other_service_at_once(sample: Started, stub: Any) -> None:
    """The sample tells itself: the second thing exists because the first was created."""
    stub.CreateThing(create("pencil", tell="key"))
    eventually(lambda: count_things(sample) == 2, seconds=1)


def count_things(sample: Started) -> int:
    with sample.database.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ThingRow)) or 0


def test_the_id_of_the_row_is_the_request_id(relay: Relay, receiver: Receiver) -> None:
    post(relay, "a")
    (row,) = rows(relay)
    drain(relay)
    assert receiver.arrived[0].request_id == row.id
    assert rows(relay) == []


def test_deliveries_of_one_key_arrive_in_order_and_those_of_others_beside_them(
    relay: Relay, receiver: Receiver
) -> None:
    post(relay, *(f"a{number}" for number in range(20)), key="a")
    post(relay, *(f"b{number}" for number in range(20)), key="b")
    assert relay.deliver("other") == 2
    drain(relay)
    for key in "ab":
        assert [name for name in receiver.names if name[0] == key] == [f"{key}{number}" for number in range(20)]


def test_a_delivery_that_fails_waits_longer_each_time_and_holds_back_its_key_only(
    relay: Relay, receiver: Receiver
) -> None:
    receiver.code = lambda name: grpc.StatusCode.INTERNAL if name == "bad" else grpc.StatusCode.OK
    post(relay, "bad", "behind", key="a")
    post(relay, "beside", key="b")
    delays = []
    for _ in range(4):
        make_due(relay)
        relay.deliver("other")
        row = rows(relay)[0]
        delays.append((row.next_time - _database_now(relay)).total_seconds())
    assert (row.state, row.attempts) == (outbox.WAITING, 4)
    assert row.error.startswith("INTERNAL")
    assert delays == sorted(delays)
    assert 2 < delays[3] <= 4
    assert receiver.names.count("beside") == 1
    assert "behind" not in receiver.names
    receiver.code = lambda _: grpc.StatusCode.OK
    make_due(relay)
    drain(relay)
    assert receiver.names[-2:] == ["bad", "behind"]


def _database_now(relay: Relay) -> Any:
    with relay._database.read() as session:
        return session.scalar(sa.select(sa.func.clock_timestamp()))


@pytest.mark.parametrize("code", ["INVALID_ARGUMENT", "PERMISSION_DENIED", "FAILED_PRECONDITION", "ALREADY_EXISTS"])
def test_what_the_receiver_refuses_is_parked_at_once_with_its_reason(
    relay: Relay, receiver: Receiver, code: str
) -> None:
    receiver.code = lambda name: grpc.StatusCode[code] if name == "bad" else grpc.StatusCode.OK
    post(relay, "bad", "next")
    relay.deliver("other")
    drain(relay)
    (row,) = rows(relay)
    assert (row.state, row.attempts) == (outbox.PARKED, 1)
    assert row.error.startswith(code)
    assert receiver.names == ["bad", "next"], "a parked row does not hold back its key"


def test_what_fails_for_a_day_is_parked_and_a_human_may_release_it(relay: Relay, receiver: Receiver) -> None:
    receiver.code = lambda _: grpc.StatusCode.INTERNAL
    post(relay, "late")
    with relay._database.transaction() as session:
        session.execute(sa.update(table).values(create_time=sa.text("now() - interval '25 hours'")))
    relay.deliver("other")
    with relay._database.transaction() as session:
        assert [row.state for row in outbox.parked(session)] == [outbox.PARKED]
        assert outbox.release(session) == 1
    receiver.code = lambda _: grpc.StatusCode.OK
    drain(relay)
    assert receiver.names == ["late", "late"]
    assert rows(relay) == []


def test_a_receiver_that_nobody_knows_is_no_reason_to_lose_anything(relay: Relay) -> None:
    post(relay, "a")
    assert relay.deliver("other") == 0
    assert "IMAGIN_ADDRESSES" in rows(relay)[0].error


def test_two_relays_share_the_work_and_never_the_same_row(
    relay: Relay, receiver: Receiver, databases: Databases, services: Services
) -> None:
    receiver.seconds = 0.005
    for key in range(20):
        post(relay, *(f"{key}-{number}" for number in range(5)), key=str(key))
    with (
        idle_relay(databases, services, relay._database) as second,
        futures.ThreadPoolExecutor(2) as pool,
    ):
        for _ in range(40):
            list(pool.map(lambda one: one.deliver("other"), (relay, second)))
    assert len(receiver.names) == len(set(receiver.names)) == 100
    for key in range(20):
        mine = [name for name in receiver.names if name.startswith(f"{key}-")]
        assert mine == [f"{key}-{number}" for number in range(5)]


def test_three_hundred_deliveries_a_second_leave(relay: Relay, receiver: Receiver) -> None:
    for key in range(100):
        post(relay, *(f"{key}-{number}" for number in range(6)), key=str(key))
    started = time.monotonic()
    drain(relay)
    assert len(receiver.arrived) == 600
    assert 600 / (time.monotonic() - started) > 300


def test_a_process_killed_while_it_delivers_loses_nothing_and_doubles_nothing(
    sample: Started, databases: Databases, services: Services
) -> None:
    """The receiver has answered, the sender dies before it knows: the second delivery is taken for what it is."""
    name = databases.create("sample", databases.template("sample", prepare))
    database = Database(databases.url(name))
    services.addresses["other"] = sample.address
    with idle_relay(databases, services, database) as relay:
        post(relay, "pencil")
        program = (
            "import os\n"
            f"import sys; sys.path[:0] = {sys.path!r}\n"
            "import tests.kit.conftest\n"
            "from tests.kit.sample import SAMPLE\n"
            "from kit import relay\n"
            "from kit.process import Process\n"
            "relay._failure = lambda call: (call.result(), os.kill(os.getpid(), 9))\n"
            f"settings = SAMPLE.settings(database_url={databases.url(name)!r},"
            f" addresses='other={sample.address}')\n"
            "Process('sample', settings).relay.deliver('other')\n"
        )
        done = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False)
        assert done.returncode == -9
        assert count_things(sample) == 1
        eventually(lambda: relay.deliver("other") == 1)
        assert count_things(sample) == 1
        assert rows(relay) == []
    database.close()
    databases.drop(name)


def test_a_delivery_is_checked_against_the_contract_when_it_is_told() -> None:
    with pytest.raises(KeyError):
        outbox.row("/imagin.sample.v1.SampleService/Nothing", sample_pb2.Thing(), key="k")
    with pytest.raises(TypeError, match="CreateThingRequest"):
        outbox.row(CREATE, sample_pb2.Thing(), key="k")
    row = outbox.row(CREATE, sample_pb2.CreateThingRequest(request_id=new_id()), key="k")
    assert row["target"] == "sample"
    assert rpc.method(CREATE).request_class.FromString(row["request"]).request_id == row["id"]
