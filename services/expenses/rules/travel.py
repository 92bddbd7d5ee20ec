"""The travel of a claim: kilometres, meals, nights and sundry costs of its lines, each explained (product.md §8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from kit.errors import FieldViolation, Violations
from kit.french import long_hour, short_date
from kit.territory import time_zone
from services.expenses import errors
from services.expenses.rules.kilometres import allowance, kilometres
from services.expenses.rules.meals import meals
from services.expenses.rules.nights import night_town, nights
from services.expenses.rules.places import Zone, inside, zone
from services.expenses.rules.presence import Window, WindowKind, stays, windows
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Amount, Step, settle, warning
from services.expenses.rules.trips import KilometrePolicy, Leg, Situation, Trip, crosses_year, legs

_SUNDRY_SOURCE: Final = "Décret n°\u00a02006-781 du 3 juillet 2006, article 11"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A meal or a night owed by the presence of the whole claim, whether it is claimed or not."""

    kind: WindowKind
    day: date
    line: int
    explanation: str


@dataclass(frozen=True, slots=True)
class TravelAmount(Amount):
    """The amount of a travel, what its presence gives right to, and the kilometres that it adds to the year."""

    entitlements: tuple[Entitlement, ...] = ()
    year_kilometres: dict[int, Decimal] = field(default_factory=dict)
    """By civil year of departure, only those that are paid (R24)."""
    earlier_kilometres: dict[int, Decimal] = field(default_factory=dict)
    """Those of other claims, on top of which they come; of the policies that add them up."""

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
    `RateMissing`, `MissionAbroad`, `KilometrePolicyNotHandled`.
    """
    if not trips:
        return TravelAmount(0)
    if zone(situation.place.code) == Zone.ABROAD:
        raise errors.MissionAbroad
    violations = Violations()
    found = legs(trips, situation, violations)
    owed = _owed(found, situation)
    paid = [leg for leg in found if not leg.is_inside]
    meal_windows = [window for window in owed if window.kind is not WindowKind.NIGHT]
    night_windows = [window for window in owed if window.kind is WindowKind.NIGHT]
    meal_steps = meals(found, meal_windows, zone(situation.place.code), rates, violations)
    night_steps = nights(found, night_windows, rates, violations, has_disability_rate=situation.has_disability_rate)
    violations.refuse_if_any()
    distance_steps, year_kilometres = _distances(paid, situation, rates)
    sundry_steps = [_sundry(leg) for leg in paid if leg.trip.sundry_cents]
    steps = [*distance_steps, *meal_steps, *night_steps, *sundry_steps]
    steps.sort(key=lambda step: step.line)
    return TravelAmount(
        cents=sum(step.amount_cents for step in steps),
        steps=tuple(steps),
        warnings=tuple(_warnings(found)),
        entitlements=tuple(_entitlement(window) for window in owed),
        year_kilometres=year_kilometres,
        earlier_kilometres=_earlier(year_kilometres, situation),
    )


def _owed(found: Sequence[Leg], situation: Situation) -> list[Window]:
    """Windows of the presence, without the nights spent in a residence or next to one (R19)."""
    home_lines = {leg.line for leg in found if inside(night_town(leg).code, situation.residences, situation.adjacency)}
    return [
        window
        for window in windows(stays(found), time_zone(situation.place.code))
        if window.kind is not WindowKind.NIGHT or window.line not in home_lines
    ]


def _distances(paid: Sequence[Leg], situation: Situation, rates: Rates) -> tuple[list[Step], dict[int, Decimal]]:
    """Kilometres in order of departure, each line on top of the year's (R24), rounded once per line."""
    steps: list[Step] = []
    added: dict[int, Decimal] = {}
    for leg in paid:
        year = leg.trip.departure_time.year
        before = situation.year_kilometres.get(year, Decimal(0)) + added.get(year, Decimal(0))
        items = allowance(leg.trip, place=situation.place, year_kilometres=before, policy=situation.policy, rates=rates)
        steps += settle(items, leg.line)
        added[year] = added.get(year, Decimal(0)) + kilometres(leg.trip)
    return steps, added


def _earlier(year_kilometres: Iterable[int], situation: Situation) -> dict[int, Decimal]:
    if situation.policy != KilometrePolicy.CUMUL_IMAGIN:
        return {}
    return {year: situation.year_kilometres.get(year, Decimal(0)) for year in year_kilometres}


def _sundry(leg: Leg) -> Step:
    return Step(
        label="Frais divers",
        quantity=Decimal(1),
        unit="",
        rate_cents=None,
        rate_valid_from=None,
        source=_SUNDRY_SOURCE,
        amount_cents=leg.trip.sundry_cents,
        line=leg.line,
    )


def _warnings(found: Sequence[Leg]) -> list[FieldViolation]:
    remarks: list[FieldViolation] = []
    for leg in sorted(found, key=lambda leg: leg.line):
        path = f"travel.trips[{leg.line}]"
        if leg.is_inside:
            remarks.append(warning(f"{path}.arrival_town", errors.TRIP_INSIDE_RESIDENCE))
        if crosses_year(leg.trip):
            remarks.append(warning(f"{path}.return_date", errors.TRIP_CROSSES_YEAR))
    return remarks


def _entitlement(window: Window) -> Entitlement:
    opens, closes = (long_hour(hour) for hour in window.kind.hours(window.day))
    starts, ends = window.present_from, window.present_to
    explanation = (
        f"En mission du {short_date(starts)} à {long_hour(starts)} au {short_date(ends)} à {long_hour(ends)}, "
        f"donc sans interruption de {opens} à {closes}."
    )
    return Entitlement(window.kind, window.day, window.line, explanation)
