"""What « Suivi » is told of a loaded claim."""

from datetime import datetime

from services.expenses.models import Part
from services.expenses.rules.providers import presides
from services.expenses.rules.stories import PartStory, Story
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Actor


def story_of(view: ClaimView) -> Story:
    """The claim as it stands for who looks."""
    claim = view.claim
    return Story(
        fee=_part(view, claim.fee),
        travel=_part(view, claim.travel),
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
        presides=presides(claim.jury_capacity),
        sends_by_post=claim.sends_by_post,
        post_received=claim.post_received_date,
        group_comment=view.group_comment,
        fee_carrier_id=claim.fee.carrier_claim_id or "",
    )


def _part(view: ClaimView, part: Part) -> PartStory:
    return PartStory(
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
    )


def _local(view: ClaimView, moment: datetime | None) -> datetime | None:
    return moment.astimezone(view.regulation.zone) if moment else None
