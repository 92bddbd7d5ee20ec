"""What a line of travel is worth among the others, kept or as it is being typed (P-CLM-21, S-TRV-5)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from google.protobuf.field_mask_pb2 import FieldMask

from gateway.errors import status_of
from gateway.forms import Form
from gateway.pages.claims import places, suggestions, trip_fields
from gateway.pages.claims.drafts import ABOUT_THE_ENTRY
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import FieldViolation, Refused

_LINE: Final = re.compile(r"travel\.trips\[(\d+)\]\.?(\w*)")
# Said beside their field although nothing stands in it yet: another field asks for them.
_ASKED_BY_OTHERS: Final = frozenset({"distance_reason", "comment"})
_MEALS: Final = frozenset({pb.Entitlement.KIND_MIDDAY_MEAL, pb.Entitlement.KIND_EVENING_MEAL})


@dataclass(frozen=True, slots=True)
class Worth:
    """A line among the others: its own part of the calculation of the travel."""

    calculation: pb.TravelCalculation
    """Its steps, their sum, and what is to be looked at again in the whole travel."""
    travel_cents: int | None
    """Of the whole travel; None while it has no amount."""
    meals: Sequence[pb.Entitlement]
    nights: Sequence[pb.Entitlement]
    """Owed where the line leads."""
    remarks: Mapping[str, str]
    """What is to be looked at again, by field of the form; what nobody has come to yet is told with the amount."""
    is_public_transport_basis: bool


def worth(travel: pb.TravelCalculation, trip_id: str, form: Form) -> Worth:
    """The part of a line in the calculation of the whole travel."""
    line = next((one for one in travel.trips if one.trip_id == trip_id), None)
    remarks: dict[str, str] = {}
    for remark in travel.trip_remarks:
        name = trip_fields.field_of(form, remark.field)
        if remark.trip_id == trip_id and (form.value(name) or name in _ASKED_BY_OTHERS):
            remarks.setdefault(name, remark.message)
    entitlements = [each for each in travel.entitlements if each.trip_id == trip_id]
    return Worth(
        calculation=pb.TravelCalculation(
            amount_cents=line.amount_cents if line else None,
            steps=[step for step in travel.steps if step.trip_id == trip_id],
            is_to_confirm=travel.is_to_confirm,
            warnings=[sentence for sentence in travel.warnings if sentence not in remarks.values()],
        ),
        travel_cents=travel.amount_cents if travel.HasField("amount_cents") else None,
        meals=[each for each in entitlements if each.kind in _MEALS],
        nights=[each for each in entitlements if each.kind not in _MEALS],
        remarks=remarks,
        is_public_transport_basis=bool(line and line.is_public_transport_basis),
    )


def among(claim: pb.Claim, line: pb.Trip) -> list[pb.Trip]:
    """The lines of a claim with this one in its place, in order of time."""
    return suggestions.ordered([*(other for other in suggestions.lines(claim) if other.id != line.id), line])


async def estimate(visit: Visit, claim: pb.Claim, line: pb.Trip) -> pb.TravelCalculation:
    """What the travel would be worth with this line, which is not kept; what is wrong with it is no failure."""
    trips = among(claim, line)
    request = pb.EstimateClaimRequest(
        id=claim.id,
        input=pb.ClaimInput(travel=pb.TravelInput(trips=trips)),
        update_mask=FieldMask(paths=["travel"]),
    )
    try:
        reply: pb.EstimateClaimResponse = await places.calls(visit).EstimateClaim(request)
    except Refused as refused:
        if status_of(refused) not in ABOUT_THE_ENTRY:
            raise
        return pb.TravelCalculation(
            warnings=[violation.message for violation in refused.violations] or [refused.message],
            trip_remarks=[remark for violation in refused.violations if (remark := _remark(violation, trips))],
        )
    return reply.travel_calculation


def _remark(violation: FieldViolation, trips: Sequence[pb.Trip]) -> pb.TripRemark | None:
    """What is wrong with a field of one of the lines."""
    found = _LINE.fullmatch(violation.field)
    if not found:
        return None
    return pb.TripRemark(trip_id=trips[int(found[1])].id, field=found[2], message=violation.message)
