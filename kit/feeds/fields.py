"""What a record is made of: each kind of field reads one JSON value, or refuses it with a French reason.

A CSV cell is first turned into the JSON value it stands for (`from_cell`), so both formats obey the same rules.
"""

import decimal
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar

from kit.errors import Violation
from kit.feeds import reasons
from kit.feeds.text import clean
from kit.french import number

# A field that is absent, which is not the same as null.
MISSING: Any = object()

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,99})", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?", re.ASCII)
_DATE = re.compile(r"(19[0-9]{2}|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_INSTANT = re.compile(
    _DATE.pattern
    + r"T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])",
    re.ASCII,
)


class WrongValue(Exception):  # noqa: N818
    """One reason to refuse a value; `path` is where, below the field that was being read."""

    def __init__(self, violation: Violation, path: str = "", **values: object) -> None:
        super().__init__(violation.reason)
        self.violation, self.path, self.values = violation, path, values


def _clean(value: Any) -> str:
    if not isinstance(value, str):
        raise WrongValue(reasons.NOT_TEXT)
    text = clean(value)
    if text is None:
        raise WrongValue(reasons.BAD_CHARACTER)
    return text


@dataclass(frozen=True, kw_only=True)
class Field:
    """What all kinds share. `default` stands for an absent field; without one an absent field is refused."""

    nullable: bool = False
    default: Any = MISSING
    # What an empty CSV cell stands for where null is not allowed.
    EMPTY_CELL: ClassVar[Any] = ""

    def read(self, value: Any) -> Any:
        """The value to keep."""
        if value is MISSING:
            if self.default is MISSING:
                raise WrongValue(reasons.FIELD_MISSING)
            return self.default
        if value is None:
            if self.nullable:
                return None
            raise WrongValue(reasons.NOT_NULLABLE)
        return self.check(value)

    def check(self, value: Any) -> Any:
        """The value to keep, of one that is neither absent nor null."""
        raise NotImplementedError

    def from_cell(self, cell: str) -> Any:
        """The JSON value that a CSV cell stands for; a cell that fits none is left as text, which `check` refuses."""
        return cell


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A text of at most `longest` characters. On one line unless `many_lines`. A nullable empty text is null."""

    longest: int = 200
    can_be_empty: bool = False
    many_lines: bool = False
    pattern: str | None = None
    violation: Violation = reasons.BAD_FORM
    # Another look at the text: gives back the one to keep, or raises WrongValue.
    rule: Callable[[str], str] | None = None

    def check(self, value: Any) -> str | None:
        text = _clean(value)
        if not self.many_lines and "\n" in text:
            text = " ".join(text.split("\n"))
        if not text:
            if self.nullable:
                return None
            if self.can_be_empty:
                return text
            raise WrongValue(reasons.EMPTY)
        if len(text) > self.longest:
            raise WrongValue(reasons.TEXT_TOO_LONG, most=self.longest)
        if self.pattern is not None and not re.fullmatch(self.pattern, text, re.ASCII):
            raise WrongValue(self.violation)
        return self.rule(text) if self.rule else text


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One text out of a list."""

    among: tuple[str, ...]

    def check(self, value: Any) -> str | None:
        text = _clean(value)
        if not text and self.nullable:
            return None
        if text not in self.among:
            raise WrongValue(reasons.NOT_A_CHOICE)
        return text


