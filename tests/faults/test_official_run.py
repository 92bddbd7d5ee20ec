"""`kill -9` of missions in the middle of the official run, then restart: everything is official, every claim once."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import grpc
import pytest
import sqlalchemy as sa

from imagin.jobs.v1 import jobs_pb2
from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from kit.migrations import migrate
from kit.process import Process
from services.missions.__main__ import SERVICE
from tests.conftest import Databases, Identities, Services, Started, eventually, free_port
from tests.feeding import load
from tests.programs import Program, environment_of, running
from tests.services.missions.examples import ACADEMY, COMMUNES, a_convocation, a_mission, a_person
from tests.starting import missions_settings, start_auth

PEOPLE = [f"ESI{number:06}" for number in range(40)]
NUMBERS = [f"SI{number}" for number in range(10_000, 10_030)]
EVERYTHING = len(PEOPLE) * len(NUMBERS)


class Missions:
    """missions as two processes, a server and a worker, that come and go; their database stays."""

    def __init__(self, stack: ExitStack, process: Process, address: str) -> None:
        self.process = process
        self.address = address
        self._stack = stack

    def serve(self) -> Program:
        """A server that answers."""
        program = self._start("serve")
        with grpc.insecure_channel(self.address) as channel:
            grpc.channel_ready_future(channel).result(30)
        return program

    def work(self) -> Program:
        """A worker."""
        return self._start("worker")

    def _start(self, command: str) -> Program:
        environment = environment_of(self.process.settings)
        return self._stack.enter_context(running("services.missions", command, environment=environment))

    def scalar(self, statement: str) -> int:
        with self.process.database.read() as session:
            return session.scalar(sa.text(statement)) or 0

    @property
    def official_count(self) -> int:
        return self.scalar("SELECT count(*) FROM convocations WHERE is_official")

    def let_the_silence_last(self) -> None:
        """Long enough for the sweeper to see that the worker is dead; then it sweeps."""
        with self.process.database.transaction() as session:
            session.execute(sa.text("UPDATE kit.jobs SET heartbeat_time = now() - interval '2 minutes'"))
        assert self.process.jobs.sweep() == 1


@pytest.fixture
def missions(services: Services, databases: Databases, redis_url: str, tmp_path: Path) -> Iterator[Missions]:
    """The database is there; nothing runs yet."""
    template = databases.template("missions", lambda database: migrate(database, SERVICE.versions))
    name = databases.create("missions", template)
    address = f"127.0.0.1:{free_port()}"
    services.addresses["missions"] = address
    settings = SERVICE.settings(
        database_url=databases.url(name),
        redis_url=redis_url,
        listen=address,
        worker_processes=1,
        threads=4,
        **missions_settings(tmp_path),
    )
    settings.addresses = services.addresses
    process = Process("missions", settings)
    with ExitStack() as stack:
        yield Missions(stack, process, address)
    process.close()
    databases.drop(name)


def test_every_claim_is_generated_once_whoever_is_killed(
    missions: Missions, services: Services, identities: Identities, tmp_path: Path
) -> None:
    auth, expenses = start_auth(services, tmp_path), services.start("expenses")
    load(auth, {"people.jsonl": [a_person(identifier) for identifier in PEOPLE]})
    server, worker = missions.serve(), missions.work()
    remote = Started(missions.process, missions.address, [], identities)
    load(remote, {"communes.jsonl": COMMUNES, "academies.jsonl": [ACADEMY]})
    drafts = [a_convocation(number, person, official=False) for number in NUMBERS for person in PEOPLE]
    loaded = load(remote, {"missions.jsonl": [a_mission(each) for each in NUMBERS], "convocations.jsonl": drafts})
    assert loaded["convocations.jsonl"].accepted == EVERYTHING
    stub = remote.stub(pb_grpc.ConvocationsServiceStub, service="loader")
    job = stub.StartOfficialRun(pb.StartOfficialRunRequest(request_id=new_id(), session="2026"))

    eventually(lambda: missions.official_count, seconds=60)
    worker.kill()
    server.kill()
    assert 0 < missions.official_count < EVERYTHING, "it was killed in the middle"

    missions.work()
    missions.let_the_silence_last()
    server = missions.serve()
    eventually(lambda: missions.official_count > EVERYTHING // 2, seconds=60)
    # Deliveries to expenses leave the server; what it had not confirmed goes out again.
    server.kill()
    missions.serve()
    eventually(lambda: missions.official_count == EVERYTHING, seconds=60)
    eventually(lambda: missions.scalar("SELECT count(*) FROM kit.outbox") == 0, seconds=60)

    assert missions.scalar("SELECT count(*) FROM convocations WHERE revision <> 2") == 0
    with expenses.database.read() as session:
        claims = session.execute(sa.text("SELECT convocation_id, count(*) FROM claims GROUP BY 1")).all()
    assert (len(claims), {count for _, count in claims}) == (EVERYTHING, {1})
    remote.close()
    again = Started(missions.process, missions.address, [], identities)
    shown = again.stub(pb_grpc.ConvocationsServiceStub, service="loader").GetJob(pb.GetJobRequest(id=job.id))
    assert (shown.state, shown.done_count, shown.total_count) == (jobs_pb2.Job.STATE_DONE, EVERYTHING, EVERYTHING)
