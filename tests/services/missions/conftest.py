"""What the tests of missions start: the service itself, and a real auth whose register holds a few people."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from imagin.access.v1 import access_pb2
from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.jobs.v1 import jobs_pb2
from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit import jobs
from services.missions.__main__ import SERVICE
from tests.conftest import NOON, Databases, Services, Started
from tests.feeding import load
from tests.services.missions.examples import ACADEMY, COMMUNES, a_person
from tests.starting import shared_services, start_auth, start_missions

# The people whom most tests need: two examiners and a gestionnaire.
ANAIS, PAUL, DESK = "ESI000001", "ESI000002", "ESI900001"


@dataclass
class Academy:
    """missions and auth of one academy, with its communes and a few people, and no mission yet."""

    services: Services
    auth: Started
    missions: Started
    folder: Path
    _ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    def start(cls, services: Services, folder: Path, **settings: Any) -> "Academy":
        made = cls(services, start_auth(services, folder), start_missions(services, folder, **settings), folder)
        made.furnish()
        return made

    def furnish(self) -> None:
        """The people whom most tests need, the communes, the academy itself."""
        self.register(
            a_person(ANAIS),
            a_person(PAUL, civility="M.", last_name="N’Diaye", first_name="Paul"),
            a_person(DESK, last_name="Rey", first_name="Léa", roles=["manager"]),
        )
        load(self.missions, {"communes.jsonl": COMMUNES, "academies.jsonl": [ACADEMY]})

    def empty(self) -> None:
        """As if it had just been installed."""
        own = {"people": self.auth, "academies, communes, missions, kit.jobs": self.missions}
        for tables, started in own.items():
            with started.database.transaction() as session:
                kept = "kit.requests, kit.audit, kit.outbox, kit.loaded_feeds"
                session.execute(sa.text(f"TRUNCATE {tables}, {kept} CASCADE"))
        shutil.rmtree(self.folder / "files", ignore_errors=True)
        self.missions.process.clock.set(NOON)
        self._ids.clear()

    def convene(self, missions: Sequence[Mapping[str, Any]], convocations: Sequence[Mapping[str, Any]]) -> None:
        """Load missions and convocations, none of which may be refused."""
        results = load(self.missions, {"missions.jsonl": missions, "convocations.jsonl": convocations})
        assert [line for result in results.values() for line in result.lines] == []

    def register(self, *people: Mapping[str, Any]) -> None:
        """Add people to the register of auth."""
        result = load(self.auth, {"people.jsonl": people})["people.jsonl"]
        assert result.refused == 0, result.lines

    def id_of(self, identifier: str) -> str:
        """The id that auth gave to a person."""
        if identifier not in self._ids:
            people = self.auth.stub(auth_pb2_grpc.PeopleServiceStub, service="missions")
            wanted = auth_pb2.BatchGetPeopleRequest(identifiers=[identifier])
            (person,) = people.BatchGetPeople(wanted).people
            self._ids[identifier] = person.summary.id
        return self._ids[identifier]

    def missions_of(self, identifier: str) -> pb_grpc.MissionsServiceStub:
        """What a person reads."""
        return self.missions.stub_for(pb_grpc.MissionsServiceStub, self.id_of(identifier))

    def desk(self, identifier: str = DESK) -> pb_grpc.ConvocationsServiceStub:
        """What a gestionnaire does."""
        return self.missions.stub_for(pb_grpc.ConvocationsServiceStub, self.id_of(identifier), access_pb2.ROLE_MANAGER)


@pytest.fixture(scope="session")
def shared_academy(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Academy]:
    """Started once: that takes longer than most tests."""
    with shared_services(databases) as services:
        yield Academy.start(services, tmp_path_factory.mktemp("academy"))


@pytest.fixture
def academy(shared_academy: Academy) -> Academy:
    """An academy as it is on its first day."""
    shared_academy.empty()
    shared_academy.furnish()
    return shared_academy


def finish(academy: Academy, job: jobs_pb2.Job) -> jobs_pb2.Job:
    """Run a job here and now, as a worker would, and give it as it ended."""
    run = jobs.claim(academy.missions.process, job.id)
    assert run is not None, "the job is finished, or a worker is at it"
    run.execute(SERVICE.jobs[run.kind])
    return academy.desk().GetJob(pb.GetJobRequest(id=job.id))
