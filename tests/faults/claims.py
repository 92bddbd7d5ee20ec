"""Claims that only wait to be validated, whoever is lost meanwhile, and what holds of all of them afterwards."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any, TypeVar

import grpc

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.channels import Channels
from kit.errors import Refused, TooBusy, TooSlow, Unavailable, from_rpc_error
from kit.identifiers import new_id
from services.expenses.errors import ProofsUnavailable
from tests.conftest import eventually
from tests.faults.deployment import Deployment
from tests.feeding import demo, load
from tests.gateway.browser import Page
from tests.services.expenses.conftest import convocation
from tests.services.missions.examples import ACADEMY, COMMUNES, a_person

Reply = TypeVar("Reply")

# An RPC records at most so many convocations.
BATCH = 500
PATIENCE_SECONDS = 60
# « Try again »: nothing else may be said to somebody whose service was lost.
AGAIN = {kind.reason: kind.message for kind in (Unavailable, TooSlow, TooBusy)}
AGAIN[ProofsUnavailable.reason] = ProofsUnavailable(done="validé").sentence

# The claim of each line of audit that gives a number, and that of each mail about a validation.
NUMBERED = "SELECT aggregate_id FROM kit.audit WHERE entity = 'claims' AND difference ? 'order_number'"
TOLD = "SELECT parameters->>'claim_id' FROM mails WHERE template = 'claim_validated'"

_numbers = count(1)


@dataclass(frozen=True)
class Validation:
    """A request to validate one claim, in the name of its owner."""

    deployment: Deployment
    owner: str
    request: pb.ValidateClaimRequest

    def send(self, channels: Channels | None = None) -> pb.Claim:
        """Send it once."""
        stub = (channels or self.deployment.channels).stub(pb_grpc.ClaimsServiceStub)
        return stub.ValidateClaim(self.request, metadata=self.metadata)

    @property
    def metadata(self) -> list[tuple[str, str]]:
        """What the gateway sends with a call of the owner."""
        return self.deployment.identities.metadata("expenses", self.owner)

    def another(self, **changes: Any) -> "Validation":
        """The same wish, as a request of its own."""
        request = pb.ValidateClaimRequest()
        request.CopyFrom(self.request)
        request.MergeFrom(pb.ValidateClaimRequest(request_id=new_id(), **changes))
        return Validation(self.deployment, self.owner, request)


def is_unavailable(page: Page) -> bool:
    """Whether a page asks to try again, in words and in a header for programs."""
    sentences = (" ".join(kind.message.split()) for kind in (Unavailable, TooSlow))
    is_later = page.status == 503 and "retry-after" in page.response.headers
    return is_later and any(sentence in page.content for sentence in sentences)


@dataclass
class Insistence:
    """Sends a request again until it is answered, as people do who read « réessayez »."""

    refusals: list[Refused] = field(default_factory=list)

    def __call__(self, send: Callable[[], Reply]) -> Reply:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return send()
            except grpc.RpcError as error:
                refused = from_rpc_error(error)
                assert AGAIN.get(refused.reason) == refused.message, refused
                assert time.monotonic() < deadline, f"no answer within {PATIENCE_SECONDS} s: {refused}"
                self.refusals.append(refused)
                time.sleep(0.05)


def furnish(deployment: Deployment) -> None:
    """The academy, its communes and its rates."""
    load(deployment.remote("missions"), {"communes.jsonl": COMMUNES, "academies.jsonl": [ACADEMY]})
    load(deployment.remote("expenses"), {"rates.jsonl": demo("rates")})


def examiners(deployment: Deployment, wanted: int) -> list[str]:
    """The identifiers of new people, whom auth can write to."""
    identifiers = [f"ESI93{number:04}" for number in islice(_numbers, wanted)]
    people = [a_person(one, email_pro=f"{one.lower()}@academie.example") for one in identifiers]
    assert load(deployment.remote("auth"), {"people.jsonl": people})["people.jsonl"].accepted == wanted
    return identifiers


def validations(deployment: Deployment, owners: Sequence[str], wanted: int, **changes: Any) -> list[Validation]:
    """Requests to validate new claims, dealt out among new or known people, whose copies are entered."""
    people = deployment.people(owners)
    for person_id in people:
        # Right after a restart the channel still waits a moment before it connects again.
        Insistence()(lambda person_id=person_id: _accept_conditions(deployment, person_id))
    told = [convocation(person_id=people[n % len(people)], opens_travel=False, **changes) for n in range(wanted)]
    records = deployment.remote("expenses").stub(pb_grpc.RecordsServiceStub, service="missions")
    for start in range(0, wanted, BATCH):
        request = pb.RecordConvocationsRequest(request_id=new_id(), convocations=told[start : start + BATCH])
        records.RecordConvocations(request)
    # Entered beforehand: what matters here happens at the validation.
    entered = """
        UPDATE claim_parts SET input = '{"copies": 10}' FROM claims
        WHERE kind = 'FEE' AND claims.id = claim_id AND convocation_id = ANY(%s::uuid[])
        RETURNING claims.id::text, person_id::text, version"""
    found = deployment.rows("expenses", entered, [one.convocation_id for one in told])
    assert len(found) == wanted
    return [
        Validation(deployment, owner, pb.ValidateClaimRequest(request_id=new_id(), id=claim_id, version=version))
        for claim_id, owner, version in found
    ]


def _accept_conditions(deployment: Deployment, person_id: str) -> None:
    stub = deployment.channels.stub(pb_grpc.ClaimsServiceStub)
    metadata = deployment.identities.metadata("expenses", person_id)
    version = stub.GetConditions(pb.GetConditionsRequest(), metadata=metadata).version
    stub.AcceptConditions(pb.AcceptConditionsRequest(request_id=new_id(), version=version), metadata=metadata)


def check_books(deployment: Deployment) -> None:
    """One number per validated claim and no gap between them, one line of audit and one mail for each."""
    numbers = deployment.rows("expenses", "SELECT order_number FROM claims WHERE order_number <> '' ORDER BY 1")
    assert numbers == [f"2026-SIEC-{series:06}" for series in range(1, len(numbers) + 1)]
    assert deployment.rows("expenses", "SELECT last FROM order_counters WHERE year = 2026") in ([], [len(numbers)])
    validated = Counter(deployment.rows("expenses", "SELECT id::text FROM claims WHERE order_number <> ''"))
    assert Counter(deployment.rows("expenses", NUMBERED)) == validated
    eventually(lambda: not deployment.rows("expenses", "SELECT 1 FROM kit.outbox LIMIT 1"), PATIENCE_SECONDS)
    assert Counter(deployment.rows("auth", TOLD)) == validated
