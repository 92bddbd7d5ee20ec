"""Returns of SANTORIN: the entry and the validation of dematerialised marking (S-CLM-17)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.expenses.models import Claim
from services.expenses.rules.fees import InputKind, quantity_kind
from services.expenses.rules.parts import date_validation, reopen, validate, weigh
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Actor, Move, PartKind, refusal


@dataclass(frozen=True, slots=True)
class Return:
    """What SANTORIN says of a mission at an instant."""

    copies: int
    candidates: int
    is_done: bool
    at: datetime


def record_return(view: ClaimView, told: Return, *, is_paid: bool = False) -> bool:
    """Keep a return; False when a newer one is known. At the same instant the later line wins.

    `is_paid`: the claim that carries the fee is accepted, with what was counted then; the same return says nothing new.
    """
    claim, part = view.claim, view.claim.fee
    known = (claim.return_copies, claim.return_candidates, claim.is_return_done, claim.return_time)
    if is_paid and known == (told.copies, told.candidates, told.is_done, told.at):
        return False
    if claim.return_time is not None and told.at < claim.return_time:
        return False
    claim.return_copies, claim.return_candidates = told.copies, told.candidates
    claim.is_return_done, claim.return_time = told.is_done, told.at
    if not is_paid and _is_open(view):
        part.input = counted(claim) or part.input
    return True


def counted(claim: Claim) -> dict[str, Any] | None:
    """What the last return counted, as it is kept of a fee; None when the nature of the mission asks for nothing."""
    match quantity_kind(claim.nature):
        case InputKind.COPIES:
            return {"copies": claim.return_copies}
        case InputKind.CANDIDATES:
            return {"candidates": claim.return_candidates}
        case _:
            return None


def settle(view: ClaimView) -> None:
    """Bring the fee that SANTORIN counts where its returns lead.

    The fee of a group is that of all its missions, so it is validated once all of them are done: one that was closed
    without work counts 0. Those that another claim carries wait for nobody.
    """
    claim, part = view.claim, view.claim.fee
    if not _is_open(view):
        return
    told = (claim, *view.surroundings.fees)
    assessment = view.assess(PartKind.FEE, part.input)
    if part.carrier_claim_id is None and all(one.is_return_done for one in told):
        at = max(one.return_time for one in told if one.return_time)
        validate(part, Move.RECORD_RETURN, assessment, at=at, by=None)
    else:
        reopen(part)
        weigh(part, assessment)
    date_validation(claim)


def _is_open(view: ClaimView) -> bool:
    """Whether returns still decide the fee.

    They are facts even of a claim that is cancelled, and count the day the cancellation is taken back.
    """
    facts = replace(view.facts, is_cancelled=False)
    return refusal(facts, Move.RECORD_RETURN, Actor.SERVICE, view.now, part=PartKind.FEE) is None
