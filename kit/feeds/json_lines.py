"""JSON Lines: one object a line."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from kit.feeds import reasons
from kit.feeds.fields import Record, WrongValue
from kit.feeds.lines import RawLine
from kit.feeds.report import Report
from kit.feeds.text import shown


def objects(lines: Iterable[RawLine], _: Record, report: Report) -> Iterator[tuple[int, dict[str, Any]]]:
    """The object of each line that has one, with its number; blank lines are passed over."""
    for number, content in lines:
        if content is None:
            report.refuse(number, "", reasons.LINE_TOO_LONG)
        elif content.strip():
            try:
                yield number, parse(content)
            except WrongValue as refusal:
                report.refuse(number, "", refusal.violation, **refusal.values)


def parse(content: bytes) -> dict[str, Any]:
    """One object, its decimals as `Decimal`; WrongValue when the bytes are not one."""
    try:
        found = _decoder.decode(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise WrongValue(reasons.NOT_UTF8) from None
    # Too deep for the stack, a number with too many digits or too large an exponent.
    except (ValueError, RecursionError, ArithmeticError):
        raise WrongValue(reasons.NOT_JSON) from None
    if not isinstance(found, dict):
        raise WrongValue(reasons.NOT_JSON)
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise WrongValue(reasons.NAME_TWICE, name=shown(twice))
    return found


def _constant(_: str) -> None:
    """NaN and the infinities, which Python would take, are not JSON."""
    raise ValueError


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_float=Decimal, parse_constant=_constant)
