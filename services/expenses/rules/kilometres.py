"""The kilometre allowance of cars: yearly brackets, applied marginally (domain.md §2.1, R15, R20, R24)."""

from collections.abc import Iterable
from decimal import Decimal

from kit.french import number
from services.expenses.rules.intervals import Intervals
from services.expenses.rules.legs import Leg
from services.expenses.rules.places import PACIFIC_TABLES
from services.expenses.rules.rates import Bracket, Rates
from services.expenses.rules.steps import Item, Step, settle
from services.expenses.rules.trips import KilometrePolicy, Situation, Trip


def kilometres(trip: Trip) -> Decimal:
    """Kilometres of a line, all its one-ways together."""
    return (trip.kilometres or Decimal(0)) * trip.one_way_count


def cars(legs: Iterable[Leg], situation: Situation, rates: Rates) -> tuple[list[Step], dict[int, Intervals]]:
    """The steps of lines by car, in order of departure, and what they take of each year.

    Each takes the lowest kilometres of its year that are free (R24), and is rounded once. The first bracket alone
    takes nothing.
    """
    steps: list[Step] = []
    added: dict[int, Intervals] = {}
    for leg in legs:
        day = leg.trip.departure_time.date()
        brackets = _brackets(leg.trip, situation, rates)
        taken = Intervals.of(kilometres(leg.trip))
        if situation.policy_on(day) == KilometrePolicy.FIRST_BRACKET_ONLY:
            brackets = (Bracket(Decimal(0), None, brackets[0].rate),)
        else:
            before = added.get(day.year, Intervals())
            others = Intervals.of(situation.year_kilometres.get(day.year, 0))
            taken = (others | before).lowest_free(taken.length)
            added[day.year] = before | taken
        steps += settle(_items(leg.trip, taken, brackets), leg.line)
    return steps, added


def _brackets(trip: Trip, situation: Situation, rates: Rates) -> tuple[Bracket, ...]:
    """Those of the day of departure, in francs in the Pacific."""
    table = PACIFIC_TABLES.get(situation.place.department)
    kind = f"KM_CAR_{table}" if table else "KM_CAR"
    return rates.brackets(kind, trip.power_cv or 0, trip.departure_time.date())


def _items(trip: Trip, taken: Intervals, brackets: Iterable[Bracket]) -> Iterable[Item]:
    for bracket in brackets:
        if distance := taken.within(bracket.lower, bracket.upper):
            label = f"Indemnité kilométrique, {trip.power_cv}\u00a0CV{_extent(bracket)}"
            if bracket.rate.is_in_francs:
                label += f", {number(bracket.rate.value)}\u00a0F\u00a0CFP par km"
            yield Item(label=label, quantity=distance, unit="km", rate=bracket.rate, rate_cents=bracket.rate.cents)


def _extent(bracket: Bracket) -> str:
    if bracket.upper is not None and not bracket.lower:
        return f", jusqu’à {number(bracket.upper)}\u00a0km dans l’année"
    if bracket.upper is not None:
        return f", de {number(bracket.lower + 1)} à {number(bracket.upper)}\u00a0km dans l’année"
    return f", au-delà de {number(bracket.lower)}\u00a0km dans l’année" if bracket.lower else ""
