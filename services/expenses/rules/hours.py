"""Hours, and what is paid by the hour (S-FEE-4, S-FEE-7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kit.errors import FieldViolation, Violations
from kit.french import agree, duration
from services.expenses import errors
from services.expenses.rules.copies import is_whole
from services.expenses.rules.rates import Rate, Rates
from services.expenses.rules.steps import Item, warning
from services.expenses.rules.work import Work, share_words, shared

MOST_MINUTES_A_DAY: Final = 10 * 60

_FIELD: Final = "fee.duration_minutes"

# Whatever else the gestionnaire computes is told as hours.
_LABELS: Final = {
    "ENTRETIEN_RSC": "Entretiens de recrutement sans concours",
    "LECTURE_MEMOIRE": "Lecture de mémoires",
}
_HOURS: Final = "Heures effectuées"


@dataclass(frozen=True, slots=True)
class Duration:
    """Time spent on the whole mission."""

    minutes: int

    def __add__(self, other: "Duration") -> "Duration":
        return Duration(self.minutes + other.minutes)

    def told(self, _: str) -> str:
        """`3 heures 30 minutes`."""
        return duration(self.minutes)

    def check(self, work: Work, violations: Violations) -> None:
        """Whole minutes, and no more than the days of the mission hold."""
        most = MOST_MINUTES_A_DAY * work.day_count
        if not is_whole(self.minutes):
            violations.add(_FIELD, errors.DURATION_INVALID)
        elif self.minutes > most:
            violations.add(_FIELD, errors.DURATION_TOO_LONG, most=duration(most), daily=duration(MOST_MINUTES_A_DAY))

    def items(self, work: Work, rates: Rates) -> Iterator[Item]:
        """The hours at the rate of the first day."""
        label, day = _LABELS.get(work.nature, _HOURS), work.first_day
        rate, shares = work.hour_rate(rates, day), work.hour_shares(rates, day)
        yield hourly(f"{label}\u00a0: {duration(self.minutes)}", self.minutes, rate, shares)

    def warnings(self, _: Work) -> Iterator[FieldViolation]:
        """Nothing at all."""
        if self.minutes == 0:
            yield warning(_FIELD, errors.QUANTITY_NONE)


def hourly(label: str, minutes: int, rate: Rate, shares: tuple[Rate, ...]) -> Item:
    """Minutes at an hourly rate, or at the part of it that its shares leave.

    Told in hours when a decimal says them exactly (every third minute does), else in minutes, sixty to the hour.
    """
    if minutes % 3 == 0:
        quantity, unit, divisor = Decimal(minutes) / 60, agree(minutes // 60, "heure", "heures"), 1
    else:
        quantity, unit, divisor = Decimal(minutes), f"{agree(minutes, 'minute', 'minutes')}\u00a0÷\u00a060", 60
    return Item(
        label=f"{label}{share_words(shares)}",
        quantity=quantity,
        unit=unit,
        rate=rate,
        rate_cents=shared(rate, shares),
        factors=shares,
        divisor=divisor,
    )
