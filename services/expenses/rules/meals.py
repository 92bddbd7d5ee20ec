"""Meals: flat amounts, full, half in an administrative restaurant, none when they are free (R6, R7, R20, R21)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from kit.errors import Violations
from kit.french import number
from services.expenses import errors
from services.expenses.rules.entitlements import Wish, share_out
from services.expenses.rules.legs import Leg
from services.expenses.rules.places import Zone
from services.expenses.rules.presence import Window
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Item, Step, settle

# Free meals take the earliest windows, then half meals (R21).
_FIELDS = ("free_meal_count", "half_meal_count", "full_meal_count")


def meals(
    legs: Sequence[Leg], windows: Sequence[Window], zone: Zone, rates: Rates, violations: Violations
) -> list[Step]:
    """The steps of the meals of a claim; a number above what is owed is added to the violations."""
    wishes = [Wish(leg.line, name, getattr(leg.trip, name)) for name in _FIELDS for leg in legs]
    steps: list[Step] = []
    for wish, given in zip(wishes, share_out(windows, wishes), strict=True):
        if wish.count is not None and len(given) < wish.count:
            violations.add(f"travel.trips[{wish.line}].{wish.field}", errors.MEALS_ABOVE_OWED, owed=len(windows))
        if wish.field == "full_meal_count":
            steps += settle(_full(given, zone, rates), wish.line)
        elif wish.field == "half_meal_count":
            steps += settle(_half(given, zone, rates), wish.line)
    return steps


def _full(given: Iterable[Window], zone: Zone, rates: Rates) -> Iterable[Item]:
    found = (rates.at("MEAL", zone, window.day) for window in given)
    for rate, group in groupby(found):
        yield Item("Repas", Decimal(len(list(group))), "repas", rate, rate.value)


def _half(given: Iterable[Window], zone: Zone, rates: Rates) -> Iterable[Item]:
    found = (
        (rates.at("MEAL", zone, window.day), rates.at("MEAL_SHARE", "ADMINISTRATIVE_RESTAURANT", window.day))
        for window in given
    )
    for (rate, share), group in groupby(found):
        label = f"Repas en restaurant administratif, {number(share.value)}\u00a0%"
        yield Item(label, Decimal(len(list(group))), "repas", rate, rate.value * share.value / 100, (share,))
