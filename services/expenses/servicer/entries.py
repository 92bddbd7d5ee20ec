"""Entering and validating a claim: the same for its examiner and, once it is closed, for a gestionnaire."""

from abc import abstractmethod
from collections.abc import Collection
from typing import Any, ClassVar, Protocol

import grpc

from imagin.documents.v1 import documents_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.missions.v1 import missions_pb2
from kit.errors import Violations
from kit.servicer import Read
from kit.work import Work
from services.expenses.models import Claim
from services.expenses.queries import claims
from services.expenses.queries.claims import LoadedClaim
from services.expenses.rules import drafts, entering
from services.expenses.rules.drafts import Entries
from services.expenses.rules.entries import known_towns
from services.expenses.rules.estimates import estimate
from services.expenses.rules.order_number import order_number, order_year
from services.expenses.rules.proofs import Deposits
from services.expenses.rules.sealing import FOLDERS
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Actor, Move, PartKind
from services.expenses.servicer.expenses import ExpensesServicer, again, keep_recap, touch
from services.expenses.servicer.neighbours import tell
from services.expenses.servicer.sealing import Seal, read_deposits, unseal
from services.expenses.servicer.sharing import share_out
from services.expenses.wire import claims as wire
from services.expenses.wire import inputs
from services.expenses.wire import proofs as proofs_wire
from services.expenses.wire.typed import read_typed


class Change(Protocol):
    """A request that changes a claim."""

    id: str
    version: int
    """The one that was read."""


