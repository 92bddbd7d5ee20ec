"""When one is on mission: the presence of the whole claim, and the meals and nights that it covers (R6, R9, R18)."""

from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class _Course:
    """What becomes of whoever took a line."""

    spans: Sequence[tuple[datetime, datetime]]
    """When the presence that it opens begins and ends; more than once when one goes home meanwhile."""
    left_home_by: Leg | None = None
    """The later line that leaves from a residence, although none came back there."""


def stays(legs: Sequence[Leg]) -> tuple[Stay, ...]:
    """The presence that each line opens, in the order of the lines; lines inside the residences open none."""
    return tuple(
        Stay(leg.line, start, end)
        for at, leg in enumerate(legs)
        if not leg.is_inside
        for start, end in _course(legs, at).spans
    )


def unreturned(legs: Sequence[Leg]) -> list[tuple[Leg, Leg]]:
    """Single ways after which a line leaves from a residence although none came back there, with that line."""
    courses = ((leg, _course(legs, at).left_home_by) for at, leg in enumerate(legs) if leg.ends_away)
    return [(leg, later) for leg, later in courses if later]


def overlaps(legs: Sequence[Leg]) -> list[tuple[Leg, Leg]]:
    """Lines that begin during an earlier one and do not go on from where one was led since, with that one (§5.3)."""
    spans = {leg.line: _own_spans(leg) for leg in legs}
    found: list[tuple[Leg, Leg]] = []
    for at, leg in enumerate(legs):
        during = (
            place
            for place, other in enumerate(legs[:at])
            if any(one[0] < end and start < one[1] for one in spans[leg.line] for start, end in spans[other.line])
        )
        first = next(during, None)
        if first is not None and all(other.destination != leg.origin for other in legs[first:at]):
            found.append((leg, legs[first]))
    return found


def windows(found: Sequence[Stay], zone: ZoneInfo) -> tuple[Window, ...]:
    """The windows that the presence covers whole, in order of time; the zone is that of the mission.

    A window belongs to the last begun of the stays that still run when it opens: that is where one is.
    """
    covered: list[Window] = []
    for start, end in merged((stay.start, stay.end) for stay in found):
        present_from, present_to = wall_time(start, zone), wall_time(end, zone)
        its = ((at, stay) for at, stay in enumerate(found) if start <= stay.start <= end)
        latest_first = sorted(
            ((wall_time(stay.start, zone), at, wall_time(stay.end, zone)) for at, stay in its), reverse=True
        )
        for offset in range((present_to.date() - present_from.date()).days + 1):
            day = present_from.date() + timedelta(days=offset)
            for kind in WindowKind:
                opens, closes = kind.hours(day)
                if present_from <= opens and closes <= present_to:
                    at = next(at for begins, at, ends in latest_first if begins <= opens <= ends)
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


def _course(legs: Sequence[Leg], at: int) -> _Course:
    """Whoever arrived somewhere for more than the day stays away until a later line leaves for good.

    A line that comes back to where it leaves from does not: one is there again, or, from a neighbouring town, still
    away. Only one that leaves from a residence shows that nobody was away any more.
    """
    leg = legs[at]
    if not leg.ends_away or leg.arrives_inside:
        return _Course(_own_spans(leg))
    (start, end), back = (leg.start, leg.end), _back(leg, legs)
    spans: list[tuple[datetime, datetime]] = []
    for later in legs[at + 1 :]:
        if later.start < leg.end:
            continue
        if later.origin != leg.destination:
            if later.start < end:
                continue  # A leg of a trip from there, which is not over.
            if back is not None and back <= later.start:
                break
            if later.leaves_inside:
                return _Course([*spans, (start, end)], later)
        if later.ends_away:
            return _Course([*spans, (start, max(end, later.start))])
        if later.is_inside:
            for leaves, returns in _own_spans(later):
                spans.append((start, max(end, leaves)))
                start, end = returns, max(end, returns)
        end = max(end, later.end)
    return _Course([*spans, (start, end)])


def _back(leg: Leg, legs: Sequence[Leg]) -> datetime | None:
    """When the there-and-back that a line is a leg of is over; None when it is none."""
    around = (span for other in legs if not other.ends_away for span in _own_spans(other))
    return min((end for start, end in around if start <= leg.start and leg.end <= end), default=None)
