"""Fees that claims carry for each other to their messages."""

from collections.abc import Iterable

from imagin.expenses.v1 import expenses_pb2 as pb
from services.expenses.rules.grouping import FeeFacts
from services.expenses.rules.views import ClaimView
from services.expenses.wire.inputs import claim_input
from services.expenses.wire.values import day


def candidates(view: ClaimView, found: Iterable[FeeFacts]) -> pb.ListGroupCandidatesResponse:
    """The claims whose fee may be put on one."""
    return pb.ListGroupCandidatesResponse(candidates=[group_member(view, one) for one in found])


def group_member(view: ClaimView, member: FeeFacts) -> pb.GroupMember:
    """A claim whose fee the one of the view carries, or might."""
    return pb.GroupMember(
        claim_id=member.claim_id,
        mission_number=member.mission_number,
        label=member.label,
        start_date=day(member.start_date),
        fee=claim_input(member.input, None).fee if member.input else None,
        amount_cents=view.fee_alone(member).amount_cents,
    )
