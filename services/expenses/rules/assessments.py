"""What an entry is worth now, and how that is told: the amount with its steps, or why there is none."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from kit.errors import InvalidFields, Refusal
from services.expenses import errors
from services.expenses.rules import entries, fees
from services.expenses.rules.fees import InputKind
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Amount, Step
from services.expenses.rules.travel import TravelAmount, travel
from services.expenses.rules.trips import KilometrePolicy, Situation

# Nobody here can do anything about these: such a part is left for later, whatever becomes of the other.
LATER = (errors.FeeNotHandled, errors.KilometrePolicyNotHandled, errors.MissionAbroad)


@dataclass(frozen=True, slots=True)
class Assessment:
    """An amount, or why there is none; neither while nothing was entered."""

    amount: Amount | None = None
    refusal: Refusal | None = None
    trip_ids: Sequence[str] = field(default=())

    @property
    def amount_cents(self) -> int | None:
        """The amount, None when it cannot be said."""
        return self.amount.cents if self.amount else None

    @property
    def is_to_confirm(self) -> bool:
        """A rate of it is not confirmed."""
        return self.amount is not None and self.amount.is_to_confirm

    @property
    def is_left_for_later(self) -> bool:
        """This version does not compute it."""
        return isinstance(self.refusal, LATER)

    @property
    def hectometres(self) -> dict[str, int]:
        """Paid by car, per civil year of departure (R24)."""
        return _tenths(self.amount.year_kilometres) if isinstance(self.amount, TravelAmount) else {}

    def explained(self) -> dict[str, Any]:
        """The explanation as it is kept with a validated part."""
        amount = self.amount
        explanation: dict[str, Any] = {
            "amount_cents": self.amount_cents,
            "is_to_confirm": self.is_to_confirm,
            "steps": [_step(step, self.trip_ids) for step in amount.steps] if amount else [],
            "warnings": [remark.message for remark in amount.warnings] if amount else sentences(self.refusal),
        }
        if isinstance(amount, TravelAmount):
            explanation["earlier_hectometres"] = _tenths(amount.earlier_kilometres)
            explanation["owed_meal_count"] = amount.owed_meal_count
            explanation["owed_night_count"] = amount.owed_night_count
            explanation["entitlements"] = [
                {"kind": owed.kind.name, "date": owed.day.isoformat(), "explanation": owed.explanation}
                for owed in amount.entitlements
            ]
        return explanation


def sentences(refusal: Refusal | None) -> list[str]:
    """A refusal as remarks: one by field, or its own sentence."""
    if isinstance(refusal, InvalidFields):
        return list(dict.fromkeys(violation.message for violation in refusal.violations))
    return [refusal.sentence] if refusal else []


def assess_fee(
    stored: Mapping[str, Any] | None,
    *,
    nature: str,
    exam: str,
    paper: str | None,
    first_day: date,
    rates: Rates,
    is_returned: bool = False,
) -> Assessment:
    """The fee of an entry as it is kept."""
    kind = fees.quantity_kind(nature)
    if kind not in fees.HANDLED_KINDS:
        return Assessment(refusal=None if kind == InputKind.NONE else errors.FeeNotHandled())
    if stored is None:
        return Assessment()
    try:
        entry = entries.fee_entry(stored, kind, is_returned=is_returned)
        return Assessment(fees.fee(entry, exam=exam, nature=nature, paper=paper, first_day=first_day, rates=rates))
    except Refusal as refusal:
        return Assessment(refusal=refusal)


def assess_travel(
    stored: Mapping[str, Any] | None,
    *,
    situation: Situation,
    distances: entries.Distances,
    open_modes: Collection[str],
    rates: Rates,
) -> Assessment:
    """The travel of an entry as it is kept."""
    if situation.policy == KilometrePolicy.SNCF_2ND:
        return Assessment(refusal=errors.KilometrePolicyNotHandled())
    if stored is None:
        return Assessment()
    try:
        amount = travel(entries.trips(stored, distances, open_modes), situation, rates)
        return Assessment(amount, trip_ids=[row["id"] for row in stored["trips"]])
    except Refusal as refusal:
        return Assessment(refusal=refusal)


def _tenths(years: Mapping[int, Decimal]) -> dict[str, int]:
    return {str(year): int(kilometres * 10) for year, kilometres in years.items()}


def _step(step: Step, trip_ids: Sequence[str]) -> dict[str, Any]:
    return {
        "label": step.label,
        "quantity": _plain(step.quantity),
        "unit": step.unit,
        "rate_cents": "" if step.rate_cents is None else _plain(step.rate_cents),
        "rate_valid_from": step.rate_valid_from.isoformat() if step.rate_valid_from else None,
        "source": step.source,
        "amount_cents": step.amount_cents,
        "is_to_confirm": step.is_to_confirm,
        "trip_id": "" if step.line is None else trip_ids[step.line],
    }


def _plain(value: Decimal | int) -> str:
    return f"{Decimal(value).normalize():f}"
