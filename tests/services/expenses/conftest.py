"""What the tests of expenses start, and claims written as missions tells them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from google.protobuf.field_mask_pb2 import FieldMask
from google.type.date_pb2 import Date
from google.type.timeofday_pb2 import TimeOfDay

from imagin.access.v1 import access_pb2
from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from imagin.missions.v1 import missions_pb2
from kit.clock import Clock
from kit.identifiers import new_id
from services.expenses.models import Base, Rate
from services.missions.models import Academy, Commune
from tests.conftest import NOON, Databases, Services, Started
from tests.feeding import load
from tests.services.missions.examples import a_person
from tests.starting import shared_services, start_auth, start_documents, start_missions

RATES = Path(__file__).parents[3] / "demo" / "siec" / "rates.jsonl"

ARRAS = missions_pb2.Commune(code="62041", name="Arras", department="62", population=41_000)
LILLE = missions_pb2.Commune(code="59350", name="Lille", department="59", population=236_000)
DOUAI = missions_pb2.Commune(code="59178", name="Douai", department="59", population=39_000)
LENS = missions_pb2.Commune(code="62498", name="Lens", department="62", population=31_000)

# A day before the business clock of the tests (15 June 2026).
DONE = date(2026, 6, 11)


def wall(hour: str) -> TimeOfDay:
    hours, minutes = hour.split(":")
    return TimeOfDay(hours=int(hours), minutes=int(minutes))


def day(value: date) -> Date:
    return Date(year=value.year, month=value.month, day=value.day)


def town(commune: missions_pb2.Commune) -> pb.Town:
    return pb.Town(code=commune.code)


def convocation(**changes: Any) -> pb.ConvocationRecord:
    """Marking of copies of the baccalauréat in Lille on 11 June 2026, for somebody who lives in Arras."""
    values = {
        "mission_id": new_id(),
        "number": f"LI{new_id()[-8:].upper()}",
        "exam": ("BGT", "Baccalauréat général et technologique"),
        "session": "2026",
        "nature": "COPIES",
        "label": "Correction de copies",
        "start": datetime(DONE.year, DONE.month, DONE.day, 8, 0),  # noqa: DTZ001
        "end": None,
        "centre": "Lycée Faidherbe",
        "commune": LILLE,
        "header": "ACADEMIE DE LILLE",
        "fee_source": "EXAMINER",
        "evaluation": "PONCTUEL",
        "is_departure_fixed": False,
        "wave": "",
        "vae_coefficient": "",
        "present_candidates": 0,
        "copies_expected": 0,
        "person_id": new_id(),
        "last_name": "Delattre",
        "first_name": "Élise",
        "identifier": "ELI00001",
        "home": ARRAS,
        "establishment": ARRAS,
        "has_active_payroll_file": True,
        "has_insee_number": True,
        "person_revision": 0,
        "opens_travel": True,
        "vehicle_kind": "AUTOMOBILE",
        "is_cancelled": False,
        "revision": 1,
        "convocation_id": new_id(),
        **changes,
    }
    start = values["start"]
    end = values["end"] or start.replace(hour=18, minute=0)
    return pb.ConvocationRecord(
        convocation_id=values["convocation_id"],
        revision=values["revision"],
        mission=pb.ClaimMission(
            id=values["mission_id"],
            number=values["number"],
            exam=missions_pb2.CodedLabel(code=values["exam"][0], label=values["exam"][1]),
            session=values["session"],
            paper=missions_pb2.Paper(code="PHI", label="Philosophie", duration_minutes=240),
            nature=missions_pb2.Nature.Value(f"NATURE_{values['nature']}"),
            label=values["label"],
            centre=missions_pb2.Centre(
                uai="0590119J",
                name=values["centre"],
                lines=["9 rue Armand-Carrel"],
                postcode="59000",
                commune=values["commune"],
            ),
            start_date=day(start.date()),
            start_time=wall(f"{start:%H:%M}"),
            end_date=day(end.date()),
            end_time=wall(f"{end:%H:%M}"),
            time_zone="Europe/Paris",
            header=values["header"],
            capacity="Correcteur",
            is_departure_fixed=values["is_departure_fixed"],
            fee_source=missions_pb2.FeeSource.Value(f"FEE_SOURCE_{values['fee_source']}"),
            evaluation=missions_pb2.Evaluation.Value(f"EVALUATION_{values['evaluation']}"),
            **{name: values[name] for name in ("wave", "vae_coefficient", "present_candidates", "copies_expected")},
        ),
        examiner=pb.ClaimExaminer(
            person_id=values["person_id"],
            identifier=values["identifier"],
            civility="Mme",
            last_name=values["last_name"],
            first_name=values["first_name"],
        ),
        facts=pb.ExaminerFacts(
            home=values["home"],
            establishment=values["establishment"],
            has_active_payroll_file=values["has_active_payroll_file"],
            has_insee_number=values["has_insee_number"],
            vehicle_power_cv=5,
            vehicle_kind=values["vehicle_kind"],
            person_revision=values["person_revision"],
        ),
        opens_travel=values["opens_travel"],
        is_cancelled=values["is_cancelled"],
    )


def trip(**changes: Any) -> pb.Trip:
    """There and back from Arras to Lille by car, 60 km each way, over midday."""
    values: dict[str, Any] = {
        "id": new_id(),
        "departure_town": town(ARRAS),
        "arrival_town": town(LILLE),
        "departure_date": day(DONE),
        "departure_time": wall("07:00"),
        "return_date": day(DONE),
        "return_time": wall("19:00"),
        "mode": pb.MODE_CAR,
        "distance_hectometres": 600,
        "one_way_count": 2,
        "power_cv": 5,
        **changes,
    }
    return pb.Trip(**values)


def entry(copies: int | None = 120, *trips: pb.Trip) -> pb.ClaimInput:
    """A whole entry."""
    message = pb.ClaimInput()
    if copies is not None:
        message.fee.copies = copies
    message.travel.trips.extend(trips)
    message.travel.SetInParent()
    return message


BOTH, FEE, TRAVEL = FieldMask(paths=["fee", "travel"]), FieldMask(paths=["fee"]), FieldMask(paths=["travel"])


@dataclass
class Examiner:
    """One person with one claim, and short ways to what most tests do with it."""

    person_id: str
    record: pb.ConvocationRecord
    stub: pb_grpc.ClaimsServiceStub
    claim: pb.Claim = field(default_factory=pb.Claim)

    def read(self) -> pb.Claim:
        self.claim = self.stub.GetClaim(pb.GetClaimRequest(id=self.claim.id))
        return self.claim

    def estimate(self, given: pb.ClaimInput, mask: FieldMask = BOTH) -> pb.EstimateClaimResponse:
        return self.stub.EstimateClaim(pb.EstimateClaimRequest(id=self.claim.id, input=given, update_mask=mask))

    def draft(self, given: pb.ClaimInput, mask: FieldMask = BOTH) -> pb.Claim:
        self.claim = self.stub.SaveDraft(pb.SaveDraftRequest(**self.change, draft=given, update_mask=mask))
        return self.claim

    def save(self, given: pb.ClaimInput, mask: FieldMask = BOTH) -> pb.Claim:
        self.claim = self.stub.UpdateClaim(pb.UpdateClaimRequest(**self.change, input=given, update_mask=mask))
        return self.claim

    def validate(self, *, is_confirmed: bool = False) -> pb.Claim:
        self.claim = self.stub.ValidateClaim(pb.ValidateClaimRequest(**self.change, is_confirmed=is_confirmed))
        return self.claim

    def unvalidate(self) -> pb.Claim:
        self.claim = self.stub.UnvalidateClaim(pb.UnvalidateClaimRequest(**self.change))
        return self.claim

    def declare_not_done(self) -> pb.Claim:
        self.claim = self.stub.DeclareNotDone(pb.DeclareNotDoneRequest(**self.change))
        return self.claim

    @property
    def change(self) -> dict[str, Any]:
        """What every change of this claim carries."""
        return {"request_id": new_id(), "id": self.claim.id, "version": self.claim.version}


@dataclass
class Expenses:
    """The service under test, beside a real auth and a real missions."""

    services: Services
    started: Started
    clock: Clock

    def records(self) -> pb_grpc.RecordsServiceStub:
        return self.started.stub(pb_grpc.RecordsServiceStub, service="missions")

    def record(self, *convocations: pb.ConvocationRecord) -> int:
        request = pb.RecordConvocationsRequest(request_id=new_id(), convocations=convocations)
        return self.records().RecordConvocations(request).changed_count

    def claims_of(self, person_id: str) -> pb_grpc.ClaimsServiceStub:
        return self.started.stub_for(pb_grpc.ClaimsServiceStub, person_id)

    def desk_of(self, person_id: str = "") -> pb_grpc.DeskServiceStub:
        return self.started.stub_for(pb_grpc.DeskServiceStub, person_id or new_id(), access_pb2.ROLE_MANAGER)

    def person(self, identifier: str, **facts: object) -> str:
        """Somebody whom auth knows, by id."""
        auth = self.services.started["auth"]
        load(auth, {"people.jsonl": [a_person(identifier, **facts)]})
        people = auth.stub(auth_pb2_grpc.PeopleServiceStub, service="expenses")
        (found,) = people.BatchGetPeople(auth_pb2.BatchGetPeopleRequest(identifiers=[identifier])).people
        return found.summary.id

    def accept_conditions(self, person_id: str) -> None:
        stub = self.claims_of(person_id)
        version = stub.GetConditions(pb.GetConditionsRequest()).version
        stub.AcceptConditions(pb.AcceptConditionsRequest(request_id=new_id(), version=version))

    def claim(self, **changes: Any) -> Examiner:
        """A person who accepted the conditions, with a claim."""
        given = convocation(**changes)
        self.record(given)
        person_id = given.examiner.person_id
        self.accept_conditions(person_id)
        examiner = Examiner(person_id, given, self.claims_of(person_id))
        examiner.claim.id = self.claim_id(given)
        examiner.read()
        return examiner

    def claim_id(self, given: pb.ConvocationRecord) -> str:
        return self.scalar("SELECT id::text FROM claims WHERE convocation_id = :id", id=given.convocation_id)

    def execute(self, statement: str, **values: object) -> None:
        with self.started.database.transaction() as session:
            session.execute(sa.text(statement), values)

    def scalar(self, statement: str, **values: object) -> Any:
        with self.started.database.read() as session:
            return session.scalar(sa.text(statement), values)


def rates() -> list[Rate]:
    """The rates of the demonstration."""
    lines = (json.loads(line, parse_float=Decimal) for line in RATES.read_text(encoding="utf-8").splitlines())
    return [
        Rate(
            kind=line["kind"],
            key=line["key"],
            value=Decimal(line["value"]),
            unit=line["unit"],
            valid_from=date.fromisoformat(line["valid_from"]),
            valid_to=date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
            source=line["source"],
            is_to_confirm=line["to_confirm"],
        )
        for line in lines
    ]


@pytest.fixture(scope="session")
def shared(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Expenses beside real auth, missions and documents, for all the tests: each begins with empty tables."""
    folder = tmp_path_factory.mktemp("expenses")
    with shared_services(databases) as services:
        start_auth(services, folder)
        _furnish(start_missions(services, folder))
        start_documents(services, folder)
        services.start("expenses", proofs_address="Bureau des frais|1 rue des Archives|59000 Lille", threads=8)
        yield services


def _furnish(missions: Started) -> None:
    """The academy, and the towns of these tests."""
    with missions.database.transaction() as session:
        for one in (ARRAS, LILLE, DOUAI, LENS):
            facts = {"code": one.code, "name": one.name, "department": one.department, "population": one.population}
            row = Commune(**facts, postcodes=[], valid_from=date(2024, 1, 1), search_name=one.name.lower())
            session.add(row)
        session.add(
            Academy(
                code="SIEC",
                name="Service interacadémique",
                header="ACADEMIE DE LILLE",
                time_zone="Europe/Paris",
                contact_name="Bureau des frais",
                contact_email="frais@academie.example",
                contact_phone="01 23 45 67 89",
            )
        )


@pytest.fixture
def expenses(shared: Services) -> Expenses:
    started = shared.started["expenses"]
    started.process.clock.set(NOON)
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables if table.name != "reference_revisions")
    with started.database.transaction() as session:
        session.execute(sa.text(f"TRUNCATE {tables}"))
        session.add_all(rates())
    return Expenses(shared, started, started.process.clock)
