"""Variants measured in turns: random order, medians, and one variant twice to know what the machine is worth."""

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

ROUNDS: Final = 9
# Further apart, the two measures of the same thing say that the machine was busy with something else.
TOLERANCE: Final = 1.15

MET, MISSED, VOID = 0, 1, 2


def medians(variants: Mapping[str, Callable[[], object]], *, seconds: float = 0.5) -> dict[str, float]:
    """Median seconds of one call of each variant; each round calls each variant for about `seconds`."""
    counts = {name: _count(call, seconds) for name, call in variants.items()}
    taken = in_turns({name: partial(_time, call, counts[name]) for name, call in variants.items()}, ROUNDS)
    return {name: statistics.median(times) for name, times in taken.items()}


def in_turns(variants: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """What each variant says of itself, round after round, each time in another order."""
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name in random.sample(list(variants), len(variants)):
            taken[name].append(variants[name]())
    return taken


def is_void(one: float, again: float) -> bool:
    """Whether two measures of the same variant disagree."""
    return max(one, again) > TOLERANCE * min(one, again)


def verdict(*, is_met: bool, is_void: bool) -> int:
    """Print and return the exit status."""
    print("void: the machine was not quiet" if is_void else "met" if is_met else "MISSED")
    return VOID if is_void else MET if is_met else MISSED


def _count(call: Callable[[], object], seconds: float) -> int:
    call()
    return max(1, int(seconds / _time(call, 3)))


def _time(call: Callable[[], object], count: int) -> float:
    gc.collect()
    start = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - start) / count
