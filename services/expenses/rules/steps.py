"""An amount explains itself: each step says what is paid, at which rate, since when and by which text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kit.errors import FieldViolation, Violation
from services.expenses.rules.rates import Rate


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation, as people read it: quantity × rate = amount."""

    label: str
    quantity: Decimal
    unit: str
    """French word agreed with the quantity: `copie`, `copies`, `km`, `repas`, `nuit`, `nuits`."""
    rate_cents: Decimal | None
    """Euro cents for one unit; None for an expense paid on proof."""
    rate_valid_from: date | None
    source: str
    amount_cents: int
    is_to_confirm: bool = False
    line: int | None = None
    """Position of the trip in the list that was given; None for a fee."""


@dataclass(frozen=True, slots=True)
class Item:
    """A step before it is rounded."""

    label: str
    quantity: Decimal
    unit: str
    rate: Rate
    rate_cents: Decimal
    """What one unit pays: the rate itself, or a share, a multiple or a conversion of it."""
    factors: tuple[Rate, ...] = ()
    """The dated shares and coefficients that made it so; their sources and their doubts are told too."""
    divisor: int = 1
    """What the quantity is divided by, as its unit says: minutes that no decimal number of hours tells exactly."""

    @property
    def exact_cents(self) -> Fraction:
        """The amount before any rounding."""
        (quantity, parts), (cents, shares) = self.quantity.as_integer_ratio(), self.rate_cents.as_integer_ratio()
        return Fraction(quantity * cents, parts * shares * self.divisor)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount with its steps, which add up to it, and what deserves a second look."""

    cents: int
    steps: tuple[Step, ...] = ()
    warnings: tuple[FieldViolation, ...] = field(default=())

    @property
    def is_to_confirm(self) -> bool:
        """A rate of it is not confirmed: shown as « montant à confirmer » and kept out of liquidation."""
        return any(step.is_to_confirm for step in self.steps)


def half_up(cents: Fraction) -> int:
    """Whole cents; half a cent goes up."""
    return (2 * cents.numerator + cents.denominator) // (2 * cents.denominator)


def settle(items: Iterable[Item], line: int | None = None) -> tuple[Step, ...]:
    """Round a group of items once, as one amount.

    Each step gets what its items add to the rounded running total, so that the steps add up to the cent.
    """
    steps: list[Step] = []
    exact, paid = Fraction(0), 0
    for item in items:
        exact += item.exact_cents
        amount = half_up(exact) - paid
        paid += amount
        used = (item.rate, *item.factors)
        steps.append(
            Step(
                label=item.label,
                quantity=item.quantity,
                unit=item.unit,
                rate_cents=item.rate_cents,
                rate_valid_from=item.rate.valid_from,
                source="\u202f; ".join(dict.fromkeys(rate.source for rate in used)),
                amount_cents=amount,
                is_to_confirm=any(rate.is_to_confirm for rate in used),
                line=line,
            )
        )
    return tuple(steps)


def warning(path: str, violation: Violation, **parameters: object) -> FieldViolation:
    """A sentence beside a field that refuses nothing."""
    return FieldViolation(path, violation.message.format(**parameters), violation.reason)
