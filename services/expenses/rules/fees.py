"""The fee of a mission: what to enter by nature, and the amount it gives (product.md §7, domain.md §3)."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kit.errors import FieldViolation, Violations
from services.expenses import errors
from services.expenses.rules.candidates import Candidates
from services.expenses.rules.copies import Copies
from services.expenses.rules.half_days import HalfDays
from services.expenses.rules.hours import Duration
from services.expenses.rules.providers import Provider
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Amount, Item, settle
from services.expenses.rules.work import Work


class InputKind(StrEnum):
    """What the form of the fee asks for."""

    NONE = "NONE"
    COPIES = "COPIES"
    CANDIDATES = "CANDIDATES"
    HALF_DAYS = "HALF_DAYS"
    DURATION = "DURATION"

    @property
    def field(self) -> str:
        """Its field in the entry."""
        return "duration_minutes" if self == InputKind.DURATION else self.lower()


FeeInput = Copies | Candidates | HalfDays | Duration

_KINDS: Final[dict[type[FeeInput], InputKind]] = {
    Copies: InputKind.COPIES,
    Candidates: InputKind.CANDIDATES,
    HalfDays: InputKind.HALF_DAYS,
    Duration: InputKind.DURATION,
}

# Natures of feeds.md §3 that are not here ask for nothing: the gestionnaire computes them, or nobody is paid.
_INPUT_KINDS: Final[dict[str, InputKind]] = {
    "COPIES": InputKind.COPIES,
    "LECTURE_DOSSIER": InputKind.COPIES,
    "ECRIT_CC": InputKind.COPIES,
    "ORAL": InputKind.CANDIDATES,
    "VAE": InputKind.CANDIDATES,
    "PRATIQUE": InputKind.HALF_DAYS,
    "SPORT": InputKind.HALF_DAYS,
    "EPS_PONCTUELLE": InputKind.HALF_DAYS,
    "ORAL_CC": InputKind.HALF_DAYS,
    "ENTRETIEN_RSC": InputKind.DURATION,
    "LECTURE_MEMOIRE": InputKind.DURATION,
}

# Nobody counts what they do: the gestionnaire takes care of it, or nobody is paid.
_WITHOUT_QUANTITY: Final = frozenset({Provider.HANDLED, Provider.NONE})


def quantity_kind(nature: str, provider: Provider = Provider.EXAMINER) -> InputKind:
    """The quantity that pays a nature of mission: hours when the gestionnaire computes, whatever the nature."""
    if provider in _WITHOUT_QUANTITY:
        return InputKind.NONE
    return InputKind.DURATION if provider == Provider.MANAGER else _INPUT_KINDS.get(nature, InputKind.NONE)


def input_kind(nature: str, provider: Provider) -> InputKind:
    """What people enter; nothing when SANTORIN counts."""
    return InputKind.NONE if provider == Provider.SANTORIN else quantity_kind(nature, provider)


def has_entry(nature: str, paper_duration: int) -> bool:
    """Whether what the nature asks for gives an amount: candidates of an oral do not when nobody said how long."""
    return quantity_kind(nature) != InputKind.NONE and (nature != "ORAL" or paper_duration > 0)


def fee(
    entry: FeeInput,
    *,
    exam: str,
    nature: str,
    first_day: date,
    rates: Rates,
    last_day: date | None = None,
    paper: str | None = None,
    paper_duration: int = 0,
    is_optional: bool = False,
    speciality: str = "",
    coefficient: Decimal | None = None,
    expected: int | None = None,
    present: int | None = None,
    split: time = time(13),
) -> Amount:
    """The amount of a fee, rounded once, half up (domain.md §3.5). `Work` says what each fact of the mission is.

    Without `last_day` the mission lasts one day. Raises `InvalidFields` under paths like `fee.copies` or
    `fee.half_days[0].end_time`, `FeeWithoutEntry`, `PaperWithoutDuration`, `CoefficientOutOfRange`, or `RateMissing`.
    """
    work = Work(
        exam=exam,
        nature=nature,
        first_day=first_day,
        last_day=last_day or first_day,
        paper=paper or "",
        paper_duration=paper_duration,
        is_optional=is_optional,
        speciality=speciality,
        coefficient=coefficient,
        expected=expected,
        present=present,
        split=split,
    )
    return total(items(entry, work, rates), entry.warnings(work))


def items(entry: FeeInput, work: Work, rates: Rates) -> Sequence[Item]:
    """What an entry pays, not rounded yet."""
    _check_kind(_KINDS[type(entry)], work.nature)
    violations = Violations()
    entry.check(work, violations)
    violations.refuse_if_any()
    return list(entry.items(work, rates))


def total(paid: Iterable[Item], warnings: Iterable[FieldViolation]) -> Amount:
    """The whole fee of a claim, rounded once."""
    steps = settle(paid)
    return Amount(sum(step.amount_cents for step in steps), steps, tuple(warnings))


def _check_kind(kind: InputKind, nature: str) -> None:
    """The nature decides what is counted; hours are always understood, for the gestionnaire computes with them."""
    asked = quantity_kind(nature)
    if kind in {InputKind.DURATION, asked}:
        return
    if asked == InputKind.NONE:
        raise errors.FeeWithoutEntry
    violations = Violations()
    violations.add(f"fee.{kind.field}", errors.FEE_INPUT_UNEXPECTED)
    violations.refuse_if_any()
