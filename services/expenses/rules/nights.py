"""Nights: a flat amount by the zone of the town where they were spent (domain.md §2.2, R9, R20)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Final

from kit.errors import Violations
from kit.french import agree, count
from services.expenses import errors
from services.expenses.rules.entitlements import Wish, share_out
from services.expenses.rules.legs import Leg
from services.expenses.rules.places import Commune, Zone, inside, zone
from services.expenses.rules.presence import Window
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Item, Step, settle
from services.expenses.rules.trips import Situation

# Before the arrêté of 26 February 2019 one rate held everywhere.
_ZONES_SINCE: Final = date(2019, 3, 1)


class NightZone(StrEnum):
    """Keys of the rates of nights."""

    BASE = "BASE"
    LARGE = "LARGE"
    PARIS = "PARIS"
    DOM_SPM = "DOM_SPM"
    PACIFIC = "PACIFIC"
    DISABLED = "DISABLED"


_WORDS: Final[dict[NightZone, str]] = {
    NightZone.BASE: "Nuitée",
    NightZone.LARGE: "Nuitée, grande ville ou métropole du Grand Paris",
    NightZone.PARIS: "Nuitée, Paris",
    NightZone.DOM_SPM: "Nuitée, outre-mer",
    NightZone.PACIFIC: "Nuitée, Pacifique",
    NightZone.DISABLED: "Nuitée, taux des personnes handicapées à mobilité réduite",
}


def night_zone(town: Commune, morning: date, rates: Rates, *, has_disability_rate: bool = False) -> NightZone:
    """The zone of a night; the disability rate is the same everywhere."""
    if morning < _ZONES_SINCE:
        return NightZone.BASE
    if has_disability_rate:
        return NightZone.DISABLED
    match zone(town.code):
        case Zone.PACIFIC:
            return NightZone.PACIFIC
        case Zone.DOM_SPM:
            return NightZone.DOM_SPM
    if town.is_paris:
        return NightZone.PARIS
    threshold = rates.at("NIGHT_ZONE", "LARGE_POPULATION", morning)
    is_large = town.is_grand_paris or town.is_large(int(threshold.value))
    return NightZone.LARGE if is_large else NightZone.BASE


def night_town(leg: Leg) -> Commune:
    """Where the nights of a line were spent."""
    return leg.trip.night_town or leg.trip.arrival_town


def home_lines(legs: Sequence[Leg], situation: Situation) -> frozenset[int]:
    """Lines whose nights are spent in a residence, or next to one: none is owed there (R19)."""
    return frozenset(leg.line for leg in legs if _is_home(night_town(leg), situation))


def _is_home(town: Commune, situation: Situation) -> bool:
    return inside(town.code, situation.residences, situation.adjacency)


def nights(
    legs: Sequence[Leg], windows: Sequence[Window], situation: Situation, rates: Rates, violations: Violations
) -> list[Step]:
    """The steps of the nights of a claim; a number above what is owed is added to the violations."""
    by_line = {leg.line: leg for leg in legs}
    wishes = [Wish(leg.line, "night_count", _payable(leg, situation)) for leg in legs]
    steps: list[Step] = []
    owed = count(len(windows), "nuitée", "nuitées")
    for wish, given in zip(wishes, share_out(windows, wishes), strict=True):
        if len(given) < (by_line[wish.line].trip.night_count or 0):
            violations.add(f"travel.trips[{wish.line}].night_count", errors.NIGHTS_ABOVE_OWED, owed=owed)
        # A night declared on another line than the one that led there is spent where that one says, unless it is told.
        towns = [by_line[wish.line].trip.night_town or night_town(by_line[window.line]) for window in given]
        if any(zone(town.code) == Zone.ABROAD for town in towns):
            violations.add(f"travel.trips[{wish.line}].night_town", errors.NIGHT_ABROAD)
            continue
        items = _items(zip(given, towns, strict=True), rates, situation.has_disability_rate)
        steps += settle(items, wish.line)
    return steps


def _payable(leg: Leg, situation: Situation) -> int | None:
    """The nights that a line declares; none of those that it says were spent at home, whoever led there."""
    told = leg.trip.night_town
    return 0 if told is not None and _is_home(told, situation) else leg.trip.night_count


def _items(given: Iterable[tuple[Window, Commune]], rates: Rates, has_disability_rate: bool) -> Iterable[Item]:
    found = (
        (night_zone(town, window.day, rates, has_disability_rate=has_disability_rate), window.day)
        for window, town in given
    )
    zoned = ((night, rates.at("NIGHT", night, day)) for night, day in found)
    for (night, rate), group in groupby(zoned):
        number = len(list(group))
        yield Item(_WORDS[night], Decimal(number), agree(number, "nuit", "nuits"), rate, rate.value)
