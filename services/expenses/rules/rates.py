"""Dated rates with their legal source (feeds.md §6). An amount never comes from the code."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from kit.french import number, short_date
from services.expenses import errors

_BRACKET_KEY: Final = re.compile(r"CV(\d+)-(\d*):(\d+)-(\d*)", re.ASCII)
_BAND_KEY: Final = re.compile(r"\d+-(\d*)", re.ASCII)

# The franc CFP has a fixed parity: 1 000 F are 8,38 €, so one franc is 0,838 cent.
_CENTS_PER_FRANC: Final = Decimal("0.838")


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of the table of rates, in force from `valid_from` to `valid_to`, both included."""

    kind: str
    key: str
    value: Decimal
    unit: str
    valid_from: date
    valid_to: date | None
    source: str
    is_to_confirm: bool

    def __post_init__(self) -> None:
        """Drops the zeros that a column of fixed scale adds: the value is shown to people."""
        object.__setattr__(self, "value", Decimal(f"{self.value.normalize():f}"))

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> "Rate":
        """Read a line of `rates.jsonl`; a binary float is refused, for it is not the number that was written."""
        if isinstance(row["value"], float):
            raise TypeError("read rates with parse_float=Decimal")
        return cls(
            kind=row["kind"],
            key=row["key"],
            value=Decimal(row["value"]),
            unit=row["unit"],
            valid_from=_read_date(row["valid_from"]),
            valid_to=None if row["valid_to"] is None else _read_date(row["valid_to"]),
            source=row["source"],
            is_to_confirm=row["to_confirm"],
        )

    @property
    def is_in_francs(self) -> bool:
        """In francs of the Pacific, not in euro cents."""
        return self.unit.startswith("XPF")

    @property
    def cents(self) -> Decimal:
        """The value in euro cents."""
        return self.value * _CENTS_PER_FRANC if self.is_in_francs else self.value

    def is_in_force(self, day: date) -> bool:
        """Whether the rate holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Bracket:
    """What a kilometre pays between two yearly distances; `upper` None is without end."""

    lower: Decimal
    upper: Decimal | None
    rate: Rate


class Rates:
    """The table of rates of an academy, read many times and never changed."""

    def __init__(self, rows: Iterable[Rate]) -> None:
        """Refuses two rates of one kind and key in force on the same day."""
        named: dict[tuple[str, str], list[Rate]] = defaultdict(list)
        for row in rows:
            named[row.kind, row.key].append(row)
        self._by_kind: dict[str, list[Rate]] = defaultdict(list)
        for (kind, key), group in named.items():
            # The latest first: most days that are asked for are recent.
            group.sort(key=lambda rate: rate.valid_from, reverse=True)
            for later, earlier in pairwise(group):
                if earlier.is_in_force(later.valid_from):
                    raise errors.RatesOverlap(kind=kind, key=key, day=short_date(later.valid_from))
            self._by_kind[kind] += group
        self._by_name = dict(named)

    def find(self, kind: str, key: str, day: date) -> Rate | None:
        """The rate in force that day, if there is one."""
        for rate in self._by_name.get((kind, key), ()):
            if rate.is_in_force(day):
                return rate
        return None

    def at(self, kind: str, key: str, day: date) -> Rate:
        """The rate in force that day; a missing one is a refusal that names it, never 0."""
        if rate := self.find(kind, key, day):
            return rate
        raise errors.RateMissing(kind=kind, key=key, day=short_date(day))

    def first(self, kind: str, keys: Iterable[str], day: date) -> Rate:
        """The rate of the first key that has one: the special before the general."""
        keys = list(keys)
        for key in keys:
            if rate := self.find(kind, key, day):
                return rate
        raise errors.RateMissing(kind=kind, key=keys[-1], day=short_date(day))

    def band(self, kind: str, distance: Decimal, day: date) -> Rate:
        """The rate of the first band whose upper bound the distance does not exceed; the last one, `800-`, is open."""
        fitting = [
            (upper, rate)
            for rate in self._by_kind.get(kind, ())
            if rate.is_in_force(day)
            and (key := _BAND_KEY.fullmatch(rate.key))
            and distance <= (upper := Decimal(key[1] or "Infinity"))
        ]
        if not fitting:
            raise errors.RateMissing(kind=kind, key=f"{number(distance)}\u00a0km", day=short_date(day))
        return min(fitting, key=lambda band: band[0])[1]

    def brackets(self, kind: str, power_cv: int, day: date) -> tuple[Bracket, ...]:
        """Yearly brackets of kilometres for a fiscal power, from 0 on without a gap.

        Keys are `CV6-7:2001-10000`: powers from 6 to 7, kilometres above 2 000 and up to 10 000.
        """
        found: list[tuple[int, int | None, Rate]] = []
        for rate in self._by_kind.get(kind, ()):
            if not rate.is_in_force(day) or not (key := _BRACKET_KEY.fullmatch(rate.key)):
                continue
            least, most, first, last = key.groups()
            if int(least) <= power_cv and (not most or power_cv <= int(most)):
                found.append((int(first), int(last) if last else None, rate))
        found.sort(key=lambda bracket: bracket[0])
        brackets: list[Bracket] = []
        reached: int | None = 0
        for first, last, rate in found:
            if reached != max(first - 1, 0):
                break
            brackets.append(Bracket(Decimal(reached), None if last is None else Decimal(last), rate))
            reached = last
        if reached is not None or len(brackets) != len(found):
            raise errors.RateMissing(kind=kind, key=f"CV{power_cv}", day=short_date(day))
        return tuple(brackets)


def _read_date(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
