"""The order number (« numéro d'ordre ») given at the first validation: `2026-SIEC-004512` (A7)."""

from datetime import datetime
from zoneinfo import ZoneInfo


def order_year(validated: datetime, academy_zone: ZoneInfo) -> int:
    """The civil year of the first validation, in the academy's own time."""
    return validated.astimezone(academy_zone).year


def order_number(year: int, academy: str, series: int) -> str:
    """The number as people read it; the series starts at 1 every year and has six digits at least."""
    if series < 1:
        raise ValueError("the series of order numbers starts at 1")
    return f"{year:04d}-{academy}-{series:06d}"
