"""Motorcycles and mopeds: one rate whatever the year, and a floor by month for mopeds (domain.md §2.1)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kit.french import MONTHS, money, number
from services.expenses.rules.kilometres import kilometres
from services.expenses.rules.legs import Leg
from services.expenses.rules.places import PACIFIC_TABLES
from services.expenses.rules.rates import Rate, Rates
from services.expenses.rules.steps import Item, Step, half_up, settle
from services.expenses.rules.trips import MonthPaid, Situation

_FLOOR: Final = "KM_OTHER_FLOOR"

# Keys of the rates outside the Pacific, and the words of the step.
_KEYS: Final = {"KM_MOTORCYCLE": "OVER_125", "KM_OTHER": "MOPED"}
_WORDS: Final = {"KM_MOTORCYCLE": "motocyclette de plus de 125\u00a0cm³", "KM_OTHER": "vélomoteur"}

Months = dict[tuple[int, int], MonthPaid]


def two_wheelers(legs: Sequence[Leg], situation: Situation, rates: Rates) -> tuple[list[Step], Months]:
    """The steps of lines by motorcycle or moped, and what the claim is paid for mopeds by month of departure.

    For a month, the mopeds of a person are paid the floor, or the sum of their allowances when it is more, over all
    claims: this one adds what the others leave, and takes back what they got too much.
    """
    steps: list[Step] = []
    mopeds: dict[tuple[int, int], list[tuple[Leg, int]]] = {}
    for leg in legs:
        fresh = settle([_item(leg, situation, rates)], leg.line)
        steps += fresh
        if leg.mode.distance_kind == "KM_OTHER":
            mopeds.setdefault(leg.trip.month, []).append((leg, sum(step.amount_cents for step in fresh)))
    paid: Months = {}
    for month, those in mopeds.items():
        allowance = sum(cents for _, cents in those)
        paid[month] = MonthPaid(allowance)
        if floor := _floor(month, situation, rates):
            floor_cents = half_up(Fraction(floor.cents))
            top = top_up(allowance, floor_cents, situation.month_allowances.get(month, MonthPaid()))
            paid[month] = MonthPaid(allowance, top, floor_cents)
            steps += _floor_steps(paid[month], floor, those[-1][0])
    return steps, paid


def top_up(allowance_cents: int, floor_cents: int, others: MonthPaid) -> int:
    """What is missing once for the month, given the others; never so much less that the claim would owe money."""
    missing = max(0, floor_cents - others.allowance_cents - allowance_cents)
    return max(-allowance_cents, missing - others.top_up_cents)


def _item(leg: Leg, situation: Situation, rates: Rates) -> Item:
    kind = leg.mode.distance_kind
    key = PACIFIC_TABLES.get(situation.place.department, _KEYS[kind])
    rate = rates.at(kind, key, leg.trip.departure_time.date())
    label = f"Indemnité kilométrique, {_WORDS[kind]}"
    if rate.is_in_francs:
        label += f", {number(rate.value)}\u00a0F\u00a0CFP par km"
    return Item(label=label, quantity=kilometres(leg.trip), unit="km", rate=rate, rate_cents=rate.cents)


def _floor(month: tuple[int, int], situation: Situation, rates: Rates) -> Rate | None:
    """The floor of a month, that of its first day for every claim; there was none before March 2019."""
    key = "PACIFIC" if situation.place.department in PACIFIC_TABLES else "MOPED"
    return rates.find(_FLOOR, key, date(*month, 1))


def _floor_steps(paid: MonthPaid, floor: Rate, leg: Leg) -> Iterable[Step]:
    """One step when the floor changes something, on the last line of the month."""
    if not paid.top_up_cents:
        return
    year, month = leg.trip.month
    when = f"{MONTHS[month - 1]} {year}"
    minimum = money(paid.floor_cents)
    if paid.top_up_cents > 0:
        label = f"Complément jusqu’au minimum de {minimum} par mois, {when}"
    else:
        label = f"Reprise du complément déjà versé sur un autre état de frais, minimum de {minimum} par mois, {when}"
    yield Step(
        label=label,
        quantity=Decimal(1),
        unit="",
        rate_cents=None,
        rate_valid_from=floor.valid_from,
        source=floor.source,
        amount_cents=paid.top_up_cents,
        is_to_confirm=floor.is_to_confirm,
        line=leg.line,
    )
