"""The lines of a travel in order of time, and everything that may be wrong with one (product.md §8, R18, R25)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Final

from kit.errors import Violations
from kit.french import money, number
from kit.territory import commune_code, instant, time_zone
from services.expenses import errors
from services.expenses.rules.copies import is_whole
from services.expenses.rules.modes import MODES, Mode
from services.expenses.rules.places import inside
from services.expenses.rules.trips import Situation, Trip

MOST_TRIPS: Final = 50
MOST_ONE_WAYS: Final = 200
MOST_KILOMETRES: Final = 20_000
MOST_POWER_CV: Final = 60
MOST_TRANSPORT_CENTS: Final = 5_000_00
MOST_SUNDRY_CENTS: Final = 1_000_00
MOST_COUNT: Final = 1_000
MOST_DAYS_AWAY: Final = 31
"""Further from the mission than that, a date is a slip of the finger."""
MOST_DAYS: Final = 366
"""No mission lasts a year less a month before it and one after; days are gone through one by one."""
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
"""No text pays what was before, and no calendar is asked for what it does not hold."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A line whose times are understood."""

    line: int
    """Position in the list that was given."""
    trip: Trip
    start: datetime
    end: datetime
    """UTC."""
    leaves_inside: bool
    arrives_inside: bool
    """Its towns are residences, or adjacent to one (R19)."""
    is_public_transport_basis: bool = False
    """Its kilometres are paid at the fare of the railway (R22)."""

    @property
    def mode(self) -> Mode:
        """How one travels."""
        return MODES[self.trip.mode]

    @property
    def is_inside(self) -> bool:
        """It opens no right: it goes to a place inside, and is not the single way back from the mission."""
        return self.arrives_inside and (self.leaves_inside or self.trip.one_way_count > 1)

    @property
    def origin(self) -> str:
        """Commune left."""
        return self.trip.departure_town.commune_code

    @property
    def destination(self) -> str:
        """Commune reached."""
        return self.trip.arrival_town.commune_code

    @property
    def ends_away(self) -> bool:
        """The line ends in the town of arrival."""
        return self.trip.one_way_count % 2 == 1

    @property
    def days(self) -> int:
        """Days touched, both ends included."""
        return _days(self.trip)

    @property
    def is_daily_return(self) -> bool:
        """There and back each day, no night away (R18)."""
        return self.days > 1 and self.trip.one_way_count == 2 * self.days


def legs(trips: Sequence[Trip], situation: Situation, violations: Violations) -> tuple[Leg, ...]:
    """The lines in order of time, whatever order they came in. What is wrong is added to the violations.

    Lines whose times or counts are wrong are left out.
    """
    if len(trips) > MOST_TRIPS:
        violations.add("travel.trips", errors.TRIPS_TOO_MANY, most=MOST_TRIPS)
        return ()
    found = [leg for line, trip in enumerate(trips) if (leg := _leg(line, trip, situation, violations))]
    found.sort(key=_order)
    _check_repeats(found, violations)
    _check_departures(found, situation, violations)
    for line, trip in enumerate(trips):
        _check_mode(f"travel.trips[{line}]", trip, situation, violations)
    return tuple(found)


def _leg(line: int, trip: Trip, situation: Situation, violations: Violations) -> Leg | None:
    path = f"travel.trips[{line}]"
    if trip.departure_town.commune_code == trip.arrival_town.commune_code:
        violations.add(f"{path}.arrival_town", errors.TOWNS_ALIKE)
    checks = (_check_dates(path, trip, situation, violations), _check_counts(path, trip, violations))
    if not all(checks) or not _check_one_way_count(path, trip, violations):
        return None
    end_town = trip.arrival_town if trip.one_way_count % 2 else trip.departure_town
    start = instant(trip.departure_time, time_zone(trip.departure_town.code))
    end = instant(trip.return_time, time_zone(end_town.code))
    for moment, name in ((start, "departure_time"), (end, "return_time")):
        if moment is None:
            violations.add(f"{path}.{name}", errors.TIME_SKIPPED)
    if start is None or end is None:
        return None
    if end <= start:
        violations.add(f"{path}.return_time", errors.RETURN_NOT_AFTER)
        return None
    towns = (trip.departure_town, trip.arrival_town)
    leaves, arrives = (inside(town.code, situation.residences, situation.adjacency) for town in towns)
    is_basis = situation.is_public_transport_basis(trip)
    return Leg(line, trip, start, end, leaves, arrives, is_basis)


def _days(trip: Trip) -> int:
    return (trip.return_time.date() - trip.departure_time.date()).days + 1


def _order(leg: Leg) -> tuple:
    """Order of time; lines that have all of it in common are refused as repeated."""
    return (leg.start, leg.end, leg.origin, leg.destination, leg.trip.mode)


def _check_one_way_count(path: str, trip: Trip, violations: Violations) -> bool:
    """R18: over several days 1 or 2 one-ways are a stay, two a day are a daily return, others need more lines."""
    count, days = trip.one_way_count, _days(trip)
    if not _is_count(count, MOST_ONE_WAYS) or count == 0:
        violations.add(f"{path}.one_way_count", errors.ONE_WAY_COUNT_INVALID, most=MOST_ONE_WAYS)
        return False
    if days > 1 and count > 2:
        if count != 2 * days:
            violations.add(f"{path}.one_way_count", errors.ONE_WAY_COUNT_MIXED, daily=2 * days)
            return False
        if trip.return_time.time() <= trip.departure_time.time():
            violations.add(f"{path}.return_time", errors.DAILY_RETURN_HOURS)
            return False
    return True


