"""Candidates: those of an oral by the time that each takes, those of a VAE by the file (S-FEE-2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kit.errors import FieldViolation, Violations
from kit.french import agree, count, duration, number
from services.expenses import errors
from services.expenses.rules.copies import is_whole
from services.expenses.rules.hours import hourly
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Item, warning
from services.expenses.rules.work import Work

MOST_CANDIDATES_A_DAY: Final = 60

_FIELD: Final = "fee.candidates"
_VAE: Final = "VAE"
_CANDIDATE: Final = ("candidat", "candidats")
_FILE: Final = ("dossier", "dossiers")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates who were examined on the whole mission."""

    count: int
    is_returned: bool = False
    """SANTORIN counted them: a fact, that the bound on what people type does not concern."""

    def __add__(self, other: "Candidates") -> "Candidates":
        return Candidates(self.count + other.count, self.is_returned)

    def told(self, nature: str) -> str:
        """`12 candidats`."""
        return count(self.count, *(_FILE if nature == _VAE else _CANDIDATE))

    def check(self, work: Work, violations: Violations) -> None:
        """A whole number, and no more than the days of the mission hold."""
        most = MOST_CANDIDATES_A_DAY * work.day_count
        if not is_whole(self.count):
            violations.add(_FIELD, errors.COUNT_INVALID)
        elif self.count > most and not self.is_returned:
            violations.add(_FIELD, errors.CANDIDATES_TOO_MANY, most=number(most), daily=MOST_CANDIDATES_A_DAY)

    def items(self, work: Work, rates: Rates) -> Iterator[Item]:
        """The time of all candidates at the hourly rate, or the flat amount of each file."""
        if work.nature == _VAE:
            yield self._files(work, rates)
            return
        if work.paper_duration <= 0:
            raise errors.PaperWithoutDuration
        minutes = self.count * work.paper_duration
        chain = f"{count(self.count, *_CANDIDATE)} × {duration(work.paper_duration)} = {duration(minutes)}"
        rate, shares = work.hour_rate(rates, work.first_day), work.hour_shares(rates, work.first_day)
        yield hourly(f"Interrogation orale\u00a0: {chain}", minutes, rate, (*shares, *work.paper_shares(rates)))

    def _files(self, work: Work, rates: Rates) -> Item:
        """A flat amount by file and examiner: neither the paper nor another examiner takes a share of it."""
        rate = work.hour_rate(rates, work.first_day)
        if work.coefficient is None:
            dated = rates.first("VAE_COEFFICIENT", (work.exam, "DEFAULT"), work.first_day)
            coefficient, origin, factors = dated.value, _origin(dated.key), (dated,)
        else:
            coefficient, origin, factors = work.coefficient, "fixé pour la mission", ()
        least, most = (rates.at("VAE_COEFFICIENT", bound, work.first_day).value for bound in ("MIN", "MAX"))
        if not (coefficient.is_finite() and least <= coefficient <= most):
            # As it is written: what is no number, or has a million digits, is not told like one.
            told = str(coefficient).replace(".", ",")
            raise errors.CoefficientOutOfRange(coefficient=told, least=number(least), most=number(most))
        return Item(
            label=f"VAE, forfait par dossier\u00a0: une heure × coefficient {number(coefficient)} ({origin})",
            quantity=Decimal(self.count),
            unit=agree(self.count, *_FILE),
            rate=rate,
            rate_cents=rate.value * coefficient,
            factors=factors,
        )

    def warnings(self, work: Work) -> Iterator[FieldViolation]:
        """Nothing at all, or more than came."""
        if self.count == 0:
            yield warning(_FIELD, errors.QUANTITY_NONE)
        elif work.present is not None and self.count > work.present:
            yield warning(_FIELD, errors.CANDIDATES_ABOVE_PRESENT, present=number(work.present))


def _origin(key: str) -> str:
    return "par défaut de l’académie" if key == "DEFAULT" else "fixé par l’académie pour cet examen"
