"""When one is on mission: the presence of the whole claim, and the meals and nights that it covers (R6, R9, R18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from kit.territory import time_zone, utc, wall_time
from services.expenses.rules.intervals import merged
from services.expenses.rules.legs import Leg


class WindowKind(Enum):
    """Hours of the day that must be covered whole, both ends included: opening and closing hour."""

    NIGHT = (0, 5)
    MIDDAY_MEAL = (11, 14)
    EVENING_MEAL = (18, 21)

    def hours(self, day: date) -> tuple[datetime, datetime]:
        """Its wall times on a day."""
        year, month, number = day.year, day.month, day.day
        opens, closes = self.value
        return datetime(year, month, number, opens), datetime(year, month, number, closes)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Stay:
    """A time on mission, UTC, both ends included, and the line that opens it."""

    line: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """A meal or a night owed by the presence, once."""

    kind: WindowKind
    day: date
    """Day of the meal, or morning of the night: its rate is that of this day (R20)."""
    line: int
    """The line that led to where it was spent."""
    present_from: datetime
    present_to: datetime
    """The unbroken presence that covers it, wall times of the mission."""


def stays(legs: Sequence[Leg]) -> tuple[Stay, ...]:
    """The presence that each line opens, in the order of the lines; lines inside the residences open none."""
    found: list[Stay] = []
    for at, leg in enumerate(legs):
        if leg.is_inside:
            continue
        spans = _own_spans(leg) if leg.is_daily_return else _spans(leg, legs[at + 1 :])
        found += [Stay(leg.line, start, end) for start, end in spans]
    return tuple(found)


def overlaps(legs: Sequence[Leg]) -> list[tuple[Leg, Leg]]:
    """Lines that begin during an earlier one and do not go on from where one is then led, with that one (§5.3)."""
    spans = {leg.line: _own_spans(leg) for leg in legs}
    found: list[tuple[Leg, Leg]] = []
    for at, leg in enumerate(legs):
        during = [
            other
            for other in legs[:at]
            if any(one[0] < end and start < one[1] for one in spans[leg.line] for start, end in spans[other.line])
        ]
        if during and all(other.destination != leg.origin for other in during):
            found.append((leg, during[0]))
    return found


def windows(found: Sequence[Stay], zone: ZoneInfo) -> tuple[Window, ...]:
    """The windows that the presence covers whole, in order of time; the zone is that of the mission.

    A window belongs to the last begun of the stays that still run when it opens: that is where one is.
    """
    local = [(wall_time(stay.start, zone), wall_time(stay.end, zone)) for stay in found]
    covered: list[Window] = []
    for start, end in merged((stay.start, stay.end) for stay in found):
        present_from, present_to = wall_time(start, zone), wall_time(end, zone)
        for offset in range((present_to.date() - present_from.date()).days + 1):
            day = present_from.date() + timedelta(days=offset)
            for kind in WindowKind:
                opens, closes = kind.hours(day)
                if present_from <= opens and closes <= present_to:
                    _, at = max((begin, at) for at, (begin, finish) in enumerate(local) if begin <= opens <= finish)
                    covered.append(Window(kind, day, found[at].line, present_from, present_to))
    return tuple(covered)


def _own_spans(leg: Leg) -> list[tuple[datetime, datetime]]:
    """When one is under way by a line: each day of a daily return, else from its departure to its return."""
    if not leg.is_daily_return:
        return [(leg.start, leg.end)]
    zone = time_zone(leg.trip.departure_town.code)
    leaves, comes_back = leg.trip.departure_time, leg.trip.return_time
    days = [timedelta(days=offset) for offset in range(leg.days)]
    last = days[-1]
    return [(utc(leaves + day, zone), utc(comes_back - last + day, zone)) for day in days]


def _spans(leg: Leg, later: Iterable[Leg]) -> list[tuple[datetime, datetime]]:
    """When the presence that a line opens begins and ends; more than once when one goes home meanwhile.

    Whoever arrived somewhere for more than the day stays until a later line leaves that town for good. A line that
    comes back to it does not leave it; one that leaves from elsewhere shows that nobody was there any more.
    """
    start, end = leg.start, leg.end
    if not leg.ends_away or leg.arrives_inside:
        return [(start, end)]
    spans: list[tuple[datetime, datetime]] = []
    for next_leg in later:
        if next_leg.start < leg.end:
            continue
        if next_leg.origin != leg.destination:
            break
        if next_leg.ends_away:
            return [*spans, (start, max(end, next_leg.start))]
        if next_leg.is_inside:
            spans.append((start, max(end, next_leg.start)))
            start = next_leg.end
        end = max(end, next_leg.end)
    return [*spans, (start, end)]
