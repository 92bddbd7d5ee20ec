"""Where a place is: its commune, the residences that hold it, its time zone and its zone of rates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

# Municipal districts have codes of their own, and count as their commune everywhere (R19).
_PARIS: Final = "75056"
_COMMUNE_OF_DISTRICT: Final[dict[str, str]] = {
    **{str(code): _PARIS for code in range(75101, 75121)},
    **{str(code): "69123" for code in range(69381, 69390)},
    **{str(code): "13055" for code in range(13201, 13217)},
}

# Communes of the métropole du Grand Paris outside its four départements (décret n° 2015-1212).
_GRAND_PARIS_DEPARTMENTS: Final = frozenset({"92", "93", "94"})
_GRAND_PARIS_COMMUNES: Final = frozenset({"95018", "91027", "91326", "91432", "91479", "91589", "91687"})

_PARIS_TIME: Final = ZoneInfo("Europe/Paris")
_TIME_ZONES: Final[dict[str, ZoneInfo]] = {
    "971": ZoneInfo("America/Guadeloupe"),
    "972": ZoneInfo("America/Martinique"),
    "973": ZoneInfo("America/Cayenne"),
    "974": ZoneInfo("Indian/Reunion"),
    "975": ZoneInfo("America/Miquelon"),
    "976": ZoneInfo("Indian/Mayotte"),
    "977": ZoneInfo("America/St_Barthelemy"),
    "978": ZoneInfo("America/Marigot"),
    "986": ZoneInfo("Pacific/Wallis"),
    "987": ZoneInfo("Pacific/Tahiti"),
    "988": ZoneInfo("Pacific/Noumea"),
}


class Zone(StrEnum):
    """Zone of rates of a place: the key of its meals."""

    METROPOLE = "METROPOLE"
    DOM_SPM = "DOM_SPM"
    PACIFIC = "PACIFIC"
    ABROAD = "ABROAD"
    """No text gives a rate: the gestionnaire takes care of it (R26)."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A town by its INSEE code; 99xxx is abroad."""

    code: str
    name: str = ""
    population: int | None = None
    """Municipal population at the date of the calculation, None when unknown."""

    @property
    def commune_code(self) -> str:
        """The code of the whole commune."""
        return commune_code(self.code)

    @property
    def department(self) -> str:
        """Two characters, three overseas."""
        return department(self.code)

    @property
    def is_paris(self) -> bool:
        """Paris or one of its districts."""
        return self.commune_code == _PARIS

    @property
    def is_grand_paris(self) -> bool:
        """In the métropole du Grand Paris, Paris left out."""
        return self.department in _GRAND_PARIS_DEPARTMENTS or self.code in _GRAND_PARIS_COMMUNES

    def is_large(self, threshold: int) -> bool:
        """Whether the town has at least that many people.

        Only the largest communes are cut into districts, and the population given with a district is its own.
        """
        return self.code in _COMMUNE_OF_DISTRICT or (self.population or 0) >= threshold


class Adjacency:
    """Communes declared adjacent: pairs (place, residence), in that direction only, never by way of a third (R19)."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = frozenset((commune_code(place), commune_code(residence)) for place, residence in pairs)

    def holds(self, place: str, residence: str) -> bool:
        """Whether the place is declared adjacent to the residence."""
        return (place, residence) in self._pairs


def commune_code(code: str) -> str:
    """The commune that a code counts for."""
    return _COMMUNE_OF_DISTRICT.get(code, code)


def department(code: str) -> str:
    """The département or collectivity of a commune."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def inside(place: str, residences: Iterable[str | None], adjacency: Adjacency) -> bool:
    """Whether a place is a residence, or adjacent to one: the one test of travel, transport, meals and nights (R19)."""
    code = commune_code(place)
    return any(
        code == residence or adjacency.holds(code, residence)
        for residence in (commune_code(known) for known in residences if known)
    )


def time_zone(code: str) -> ZoneInfo:
    """The time zone of a commune (feeds.md §9); abroad counts as Paris, for want of better."""
    return _TIME_ZONES.get(department(code), _PARIS_TIME)


def zone(code: str) -> Zone:
    """The zone of rates of a commune."""
    match department(code):
        case "99":
            return Zone.ABROAD
        case "986" | "987" | "988":
            return Zone.PACIFIC
        case "971" | "972" | "973" | "974" | "975" | "976" | "977" | "978":
            return Zone.DOM_SPM
        case _:
            return Zone.METROPOLE


def utc(wall: datetime, zone_info: ZoneInfo) -> datetime:
    """The UTC instant of a wall time; a repeated hour is the first one (feeds.md §9)."""
    return wall.replace(tzinfo=zone_info, fold=0).astimezone(UTC)


def wall_time(moment: datetime, zone_info: ZoneInfo) -> datetime:
    """What clocks show somewhere at an instant."""
    return moment.astimezone(zone_info).replace(tzinfo=None, fold=0)


def instant(wall: datetime, zone_info: ZoneInfo) -> datetime | None:
    """The UTC instant of a wall time, None when clocks skipped it."""
    moment = utc(wall, zone_info)
    return moment if wall_time(moment, zone_info) == wall else None
