"""What « Suivi » is told of a claim, and the messages that it makes of it (rules/follow_ups.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State, Status


class Level(StrEnum):
    """How much a message matters."""

    INFORMATION = "INFORMATION"
    SUCCESS = "SUCCESS"
    WARNING = "WARNING"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One message."""

    level: Level
    message: str
    claim_id: str = ""
    event_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class PartStory:
    """What is told of a part."""

    status: Status
    provider: Provider
    amount_cents: int | None = None
    is_to_confirm: bool = False
    is_entered: bool = False
    """Somebody recorded it, validated or not."""
    validated: datetime | None = None
    is_on_behalf: bool = False
    """A gestionnaire validated it in the examiner's name."""
    accepted: datetime | None = None
    is_decided: bool = False
    """A gestionnaire decided how it is paid."""
    explanation: str = ""
    """How a gestionnaire found an amount for which no rate exists."""


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of a claim. The bounds are wall times of the mission, the other times in the zone of the academy."""

    fee: PartStory
    travel: PartStory
    starts: datetime
    ends: datetime
    closing: date
    is_closed: bool
    is_for_examiner: bool
    is_own: bool = False
    """Of the gestionnaire who looks: another one processes it."""
    is_over: bool = False
    """The mission is finished."""
    order_number: str = ""
    drafted: datetime | None = None
    declared_not_done: datetime | None = None
    cancelled: datetime | None = None
    cancelled_by: str = ""
    cancel_reason: str = ""
    convocation_cancelled: datetime | None = None
    person_changed: datetime | None = None
    """Address or payroll file, after the validation."""
    mission_changed: datetime | None = None
    """Dates, place or nature, after the validation."""
    carrier_id: str = ""
    carrier_number: str = ""
    carrier_state: State | None = None
    """Where the travel of that claim stands."""
    carried_numbers: Sequence[str] = ()
    """Claims of the same days whose trips this one carries."""
    presides: bool = False
    """The examiner is the president of the jury."""
    sends_by_post: bool = False
    """The examiner said so at the validation."""
    post_received: date | None = None
    group_comment: str = ""
    """What a grouping of fees put together."""
    fee_carrier_id: str = ""
    """The claim that carries the fee of this one."""

    @property
    def parts(self) -> tuple[tuple[str, PartStory], ...]:
        """Both, with the words for them."""
        return ("La rémunération", self.fee), ("Le déplacement", self.travel)

    def shows(self, *statuses: Status) -> bool:
        """Whether a part has one of these statuses."""
        return self.fee.status in statuses or self.travel.status in statuses
