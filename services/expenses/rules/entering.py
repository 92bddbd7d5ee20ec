"""What entering and validating do to a loaded claim, once the table allows them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kit.errors import InvalidFields, Refusal, Violations, refuse_fields
from services.expenses import errors
from services.expenses.rules import drafts
from services.expenses.rules.assessments import Assessment
from services.expenses.rules.drafts import Entries, Typed
from services.expenses.rules.order_number import give_number
from services.expenses.rules.parts import date_validation, reopen, validate, weigh
from services.expenses.rules.proofs import Deposits
from services.expenses.rules.recording import apply_later
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Move, PartKind, taken

# How to give proofs, where they may be added here and where they go by post only.
_HOW_TO_GIVE: Final = {True: "Ajoutez-les sur la page des pièces justificatives, dites", False: "Dites"}


def keep_draft(view: ClaimView, kinds: Collection[PartKind], entries: Entries, typed: Typed) -> None:
    """Keep what is being typed for some parts, apart from what counts."""
    for kind in kinds:
        view.require(Move.SAVE, kind)
    draft, violations = drafts.replaced(view.claim, kinds, entries, typed), Violations()
    if len(draft.get("typed", {})) > drafts.MOST_TYPED:
        violations.add("typed", errors.TYPED_TOO_MANY, most=drafts.MOST_TYPED)
    violations.refuse_if_any()
    view.claim.draft, view.claim.draft_time = draft, view.now


def discard_draft(view: ClaimView) -> None:
    """Forget all that was typed. Whoever may not enter any more does not touch what another may be typing."""
    if refused := view.barred(Move.SAVE):
        raise refused
    drafts.forget(view.claim)


def record(view: ClaimView, entries: Entries, *, is_from_draft: bool = False) -> None:
    """Record parts: from now on this is what counts. A part whose rate is missing is kept without an amount.

    A line that somebody began and « OK » did not keep is no part of a draft: it stays as it was typed.
    """
    # Without any entry nothing is recorded, which is refused all the same where nothing may be.
    for kind in entries or (None,):
        view.require(Move.SAVE, kind)
    assessments = {kind: view.assess(kind, entry) for kind, entry in entries.items()}
    refusals = [one.refusal for one in assessments.values() if one.refusal]
    _refuse([one for one in refusals if isinstance(one, InvalidFields)])
    for kind, assessment in assessments.items():
        part = view.claim.parts[kind]
        part.input = entries[kind]
        weigh(part, assessment)
    drafts.forget(view.claim, entries, keeps_lines=is_from_draft)


@dataclass(frozen=True, slots=True)
class Handover:
    """What is about to be validated, by part: with what is typed, and its worth."""

    entries: Entries
    assessments: Mapping[PartKind, Assessment]


def hand_over(view: ClaimView) -> Handover:
    """Every part that the examiner may still change, refused while one cannot be validated as it is."""
    view.require(Move.VALIDATE)
    kinds = taken(view.facts, Move.VALIDATE, view.now)
    entries = {kind: _complete(kind, view.entry(kind)) for kind in kinds}
    assessments = {kind: view.assess(kind, entry) for kind, entry in entries.items()}
    _refuse([one.refusal for one in assessments.values() if one.refusal])
    if PartKind.FEE in entries and entries[PartKind.FEE] is None:
        violations = Violations()
        violations.add(f"fee.{view.fee_input_kind.field}", errors.FEE_MISSING)
        violations.refuse_if_any()
    return Handover(entries, assessments)


def expect_proofs(view: ClaimView, handover: Handover, deposits: Deposits) -> None:
    """Proofs that are not there yet are a warning that asks for a second confirmation, never a block (S-CLM-15)."""
    required = view.proofs_of(handover.entries.get(PartKind.TRAVEL))
    missing = [(place, proof) for place, proof in enumerate(required) if not deposits.gives(proof)]
    if missing:
        raise errors.ProofsMissing(
            [
                (f"required_proofs[{place}]", errors.PROOF_EXPECTED, {"label": proof.label, "why": proof.reason})
                for place, proof in missing
            ],
            say=_HOW_TO_GIVE[view.takes_proofs],
        )


def validate_parts(view: ClaimView, handover: Handover, *, by: str) -> None:
    """Validate them, together."""
    for kind, assessment in handover.assessments.items():
        part = view.claim.parts[kind]
        part.input = handover.entries[kind]
        validate(part, Move.VALIDATE, assessment, at=view.now, by=by)


def conclude(view: ClaimView, handover: Handover, number: str, *, sends_by_post: bool, deposits: Deposits) -> None:
    """What the claim itself keeps of a validation."""
    claim = view.claim
    give_number(claim, number)
    # Whoever has no proof left to give sends none.
    missing = any(not deposits.gives(proof) for proof in view.proofs_of(claim.travel.input))
    claim.sends_by_post = sends_by_post and missing
    drafts.forget(claim, handover.entries)
    date_validation(claim)


def unvalidate(view: ClaimView) -> bool:
    """Take a validation back. The order number stays, the recap does not.

    Whether the claim took facts that had changed since: its days may then be those of another claim.
    """
    view.require(Move.UNVALIDATE)
    for kind in taken(view.facts, Move.UNVALIDATE, view.now):
        reopen(view.claim.parts[kind])
    view.claim.recap, view.claim.recap_time, view.claim.recap_digest = None, None, ""
    date_validation(view.claim)
    return apply_later(view.claim, view.regulation.adjacency)


def declare(view: ClaimView, move: Move) -> None:
    """Say that the mission was not done, or take that back."""
    view.require(move)
    view.claim.not_done_time = view.now if move == Move.DECLARE_NOT_DONE else None


def _complete(kind: PartKind, entry: dict[str, Any] | None) -> dict[str, Any] | None:
    """Whoever enters no trip asks for no refund; a fee has no such default."""
    return {"trips": []} if kind == PartKind.TRAVEL and entry is None else entry


def _refuse(refusals: list[Refusal]) -> None:
    """Raise one refusal; wrong fields of both parts are told together."""
    refuse_fields(
        violation for refusal in refusals if isinstance(refusal, InvalidFields) for violation in refusal.violations
    )
    if refusals:
        raise refusals[0]
