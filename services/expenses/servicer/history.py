"""What happened to a claim and its proofs: a view on the audit of both services (P-CLM-23)."""

import grpc

from imagin.expenses.v1 import expenses_pb2 as pb
from kit import audit
from services.expenses.rules.doers import Doers
from services.expenses.rules.history import steps
from services.expenses.rules.workflow import Actor
from services.expenses.servicer.entries import EntryServicer
from services.expenses.wire import history as wire
from services.expenses.wire.history import MOST_ENTRIES


class HistoryServicer(EntryServicer):
    """The same for both sides, but for readings of proofs."""

    def ListHistory(self, request: pb.ListHistoryRequest, context: grpc.ServicerContext) -> pb.ListHistoryResponse:
        with self.read(context) as read:
            loaded = self._found(read, request.id)
            claim, reader_id = loaded.claim, read.caller.person_id
            told = list(steps(audit.history(read.session, claim.audit_aggregate, claim.id, limit=MOST_ENTRIES)))
            regulation = self.office.regulation(read.session, loaded.gate)
        found = self.office.folders.history(claim.id)
        events = None if found is None else wire.readable(found, is_staff=self.actor == Actor.MANAGER)
        people = {step.actor_id for step in told} | {event.actor_person_id for event in events or ()}
        names = self.office.neighbours.names_of(people - {"", reader_id, claim.person_id})
        closing = regulation.parameters.closing_date(claim.end_wall_time.date())
        return wire.history(claim, told, events, Doers(claim, reader_id, closing, names), self.office.zone)
