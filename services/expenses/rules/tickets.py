"""What is paid as it was spent: tickets, tolls and parking (R12, R21, guide 2.4.4.3)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from services.expenses.rules.legs import Leg
from services.expenses.rules.steps import Step

_SUNDRY_SOURCE: Final = "Décret n°\u00a02006-781 du 3 juillet 2006, article 11"


def tickets(legs: Iterable[Leg]) -> list[Step]:
    """The amounts of the lines whose mode asks for one; what is left in another line's field never counts."""
    return [
        _spent(leg, f"{leg.mode.label}, {leg.mode.ticket_word}", leg.trip.transport_cents, leg.mode.source)
        for leg in legs
        if leg.mode.needs_amount
    ]


def sundries(legs: Iterable[Leg]) -> list[Step]:
    """Tolls and parking; nothing on the public-transport basis (R22)."""
    return [
        _spent(leg, "Frais divers", leg.trip.sundry_cents, _SUNDRY_SOURCE)
        for leg in legs
        if leg.trip.sundry_cents and not leg.is_public_transport_basis
    ]


def _spent(leg: Leg, label: str, cents: int, source: str) -> Step:
    return Step(
        label=label,
        quantity=Decimal(1),
        unit="",
        rate_cents=None,
        rate_valid_from=None,
        source=source,
        amount_cents=cents,
        line=leg.line,
    )
