"""Kilometres of a civil year as intervals, so that none is ever paid twice (R24).

The year of a person is one long road from 0. Each line of travel takes the lowest kilometres of it that nobody took;
whoever takes a validation back frees those of that claim. Whatever the order of validations, each kilometre is paid
once, at the rate of its own bracket.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeVar


class _Ordered(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...
    def __le__(self, other: Any, /) -> bool: ...


_Bound = TypeVar("_Bound", bound=_Ordered)


def merged(spans: Iterable[tuple[_Bound, _Bound]]) -> list[tuple[_Bound, _Bound]]:
    """Spans, joined where they overlap or touch, in order."""
    joined: list[tuple[_Bound, _Bound]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


@dataclass(frozen=True, slots=True)
class Intervals:
    """Kilometres that are taken, as (from, to) in order, apart from each other."""

    spans: tuple[tuple[Decimal, Decimal], ...] = ()

    @classmethod
    def of(cls, taken: "Intervals | Decimal | int") -> "Intervals":
        """Intervals as they are; a number n is the interval from 0 to n."""
        if isinstance(taken, Intervals):
            return taken
        return cls(((Decimal(0), Decimal(taken)),)) if taken else cls()

    @classmethod
    def read(cls, stored: Iterable[Sequence[int]]) -> "Intervals":
        """Intervals as they are kept: pairs of tenths of a kilometre, in any order."""
        return cls(tuple((Decimal(start) / 10, Decimal(end) / 10) for start, end in merged(map(tuple, stored))))

    @property
    def stored(self) -> list[list[int]]:
        """The shape in which they are kept: `[[0, 1200]]` are the first 120 km."""
        return [[int(start * 10), int(end * 10)] for start, end in self.spans]

    @property
    def length(self) -> Decimal:
        """How many kilometres they are."""
        return sum((end - start for start, end in self.spans), Decimal(0))

    def within(self, lower: Decimal, upper: Decimal | None) -> Decimal:
        """How many of them are between two bounds; `upper` None is without end."""
        cut = (min(end, upper) if upper is not None else end for _, end in self.spans)
        starts = (max(start, lower) for start, _ in self.spans)
        return sum((max(end - start, Decimal(0)) for start, end in zip(starts, cut, strict=True)), Decimal(0))

    def __or__(self, others: "Intervals") -> "Intervals":
        """Both together."""
        return Intervals(tuple(merged((*self.spans, *others.spans))))

    def lowest_free(self, kilometres: Decimal) -> "Intervals":
        """The lowest kilometres that are not among these, as many as asked for."""
        found: list[tuple[Decimal, Decimal]] = []
        reached, left = Decimal(0), kilometres
        for start, end in self.spans:
            if left > 0 and start > reached:
                found.append((reached, min(start, reached + left)))
                left -= found[-1][1] - reached
            reached = max(reached, end)
        if left > 0:
            found.append((reached, reached + left))
        return Intervals(tuple(found))
