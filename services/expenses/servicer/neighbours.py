"""What expenses asks of the other services: names of communes and people, whom to contact, mails to send."""

import threading
import time
from collections.abc import Iterable, Set
from typing import Any, Final, NamedTuple

import grpc

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.missions.v1 import missions_pb2, missions_pb2_grpc
from kit.process import Process
from kit.work import Work
from services.expenses.models import Claim
from services.expenses.wire.records import commune

NOTIFY: Final = "/imagin.auth.v1.NotificationsService/Notify"

# An RPC names at most so many.
MOST_CODES: Final = 100

# The contact of an academy changes once in years; a process reads it again now and then.
ACADEMY_SECONDS: Final = 600.0
# While missions does not answer, not everybody who validates waits for it in turn.
RETRY_SECONDS: Final = 10.0
# So does the name of somebody.
NAME_SECONDS: Final = 600.0
MOST_NAMES: Final = 10_000


class _Name(NamedTuple):
    text: str
    until: float


class Neighbours:
    """The other services, as one process of expenses sees them."""

    def __init__(self, process: Process) -> None:
        self._reference = process.channels.stub(missions_pb2_grpc.ReferenceServiceStub)
        self._people = process.channels.stub(auth_pb2_grpc.PeopleServiceStub)
        self._lock = threading.Lock()
        self._academy = missions_pb2.Academy()
        self._academy_until = float("-inf")
        self._names: dict[str, _Name] = {}

    def towns(self, codes: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Communes by INSEE code, with the facts that calculations need; unknown ones are left out."""
        wanted = sorted(set(codes))
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(wanted), MOST_CODES):
            request = missions_pb2.BatchGetCommunesRequest(codes=wanted[start : start + MOST_CODES])
            found |= {one.code: commune(one) for one in self._reference.BatchGetCommunes(request).communes}
        return found

    def academy(self) -> missions_pb2.Academy:
        """The academy and its contact, for paper. Nobody is kept from validating because missions does not answer."""
        with self._lock:
            if time.monotonic() < self._academy_until:
                return self._academy
        try:
            fresh, seconds = self._reference.GetAcademy(missions_pb2.GetAcademyRequest()), ACADEMY_SECONDS
        except grpc.RpcError:
            fresh, seconds = self._academy, RETRY_SECONDS
        with self._lock:
            self._academy, self._academy_until = fresh, time.monotonic() + seconds
        return fresh

    def name_of(self, person_id: str) -> str:
        """« Mme Claire Vidal », empty when auth does not know the person; whoever signs waits until it is told."""
        return self._named({person_id}).get(person_id, "")

    def names_of(self, person_ids: Set[str]) -> dict[str, str]:
        """The same for several at once; those that auth does not know are left out, or cannot tell now."""
        try:
            return self._named(person_ids)
        except grpc.RpcError:
            return self._known(person_ids)

    def _named(self, person_ids: Set[str]) -> dict[str, str]:
        """The same few people of the desk sign again and again: auth is asked for new ones only."""
        known = self._known(person_ids)
        missing = person_ids - known.keys()
        if not missing:
            return known
        people = self._people.BatchGetPeople(auth_pb2.BatchGetPeopleRequest(ids=missing)).people
        summaries = (person.summary for person in people)
        fresh = {one.id: f"{one.civility} {one.first_name} {one.last_name}" for one in summaries}
        until = time.monotonic() + NAME_SECONDS
        with self._lock:
            if len(self._names) > MOST_NAMES:
                self._names.clear()
            self._names |= {person_id: _Name(name, until) for person_id, name in fresh.items()}
        return known | fresh

    def _known(self, person_ids: Set[str]) -> dict[str, str]:
        now = time.monotonic()
        with self._lock:
            found = ((one, self._names.get(one)) for one in person_ids)
            return {one: name.text for one, name in found if name and now < name.until}


def tell(work: Work, claim: Claim, template: str) -> None:
    """The mail that goes with a change of state. Amounts and reasons are read in the claim, never sent."""
    parameters = {
        "claim_id": claim.id,
        "mission_number": claim.mission_number,
        "mission_label": claim.label,
        "order_number": claim.order_number or "",
    }
    request = auth_pb2.NotifyRequest(person_id=claim.person_id, template=template, parameters=parameters)
    work.tell(NOTIFY, request, key=claim.id)
