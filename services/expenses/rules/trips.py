"""Lines of travel as they are entered, and everything that may be wrong with one (product.md §8, R18, R25)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from kit.errors import Violations
from kit.french import money, number
from kit.territory import commune_code, instant, time_zone
from services.expenses import errors
from services.expenses.rules.places import Adjacency, Commune, inside

MOST_TRIPS: Final = 50
MOST_ONE_WAYS: Final = 200
MOST_KILOMETRES: Final = 20_000
MOST_POWER_CV: Final = 60
MOST_SUNDRY_CENTS: Final = 1_000_00
MOST_COUNT: Final = 1_000
MOST_DAYS_AWAY: Final = 31
"""Further from the mission than that, a date is a slip of the finger."""


class KilometrePolicy(StrEnum):
    """How an academy pays kilometres (R15)."""

    FIRST_BRACKET_ONLY = "FIRST_BRACKET_ONLY"
    CUMUL_IMAGIN = "CUMUL_IMAGIN"
    SNCF_2ND = "SNCF_2ND"


@dataclass(frozen=True, slots=True)
class Mode:
    """A way of travelling: what it asks for and what pays it."""

    code: str
    label: str
    needs_distance: bool = False
    needs_amount: bool = False
    needs_ticket: bool = False
    allows_sundry: bool = False
    distance_kind: str = ""
    """Kind of the rates that pay its kilometres; empty when none does."""


MODES: Final[dict[str, Mode]] = {
    mode.code: mode
    for mode in (
        Mode("CAR", "AUTOMOBILE", needs_distance=True, allows_sundry=True, distance_kind="KM_CAR"),
        Mode("TRAIN", "TRAIN 2EME CLASSE", needs_amount=True, needs_ticket=True),
        Mode("PUBLIC_TRANSPORT", "TRANSPORT EN COMMUN", needs_amount=True, needs_ticket=True),
        Mode("PREPAID", "BON DE TRANSPORT TRAIN, AVION, BATEAU", needs_ticket=True, allows_sundry=True),
    )
}

# What this version computes.
HANDLED_MODES: Final = frozenset({"CAR"})


@dataclass(frozen=True, slots=True)
class Trip:
    """A line of travel. Times are wall times, each of the town where it happens (R20)."""

    departure_town: Commune
    arrival_town: Commune
    departure_time: datetime
    return_time: datetime
    """Back in the town of departure, or, when the number of one-ways is odd, arrived."""
    kilometres: Decimal | None = None
    """One way."""
    power_cv: int | None = None
    one_way_count: int = 2
    mode: str = "CAR"
    night_count: int | None = None
    """Nights paid for; None is all that is owed."""
    night_town: Commune | None = None
    """Where they were; None is the town of arrival."""
    full_meal_count: int | None = None
    """None is all that is owed, less the two others (R21)."""
    half_meal_count: int = 0
    free_meal_count: int = 0
    sundry_cents: int = 0
    comment: str = ""
    distance_reason: str = ""
    table_kilometres: Decimal | None = None
    """Distance of the academy's table, None when it has none."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the travel of a claim depends on besides its lines."""

    place: Commune
    """Of the mission: it gives the time zone of the windows and the zone of the rates."""
    residences: tuple[str, ...] = ()
    """Codes of the communes of home and of the main establishment."""
    adjacency: Adjacency = field(default_factory=Adjacency)
    start_date: date | None = None
    end_date: date | None = None
    """Days of the mission; lines are not compared with them when they are None."""
    fixed_departure: str = ""
    """Code of the only town that the first line may leave from, or empty."""
    policy: KilometrePolicy = KilometrePolicy.CUMUL_IMAGIN
    year_kilometres: Mapping[int, Decimal] = field(default_factory=dict)
    """By civil year: kilometres already validated before this claim (R24)."""
    has_disability_rate: bool = False
    """The gestionnaire confirmed disability and reduced mobility (R26)."""


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
        _check_mode(f"travel.trips[{line}]", trip, violations)
    return tuple(found)


def departure_towns(home: str | None, establishment: str | None, kilometres: Mapping[str, Decimal]) -> tuple[str, ...]:
    """Codes of the towns that a first line may leave from, the nearer to the centre first (R25).

    `kilometres` gives the distance of the table from each to the centre; an unknown one comes last, home before the
    establishment when nothing decides.
    """
    known = [code for code in dict.fromkeys((home, establishment)) if code]
    return tuple(sorted(known, key=lambda code: kilometres.get(code, Decimal("Infinity"))))


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
    return Leg(line, trip, start, end, leaves_inside=leaves, arrives_inside=arrives)


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
    """One day around the mission is usual, more needs a comment, too far is a slip (domain.md §5.3)."""
    if trip.return_time.date() < trip.departure_time.date():
        violations.add(f"{path}.return_date", errors.RETURN_NOT_AFTER)
        return False
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


def _check_mode(path: str, trip: Trip, violations: Violations) -> None:
    mode = MODES.get(trip.mode)
    if mode is None or mode.code not in HANDLED_MODES:
        violations.add(f"{path}.mode", errors.MODE_NOT_HANDLED, mode=mode.label if mode else trip.mode)
    if mode is None:
        return
    if mode.needs_distance:
        _check_distance(path, trip, violations)
    if not _is_count(trip.sundry_cents, MOST_SUNDRY_CENTS):
        violations.add(f"{path}.sundry_cents", errors.SUNDRY_INVALID, most=money(MOST_SUNDRY_CENTS))
    elif trip.sundry_cents and not mode.allows_sundry:
        violations.add(f"{path}.sundry_cents", errors.SUNDRY_NOT_ALLOWED)
    elif trip.sundry_cents and not trip.comment.strip():
        violations.add(f"{path}.comment", errors.SUNDRY_UNEXPLAINED)


def _check_distance(path: str, trip: Trip, violations: Violations) -> None:
    """R25: the entered distance pays; more than 10 % and 5 km above the table needs a reason."""
    distance, table = trip.kilometres, trip.table_kilometres
    if distance is None or not 0 < distance <= MOST_KILOMETRES or distance * 10 % 1:
        violations.add(f"{path}.distance_hectometres", errors.KILOMETRES_INVALID, most=number(MOST_KILOMETRES))
    elif table is not None and distance * 10 > table * 11 and distance > table + 5 and not trip.distance_reason.strip():
        violations.add(f"{path}.distance_reason", errors.DISTANCE_UNEXPLAINED, table=number(table))
    if trip.power_cv is None or not _is_count(trip.power_cv, MOST_POWER_CV) or trip.power_cv == 0:
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


def _is_count(value: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def crosses_year(trip: Trip) -> bool:
    """Whether the line goes over 31 December: two lines are suggested (R25)."""
    return trip.departure_time.year != trip.return_time.year
