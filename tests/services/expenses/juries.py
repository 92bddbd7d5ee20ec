"""A jury of the ministry, written short: its president, its members, and what is entered for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.services.expenses.conftest import Expenses, convocation

MINISTRY = "MINISTERE DE L'EDUCATION NATIONALE"


@dataclass
class Sitting:
    """A jury, and its president."""

    expenses: Expenses
    mission_id: str
    president_id: str
    stub: pb_grpc.JuryServiceStub
    # Person, convocation and claim of each, by last name.
    people: dict[str, str]
    convocations: dict[str, pb.ConvocationRecord]
    claims: dict[str, str]
    jury: pb.Jury = field(default_factory=pb.Jury)

    def read(self) -> pb.Jury:
        self.jury = self.stub.GetJury(pb.GetJuryRequest(mission_id=self.mission_id))
        return self.jury

    def member(self, name: str) -> pb.JuryMember:
        """A member as they were read last."""
        return next(member for member in self.jury.members if member.examiner.last_name == name)

    def request(self, copies: Mapping[str, int | None], *, is_validated: bool = False) -> pb.RecordJuryRequest:
        """The copies of members; None takes back."""
        given = {name: pb.FeeInput() if count is None else pb.FeeInput(copies=count) for name, count in copies.items()}
        return self.request_of(given, is_validated=is_validated)

    def request_of(self, fees: Mapping[str, pb.FeeInput], *, is_validated: bool = False) -> pb.RecordJuryRequest:
        entries = [
            pb.JuryEntry(claim_id=self.claims[name], version=self.member(name).version, fee=fee)
            for name, fee in fees.items()
        ]
        return pb.RecordJuryRequest(
            request_id=new_id(),
            mission_id=self.mission_id,
            entries=entries,
            is_validated=is_validated,
            version=self.jury.version,
        )

    def record(self, *, is_validated: bool = False, **copies: int | None) -> pb.Jury:
        self.jury = self.stub.RecordJury(self.request(copies, is_validated=is_validated))
        return self.jury

    def claim_of(self, name: str) -> pb.Claim:
        """The claim of a member as they see it."""
        stub = self.expenses.claims_of(self.people[name])
        return stub.GetClaim(pb.GetClaimRequest(id=self.claims[name]))


def convene(expenses: Expenses, *names: str, presides: str = "Vidal", **changes: Any) -> Sitting:
    """A jury of the ministry; the president is named first, the others are members."""
    mission = {
        "number": "CRPE-46",
        "exam": ("CRPE", "Concours de recrutement de professeurs des écoles"),
        "header": MINISTRY,
        **changes,
    }
    mission_id, convocations = new_id(), {}
    for name in (presides, *names):
        given = convocation(last_name=name, first_name="Claire", **mission)
        given.mission.id, given.mission.jury = mission_id, "JURY 46"
        given.mission.jury_capacity = "Président" if name == presides else "Membre"
        convocations[name] = given
    expenses.record(*convocations.values())
    people = {name: given.examiner.person_id for name, given in convocations.items()}
    for person_id in people.values():
        expenses.accept_conditions(person_id)
    sitting = Sitting(
        expenses,
        mission_id,
        president_id=people[presides],
        stub=expenses.started.stub_for(pb_grpc.JuryServiceStub, people[presides]),
        people=people,
        convocations=convocations,
        claims={name: expenses.claim_id(given) for name, given in convocations.items()},
    )
    sitting.read()
    return sitting


def told(claim: pb.Claim, words: str) -> bool:
    return any(words in one.message for one in claim.follow_ups)
