"""The claims of the caller."""

import grpc
from sqlalchemy.orm import Session

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.errors import NotFound
from kit.servicer import Read
from kit.work import Work
from services.expenses import errors
from services.expenses.models import Acceptance
from services.expenses.queries import claims, conditions
from services.expenses.queries.claims import LoadedClaim
from services.expenses.rules.lists import Filter, searched
from services.expenses.rules.workflow import Actor, Move
from services.expenses.servicer.expenses import printed, require_conditions
from services.expenses.servicer.history import HistoryServicer
from services.expenses.wire import conditions as conditions_wire
from services.expenses.wire import lists


class ClaimsServicer(HistoryServicer, pb_grpc.ClaimsServiceServicer):
    """An examiner and their claims, once the conditions of use are accepted."""

    actor = Actor.EXAMINER

    # --- Conditions of use ------------------------------------------------------------------------------------------

    def GetConditions(self, request: pb.GetConditionsRequest, context: grpc.ServicerContext) -> pb.Conditions:
        with self.read(context) as read:
            gate = claims.gate(read.session, read.caller.person_id)
            references = self.office.references(read.session, gate)
            accepted = conditions.acceptance(read.session, read.caller.person_id, references.conditions_version)
            return conditions_wire.conditions(references.conditions_version, references.conditions_text, accepted)

    def AcceptConditions(self, request: pb.AcceptConditionsRequest, context: grpc.ServicerContext) -> pb.Conditions:
        with self.work(request, context) as work:
            person_id = work.caller.person_id
            # Two tabs of one person: the second finds what the first accepted.
            claims.lock_journeys(work.session, [person_id])
            references = self.office.references(work.session, claims.gate(work.session, person_id))
            version, text = references.conditions_version, references.conditions_text
            if request.version != version:
                raise errors.ConditionsOutdated
            accepted = conditions.acceptance(work.session, person_id, version)
            if accepted is None:
                conditions.keep(work.session, version, text, work.now)
                accepted = Acceptance(person_id=person_id, version=version, accept_time=work.now)
                work.session.add(accepted)
            return work.reply(conditions_wire.conditions, version, text, accepted)

    # --- Reading ----------------------------------------------------------------------------------------------------

    def ListClaims(self, request: pb.ListClaimsRequest, context: grpc.ServicerContext) -> pb.ListClaimsResponse:
        wanted = Filter(words=searched(request.search), session=request.session)
        sort = lists.claims_sort(request)
        with self.read(context) as read:
            person_id = read.caller.person_id
            require_conditions(claims.gate(read.session, person_id))
            rows = claims.claims_of(
                read.session, person_id, read.now, wanted=wanted, sort=sort, is_descending=request.is_descending
            )
            return lists.claims(rows, claims.sessions_of(read.session, person_id), request.session)

    def GetRecap(self, request: pb.GetRecapRequest, context: grpc.ServicerContext) -> pb.GetRecapResponse:
        with self.read(context) as read:
            require_conditions(claims.gate(read.session, read.caller.person_id))
            kept = claims.recap(read.session, request.id)
        if kept is None or kept.person_id != read.caller.person_id:
            raise NotFound
        return printed(kept)

    # --- A mission that was not done --------------------------------------------------------------------------------

    def DeclareNotDone(self, request: pb.DeclareNotDoneRequest, context: grpc.ServicerContext) -> pb.Claim:
        return self._declare(request, context, Move.DECLARE_NOT_DONE)

    def _found(self, read: Read, claim_id: str) -> LoadedClaim:
        person_id = read.caller.person_id
        return _own(read.session, claims.claim(read.session, claim_id, person_id), person_id)

    def _locked(self, work: Work, claim_id: str, *, locks_journeys: bool = False) -> LoadedClaim:
        person_id = work.caller.person_id
        loaded = claims.claim_for_update(work.session, claim_id, person_id, locks_journeys=locks_journeys)
        return _own(work.session, loaded, person_id)


def _own(session: Session, loaded: LoadedClaim | None, person_id: str) -> LoadedClaim:
    """The claim of the caller; another's is as unknown as one that never was."""
    require_conditions(loaded.gate if loaded else claims.gate(session, person_id))
    if loaded is None or loaded.claim.person_id != person_id:
        raise NotFound
    return loaded
