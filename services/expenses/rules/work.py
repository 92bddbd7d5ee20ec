"""What the fee of a mission depends on besides its quantity, and the rates that pay it (domain.md §3.2, §3.3)."""

from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from typing import Final

from kit.french import number
from services.expenses.rules.contests import rate_key
from services.expenses.rules.rates import Rate, Rates

_EPS: Final = "EPS_PONCTUELLE"
_OPTIONAL: Final = "ORAL_FACULTATIF"

# No text that was found says what the contrôle continu pays: the rate of the exam stands in for it (domain.md §3.3).
_UNDETERMINED: Final = frozenset({"ECRIT_CC", "ORAL_CC"})
_FOR_WANT: Final = "taux de l’examen, faute d’un taux du contrôle continu"

# Why the hourly rate is not paid in full.
_REASONS: Final = {_EPS: "EPS ponctuelle", _OPTIONAL: "épreuve facultative"}


@dataclass(frozen=True, slots=True)
class Work:
    """The facts of a mission; codes are those of the feed."""

    exam: str
    nature: str
    first_day: date
    last_day: date
    paper: str = ""
    paper_duration: int = 0
    """Minutes that one candidate takes; 0 when nobody said."""
    is_optional: bool = False
    """The paper is optional."""
    speciality: str = ""
    coefficient: Decimal | None = None
    """Of a VAE, when the mission sets its own."""
    expected: int | None = None
    """Copies that were announced."""
    present: int | None = None
    """Candidates who came."""
    split: time = time(13)
    """When the afternoon begins, as the academy sees it."""
    number: str = ""
    """By which people name the mission; only a group tells it."""

    @property
    def day_count(self) -> int:
        """Days of the mission, both ends included."""
        return (self.last_day - self.first_day).days + 1

    def copy_rate(self, rates: Rates) -> Rate:
        """What a copy or a file pays, at the first day."""
        return self._rate("COPY", rates, self.first_day)

    def hour_rate(self, rates: Rates, day: date) -> Rate:
        """What an hour pays that day."""
        return self._rate("HOUR", rates, day)

    def paper_shares(self, rates: Rates) -> tuple[Rate, ...]:
        """The part paid of what is counted, when two examiners share each copy or candidate; empty for the whole."""
        share = rates.find("PAPER_SHARE", f"{self.exam}:{self.paper}", self.first_day) if self.paper else None
        return (share,) if share else ()

    def hour_shares(self, rates: Rates, day: date) -> tuple[Rate, ...]:
        """The part paid of the hourly rate: it follows the paper, EPS ponctuelle or optional, never both."""
        if self.nature == _EPS or self.paper == "EPS" or self.paper.startswith("EPS-"):
            return (rates.at("HOUR_SHARE", _EPS, day),)
        return (rates.at("HOUR_SHARE", _OPTIONAL, day),) if self.is_optional else ()

    def _rate(self, kind: str, rates: Rates, day: date) -> Rate:
        """The special rate before the general one, which is never sure where it only stands in for another."""
        special = f"{self.exam}:{self.nature}"
        rate = rates.first(kind, (special, rate_key(self.exam, self.speciality)), day)
        if rate.key == special or self.nature not in _UNDETERMINED:
            return rate
        return replace(rate, source=f"{rate.source}\u202f; {_FOR_WANT}", is_to_confirm=True)


def shared(rate: Rate, shares: tuple[Rate, ...]) -> Decimal:
    """A rate once its shares are taken, not rounded."""
    value = rate.value
    for share in shares:
        value = value * share.value / 100
    return value


def share_words(shares: tuple[Rate, ...]) -> str:
    """What a label says of them: « , 75 % du taux horaire (EPS ponctuelle) »."""
    return "".join(f", {_words(share)}" for share in shares)


def _words(share: Rate) -> str:
    percent = f"{number(share.value)}\u00a0%"
    reason = _REASONS.get(share.key)
    return f"{percent} du taux horaire ({reason})" if reason else f"part de {percent}"
