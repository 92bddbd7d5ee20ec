"""What the tables of cases are made of. Populations are those of the feeds’ reference."""

from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from kit.errors import FieldViolation
from services.expenses.rules.half_days import HalfDay, HalfDays
from services.expenses.rules.places import Commune
from services.expenses.rules.steps import Amount
from services.expenses.rules.trips import Situation, Trip

ARRAS = Commune("62041", "Arras", 41_000)
LILLE = Commune("59350", "Lille", 236_000)
DOUAI = Commune("59178", "Douai", 39_000)
PARIS = Commune("75056", "Paris", 2_100_000)
PARIS_13 = Commune("75113", "Paris 13e Arrondissement", 180_000)
LYON_3 = Commune("69383", "Lyon 3e Arrondissement", 104_000)
BOULOGNE = Commune("92012", "Boulogne-Billancourt", 119_000)
REIMS = Commune("51454", "Reims", 180_000)
RENNES = Commune("35238", "Rennes", 225_000)
FORT_DE_FRANCE = Commune("97209", "Fort-de-France", 76_000)
SAINT_DENIS = Commune("97411", "Saint-Denis", 154_000)
NOUMEA = Commune("98818", "Nouméa", 94_000)
PAPEETE = Commune("98735", "Papeete", 27_000)
MATA_UTU = Commune("98613", "Uvea", 8_000)
LE_LAMENTIN = Commune("97213", "Le Lamentin", 40_000)
SAINT_PIERRE = Commune("97416", "Saint-Pierre", 84_000)
DUMBEA = Commune("98805", "Dumbéa", 35_000)
BRUSSELS = Commune("99131", "Bruxelles")

ONE_DAY = ("24/06 07:30", "24/06 10:00")
"""Too early for a meal: only kilometres are paid."""


def wall(text: str) -> datetime:
    """`24/06 07:30` of 2025, or `24/06/2019 07:30`."""
    day, hour = text.split()
    day = day if day.count("/") == 2 else f"{day}/2025"
    return datetime.strptime(f"{day} {hour}", "%d/%m/%Y %H:%M")  # noqa: DTZ007


def trip(starts: str, ends: str, **others: Any) -> Trip:
    """A there-and-back trip by car of 60 km from Arras to Douai, unless said otherwise."""
    values: dict[str, Any] = {
        "departure_town": ARRAS,
        "arrival_town": DOUAI,
        "kilometres": Decimal(60),
        "power_cv": 5,
        **others,
    }
    return Trip(departure_time=wall(starts), return_time=wall(ends), **values)


def situation(**others: Any) -> Situation:
    """A mission in Douai for somebody who lives in Arras, unless said otherwise."""
    return Situation(**{"place": DOUAI, "residences": (ARRAS.code,), **others})


def cents_of(amount: Amount, word: str) -> int:
    """What the steps whose label begins so pay."""
    return sum(step.amount_cents for step in amount.steps if step.label.startswith(word))


def half_days(*texts: str) -> HalfDays:
    """`15/06 8:00-12:30` of 2026, or `01/09/2021 8:00-12:30`."""
    return HalfDays(tuple(half_day(text) for text in texts))


def half_day(text: str) -> HalfDay:
    day, hours = text.split()
    day = day if day.count("/") == 2 else f"{day}/2026"
    start, end = (time(*map(int, hour.split(":"))) for hour in hours.split("-"))
    return HalfDay(wall(f"{day} 00:00").date(), start, end)


def reasons(violations: Iterable[FieldViolation]) -> list[tuple[str, str]]:
    """Fields with their reasons."""
    return [(violation.field, violation.reason) for violation in violations]
