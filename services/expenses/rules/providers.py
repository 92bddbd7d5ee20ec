"""Who provides the figures of each part of a claim, decided when the convocation is recorded."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from kit.french import fold
from services.expenses.rules.places import Adjacency, Zone, inside, zone

_MINISTRY: Final = fold("MINISTERE DE L'EDUCATION NATIONALE")
_PRESIDENT: Final = fold("président")


class Provider(StrEnum):
    """Who says how much was done. A part always has a row, even when it costs nothing."""

    EXAMINER = "EXAMINER"
    """The examiner enters and validates."""
    SANTORIN = "SANTORIN"
    """The return of dematerialised marking is the entry and the validation."""
    PRESIDENT = "PRESIDENT"
    """The président de jury enters for the members."""
    MANAGER = "MANAGER"
    """The gestionnaire computes: « A traiter par le gestionnaire »."""
    HANDLED = "HANDLED"
    """Paid elsewhere: « Traité par le gestionnaire »."""
    NONE = "NONE"
    """No right to this part: « Pas de frais »."""


def is_ministry(header: str) -> bool:
    """Whether a convocation is headed by the ministry, whatever the case, the accents and the apostrophe."""
    return fold(header) == _MINISTRY


def presides(jury_capacity: str) -> bool:
    """Whether a capacity in a jury is that of its president; a vice-president does not preside."""
    return fold(jury_capacity).startswith(_PRESIDENT)


def fee_provider(fee: str, *, header: str, evaluation: str, has_entry: bool = True) -> Provider:
    """Who provides the fee: `fee`, `header` and `evaluation` as in feeds.md §3.

    A paper assessed during the year (`ECA`) has no fee part. Under the ministry's header, whatever the banner, the
    président de jury enters what an examiner would (S-CLM-10). `has_entry`: what the nature of the mission asks for
    gives an amount; when nothing does, the gestionnaire computes (product.md §7).
    """
    if evaluation == "ECA":
        return Provider.NONE
    if fee == Provider.EXAMINER and not has_entry:
        return Provider.MANAGER
    if fee == Provider.EXAMINER and is_ministry(header):
        return Provider.PRESIDENT
    return Provider(fee)


def travel_provider(place: str, *, is_open: bool, residences: Iterable[str | None], adjacency: Adjacency) -> Provider:
    """Who provides the travel to the commune of the centre; `is_open` when the mission may open travel (R4, R19)."""
    if not is_open or inside(place, residences, adjacency):
        return Provider.NONE
    return Provider.MANAGER if zone(place) is Zone.ABROAD else Provider.EXAMINER


def opens_claim(fee: Provider, travel: Provider) -> bool:
    """Whether a convocation generates a claim: not when neither part costs anything (product.md §6)."""
    return not (fee == travel == Provider.NONE)
