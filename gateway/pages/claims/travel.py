"""« Déplacement »: the lines in order of time, those begun and left, and what the whole claim is owed (S-CLM-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from gateway.pages.claims import steps, suggestions, trip_drafts, trip_page
from gateway.pages.claims.steps import TRAVEL
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb
from kit import french

MOST_LINES: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A line as its card shows it."""

    number: int
    """Its place among those that were kept, by which sentences name it."""
    trip: pb.Trip
    worth: pb.TripCalculation | None
    """None while the travel has no amount."""
    remarks: Sequence[str]
    """What is to be looked at again in it."""

    @property
    def is_single_way(self) -> bool:
        """It ends where it arrives: its way back is another line."""
        return self.trip.one_way_count % 2 == 1


@dataclass(frozen=True, slots=True)
class Begun:
    """A line that was typed and neither kept nor left."""

    trip_id: str
    number: int
    """Of the line that is being changed; 0 for a new one."""
    arrival: str
    date: str
    """As they were typed, to tell it from others."""


async def show(visit: Visit, claim: pb.Claim) -> Response:
    """The tab."""
    found = lines(claim)
    return await steps.page(
        visit,
        "claims/travel.html",
        claim,
        TRAVEL,
        lines=found,
        begun=begun(claim),
        may_add=len(found) < MOST_LINES,
        entered=entered([line.trip for line in found]),
    )


def lines(claim: pb.Claim) -> list[Line]:
    """The lines in order of time."""
    travel = claim.travel_calculation
    worths = {line.trip_id: line for line in travel.trips}
    numbers = {line.id: number for number, line in enumerate(suggestions.lines(claim), 1)}
    return [
        Line(
            number=numbers[line.id],
            trip=line,
            worth=worths.get(line.id),
            remarks=[remark.message for remark in travel.trip_remarks if remark.trip_id == line.id],
        )
        for line in suggestions.ordered(suggestions.lines(claim))
    ]


def begun(claim: pb.Claim) -> list[Begun]:
    """The lines that wait for somebody to finish or to leave them."""
    found = []
    for trip_id in trip_drafts.begun(claim):
        place, typed = trip_page.place_of(claim, trip_id), trip_drafts.typed(claim, trip_id)
        number = 0 if place is None else place + 1
        found.append(Begun(trip_id, number, typed.get("arrival_town", ""), typed.get("departure_date", "")))
    return found


def entered(trips: Sequence[pb.Trip]) -> dict[str, str]:
    """The meals and the nights of all lines together, as they were entered."""
    full = [line.full_meal_count for line in trips if line.HasField("full_meal_count")]
    half, free, nights = (
        sum(getattr(line, name) for line in trips) for name in ("half_meal_count", "free_meal_count", "night_count")
    )
    meals = ["tous ceux qui sont dus" if len(full) < len(trips) else f"{french.number(sum(full))} à taux plein"]
    if half:
        meals.append(f"{french.number(half)} en restaurant administratif")
    if free:
        meals.append(french.count(free, "offert", "offerts"))
    return {"meals": ", ".join(meals), "nights": french.number(nights) if nights else "aucune"}
