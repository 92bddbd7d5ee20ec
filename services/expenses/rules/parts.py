"""What every move does to a part of a loaded claim, whoever makes it."""

from datetime import datetime

from services.expenses.models import Claim, Part
from services.expenses.rules.assessments import Assessment
from services.expenses.rules.status import State
from services.expenses.rules.workflow import MOVES, Move


def bring(part: Part, move: Move) -> None:
    """Bring a part where the table says that a move leads."""
    part.state = MOVES[move].becomes or part.state


def reopen(part: Part) -> None:
    """Give a part back to whoever enters it."""
    part.state, part.validate_time, part.validated_by_id, part.calculation = State.OPEN, None, None, None


def weigh(part: Part, assessment: Assessment) -> None:
    """Keep what a part is worth now."""
    part.amount_cents = assessment.amount_cents
    part.is_to_confirm = assessment.is_to_confirm
    part.takings = assessment.takings


def freeze(part: Part, assessment: Assessment) -> None:
    """Keep the amount and its explanation as they are, whatever becomes of the rates."""
    weigh(part, assessment)
    part.calculation = assessment.explained()


def validate(part: Part, move: Move, assessment: Assessment, *, at: datetime, by: str | None) -> None:
    """Bring a part where a move that validates it leads, with its amount as it is then; SANTORIN is nobody."""
    bring(part, move)
    part.validate_time, part.validated_by_id = at, by
    freeze(part, assessment)


def date_validation(claim: Claim) -> None:
    """Keep the time by which staff process a claim."""
    claim.validate_time = validation_time(claim)


def validation_time(claim: Claim) -> datetime | None:
    """That time: of the earliest validation that stands."""
    times = [part.validate_time for part in claim.parts.values() if part.validate_time]
    return min(times, default=None)
