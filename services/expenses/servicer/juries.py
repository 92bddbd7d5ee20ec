"""The fee of the members of a jury: entered by its president or, once it is closed, by a gestionnaire (S-CLM-10)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

import grpc
from sqlalchemy.orm import Session

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.errors import Violations
from services.expenses import errors
from services.expenses.models import Claim
from services.expenses.queries import claims, records
from services.expenses.queries import juries as queries
from services.expenses.rules import juries
from services.expenses.rules.juries import Jury
from services.expenses.rules.parts import validation_time
from services.expenses.rules.views import ClaimView, Surroundings
from services.expenses.rules.workflow import Actor
from services.expenses.servicer.expenses import ExpensesServicer, again, require_conditions
from services.expenses.wire import juries as wire

MOST_ENTRIES: Final = 500

# What changes of the claims themselves, in one statement whatever the size of the jury.
_TOLD: Final = ("version", "update_time", "validate_time")


class JuryEntryServicer(ExpensesServicer):
    """What a president and a gestionnaire do in the same way."""

    actor: ClassVar[Actor]
    """In which capacity callers of this servicer act."""

    def GetJury(self, request: pb.GetJuryRequest, context: grpc.ServicerContext) -> pb.Jury:
        with self.read(context) as read:
            person_id = read.caller.person_id
            gate = self._gate(read.session, person_id)
            found = queries.members(read.session, request.mission_id)
            return wire.jury(self._jury(read.session, gate, found, read.now, person_id))

    def RecordJury(self, request: pb.RecordJuryRequest, context: grpc.ServicerContext) -> pb.Jury:
        violations = Violations()
        if len(request.entries) > MOST_ENTRIES:
            violations.add("entries", errors.RECORDS_TOO_MANY, most=MOST_ENTRIES)
        violations.refuse_if_any()
        with self.work(request, context) as work:
            person_id = work.caller.person_id
            gate = self._gate(work.session, person_id)
            found = queries.members_for_update(work.session, request.mission_id)
            jury = self._jury(work.session, gate, found, work.now, person_id)
            told = juries.record(
                jury,
                wire.entries(request),
                by=person_id,
                is_validated=request.is_validated,
                version=request.version,
            )
            work.session.flush()
            records.update_claims(work.session, [_told(view, work.now) for view in told], _TOLD)
            return work.reply(wire.jury, Jury(map(again, jury.members), self._president(person_id)))

    def _gate(self, session: Session, person_id: str) -> claims.Gate:
        """What every answer depends on; presidents accept the conditions first, like for the rest of the activity."""
        gate = claims.gate(session, person_id)
        if self.actor == Actor.PRESIDENT:
            require_conditions(gate)
        return gate

    def _jury(self, session: Session, gate: claims.Gate, found: Sequence[Claim], now: datetime, person_id: str) -> Jury:
        regulation = self.office.regulation(session, gate)
        # A fee depends on nothing around the claim.
        views = (
            ClaimView(claim, regulation, Surroundings(), now=now, caller_id=person_id, actor=self.actor)
            for claim in found
        )
        return Jury(views, self._president(person_id))

    def _president(self, person_id: str) -> str:
        """The caller when they must preside, nobody for staff."""
        return person_id if self.actor == Actor.PRESIDENT else ""


class JuryServicer(JuryEntryServicer, pb_grpc.JuryServiceServicer):
    """A president and the juries over which they preside."""

    actor = Actor.PRESIDENT

    def ListJuries(self, request: pb.ListJuriesRequest, context: grpc.ServicerContext) -> pb.ListJuriesResponse:
        with self.read(context) as read:
            person_id = read.caller.person_id
            self._gate(read.session, person_id)
            return wire.jury_rows(juries.presided(queries.members_beside(read.session, person_id), person_id))


def _told(view: ClaimView, now: datetime) -> dict[str, Any]:
    """A claim whose validated fee is another one: whoever has it open is told at their next change."""
    claim = view.claim
    validated = validation_time(claim)
    return {"id": claim.id, "version": claim.version + 1, "update_time": now, "validate_time": validated}
