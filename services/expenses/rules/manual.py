"""A travel for which no rate exists: the amount that a gestionnaire sets, with how it was found (product.md §8)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from services.expenses.rules.steps import Amount, Step

MOST_MANUAL_CENTS: Final = 20_000_00


def manual_amount(stored: Mapping[str, Any]) -> Amount:
    """One step, from `{"amount_cents", "explanation"}`: how it was found stands where the text of a rate would."""
    step = Step(
        label="Montant établi par le gestionnaire",
        quantity=Decimal(1),
        unit="",
        rate_cents=None,
        rate_valid_from=None,
        source=stored["explanation"],
        amount_cents=stored["amount_cents"],
    )
    return Amount(stored["amount_cents"], (step,))
