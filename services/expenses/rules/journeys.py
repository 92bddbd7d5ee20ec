"""Several missions a day: the first one carries every trip of the day (R23, S-CLM-12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class DayMission:
    """The mission of a claim of this academy that is not cancelled, not declared not done, and opens travel.

    Only claims whose travel part the examiner enters (`Provider.EXAMINER`) are given.
    """

    claim_id: str
    number: str
    start_date: date
    start_time: time
    """Wall times of the place of the mission."""
    end_date: date


def carriers(missions: Iterable[DayMission]) -> dict[str, str | None]:
    """For each claim of one person: the claim that carries its trips, or None when it carries its own.

    A mission whose days overlap those of an earlier one is carried by it; a mission that is itself carried passes the
    trips on, so that a chain of overlapping missions has one carrier.
    """
    found: dict[str, str | None] = {}
    carrier, last_day = "", date.min
    for mission in sorted(missions, key=lambda one: (one.start_date, one.start_time, one.number)):
        if mission.start_date <= last_day:
            found[mission.claim_id] = carrier
        else:
            found[mission.claim_id] = None
            carrier = mission.claim_id
        last_day = max(last_day, mission.end_date)
    return found
