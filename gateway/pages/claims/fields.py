"""The forms of a claim: what was typed, in French, from and to messages."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, Final

from google.type.date_pb2 import Date
from google.type.timeofday_pb2 import TimeOfDay

from gateway.visit import Visit
from kit import french

# A number beyond any bound of the rules, which then say so; one that no message can hold would not reach them.
LARGEST: Final = 2**31 - 1

DATE: Final = "Saisissez une date au format JJ/MM/AAAA, par exemple 12/06/2026."
HOUR: Final = "Saisissez une heure, par exemple 07:30."
WHOLE: Final = "Saisissez un nombre entier, sans virgule."
NUMBER: Final = "Saisissez un nombre, par exemple 60,5."
MONEY: Final = "Saisissez un montant en euros, par exemple 12,50."
REQUIRED: Final = "Ce champ est obligatoire : complétez-le."


def told_of(name: str, sentence: str) -> str:
    """A sentence with whom or what it is about, where nothing else says so."""
    return f"{name}\u00a0: {sentence[:1].lower()}{sentence[1:]}"


class Reader:
    """Reads typed values one by one and keeps a sentence for each that is not understood."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = dict(values)
        self.errors: dict[str, str] = {}

    def read(self, name: str, parse: Callable[[str], Any], sentence: str, *, is_required: bool = True) -> Any:
        """The value, or None when the field is empty or wrong."""
        text = self.values.get(name, "").strip()
        if not text:
            if is_required:
                self.errors[name] = REQUIRED
            return None
        try:
            return parse(text)
        except ValueError:
            self.errors[name] = sentence
            return None


def whole(text: str) -> int:
    """A whole number that a message can hold."""
    value = french.parse_integer(text)
    if abs(value) > LARGEST:
        raise ValueError(text)
    return value


def hectometres(text: str) -> int:
    """Kilometres with at most one decimal, as tenths."""
    value = french.parse_number(text) * 10
    if value != value.to_integral_value() or abs(value) > LARGEST:
        raise ValueError(text)
    return int(value)


def cents(text: str) -> int:
    """An amount in euros, as cents."""
    value = french.parse_money(text)
    if abs(value) > LARGEST:
        raise ValueError(text)
    return value


def day(value: date | None) -> Date | None:
    return Date(year=value.year, month=value.month, day=value.day) if value else None


def hour(value: time | None) -> TimeOfDay | None:
    return TimeOfDay(hours=value.hour, minutes=value.minute) if value else None


def typed(visit: Visit, names: tuple[str, ...]) -> dict[str, str]:
    """The fields of a form as they were typed."""
    return {name: visit.field(name) for name in names}
