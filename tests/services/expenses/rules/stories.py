"""A claim as « Suivi » tells it, for the tests that change some of its facts."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from services.expenses.rules.follow_ups import follow_ups
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import Status
from services.expenses.rules.stories import Level, PartStory, Story

WHEN = datetime(2026, 6, 12, 14, 30)  # noqa: DTZ001
AT = "le vendredi 12 juin 2026 à 14 h 30"

STORY = Story(
    fee=PartStory(Status.TO_VALIDATE, Provider.EXAMINER),
    travel=PartStory(Status.NO_COST, Provider.NONE),
    starts=datetime(2026, 6, 11, 8, 0),  # noqa: DTZ001
    ends=datetime(2026, 6, 11, 18, 0),  # noqa: DTZ001
    closing=date(2026, 8, 31),
    is_closed=False,
    is_for_examiner=True,
)


def told(**changes: Any) -> list[tuple[Level, str]]:
    """Level and words, with ordinary spaces."""
    messages = follow_ups(replace(STORY, **changes))
    return [(one.level, one.message.replace("\u00a0", " ").replace("\u202f", " ")) for one in messages]


def part(status: Status, provider: Provider = Provider.EXAMINER, **changes: Any) -> PartStory:
    return PartStory(status, provider, **changes)
