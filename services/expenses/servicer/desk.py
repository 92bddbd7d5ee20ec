"""The other side of the desk."""

import grpc

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit import pages
from kit.errors import NotFound
from kit.servicer import Read
from kit.work import Work
from services.expenses.queries import claims, desk
from services.expenses.queries.claims import LoadedClaim
from services.expenses.rules import acceptance, processing
from services.expenses.rules.order_number import give_number
from services.expenses.rules.processing import Signature
from services.expenses.rules.proofs import Deposits
from services.expenses.rules.recaps import is_told
from services.expenses.rules.status import State
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Actor, PartKind
from services.expenses.servicer.expenses import again, keep_recap, printed
from services.expenses.servicer.groups import GroupServicer
from services.expenses.servicer.history import HistoryServicer
from services.expenses.servicer.juries import JuryEntryServicer
from services.expenses.servicer.neighbours import tell
from services.expenses.servicer.sealing import Seal, read_deposits, sealing, unseal
from services.expenses.wire import lists
from services.expenses.wire.processing import read_acceptance, read_computed, read_others, read_post_date, read_reason


class DeskServicer(HistoryServicer, GroupServicer, JuryEntryServicer, pb_grpc.DeskServiceServicer):
    """A gestionnaire and the claims of the academy."""

    actor = Actor.MANAGER

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
            view, message = self._read(read, request)
            if request.HasField("list"):
                message.previous_claim_id, message.next_claim_id = desk.neighbours(
                    read.session,
                    read.now,
                    lists.desk_filter(request.list),
                    view.claim,
                    order=lists.desk_sort(request.list),
                    is_descending=request.list.is_descending,
                )
            return message

    def GetRecap(self, request: pb.GetDeskRecapRequest, context: grpc.ServicerContext) -> pb.GetRecapResponse:
        with self.read(context) as read:
            kept = claims.recap(read.session, request.id)
        if kept is None:
            raise NotFound
        return printed(kept)

    def AcceptClaim(self, request: pb.AcceptClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        kinds, others = read_acceptance(request)
        with self.work(request, context) as work:
            loaded = self._loaded(work, request, locks_journeys=True)
            entries = self._entries(loaded, request.accepted, others, is_draft=False)
            settles = PartKind.TRAVEL in kinds and loaded.claim.travel.state == State.VALIDATED
            view = self._view(work, loaded, needs_table=settles)
            is_other = acceptance.accept(view, kinds, self._signature(work), read_others(request, entries))
            with sealing(self.office.folders, work, view, done="validé") as seal:
                # What others than the examiner validated has its number and its recap from here on.
                if not is_told(view.claim, kinds):
                    academy, number = self._academy_and_number(work, view.claim)
                    give_number(view.claim, number)
                    keep_recap(again(view), academy, self._deposits(work, view, seal))
                seal.keep()
                tell(work, view.claim, "claim_accepted_otherwise" if is_other else "claim_accepted")
                return self._changed(work, view)

    def ComputePart(self, request: pb.ComputePartRequest, context: grpc.ServicerContext) -> pb.Claim:
        kind, entry = read_computed(request)
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request))
            processing.compute(view, kind, entry, by=work.caller.person_id)
            return self._changed(work, view)

    def DecideTravel(self, request: pb.DecideTravelRequest, context: grpc.ServicerContext) -> pb.Claim:
        decisions = request.decisions
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request, locks_journeys=True), needs_table=True)
            processing.decide(
                view,
                public_transport_trip_ids=decisions.public_transport_trip_ids,
                has_disability_rate=decisions.has_disability_rate,
            )
            return self._changed(work, view)

    def RecordPost(self, request: pb.RecordPostRequest, context: grpc.ServicerContext) -> pb.Claim:
        received = read_post_date(request)
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request))
            processing.record_post(view, received, self._signature(work))
            return self._changed(work, view)

    def CancelClaim(self, request: pb.CancelClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        reason = read_reason(request)
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request, locks_journeys=True))
            processing.cancel(view, reason=reason, signature=self._signature(work))
            with sealing(self.office.folders, work, view, done="annulé") as seal:
                seal.keep()
                tell(work, view.claim, "claim_cancelled")
                return self._shared(work, view)

    def UncancelClaim(self, request: pb.UncancelClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request, locks_journeys=True))
            processing.uncancel(view)
            unseal(work, view)
            tell(work, view.claim, "claim_uncancelled")
            return self._shared(work, view)

    def _found(self, read: Read, claim_id: str) -> LoadedClaim:
        return _known(claims.claim(read.session, claim_id, read.caller.person_id))

    def _signature(self, work: Work) -> Signature:
        person_id = work.caller.person_id
        return Signature(person_id, self.office.neighbours.name_of(person_id))

    def _deposits(self, work: Work, view: ClaimView, seal: Seal) -> Deposits | None:
        """What a recap tells: what is sealed with it, or what there is by now; None for what was told before."""
        if seal.deposits or view.claim.seal_id:
            return seal.deposits
        return read_deposits(work.session, view, self._proofs(work, view))

    def _locked(self, work: Work, claim_id: str, *, locks_journeys: bool = False) -> LoadedClaim:
        if locks_journeys:
            claims.lock_journeys_of_claim(work.session, claim_id)
        return _known(claims.claim_for_update(work.session, claim_id, work.caller.person_id))


def _known(loaded: LoadedClaim | None) -> LoadedClaim:
    if loaded is None:
        raise NotFound
    return loaded