@dataclass(frozen=True, kw_only=True)
class Integer(Field):
    """A whole number, bounds included. `10.0` is not one."""

    least: int = 0
    most: int = 2**31 - 1

    def check(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise WrongValue(reasons.NOT_INTEGER)
        if not self.least <= value <= self.most:
            raise WrongValue(reasons.OUT_OF_BOUNDS, least=self.least, most=self.most)
        return value

    def from_cell(self, cell: str) -> Any:
        return int(cell) if _INTEGER.fullmatch(cell) else cell


@dataclass(frozen=True, kw_only=True)
class Decimal(Field):
    """A decimal number, bounds included, with at most `places` digits after the point."""

    least: int | decimal.Decimal = 0
    most: int | decimal.Decimal = 2**31 - 1
    places: int = 6

    def check(self, value: Any) -> decimal.Decimal:
        if isinstance(value, bool) or not isinstance(value, int | decimal.Decimal):
            raise WrongValue(reasons.NOT_DECIMAL)
        given = decimal.Decimal(value)
        if not self.least <= given <= self.most:
            raise WrongValue(reasons.OUT_OF_BOUNDS, least=number(self.least), most=number(self.most))
        kept = given.quantize(decimal.Decimal(1).scaleb(-self.places))
        if kept != given:
            raise WrongValue(reasons.TOO_MANY_DECIMALS, most=self.places)
        return kept + 0  # a negative zero becomes zero

    def from_cell(self, cell: str) -> Any:
        return decimal.Decimal(cell) if _NUMBER.fullmatch(cell) else cell


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """True or false."""

    def check(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise WrongValue(reasons.NOT_FLAG)
        return value

    def from_cell(self, cell: str) -> Any:
        return {"true": True, "false": False}.get(cell, cell)


@dataclass(frozen=True, kw_only=True)
class _Written(Field):
    """A text in a fixed form; an empty one is null where null is allowed."""

    FORM: ClassVar[re.Pattern[str]]
    VIOLATION: ClassVar[Violation]

    def check(self, value: Any) -> Any:
        text = _clean(value)
        if not text and self.nullable:
            return None
        if not self.FORM.fullmatch(text):
            raise WrongValue(self.VIOLATION)
        try:
            return self.build(text)
        except ValueError:
            raise WrongValue(self.VIOLATION) from None

    def build(self, text: str) -> Any:
        """The value of a text that has the right form; a day that does not exist raises ValueError."""
        raise NotImplementedError


class WholeDate(_Written):
    """A day, `YYYY-MM-DD`."""

    FORM, VIOLATION = _DATE, reasons.NOT_DATE

    def build(self, text: str) -> date:
        return date.fromisoformat(text)


class LocalTime(_Written):
    """A wall time, `HH:MM`; `24:00` is refused."""

    FORM, VIOLATION = _TIME, reasons.NOT_TIME

    def build(self, text: str) -> time:
        return time.fromisoformat(text)


class Instant(_Written):
    """An instant, ISO 8601 extended with its offset, seconds 0 to 59; kept in UTC."""

    FORM, VIOLATION = _INSTANT, reasons.NOT_INSTANT

    def build(self, text: str) -> datetime:
        return datetime.fromisoformat(text.replace(",", ".")).astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class Items(Field):
    """A list of texts; in CSV they are joined by `|`, so no item may hold one."""

    item: Text | Choice
    least: int = 0
    most: int = 20
    EMPTY_CELL: ClassVar[Any] = ()

    def check(self, value: Any) -> list[str]:
        if not isinstance(value, list | tuple):
            raise WrongValue(reasons.NOT_LIST)
        if not self.least <= len(value) <= self.most:
            raise WrongValue(reasons.ITEM_COUNT, found=len(value), least=self.least, most=self.most)
        items = [self.item.read(each) for each in value]
        if any("|" in each for each in items):
            raise WrongValue(reasons.BAR_IN_ITEM)
        return items

    def from_cell(self, cell: str) -> Any:
        return cell.split("|")


@dataclass(frozen=True, kw_only=True)
class Nested(Field):
    """An object inside a record."""

    fields: dict[str, Field]

    def check(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise WrongValue(reasons.NOT_OBJECT)
        kept, refused = read_fields(self.fields, value)
        if refused:
            raise WrongValues(refused)
        return kept


class WrongValues(Exception):  # noqa: N818
    """All that is wrong inside an object."""

    def __init__(self, refused: list[WrongValue]) -> None:
        super().__init__(len(refused))
        self.refused = refused


def read_fields(fields: dict[str, Field], values: dict[str, Any]) -> tuple[dict[str, Any], list[WrongValue]]:
    """The fields of an object one by one: what is kept, and every reason to refuse, with its dotted path."""
    kept: dict[str, Any] = {}
    refused: list[WrongValue] = []
    for name, field in fields.items():
        try:
            kept[name] = field.read(values.get(name, MISSING))
        except WrongValue as refusal:
            refusal.path = name
            refused.append(refusal)
        except WrongValues as several:
            for refusal in several.refused:
                refusal.path = f"{name}.{refusal.path}"
            refused += several.refused
    return kept, refused


@dataclass(frozen=True)
class Record:
    """A file's record: its fields in order, and those that make its key (none when any line may come again)."""

    fields: dict[str, Field]
    key: Sequence[str] = ()

    def key_of(self, record: dict[str, Any]) -> str:
        """The key of a record as one text."""
        return "|".join(str(record[name]) for name in self.key)

    def columns(self) -> Iterator[tuple[str, Field]]:
        """The columns of the CSV form: a dotted name and the field that reads its cells."""
        for name, field in self.fields.items():
            if isinstance(field, Nested):
                yield from ((f"{name}.{inner}", below) for inner, below in field.fields.items())
            else:
                yield name, field
