"""The fee of a mission: what to enter by nature, and the amount it gives (product.md §7, domain.md §3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kit.errors import FieldViolation, Violations
from kit.french import agree, number
from services.expenses import errors
from services.expenses.rules.providers import Provider
from services.expenses.rules.rates import Rate, Rates
from services.expenses.rules.steps import Amount, Item, settle, warning

MOST_COPIES: Final = 1_000


class InputKind(StrEnum):
    """What the form of the fee asks for."""

    NONE = "NONE"
    COPIES = "COPIES"
    CANDIDATES = "CANDIDATES"
    HALF_DAYS = "HALF_DAYS"
    DURATION = "DURATION"


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

# What this version computes.
HANDLED_KINDS: Final = frozenset({InputKind.COPIES})


# Label of the step, and the word of its unit, of the natures that are paid by copies.
_WORDS: Final[dict[str, tuple[str, tuple[str, str]]]] = {
    "COPIES": ("Correction de copies", ("copie", "copies")),
    "ECRIT_CC": ("Correction de copies du contrôle continu", ("copie", "copies")),
    "LECTURE_DOSSIER": ("Lecture de dossiers", ("dossier", "dossiers")),
}


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies, or files for a reading of files."""

    count: int
    is_returned: bool = False
    """SANTORIN counted them: a fact, that the bound on what people type does not concern."""


# One class by kind of input; the others join this union with their calculation.
FeeInput = Copies


def quantity_kind(nature: str) -> InputKind:
    """The quantity that pays a nature of mission, whoever provides it."""
    return _INPUT_KINDS.get(nature, InputKind.NONE)


def input_kind(nature: str, provider: Provider) -> InputKind:
    """What the examiner enters: nothing when somebody else provides the quantity."""
    return quantity_kind(nature) if provider == Provider.EXAMINER else InputKind.NONE


def fee(
    entry: FeeInput,
    *,
    exam: str,
    nature: str,
    first_day: date,
    rates: Rates,
    paper: str | None = None,
    expected: int | None = None,
) -> Amount:
    """The amount of a fee, rounded once, half up, at the rates of the first day of the mission (domain.md §3.5).

    `exam`, `nature` and `paper` are codes of the feed; `expected` is the number of copies that was announced.
    Raises `FeeWithoutEntry`, `FeeNotHandled`, `InvalidFields` on `fee.copies`, or `RateMissing`.
    """
    kind = quantity_kind(nature)
    if kind == InputKind.NONE:
        raise errors.FeeWithoutEntry
    if kind not in HANDLED_KINDS:
        raise errors.FeeNotHandled
    _check_copies(entry)
    rate = rates.first("COPY", (f"{exam}:{nature}", exam), first_day)
    share = rates.find("PAPER_SHARE", f"{exam}:{paper}", first_day) if paper else None
    steps = settle([_copies_item(entry, nature, rate, share)])
    return Amount(sum(step.amount_cents for step in steps), steps, tuple(_copies_warnings(entry, expected)))


def _check_copies(entry: Copies) -> None:
    violations = Violations()
    if isinstance(entry.count, bool) or not isinstance(entry.count, int) or entry.count < 0:
        violations.add("fee.copies", errors.COPIES_INVALID)
    elif entry.count > MOST_COPIES and not entry.is_returned:
        violations.add("fee.copies", errors.COPIES_TOO_MANY, most=number(MOST_COPIES))
    violations.refuse_if_any()


def _copies_item(entry: Copies, nature: str, rate: Rate, share: Rate | None) -> Item:
    """Copies at their rate, or at the part of it that is paid when two examiners share each copy."""
    label, words = _WORDS[nature]
    if share:
        label = f"{label}, part de {number(share.value)}\u00a0%"
    return Item(
        label=label,
        quantity=Decimal(entry.count),
        unit=agree(entry.count, *words),
        rate=rate,
        rate_cents=rate.value * share.value / 100 if share else rate.value,
        factors=(share,) if share else (),
    )


def _copies_warnings(entry: Copies, expected: int | None) -> list[FieldViolation]:
    if entry.count == 0:
        return [warning("fee.copies", errors.COPIES_NONE)]
    if expected is not None and entry.count > expected:
        return [warning("fee.copies", errors.COPIES_ABOVE_EXPECTED, expected=number(expected))]
    return []
