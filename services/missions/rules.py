"""What a list of missions shows, and in which order."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from kit import french
from services.missions.models import Convocation, Evaluation, FeeSource

MINISTRY: Final = "ministere de l'education nationale"


def labels(convocation: Convocation) -> tuple[str, ...]:
    """Everything that the list shows of a mission, as it shows it (S-MIS-1)."""
    mission = convocation.mission
    return (
        mission.exam_label,
        mission.label,
        mission.number,
        french.short_date(mission.start_date),
        mission.centre_name,
        convocation.capacity or "",
    )


def matching(convocations: Iterable[Convocation], search: str) -> list[Convocation]:
    """Those that show every word of a search, whatever its case and accents (S-SHELL-7)."""
    words = french.fold(search).split()
    return [convocation for convocation in convocations if _shows(convocation, words)]


def _shows(convocation: Convocation, words: list[str]) -> bool:
    shown = french.fold(" ".join(labels(convocation)))
    return all(word in shown for word in words)


def _by_value(number: str) -> list[str | int]:
    """A mission number as people count: SI9 comes before SI10. Digits stand at every second place."""
    return [int(part) if place % 2 else part for place, part in enumerate(re.split(r"([0-9]+)", number))]


SortKey = Callable[[Convocation], object]

# Dates by date, numbers by value, words in French order (S-SHELL-8).
SORT_KEYS: Final[dict[str, SortKey]] = {
    "EXAM": lambda convocation: french.collation_key(convocation.mission.exam_label),
    "LABEL": lambda convocation: french.collation_key(convocation.mission.label),
    "NUMBER": lambda convocation: _by_value(convocation.mission.number),
    "START": lambda convocation: (convocation.mission.start_date, convocation.mission.start_time),
    "CENTRE": lambda convocation: french.collation_key(convocation.mission.centre_name),
    "CAPACITY": lambda convocation: french.collation_key(convocation.capacity or ""),
}


def in_order(convocations: list[Convocation], sort: str, *, is_descending: bool) -> list[Convocation]:
    """Sorted by a column; missions equal in that column stand by date, then number."""
    first = sorted(convocations, key=lambda convocation: (SORT_KEYS["START"](convocation), convocation.mission.number))
    return sorted(first, key=SORT_KEYS[sort], reverse=is_descending)  # type: ignore[arg-type]


def is_headed_by_ministry(header: str) -> bool:
    """Whether the jury president enters the quantities, by the authority printed on the convocation (S-CLM-10)."""
    return french.fold(header) == MINISTRY


def paying_source(source: FeeSource, evaluation: Evaluation) -> FeeSource:
    """Who provides the quantity: assessment in the course of the year is never paid (domain.md §3.5)."""
    return FeeSource.NONE if evaluation is Evaluation.ECA else source
