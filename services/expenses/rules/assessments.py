"""What an entry is worth now, and how that is told: the amount with its steps, or why there is none."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from kit.errors import FieldViolation, InvalidFields, Refusal
from services.expenses.rules import entries
from services.expenses.rules.fees import InputKind, quantity_kind
from services.expenses.rules.groups import Member, group_fee
from services.expenses.rules.intervals import Intervals
from services.expenses.rules.manual import manual_amount
from services.expenses.rules.providers import Provider
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Amount, Step
from services.expenses.rules.takings import Takings
from services.expenses.rules.travel import TravelAmount, travel
from services.expenses.rules.trips import Situation
from services.expenses.rules.work import Work

_LINE: Final = re.compile(r"travel\.trips\[(\d+)\]\.?(\w*)")


@dataclass(frozen=True, slots=True)
class Assessment:
    """An amount, or why there is none; neither while nothing was entered."""

    amount: Amount | None = None
    refusal: Refusal | None = None
    trip_ids: Sequence[str] = field(default=())
    earlier: Mapping[int, Intervals | Decimal | int] = field(default_factory=dict)
    """Kilometres by car that other claims took, by civil year (R24)."""

    @property
    def amount_cents(self) -> int | None:
        """The amount, None when it cannot be said."""
        return self.amount.cents if self.amount else None

    @property
    def is_to_confirm(self) -> bool:
        """A rate of it is not confirmed."""
        return self.amount is not None and self.amount.is_to_confirm

    @property
    def takings(self) -> dict[str, Any]:
        """What it takes of years and months, as it is kept with its part (R24)."""
        amount = self.amount
        return (
            Takings(amount.year_intervals, amount.month_allowances).stored if isinstance(amount, TravelAmount) else {}
        )

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
            explanation |= _rights(amount, self.trip_ids)
            explanation["year_distances"] = [
                _year(year, Intervals.of(self.earlier.get(year, 0)), taken)
                for year, taken in sorted(amount.year_intervals.items())
            ]
        explanation["trip_remarks"] = self._trip_remarks()
        return explanation

    def _trip_remarks(self) -> list[dict[str, str]]:
        """Warnings, or what is wrong, that stand beside a field of a line."""
        wrong = self.refusal.violations if isinstance(self.refusal, InvalidFields) else ()
        remarks: Sequence[FieldViolation] = self.amount.warnings if self.amount else wrong
        found = ((_LINE.fullmatch(remark.field), remark.message) for remark in remarks)
        return [
            {"trip_id": self.trip_ids[int(line[1])], "field": line[2], "message": message}
            for line, message in found
            if line
        ]


def sentences(refusal: Refusal | None) -> list[str]:
    """A refusal as remarks: one by field, or its own sentence."""
    if isinstance(refusal, InvalidFields):
        return list(dict.fromkeys(violation.message for violation in refusal.violations))
    return [refusal.sentence] if refusal else []


def assess_fee(
    stored: Mapping[str, Any] | None,
    *,
    work: Work,
    provider: Provider,
    rates: Rates,
    members: Iterable[tuple[Work, Mapping[str, Any] | None]] = (),
) -> Assessment:
    """The fee of an entry as it is kept, with that of the missions whose fee the same claim carries."""
    kind = quantity_kind(work.nature, provider)
    known = [(work, stored), *members]
    if kind == InputKind.NONE or all(kept is None for _, kept in known):
        return Assessment()
    is_returned = provider == Provider.SANTORIN
    try:
        group = [
            Member(one, None if kept is None else entries.fee_entry(kept, kind, is_returned=is_returned))
            for one, kept in known
        ]
        return Assessment(group_fee(group, rates))
    except Refusal as refusal:
        return Assessment(refusal=refusal)


def assess_travel(
    stored: Mapping[str, Any] | None,
    *,
    situation: Situation,
    distances: entries.Distances,
    open_modes: Collection[str],
    rates: Rates,
    public_transport_trip_ids: Collection[str] = (),
) -> Assessment:
    """The travel of an entry as it is kept, with what a gestionnaire decided of its lines."""
    if stored is None:
        return Assessment()
    trip_ids = [row["id"] for row in stored["trips"]]
    try:
        lines = entries.trips(stored, distances, open_modes, public_transport_trip_ids)
        return Assessment(travel(lines, situation, rates), trip_ids=trip_ids, earlier=situation.year_kilometres)
    except Refusal as refusal:
        return Assessment(refusal=refusal, trip_ids=trip_ids)


def assess_manual(stored: Mapping[str, Any] | None) -> Assessment:
    """The travel that a gestionnaire computed; lines that were entered before it became theirs are worth nothing."""
    return Assessment(manual_amount(stored["manual"])) if stored and "manual" in stored else Assessment()


def _rights(amount: TravelAmount, trip_ids: Sequence[str]) -> dict[str, Any]:
    """What the presence gives right to, for the whole travel and line by line."""
    return {
        "owed_meal_count": amount.owed_meal_count,
        "owed_night_count": amount.owed_night_count,
        "entitlements": [
            {
                "kind": owed.kind.name,
                "date": owed.day.isoformat(),
                "explanation": owed.explanation,
                "trip_id": trip_ids[owed.line],
            }
            for owed in amount.entitlements
        ],
        "trips": [
            {
                "trip_id": trip_ids[one.line],
                "amount_cents": one.amount_cents,
                "owed_meal_count": one.owed_meal_count,
                "owed_night_count": one.owed_night_count,
                "is_inside": one.is_inside,
                "is_public_transport_basis": one.is_public_transport_basis,
            }
            for one in amount.lines
        ],
    }


def _year(year: int, earlier: Intervals, taken: Intervals) -> dict[str, int]:
    return {
        "year": year,
        "earlier_hectometres": int(earlier.length * 10),
        "hectometres": int(taken.length * 10),
    }


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