def _check_dates(path: str, trip: Trip, situation: Situation, violations: Violations) -> bool:
    if trip.return_time.date() < trip.departure_time.date():
        violations.add(f"{path}.return_date", errors.RETURN_NOT_AFTER)
        return False
    return _check_nearness(path, trip, situation, violations) and _check_calendar(path, trip, violations)


def _check_calendar(path: str, trip: Trip, violations: Violations) -> bool:
    """A line whose mission has no known dates is bounded too."""
    years = {"departure_date": trip.departure_time.year, "return_date": trip.return_time.year}
    wrong = [name for name, year in years.items() if not FIRST_YEAR <= year <= LAST_YEAR]
    for name in wrong:
        violations.add(f"{path}.{name}", errors.YEAR_INVALID, first=FIRST_YEAR, last=LAST_YEAR)
    if wrong:
        return False
    if _days(trip) > MOST_DAYS:
        violations.add(f"{path}.return_date", errors.TRIP_TOO_LONG, most=MOST_DAYS)
        return False
    return True


def _check_nearness(path: str, trip: Trip, situation: Situation, violations: Violations) -> bool:
    """One day around the mission is usual, more needs a comment, too far is a slip (domain.md §5.3)."""
    if situation.start_date is None or situation.end_date is None:
        return True
    away = {
        "departure_date": (situation.start_date - trip.departure_time.date()).days,
        "return_date": (trip.return_time.date() - situation.end_date).days,
    }
    too_far = [name for name, days in away.items() if days > MOST_DAYS_AWAY]
    for name in too_far:
        violations.add(f"{path}.{name}", errors.DATES_TOO_FAR, most=MOST_DAYS_AWAY)
    if not too_far and max(away.values()) > 1 and not trip.comment.strip():
        violations.add(f"{path}.comment", errors.DATES_UNEXPLAINED)
    return not too_far


def _check_mode(path: str, trip: Trip, situation: Situation, violations: Violations) -> None:
    """What a mode asks for; what it does not ask for is not looked at, and never counts."""
    mode, is_basis = MODES.get(trip.mode), situation.is_public_transport_basis(trip)
    if mode is None:
        violations.add(f"{path}.mode", errors.MODE_CLOSED)
        return
    if mode.needs_distance:
        _check_distance(path, trip, situation, violations)
    if mode.needs_power:
        _check_power(path, trip, violations, is_needed=not is_basis)
    if mode.needs_amount and not _is_count(trip.transport_cents, MOST_TRANSPORT_CENTS):
        violations.add(f"{path}.transport_cents", errors.TRANSPORT_INVALID, most=money(MOST_TRANSPORT_CENTS))
    if not _is_count(trip.sundry_cents, MOST_SUNDRY_CENTS):
        violations.add(f"{path}.sundry_cents", errors.SUNDRY_INVALID, most=money(MOST_SUNDRY_CENTS))
    elif trip.sundry_cents and not mode.allows_sundry:
        violations.add(f"{path}.sundry_cents", errors.SUNDRY_NOT_ALLOWED)
    elif trip.sundry_cents and not is_basis and not trip.comment.strip():
        violations.add(f"{path}.comment", errors.SUNDRY_UNEXPLAINED)


def _check_distance(path: str, trip: Trip, situation: Situation, violations: Violations) -> None:
    """R25: the entered distance pays; more than 10 % and 5 km above the table needs a reason.

    Its kilometres follow those that others took of the year: without a number there, they stand nowhere.
    """
    distance, table = trip.kilometres, trip.table_kilometres
    is_known = all(map(_is_finite, (distance, situation.year_kilometres.get(trip.departure_time.year))))
    if distance is None or not is_known or not 0 < distance <= MOST_KILOMETRES or distance * 10 % 1:
        violations.add(f"{path}.distance_hectometres", errors.KILOMETRES_INVALID, most=number(MOST_KILOMETRES))
    elif table is None or not _is_finite(table):
        return
    elif distance * 10 > table * 11 and distance > table + 5 and not trip.distance_reason.strip():
        violations.add(f"{path}.distance_reason", errors.DISTANCE_UNEXPLAINED, table=number(table))


def _check_power(path: str, trip: Trip, violations: Violations, *, is_needed: bool) -> None:
    power = trip.power_cv or 0
    if not _is_count(power, MOST_POWER_CV) or (is_needed and not power):
        violations.add(f"{path}.power_cv", errors.POWER_INVALID, most=MOST_POWER_CV)


def _check_counts(path: str, trip: Trip, violations: Violations) -> bool:
    names = ("night_count", "full_meal_count", "half_meal_count", "free_meal_count")
    wrong = [
        name for name in names if not _is_count(0 if (count := getattr(trip, name)) is None else count, MOST_COUNT)
    ]
    for name in wrong:
        violations.add(f"{path}.{name}", errors.COUNT_INVALID)
    return not wrong


def _check_repeats(found: Sequence[Leg], violations: Violations) -> None:
    """Nobody leaves twice at the same time by the same mode on the same way."""
    for earlier, later in pairwise(found):
        if _order(earlier) == _order(later):
            violations.add(f"travel.trips[{later.line}]", errors.TRIP_REPEATED, other=earlier.line + 1)


def _check_departures(found: Sequence[Leg], situation: Situation, violations: Violations) -> None:
    """When the town of departure is fixed, each line leaves it, or a town that an earlier line reached."""
    if not situation.fixed_departure:
        return
    reached = {commune_code(situation.fixed_departure)}
    for leg in found:
        if leg.origin not in reached:
            violations.add(f"travel.trips[{leg.line}].departure_town", errors.DEPARTURE_FIXED)
        reached.add(leg.destination)


def _is_finite(value: object) -> bool:
    """Whether it is a number, when it may be none."""
    return not isinstance(value, Decimal) or value.is_finite()


def _is_count(value: int, most: int) -> bool:
    return is_whole(value) and value <= most
