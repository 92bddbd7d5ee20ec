"""The kilometre allowance of a car: yearly brackets, applied marginally (domain.md §2.1, R15, R20, R24)."""

from decimal import Decimal
from typing import Final

from kit.french import number
from services.expenses import errors
from services.expenses.rules.places import Commune
from services.expenses.rules.rates import Bracket, Rates
from services.expenses.rules.steps import Item
from services.expenses.rules.trips import MODES, KilometrePolicy, Trip

# The franc CFP has a fixed parity: 1 000 F are 8,38 €, so one franc is 0,838 cent.
_CENTS_PER_FRANC: Final = Decimal("0.838")

# The Pacific has brackets of its own, in francs.
_PACIFIC_SUFFIXES: Final = {"986": "_WF", "987": "_NC_PF", "988": "_NC_PF"}


def kilometres(trip: Trip) -> Decimal:
    """Kilometres of a line, all its one-ways together."""
    return (trip.kilometres or Decimal(0)) * trip.one_way_count


def allowance(
    trip: Trip, *, place: Commune, year_kilometres: Decimal, policy: KilometrePolicy, rates: Rates
) -> list[Item]:
    """What the kilometres of a line pay, by bracket; the rates are those of the day of departure.

    `year_kilometres` are those already paid in that civil year. To be rounded once for the line.
    """
    if policy == KilometrePolicy.SNCF_2ND:
        raise errors.KilometrePolicyNotHandled
    kind = MODES[trip.mode].distance_kind + _PACIFIC_SUFFIXES.get(place.department, "")
    brackets = rates.brackets(kind, trip.power_cv or 0, trip.departure_time.date())
    if policy == KilometrePolicy.FIRST_BRACKET_ONLY:
        brackets = (Bracket(Decimal(0), None, brackets[0].rate),)
    done, reached = year_kilometres, year_kilometres + kilometres(trip)
    items: list[Item] = []
    for bracket in brackets:
        upper = reached if bracket.upper is None else min(reached, bracket.upper)
        distance = upper - max(done, bracket.lower)
        if distance > 0:
            items.append(_item(distance, bracket, trip))
    return items


def _item(distance: Decimal, bracket: Bracket, trip: Trip) -> Item:
    is_pacific = bracket.rate.unit.startswith("XPF")
    label = f"Indemnité kilométrique, {trip.power_cv}\u00a0CV{_extent(bracket)}"
    if is_pacific:
        label += f", {number(bracket.rate.value)}\u00a0F\u00a0CFP par km"
    rate_cents = bracket.rate.value * _CENTS_PER_FRANC if is_pacific else bracket.rate.value
    return Item(label=label, quantity=distance, unit="km", rate=bracket.rate, rate_cents=rate_cents)


def _extent(bracket: Bracket) -> str:
    if bracket.upper is not None and not bracket.lower:
        return f", jusqu’à {number(bracket.upper)}\u00a0km dans l’année"
    if bracket.upper is not None:
        return f", de {number(bracket.lower + 1)} à {number(bracket.upper)}\u00a0km dans l’année"
    return f", au-delà de {number(bracket.lower)}\u00a0km dans l’année" if bracket.lower else ""
