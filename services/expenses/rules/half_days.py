"""Half-days with their hours, paid at the rate of their day (S-FEE-3, S-FEE-6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import Final

from kit.errors import FieldViolation, Violations
from kit.french import count, duration, long_hour, short_date
from services.expenses import errors
from services.expenses.rules.hours import MOST_MINUTES_A_DAY, hourly
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Item, warning
from services.expenses.rules.work import Work

# More than a session lasts.
MOST_HALF_DAYS: Final = 200

_FIELD: Final = "fee.half_days"


@dataclass(frozen=True, slots=True, order=True)
class HalfDay:
    """One presence, in the wall time of the centre."""

    day: date
    start_time: time
    end_time: time

    @property
    def minutes(self) -> int:
        """How long it lasts; nothing is deducted."""
        return _minutes(self.end_time) - _minutes(self.start_time)

    def overlaps(self, other: "HalfDay") -> bool:
        """Whether both hold at the same moment; touching is no overlap."""
        return self.day == other.day and self.start_time < other.end_time and other.start_time < self.end_time

    def crosses(self, split: time) -> bool:
        """Whether it goes from the morning into the afternoon."""
        return self.start_time < split < self.end_time


@dataclass(frozen=True, slots=True)
class HalfDays:
    """The half-days of a mission, in any order."""

    half_days: Sequence[HalfDay]

    def __add__(self, other: "HalfDays") -> "HalfDays":
        return HalfDays((*self.half_days, *other.half_days))

    def meets(self, other: "HalfDays") -> bool:
        """Whether somebody would be at two places at the same moment."""
        return any(one.overlaps(another) for one in self.half_days for another in other.half_days)

    def told(self, _: str) -> str:
        """`3 demi-journées, 9 heures 30 minutes`."""
        minutes = sum(half_day.minutes for half_day in self.half_days)
        return f"{count(len(self.half_days), 'demi-journée', 'demi-journées')}, {duration(minutes)}"

    def check(self, work: Work, violations: Violations) -> None:
        """Each inside the mission, none at the same time as another, and no more in a day than one can work."""
        if len(self.half_days) > MOST_HALF_DAYS:
            violations.add(_FIELD, errors.HALF_DAYS_TOO_MANY, most=MOST_HALF_DAYS)
            return
        for place, half_day in enumerate(self.half_days):
            if not work.first_day <= half_day.day <= work.last_day:
                first, last = short_date(work.first_day), short_date(work.last_day)
                violations.add(f"{_FIELD}[{place}].date", errors.HALF_DAY_OUTSIDE, first=first, last=last)
            if half_day.minutes <= 0:
                violations.add(f"{_FIELD}[{place}].end_time", errors.HALF_DAY_END_NOT_AFTER)
        if not violations:
            self._check_days(violations)

    def _check_days(self, violations: Violations) -> None:
        for day, found in groupby(self._in_order(), key=lambda one: one[1].day):
            of_day = list(found)
            for at, (place, half_day) in enumerate(of_day):
                # The first one that it meets: one sentence by line is enough to correct it.
                met = next((earlier for earlier in of_day[:at] if half_day.overlaps(earlier[1])), None)
                if met:
                    wrong = errors.HALF_DAY_REPEATED if met[1] == half_day else errors.HALF_DAY_OVERLAPS
                    violations.add(f"{_FIELD}[{place}].start_time", wrong, other=met[0] + 1)
            if sum(half_day.minutes for _, half_day in of_day) > MOST_MINUTES_A_DAY:
                place, _ = of_day[-1]
                told = {"day": short_date(day), "most": duration(MOST_MINUTES_A_DAY)}
                violations.add(f"{_FIELD}[{place}].end_time", errors.HALF_DAYS_TOO_LONG, **told)

    def items(self, work: Work, rates: Rates) -> Iterator[Item]:
        """The hours of each half-day, by date."""
        for _, half_day in self._in_order():
            starts, ends = long_hour(half_day.start_time), long_hour(half_day.end_time)
            label = f"Demi-journée du {short_date(half_day.day)}{_half(half_day, work.split)}, de {starts} à {ends}"
            rate, shares = work.hour_rate(rates, half_day.day), work.hour_shares(rates, half_day.day)
            yield hourly(label, half_day.minutes, rate, shares)

    def warnings(self, work: Work) -> Iterator[FieldViolation]:
        """None at all, or one without a break."""
        if not self.half_days:
            yield warning(_FIELD, errors.QUANTITY_NONE)
        for place, half_day in enumerate(self.half_days):
            if half_day.crosses(work.split):
                path = f"{_FIELD}[{place}].start_time"
                told = {"day": short_date(half_day.day), "split": long_hour(work.split)}
                yield warning(path, errors.HALF_DAY_WITHOUT_BREAK, **told)

    def _in_order(self) -> list[tuple[int, HalfDay]]:
        """By date and hour, each with its place in what was entered."""
        return sorted(enumerate(self.half_days), key=lambda one: one[1])


def _half(half_day: HalfDay, split: time) -> str:
    if half_day.crosses(split):
        return ""
    return ", matin" if half_day.start_time < split else ", après-midi"


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute
