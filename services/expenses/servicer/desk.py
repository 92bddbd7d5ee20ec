"""The other side of the desk."""

import grpc

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit import pages
from kit.errors import NotFound, Violations
from kit.work import Work
from services.expenses import errors
from services.expenses.queries import claims, desk, records
from services.expenses.queries.claims import LoadedClaim
from services.expenses.rules import entering
from services.expenses.rules.status import State
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Actor, PartKind
from services.expenses.servicer.expenses import ExpensesServicer, again, printed, touch
from services.expenses.servicer.neighbours import tell
from services.expenses.wire import claims as wire
from services.expenses.wire import inputs, lists

SHORTEST_REASON, LONGEST_REASON = 5, 500

AnyChange = pb.AcceptClaimRequest | pb.CancelClaimRequest | pb.UncancelClaimRequest


class DeskServicer(ExpensesServicer, pb_grpc.DeskServiceServicer):
    """A gestionnaire and the claims of the academy."""

    def ListClaims(self, request: pb.ListDeskClaimsRequest, context: grpc.ServicerContext) -> pb.ListDeskClaimsResponse:
        order, wanted, place = lists.desk_sort(request), lists.desk_filter(request), lists.place(request)
        with self.read(context) as read:
            page = desk.page(
                read.session,
                read.now,
                wanted,
                order=order,
                is_descending=request.is_descending,
                size=pages.size(request.page_size),
                place=place,
            )
            return lists.desk_page(request, page, desk.count(read.session, read.now, wanted))

    def GetClaim(self, request: pb.GetDeskClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.read(context) as read:
            caller_id = read.caller.person_id
            loaded = claims.claim(read.session, request.id, caller_id)
            view = self.office.view(read.session, loaded, read.now, caller_id=caller_id, actor=Actor.MANAGER)
            return wire.claim(view)

    def GetRecap(self, request: pb.GetDeskRecapRequest, context: grpc.ServicerContext) -> pb.GetRecapResponse:
        with self.read(context) as read:
            kept = claims.recap(read.session, request.id)
        if kept is None:
            raise NotFound
        return printed(kept)

    def AcceptClaim(self, request: pb.AcceptClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        kinds = wire.part_kinds(request.parts)
        violations = Violations()
        if not kinds:
            violations.add("parts", errors.PARTS_MISSING)
        violations.refuse_if_any()
        with self.work(request, context) as work:
            view = self._journeys(work, request, accepts=PartKind.TRAVEL in kinds)
            name = self.office.neighbours.name_of(work.caller.person_id)
            entering.accept(view, kinds, by=work.caller.person_id, name=name)
            tell(work, view.claim, "claim_accepted")
            touch(view, work)
            return work.reply(wire.claim, again(view))

    def CancelClaim(self, request: pb.CancelClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        violations = Violations()
        reason = inputs.read_text("reason", request.reason, LONGEST_REASON, violations)
        if not violations and len(reason) < SHORTEST_REASON:
            violations.add("reason", errors.REASON_LENGTH, least=SHORTEST_REASON, most=LONGEST_REASON)
        violations.refuse_if_any()
        with self.work(request, context) as work:
            view = self._journeys(work, request)
            by = work.caller.person_id
            entering.cancel(view, reason=reason, by=by, name=self.office.neighbours.name_of(by))
            tell(work, view.claim, "claim_cancelled")
            return self._shared(work, view)

    def UncancelClaim(self, request: pb.UncancelClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            view = self._journeys(work, request)
            entering.uncancel(view)
            tell(work, view.claim, "claim_uncancelled")
            return self._shared(work, view)

    def _loaded(self, work: Work, request: AnyChange) -> LoadedClaim:
        """The claim to change, as the caller saw it."""
        loaded = claims.claim_for_update(work.session, request.id, work.caller.person_id)
        if loaded is None:
            raise NotFound
        work.check_version(loaded.claim, request.version)
        return loaded

    def _journeys(self, work: Work, request: AnyChange, *, accepts: bool = False) -> ClaimView:
        """The same, before a change of which claims carry trips, or of the kilometres of the year."""
        claims.lock_journeys_of_claim(work.session, request.id)
        loaded = self._loaded(work, request)
        return self._view(work, loaded, accepts=accepts and loaded.claim.travel.state == State.VALIDATED)

    def _view(self, work: Work, loaded: LoadedClaim | None, *, accepts: bool = False) -> ClaimView:
        return self.office.view(
            work.session,
            loaded,
            work.now,
            caller_id=work.caller.person_id,
            actor=Actor.MANAGER,
            is_for_good=accepts,
        )

    def _shared(self, work: Work, view: ClaimView) -> pb.Claim:
        """The answer, once the trips of the days of that person are shared out anew (R23)."""
        touch(view, work)
        work.session.flush()
        records.share_journeys(work.session, [view.claim.person_id], work.now)
        fresh = claims.claim(work.session, view.claim.id, work.caller.person_id)
        return work.reply(wire.claim, self._view(work, fresh))