class EntryServicer(ExpensesServicer):
    """What both sides of the desk do in the same way."""

    actor: ClassVar[Actor]
    """In which capacity callers of this servicer act."""

    @abstractmethod
    def _found(self, read: Read, claim_id: str) -> LoadedClaim:
        """A claim that the caller may read."""

    @abstractmethod
    def _locked(self, work: Work, claim_id: str, *, locks_journeys: bool = False) -> LoadedClaim:
        """The claim, which nobody else changes before the end of the work.

        `locks_journeys`: which claims of its person carry which trips, and the kilometres of the year, are about to be
        decided.
        """

    def _loaded(self, work: Work, request: Change, *, locks_journeys: bool = False) -> LoadedClaim:
        """The claim to change, as the caller saw it."""
        loaded = self._locked(work, request.id, locks_journeys=locks_journeys)
        work.check_version(loaded.claim, request.version)
        return loaded

    # --- Reading ----------------------------------------------------------------------------------------------------

    def GetClaim(self, request: pb.GetClaimRequest | pb.GetDeskClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.read(context) as read:
            return self._read(read, request)[1]

    def _read(self, read: Read, request: pb.GetClaimRequest | pb.GetDeskClaimRequest) -> tuple[ClaimView, pb.Claim]:
        """A claim and what its page shows."""
        view = self._view(read, self._found(read, request.id))
        message = wire.claim(view)
        if request.needs_proofs:
            found = self._proofs(read, view)
            proofs_wire.show(message, view, found, read_deposits(read.session, view, found))
        return view, message

    def EstimateClaim(
        self, request: pb.EstimateClaimRequest, context: grpc.ServicerContext
    ) -> pb.EstimateClaimResponse:
        kinds = inputs.mask_kinds(request.update_mask.paths)
        with self.read(context) as read:
            loaded = self._found(read, request.id)
            entries = self._entries(loaded, request.input, kinds, is_draft=True)
            view = self._view(read, loaded, entries, needs_table=PartKind.TRAVEL in kinds)
            return wire.estimate(estimate(view, entries))

    # --- Entering ---------------------------------------------------------------------------------------------------

    def SaveDraft(self, request: pb.SaveDraftRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            kinds = inputs.mask_kinds(request.update_mask.paths)
            violations = Violations()
            typed = read_typed(request.draft.typed, kinds, violations)
            violations.refuse_if_any()
            loaded = self._loaded(work, request)
            parsed = [kind for kind in kinds if inputs.is_parsed(request.draft, kind, typed)]
            entries = self._entries(loaded, request.draft, parsed, is_draft=True)
            view = self._view(work, loaded, entries)
            entering.keep_draft(view, kinds, entries, typed)
            return self._changed(work, view)

    def DiscardDraft(self, request: pb.DiscardDraftRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request))
            entering.discard_draft(view)
            return self._changed(work, view)

    def UpdateClaim(self, request: pb.UpdateClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            kinds = inputs.mask_kinds(request.update_mask.paths)
            loaded = self._loaded(work, request)
            if request.is_from_draft:
                entries = drafts.drafted(loaded.claim, kinds)
            else:
                entries = self._entries(loaded, request.input, kinds, is_draft=False)
            view = self._view(work, loaded, entries)
            entering.record(view, entries, is_from_draft=request.is_from_draft)
            return self._changed(work, view)

    # --- Handing over -----------------------------------------------------------------------------------------------

    def ValidateClaim(self, request: pb.ValidateClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request, locks_journeys=True))
            handover = entering.hand_over(view)
            with Seal(self.office.folders, work, view, is_needed=view.takes_proofs, done="validé") as seal:
                deposits = seal.deposits or Deposits()
                if not (request.is_confirmed or request.sends_by_post):
                    entering.expect_proofs(view, handover, deposits)
                entering.validate_parts(view, handover, by=work.caller.person_id)
                academy, number = self._academy_and_number(work, view.claim)
                entering.conclude(view, handover, number, sends_by_post=request.sends_by_post, deposits=deposits)
                keep_recap(again(view), academy, deposits)
                seal.keep()
                tell(work, view.claim, "claim_validated")
                return self._changed(work, view)

    def UnvalidateClaim(self, request: pb.UnvalidateClaimRequest, context: grpc.ServicerContext) -> pb.Claim:
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request, locks_journeys=True), needs_table=True)
            has_new_facts = entering.unvalidate(view)
            unseal(work, view)
            tell(work, view.claim, "claim_unvalidated")
            return self._shared(work, view) if has_new_facts else self._changed(work, view)

    def UndoNotDone(self, request: pb.UndoNotDoneRequest, context: grpc.ServicerContext) -> pb.Claim:
        return self._declare(request, context, Move.UNDO_NOT_DONE)

    # --- Proofs -----------------------------------------------------------------------------------------------------

    def OpenProofs(self, request: pb.OpenProofsRequest, context: grpc.ServicerContext) -> pb.OpenProofsResponse:
        with self.work(request, context) as work:
            view = self._view(work, self._locked(work, request.id))
            view.require(Move.PROVE if self.actor == Actor.EXAMINER else Move.DEPOSIT)
            # Of one that is sealed the folders are there; of another this also heals what a validation left behind.
            if view.claim.seal_id is None:
                self.office.folders.open(view.claim)
            return work.reply(pb.OpenProofsResponse(set_key=view.claim.id, folders=FOLDERS.values()))

    def _proofs(self, reading: Work | Read, view: ClaimView) -> documents_pb2.FolderSet | None:
        """What was deposited, as the caller sees it; None where proofs go by post, or documents does not answer."""
        if not view.takes_proofs:
            return None
        person_id, is_staff = reading.caller.person_id, self.actor == Actor.MANAGER
        needs_personal = any(proof.is_personal for proof in view.proofs)
        return self.office.folders.listed(
            view.claim, asker_id=person_id, is_staff=is_staff, needs_personal=needs_personal
        )

    # --- Steps ------------------------------------------------------------------------------------------------------

    def _declare(self, request: Change, context: grpc.ServicerContext, move: Move) -> pb.Claim:
        with self.work(request, context) as work:
            view = self._view(work, self._loaded(work, request, locks_journeys=True))
            entering.declare(view, move)
            # A mission that was not done carries nobody's trips, and nobody carries its own (R23).
            return self._shared(work, view)

    def _view(
        self,
        work: Work | Read,
        loaded: LoadedClaim | None,
        entries: Entries | None = None,
        *,
        needs_table: bool = False,
    ) -> ClaimView:
        return self.office.view(
            work.session,
            loaded,
            work.now,
            caller_id=work.caller.person_id,
            actor=self.actor,
            typed=(entries or {}).get(PartKind.TRAVEL),
            needs_table=needs_table,
        )

    def _entries(
        self, loaded: LoadedClaim, message: pb.ClaimInput, kinds: Collection[PartKind], *, is_draft: bool
    ) -> Entries:
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

    def _academy_and_number(self, work: Work, claim: Claim) -> tuple[missions_pb2.Academy, str]:
        """What the recap of a claim names besides itself: the academy, and the order number that it has or is given.

        The parts are written and missions has answered before the counter is taken: whoever comes next waits the
        shortest time.
        """
        academy = self.office.neighbours.academy()
        work.session.flush()
        if claim.order_number:
            return academy, claim.order_number
        year = order_year(work.now, self.office.zone)
        return academy, order_number(year, self.office.academy, claims.next_order(work.session, year))

    def _shared(self, work: Work, view: ClaimView) -> pb.Claim:
        """The answer, once it is decided anew which claims of that person carry what."""
        touch(view, work)
        work.session.flush()
        share_out(work, view.regulation, [view.claim.person_id])
        work.session.flush()
        return work.reply(wire.claim, self._view(work, claims.claim(work.session, view.claim.id, view.caller_id)))

    def _changed(self, work: Work, view: ClaimView) -> pb.Claim:
        touch(view, work)
        return work.reply(wire.claim, again(view))
