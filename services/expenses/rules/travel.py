"""The travel of a claim: transport, meals, nights and sundry costs of its lines, each explained (product.md §8)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from itertools import groupby
from typing import Final

from kit.errors import FieldViolation, Violations
from kit.french import long_hour, short_date
from kit.territory import time_zone
from services.expenses import errors
from services.expenses.rules.intervals import Intervals
from services.expenses.rules.kilometres import cars
from services.expenses.rules.legs import Leg, legs
from services.expenses.rules.meals import meals
from services.expenses.rules.nights import home_lines, nights
from services.expenses.rules.places import Zone, zone
from services.expenses.rules.presence import Window, WindowKind, overlaps, stays, unreturned, windows
from services.expenses.rules.rates import Rates
from services.expenses.rules.sncf import fares
from services.expenses.rules.steps import Amount, Step, warning
from services.expenses.rules.tickets import sundries, tickets
from services.expenses.rules.trips import MonthPaid, Situation, Trip, crosses_year
from services.expenses.rules.two_wheelers import two_wheelers

_HOURS: Final = {kind: " à ".join(long_hour(time(hour)) for hour in kind.value) for kind in WindowKind}


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A meal or a night owed by the presence of the whole claim, whether it is claimed or not."""

    kind: WindowKind
    day: date
    line: int
    """The line that led to where it is spent: its number of meals or nights is owed there first."""
    explanation: str


@dataclass(frozen=True, slots=True)
class LineAmount:
    """A line by itself, for the screen that shows beside each entered number the number owed."""

    line: int
    amount_cents: int
    """What its steps add up to."""
    owed_meal_count: int
    owed_night_count: int
    is_inside: bool
    """It opens no right (R19)."""
    is_public_transport_basis: bool
    """Its tolls and parking are not refunded (R22)."""


@dataclass(frozen=True, slots=True)
class TravelAmount(Amount):
    """The amount of a travel, what its presence gives right to, and what it takes of the year and of its months."""

    entitlements: tuple[Entitlement, ...] = ()
    lines: tuple[LineAmount, ...] = ()
    """In the order that was given."""
    year_intervals: dict[int, Intervals] = field(default_factory=dict)
    """By civil year of departure: the kilometres by car that are paid at the bracket where they are (R24)."""
    month_allowances: dict[tuple[int, int], MonthPaid] = field(default_factory=dict)
    """By year and month of departure: what mopeds are paid."""

    @property
    def year_kilometres(self) -> dict[int, Decimal]:
        """How many kilometres it takes of each year."""
        return {year: taken.length for year, taken in self.year_intervals.items()}

    @property
    def owed_meal_count(self) -> int:
        """Meals owed, midday and evening together."""
        return len(self.entitlements) - self.owed_night_count

    @property
    def owed_night_count(self) -> int:
        """Nights owed."""
        return sum(owed.kind is WindowKind.NIGHT for owed in self.entitlements)


def travel(trips: Sequence[Trip], situation: Situation, rates: Rates) -> TravelAmount:
    """The amount of the travel of a claim.

    Raises `InvalidFields` with every field to correct, under paths like `travel.trips[0].night_count`, or
    `RateMissing`, `MissionAbroad`.
    """
    if not trips:
        return TravelAmount(0)
    if zone(situation.place.code) == Zone.ABROAD:
        raise errors.MissionAbroad
    violations = Violations()
    found = legs(trips, situation, violations)
    at_home = home_lines(found, situation)
    owed = [window for window in _windows(found, situation) if not _is_night(window) or window.line not in at_home]
    meal_windows = [window for window in owed if not _is_night(window)]
    night_windows = [window for window in owed if _is_night(window)]
    meal_steps = meals(found, meal_windows, zone(situation.place.code), rates, violations)
    night_steps = nights(found, night_windows, situation, rates, violations)
    violations.refuse_if_any()
    paid = [leg for leg in found if not leg.is_inside]
    car_steps, year_intervals = cars(_on_wheels(paid, lambda leg: leg.mode.needs_power), situation, rates)
    wheel_steps, months = two_wheelers(_on_wheels(paid, lambda leg: not leg.mode.needs_power), situation, rates)
    steps = [
        *car_steps,
        *wheel_steps,
        *fares([leg for leg in paid if leg.is_public_transport_basis], rates),
        *tickets(paid),
        *meal_steps,
        *night_steps,
        *sundries(paid),
    ]
    steps.sort(key=lambda step: step.line or 0)
    return TravelAmount(
        cents=sum(step.amount_cents for step in steps),
        steps=tuple(steps),
        warnings=tuple(_warnings(found)),
        entitlements=tuple(_entitlements(owed)),
        lines=tuple(_line(leg, steps, owed) for leg in sorted(found, key=lambda leg: leg.line)),
        year_intervals=year_intervals,
        month_allowances=months,
    )


