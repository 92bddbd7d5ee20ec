"""What « Suivi » is told of a claim, and the messages that it makes of it (rules/follow_ups.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from services.expenses.models import Claim, Part
from services.expenses.rules.providers import Provider, presides
from services.expenses.rules.quantities import OtherQuantity
from services.expenses.rules.returns import counted
from services.expenses.rules.status import State, Status
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Actor


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
    other: OtherQuantity | None = None
    """What was claimed, when a gestionnaire accepted another quantity."""

    @classmethod
    def of(cls, view: ClaimView, part: Part) -> Self:
        """That of a part of a loaded claim."""
        return cls(
            status=view.status(part.kind),
            provider=part.provider,
            amount_cents=view.amount_cents(part.kind),
            is_to_confirm=view.is_to_confirm(part.kind),
            is_entered=part.input is not None,
            validated=_local(view, part.validate_time),
            is_on_behalf=part.validated_by_id not in {None, view.claim.person_id},
            accepted=_local(view, part.accept_time),
            is_decided=any(part.decisions.values()),
            explanation=(part.input or {}).get("manual", {}).get("explanation", ""),
            other=OtherQuantity.of(part, view.claim.nature),
        )


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
    settled_numbers: Sequence[str] = ()
    """Claims of the same days whose trips were accepted before this one carried them."""
    presides: bool = False
    """The examiner is the president of the jury."""
    sends_by_post: bool = False
    """The examiner said so at the validation."""
    post_received: date | None = None
    group_comment: str = ""
    """What a grouping of fees put together."""
    fee_carrier_id: str = ""
    """The claim that carries the fee of this one."""
    recounted: datetime | None = None
    """SANTORIN returned another count after the fee was accepted."""

    @classmethod
    def of(cls, view: ClaimView) -> Self:
        """That of a loaded claim, as it stands for who looks."""
        claim = view.claim
        return cls(
            fee=PartStory.of(view, claim.fee),
            travel=PartStory.of(view, claim.travel),
            starts=claim.start_wall_time,
            ends=claim.end_wall_time,
            closing=view.closing_date,
            is_closed=view.is_closed,
            is_for_examiner=view.actor == Actor.EXAMINER,
            is_own=view.is_own,
            is_over=claim.end_time <= view.now,
            order_number=claim.order_number or "",
            drafted=_local(view, claim.draft_time),
            declared_not_done=_local(view, claim.not_done_time),
            cancelled=_local(view, claim.cancel_time),
            cancelled_by=claim.cancelled_by_name,
            cancel_reason=claim.cancel_reason,
            convocation_cancelled=_local(view, claim.convocation_cancel_time),
            person_changed=_local(view, claim.person_change_time),
            mission_changed=_local(view, claim.mission_change_time),
            carrier_id=claim.travel.carrier_claim_id or "",
            carrier_number=view.surroundings.carrier_number,
            carrier_state=view.surroundings.carrier_state,
            carried_numbers=view.surroundings.carried_numbers,
            settled_numbers=view.surroundings.settled_numbers,
            presides=presides(claim.jury_capacity),
            sends_by_post=claim.sends_by_post,
            post_received=claim.post_received_date,
            group_comment=view.group_comment,
            fee_carrier_id=claim.fee.carrier_claim_id or "",
            recounted=_local(view, _recounted(claim)),
        )

    @property
    def parts(self) -> tuple[tuple[str, PartStory], ...]:
        """Both, with the words for them."""
        return ("La rémunération", self.fee), ("Le déplacement", self.travel)

    def shows(self, *statuses: Status) -> bool:
        """Whether a part has one of these statuses."""
        return self.fee.status in statuses or self.travel.status in statuses


def _recounted(claim: Claim) -> datetime | None:
    """When SANTORIN returned last, if that is not what was accepted, here or on the claim that carries the fee."""
    fee = claim.fee
    may_be = fee.provider == Provider.SANTORIN and (fee.state == State.ACCEPTED or fee.carrier_claim_id)
    told = fee.claimed["input"] if fee.claimed else fee.input
    return claim.return_time if may_be and told not in (None, counted(claim)) else None


def _local(view: ClaimView, moment: datetime | None) -> datetime | None:
    return moment.astimezone(view.regulation.zone) if moment else None
