"""The page of one line of travel, which is also a dialog: its fields, what it is worth and why (S-TRV-1 to S-TRV-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.responses import Response

from gateway import rendering
from gateway.forms import Choice, Form
from gateway.pages.claims import fields, steps, suggestions, towns, trip_fields, trip_worth
from gateway.pages.claims.drafts import Kept
from gateway.visit import Visit
from imagin.access.v1 import access_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from kit import french
from kit.errors import Refused

_FLAGS: Final = ("needs_distance", "needs_power", "needs_amount", "allows_sundry", "needs_ticket")

Choices = Mapping[str, Sequence[Choice]]


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a choice, and what it asks for: the fields of the form that it shows."""

    value: str
    label: str
    flags: Sequence[str] = ()


async def show(
    visit: Visit,
    claim: pb.Claim,
    trip_id: str,
    form: Form,
    travel: pb.TravelCalculation,
    *,
    status: int = 200,
    refused: Refused | None = None,
    choices: Choices | None = None,
    kept: Kept | None = None,
) -> Response:
    """The page of a line. `travel` is worth what its form holds; `choices` are communes that fit, by end."""
    place, worth = place_of(claim, trip_id), trip_worth.worth(travel, trip_id, form)
    return await visit.page(
        "claims/trip.html",
        status=status,
        refused=refused,
        claim=claim,
        kept=kept,
        base=steps.base(visit, claim.id),
        trip_id=trip_id,
        number=0 if place is None else place + 1,
        form=form.remarked(worth.remarks),
        modes=[_mode(option) for option in claim.modes],
        departures=_departures(claim, trip_id),
        choices={end: (choices or {}).get(end, ()) for end in towns.ENDS},
        worth=worth,
        known_distance=_known_distance(claim, trip_id, form),
        daily_return=_daily_return(form),
    )


def place_of(claim: pb.Claim, trip_id: str) -> int | None:
    """The place of a line among those of the claim."""
    return next((place for place, line in enumerate(suggestions.lines(claim)) if line.id == trip_id), None)


def _mode(option: pb.ModeOption) -> Option:
    flags = [flag for flag in _FLAGS if getattr(option, flag)]
    label: str = pb.Mode.DESCRIPTOR.values_by_number[option.mode].GetOptions().Extensions[access_pb2.label_fr]
    return Option(pb.Mode.Name(option.mode), label, flags if option.is_paid else [*flags, "is_unpaid"])


def _departures(claim: pb.Claim, trip_id: str) -> list[Option]:
    """The towns to leave from, and « Autre commune » once a line has led away from the residences."""
    found = [Option(town.code, towns.label(town)) for town in suggestions.departures(claim, trip_id)]
    if found and suggestions.may_leave_elsewhere(claim, trip_id):
        found.append(Option(towns.OTHER, "Autre commune", ["is_other"]))
    return found


def _known_distance(claim: pb.Claim, trip_id: str, form: Form) -> str:
    """« Brunoy à Melun : 19 km », empty when the academy's table does not know these two towns."""
    ends = [trip_fields.settled_town(claim, trip_id, end, form.values) for end in ("departure", "arrival")]
    if None in ends:
        return ""
    departure, arrival = (town or pb.Town() for town in ends)
    tenths = suggestions.distance(claim, departure, arrival)
    return f"{departure.name} à {arrival.name}\u00a0: {rendering.distance(tenths)}" if tenths else ""


def _daily_return(form: Form) -> str:
    """« pour un aller-retour chaque jour du 24/06/2026 au 26/06/2026 : 6 trajets », empty for a single day."""
    start, end = _day(form, "departure_date"), _day(form, "return_date")
    if start is None or end is None or end <= start:
        return ""
    count = french.count(2 * ((end - start).days + 1), "trajet", "trajets")
    days = f"du {french.short_date(start)} au {french.short_date(end)}"
    return f"pour un aller-retour chaque jour {days}\u00a0: {count}"


def _day(form: Form, name: str) -> date | None:
    reader = fields.Reader(form.values)
    found: date | None = reader.read(name, french.parse_date, fields.DATE)
    return found
