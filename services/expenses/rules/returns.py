"""Returns of SANTORIN: the entry and the validation of dematerialised marking (S-CLM-17)."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.expenses.rules import entering
from services.expenses.rules.fees import InputKind, quantity_kind
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Actor, Move, PartKind, refusal


@dataclass(frozen=True, slots=True)
class Return:
    """What SANTORIN says of a mission at an instant."""

    copies: int
    candidates: int
    is_done: bool
    at: datetime


def record_return(view: ClaimView, told: Return) -> bool:
    """Keep a return and apply it; False when a newer one is known. At the same instant the later line wins."""
    claim, part = view.claim, view.claim.fee
    if claim.return_time is not None and told.at < claim.return_time:
        return False
    claim.return_copies, claim.return_candidates = told.copies, told.candidates
    claim.is_return_done, claim.return_time = told.is_done, told.at
    # A return is a fact even of a claim that is cancelled: it counts the day the cancellation is taken back.
    facts = replace(view.facts, is_cancelled=False)
    if refusal(facts, Move.RECORD_RETURN, Actor.SERVICE, view.now, part=PartKind.FEE) is not None:
        return True
    match quantity_kind(claim.nature):
        case InputKind.COPIES:
            part.input = {"copies": told.copies}
        case InputKind.CANDIDATES:
            part.input = {"candidates": told.candidates}
    assessment = view.assess(PartKind.FEE, part.input)
    if told.is_done:
        entering.bring(part, Move.RECORD_RETURN)
        part.validate_time = told.at
        entering.freeze(part, assessment)
    else:
        entering.reopen(part)
        entering.weigh(part, assessment)
    entering.date_validation(claim)
    return True
