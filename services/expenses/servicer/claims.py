"""The claims of the caller."""

from collections.abc import Collection
from typing import Any

import grpc
from sqlalchemy.orm import Session

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.errors import NotFound, Violations
from kit.work import Work
from services.expenses import errors
from services.expenses.models import Acceptance
from services.expenses.queries import claims, conditions, records
from services.expenses.queries.claims import LoadedClaim
from services.expenses.rules import entering
from services.expenses.rules.entries import known_towns
from services.expenses.rules.lists import Filter, searched
from services.expenses.rules.order_number import order_number, order_year
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Actor, Move, PartKind
from services.expenses.servicer.expenses import (
    ExpensesServicer,
    again,
    keep_recap,
    printed,
    require_conditions,
    touch,
)
from services.expenses.servicer.neighbours import tell
from services.expenses.wire import claims as wire
from services.expenses.wire import conditions as conditions_wire
from services.expenses.wire import inputs, lists

AnyChange = (
    pb.SaveDraftRequest
    | pb.DiscardDraftRequest
    | pb.UpdateClaimRequest
    | pb.ValidateClaimRequest
    | pb.UnvalidateClaimRequest
    | pb.DeclareNotDoneRequest
    | pb.UndoNotDoneRequest
)


class ClaimsServicer(ExpensesServicer, pb_grpc.ClaimsServiceServicer):
    """An examiner and their claims, once the conditions of use are accepted."""

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

    def GetClaim(self, request: pb.GetClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.read(context) as read:
            person_id = read.caller.person_id
            loaded = _own(read.session, claims.claim(read.session, request.id, person_id), person_id)
            view = self.office.view(read.session, loaded, read.now, caller_id=person_id, actor=Actor.EXAMINER)
            return wire.claim(view)

    def GetRecap(self, request: pb.GetRecapRequest, context: grpc.ServicerContext) -> pb.GetRecapResponse:
        with self.read(context) as read:
            require_conditions(claims.gate(read.session, read.caller.person_id))
            kept = claims.recap(read.session, request.id)
        if kept is None or kept.person_id != read.caller.person_id:
            raise NotFound
        return printed(kept)

    # --- Entering ---------------------------------------------------------------------------------------------------

    def SaveDraft(self, request: pb.SaveDraftRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            kinds = inputs.mask_kinds(request.update_mask.paths)
            loaded = self._loaded(work, request)
            entries = self._entries(loaded, request.draft, kinds, is_draft=True)
            view = self._view(work, loaded, entries)
            entering.keep_draft(view, entries)
            return self._changed(work, view)

    def DiscardDraft(self, request: pb.DiscardDraftRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request))
            entering.forget_draft(view.claim)
            return self._changed(work, view)

    def UpdateClaim(self, request: pb.UpdateClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            kinds = inputs.mask_kinds(request.update_mask.paths)
            loaded = self._loaded(work, request)
            if request.is_from_draft:
                entries = entering.drafted(loaded.claim, kinds)
            else:
                entries = self._entries(loaded, request.input, kinds, is_draft=False)
            view = self._view(work, loaded, entries)
            entering.record(view, entries)
            return self._changed(work, view)

    def ValidateClaim(self, request: pb.ValidateClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request, locks_journeys=True))
            claim = view.claim
            kinds = entering.validate_parts(view, by=work.caller.person_id, is_confirmed=request.is_confirmed)
            # The parts are written and missions has answered before the counter is taken: whoever validates next waits
            # the shortest time.
            academy = self.office.neighbours.academy()
            work.session.flush()
            number = claim.order_number or self._next_order_number(work)
            entering.number_validation(claim, kinds, number)
            keep_recap(again(view), academy)
            tell(work, claim, "claim_validated")
            return self._changed(work, view)

    def UnvalidateClaim(self, request: pb.UnvalidateClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request, locks_journeys=True), reopens=True)
            has_new_facts = entering.unvalidate(view)
            tell(work, view.claim, "claim_unvalidated")
            return self._shared(work, view) if has_new_facts else self._changed(work, view)

    def DeclareNotDone(self, request: pb.DeclareNotDoneRequest, context: grpc.ServicerContext) -> pb.Claim:
        return self._declare(request, context, Move.DECLARE_NOT_DONE)

    def UndoNotDone(self, request: pb.UndoNotDoneRequest, context: grpc.ServicerContext) -> pb.Claim:
        return self._declare(request, context, Move.UNDO_NOT_DONE)

    # --- Steps ------------------------------------------------------------------------------------------------------

    def _declare(self, request: AnyChange, context: grpc.ServicerContext, move: Move) -> pb.Claim:
        with self.work(request, context) as work:
            person_id = work.caller.person_id
            claims.lock_journeys(work.session, [person_id])
            view = self._view(work, self._loaded(work, request))
            entering.declare(view, move)
            # A mission that was not done carries nobody's trips, and nobody carries its own (R23).
            return self._shared(work, view)

    def _loaded(self, work: Work, request: AnyChange, *, locks_journeys: bool = False) -> LoadedClaim:
        """The claim to change, as the caller saw it."""
        person_id = work.caller.person_id
        loaded = claims.claim_for_update(work.session, request.id, person_id, locks_journeys=locks_journeys)
        loaded = _own(work.session, loaded, person_id)
        work.check_version(loaded.claim, request.version)
        return loaded

    def _view(
        self, work: Work, loaded: LoadedClaim | None, entries: entering.Entries | None = None, *, reopens: bool = False
    ) -> ClaimView:
        return self.office.view(
            work.session,
            loaded,
            work.now,
            caller_id=work.caller.person_id,
            actor=Actor.EXAMINER,
            typed=(entries or {}).get(PartKind.TRAVEL),
            reopens=reopens,
        )

    def _entries(
        self, loaded: LoadedClaim, message: pb.ClaimInput, kinds: Collection[PartKind], *, is_draft: bool
    ) -> entering.Entries:
        """What was entered for the parts named, with the facts of its towns."""
        violations = Violations()
        entries: dict[PartKind, dict[str, Any] | None] = {}
        if PartKind.FEE in kinds:
            entries[PartKind.FEE] = inputs.read_fee(message.fee, violations)
        if PartKind.TRAVEL in kinds:
            towns = self._towns(loaded, message.travel, is_draft=is_draft)
            is_entered = message.HasField("travel")
            entries[PartKind.TRAVEL] = inputs.read_travel(message.travel, towns, violations) if is_entered else None
        violations.refuse_if_any()
        return entries

    def _towns(self, loaded: LoadedClaim, message: pb.TravelInput, *, is_draft: bool) -> dict[str, dict[str, Any]]:
        """The facts of the towns named: missions is asked only for those that the claim does not know yet."""
        known = known_towns(loaded.claim)
        missing = inputs.town_codes(message) - known.keys()
        try:
            return known | self.office.neighbours.towns(missing)
        except grpc.RpcError:
            # What is being typed is kept all the same; its towns get their names the next time.
            if is_draft:
                return known
            raise

    def _next_order_number(self, work: Work) -> str:
        year = order_year(work.now, self.office.zone)
        return order_number(year, self.office.academy, claims.next_order(work.session, year))

    def _shared(self, work: Work, view: ClaimView) -> pb.Claim:
        """The answer, once the trips of the days of that person are shared out anew."""
        touch(view, work)
        work.session.flush()
        records.share_journeys(work.session, [view.claim.person_id], work.now)
        return work.reply(wire.claim, self._view(work, claims.claim(work.session, view.claim.id, view.caller_id)))

    def _changed(self, work: Work, view: ClaimView) -> pb.Claim:
        touch(view, work)
        return work.reply(wire.claim, again(view))


def _own(session: Session, loaded: LoadedClaim | None, person_id: str) -> LoadedClaim:
    """The claim of the caller; another's is as unknown as one that never was."""
    require_conditions(loaded.gate if loaded else claims.gate(session, person_id))
    if loaded is None or loaded.claim.person_id != person_id:
        raise NotFound
    return loaded
