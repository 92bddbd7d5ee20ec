"""French territory by INSEE code: the commune that a district counts as, its département, its time."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

# Municipal districts have codes of their own, and count as their commune everywhere.
COMMUNE_OF_DISTRICT: Final[dict[str, str]] = {
    **{str(code): "75056" for code in range(75101, 75121)},
    **{str(code): "69123" for code in range(69381, 69390)},
    **{str(code): "13055" for code in range(13201, 13217)},
}

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
_PARIS_TIME: Final = ZoneInfo("Europe/Paris")


def commune_code(code: str) -> str:
    """The commune that a code counts as."""
    return COMMUNE_OF_DISTRICT.get(code, code)


def department(code: str) -> str:
    """The département or overseas collectivity of a commune: two characters, three overseas; 99 abroad."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def time_zone(code: str) -> ZoneInfo:
    """The time zone of a commune; abroad counts as Paris, for want of better."""
    return _TIME_ZONES.get(department(code), _PARIS_TIME)


def utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall time; a repeated hour is the first one."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def wall_time(moment: datetime, zone: ZoneInfo) -> datetime:
    """What clocks show somewhere at an instant."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def instant(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """The UTC instant of a wall time, None when clocks skipped it."""
    moment = utc(wall, zone)
    return moment if wall_time(moment, zone) == wall else None
