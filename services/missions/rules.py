"""What a list of missions shows, and in which order."""

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

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
    return [convocation for convocation in convocations if _show(labels(convocation), words)]


def _show(shown: Iterable[str], words: list[str]) -> bool:
    text = french.fold(" ".join(shown))
    return all(word in text for word in words)


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


class Group(NamedTuple):
    """The convocations of an exam in a session: official, not official yet, cancelled; the people of the first."""

    session: str
    exam_code: str
    exam_label: str
    official: int
    draft: int
    cancelled: int
    people: int

    @property
    def labels(self) -> tuple[str, ...]:
        """Everything that the list shows of it, as it shows it."""
        return (self.exam_label, self.session, *map(french.number, self[3:]))


GROUP_SORT_KEYS: Final[dict[str, Callable[[Group], object]]] = {
    "EXAM": lambda group: french.collation_key(group.exam_label),
    "SESSION": lambda group: group.session,
    "OFFICIAL": lambda group: group.official,
    "DRAFT": lambda group: group.draft,
    "CANCELLED": lambda group: group.cancelled,
    "PEOPLE": lambda group: group.people,
}


def groups_matching(groups: Iterable[Group], search: str) -> list[Group]:
    """The same among groups."""
    words = french.fold(search).split()
    return [group for group in groups if _show(group.labels, words)]


def groups_in_order(groups: Iterable[Group], sort: str, *, is_descending: bool) -> list[Group]:
    """Sorted by a column; groups equal in that column stand by session, newest first, then exam."""
    by_exam = sorted(groups, key=GROUP_SORT_KEYS["EXAM"])  # type: ignore[arg-type]
    first = sorted(by_exam, key=GROUP_SORT_KEYS["SESSION"], reverse=True)  # type: ignore[arg-type]
    return sorted(first, key=GROUP_SORT_KEYS[sort], reverse=is_descending)  # type: ignore[arg-type]


def is_headed_by_ministry(header: str) -> bool:
    """Whether the jury president enters the quantities, by the authority printed on the convocation (S-CLM-10)."""
    return french.fold(header) == MINISTRY


def paying_source(source: FeeSource, evaluation: Evaluation) -> FeeSource:
    """Who provides the quantity: assessment in the course of the year is never paid (domain.md §3.5)."""
    return FeeSource.NONE if evaluation is Evaluation.ECA else source
