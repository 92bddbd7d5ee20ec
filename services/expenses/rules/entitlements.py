"""Which windows of the presence each declared meal or night takes (R21)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.expenses.rules.presence import Window


@dataclass(frozen=True, slots=True)
class Wish:
    """A number declared on a line; None is what is left of the line's own windows."""

    line: int
    field: str
    count: int | None


def share_out(windows: Sequence[Window], wishes: Sequence[Wish]) -> list[list[Window]]:
    """The windows given to each wish, earliest first; fewer than the number declared means that less is owed.

    Windows belong to the claim (R18): a line takes its own first, then what the others leave. Wishes that come first
    are served first.
    """
    left = list(windows)
    given: list[list[Window]] = [[] for _ in wishes]

    def take(at: int, candidates: list[Window]) -> None:
        given[at] += candidates
        for window in candidates:
            left.remove(window)

    for at, wish in enumerate(wishes):
        if wish.count is not None:
            take(at, [window for window in left if window.line == wish.line][: wish.count])
    for at, wish in enumerate(wishes):
        if wish.count is not None:
            take(at, left[: wish.count - len(given[at])])
    for at, wish in enumerate(wishes):
        if wish.count is None:
            take(at, [window for window in left if window.line == wish.line])
    return given
