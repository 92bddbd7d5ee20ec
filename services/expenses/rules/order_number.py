"""The order number (« numéro d’ordre ») of a claim, for ever: `2026-SIEC-004512` (A7)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from kit.french import fold
from services.expenses.models import Claim


def order_year(given: datetime, academy_zone: ZoneInfo) -> int:
    """The civil year in which the number is given, in the academy's own time."""
    return given.astimezone(academy_zone).year


def order_number(year: int, academy: str, series: int) -> str:
    """The number as people read it; the series starts at 1 every year and has six digits at least."""
    if series < 1:
        raise ValueError("the series of order numbers starts at 1")
    return f"{year:04d}-{academy}-{series:06d}"


def give_number(claim: Claim, number: str) -> None:
    """Number the claim; the first number is the last."""
    if claim.order_number is None:
        claim.order_number = number
        claim.search_text = f"{claim.search_text} {fold(number)}"
