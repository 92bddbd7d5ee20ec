"""Copies and files, paid one by one (S-FEE-1, S-FEE-5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kit.errors import FieldViolation, Violations
from kit.french import agree, count, number
from services.expenses import errors
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Item, warning
from services.expenses.rules.work import Work, share_words, shared

MOST_COPIES: Final = 1_000

_FIELD: Final = "fee.copies"
_COPY: Final = ("copie", "copies")

# Label of the step, and the word of its unit.
_WORDS: Final[dict[str, tuple[str, tuple[str, str]]]] = {
    "COPIES": ("Correction de copies", _COPY),
    "ECRIT_CC": ("Correction de copies du contrôle continu", _COPY),
    "LECTURE_DOSSIER": ("Lecture de dossiers", ("dossier", "dossiers")),
}


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies, or files for a reading of files."""

    count: int
    is_returned: bool = False
    """SANTORIN counted them: a fact, that the bound on what people type does not concern."""

    def __add__(self, other: "Copies") -> "Copies":
        return Copies(self.count + other.count, self.is_returned)

    def told(self, nature: str) -> str:
        """`42 copies`; so are those that were counted before the nature of the mission changed."""
        _, words = _WORDS.get(nature, _WORDS["COPIES"])
        return count(self.count, *words)

    def check(self, _: Work, violations: Violations) -> None:
        """A whole number, within its bound."""
        if not is_whole(self.count):
            violations.add(_FIELD, errors.COUNT_INVALID)
        elif self.count > MOST_COPIES and not self.is_returned:
            violations.add(_FIELD, errors.COPIES_TOO_MANY, most=number(MOST_COPIES))

    def items(self, work: Work, rates: Rates) -> Iterator[Item]:
        """Copies at their rate, or at the part of it that is paid when two examiners share each copy."""
        label, words = _WORDS[work.nature]
        rate, shares = work.copy_rate(rates), work.paper_shares(rates)
        yield Item(
            label=f"{label}{share_words(shares)}",
            quantity=Decimal(self.count),
            unit=agree(self.count, *words),
            rate=rate,
            rate_cents=shared(rate, shares),
            factors=shares,
        )

    def warnings(self, work: Work) -> Iterator[FieldViolation]:
        """Nothing at all, or more than was announced."""
        if self.count == 0:
            yield warning(_FIELD, errors.QUANTITY_NONE)
        elif work.expected is not None and self.count > work.expected:
            yield warning(_FIELD, errors.COPIES_ABOVE_EXPECTED, expected=number(work.expected))


def is_whole(value: object) -> bool:
    """Whether it is a whole number, 0 or more; a truth value is none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