def _windows(found: Sequence[Leg], situation: Situation) -> tuple[Window, ...]:
    return windows(stays(found), time_zone(situation.place.code))


def _is_night(window: Window) -> bool:
    return window.kind is WindowKind.NIGHT


def _on_wheels(paid: Sequence[Leg], is_one: Callable[[Leg], bool]) -> list[Leg]:
    """Lines that a kilometre allowance pays, of one kind of vehicle."""
    return [leg for leg in paid if leg.mode.distance_kind and not leg.is_public_transport_basis and is_one(leg)]


def _line(leg: Leg, steps: Sequence[Step], owed: Sequence[Window]) -> LineAmount:
    own = [window for window in owed if window.line == leg.line]
    night_count = sum(map(_is_night, own))
    return LineAmount(
        line=leg.line,
        amount_cents=sum(step.amount_cents for step in steps if step.line == leg.line),
        owed_meal_count=len(own) - night_count,
        owed_night_count=night_count,
        is_inside=leg.is_inside,
        is_public_transport_basis=leg.is_public_transport_basis,
    )


def _warnings(found: Sequence[Leg]) -> list[FieldViolation]:
    remarks: list[FieldViolation] = []
    during = {leg.line: other for leg, other in overlaps(found)}
    leaving = {leg.line: later for leg, later in unreturned(found)}
    for leg in sorted(found, key=lambda leg: leg.line):
        path = f"travel.trips[{leg.line}]"
        if leg.is_inside:
            remarks.append(warning(f"{path}.arrival_town", errors.TRIP_INSIDE_RESIDENCE))
        if later := leaving.get(leg.line):
            remarks.append(warning(f"{path}.arrival_town", errors.RETURN_MISSING, other=later.line + 1))
        if crosses_year(leg.trip):
            remarks.append(warning(f"{path}.return_date", errors.TRIP_CROSSES_YEAR))
        if other := during.get(leg.line):
            remarks.append(warning(f"{path}.departure_time", errors.TRIPS_OVERLAP, other=other.line + 1))
        if leg.mode.needs_amount and not leg.is_inside and not leg.trip.transport_cents:
            # A return ticket typed on the way out, or a season ticket.
            remarks.append(warning(f"{path}.transport_cents", errors.TRANSPORT_NONE))
        if leg.is_public_transport_basis and leg.trip.sundry_cents:
            remarks.append(warning(f"{path}.sundry_cents", errors.SUNDRY_UNPAID))
    return remarks


def _entitlements(owed: Sequence[Window]) -> Iterator[Entitlement]:
    """Those of one presence, one after the other, say the same of it."""
    for (starts, ends), windows_of_it in groupby(owed, key=lambda window: (window.present_from, window.present_to)):
        presence = (
            f"En mission du {short_date(starts)} à {long_hour(starts)} au {short_date(ends)} à {long_hour(ends)}, "
            "donc sans interruption de "
        )
        for window in windows_of_it:
            yield Entitlement(window.kind, window.day, window.line, f"{presence}{_HOURS[window.kind]}.")
