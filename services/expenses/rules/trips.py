"""Lines of travel as they are entered, and the situation that they are paid in (product.md §8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from services.expenses.rules.intervals import Intervals
from services.expenses.rules.modes import MODES
from services.expenses.rules.places import Adjacency, Commune


class KilometrePolicy(StrEnum):
    """How an academy pays kilometres (R15)."""

    FIRST_BRACKET_ONLY = "FIRST_BRACKET_ONLY"
    CUMUL_IMAGIN = "CUMUL_IMAGIN"
    SNCF_2ND = "SNCF_2ND"


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
    transport_cents: int = 0
    """Sum of the tickets of the line, whatever the number of one-ways (R21)."""
    sundry_cents: int = 0
    comment: str = ""
    distance_reason: str = ""
    table_kilometres: Decimal | None = None
    """Distance of the academy's table, None when it has none."""
    is_public_transport_basis: bool = False
    """The gestionnaire decided so of this line (R22)."""

    @property
    def month(self) -> tuple[int, int]:
        """Year and month of departure."""
        return self.departure_time.year, self.departure_time.month


@dataclass(frozen=True, slots=True)
class MonthPaid:
    """What mopeds are paid for the departures of a month."""

    allowance_cents: int = 0
    top_up_cents: int = 0
    """On top, to reach the floor of the month; negative when it takes back what another claim got for it."""
    floor_cents: int = 0
    """That floor; 0 when there is none."""

    def __add__(self, other: "MonthPaid") -> "MonthPaid":
        """Of two claims together."""
        return MonthPaid(
            self.allowance_cents + other.allowance_cents,
            self.top_up_cents + other.top_up_cents,
            max(self.floor_cents, other.floor_cents),
        )


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
    policy: KilometrePolicy | Callable[[date], KilometrePolicy] = KilometrePolicy.CUMUL_IMAGIN
    """One for all lines, or the one in force on a day."""
    year_kilometres: Mapping[int, Intervals | Decimal | int] = field(default_factory=dict)
    """By civil year: what other claims took of it (R24); a number n is the interval from 0 to n."""
    month_allowances: Mapping[tuple[int, int], MonthPaid] = field(default_factory=dict)
    """By year and month: what other claims were paid for mopeds."""
    has_disability_rate: bool = False
    """The gestionnaire confirmed disability and reduced mobility (R26)."""

    def policy_on(self, day: date) -> KilometrePolicy:
        """How kilometres of a line that leaves that day are paid."""
        return self.policy(day) if callable(self.policy) else self.policy

    def is_public_transport_basis(self, trip: Trip) -> bool:
        """Whether the kilometres of a line are paid at the fare of the railway: by policy or by decision (R11, R22)."""
        mode = MODES.get(trip.mode)
        if mode is None or not mode.distance_kind:
            return False
        return trip.is_public_transport_basis or (
            self.policy_on(trip.departure_time.date()) == KilometrePolicy.SNCF_2ND
        )


def departure_towns(home: str | None, establishment: str | None, kilometres: Mapping[str, Decimal]) -> tuple[str, ...]:
    """Codes of the towns that a first line may leave from, the nearer to the centre first (R25).

    `kilometres` gives the distance of the table from each to the centre; an unknown one comes last, home before the
    establishment when nothing decides.
    """
    known = [code for code in dict.fromkeys((home, establishment)) if code]
    return tuple(sorted(known, key=lambda code: kilometres.get(code, Decimal("Infinity"))))


def crosses_year(trip: Trip) -> bool:
    """Whether the line goes over 31 December: two lines are suggested (R25)."""
    return trip.departure_time.year != trip.return_time.year
