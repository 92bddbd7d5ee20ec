"""`rates`: dated amounts with their legal source (feeds.md §6)."""

from collections.abc import Iterator
from typing import Final, cast

from kit.feeds import Decimal, Flag, Line, Record, Text, WholeDate
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import Row, stored
from kit.french import short_date
from services.expenses import errors
from services.expenses.feeds.dated import keep, without_overlap
from services.expenses.models import Rate
from services.expenses.settings import ExpensesSettings

_KEY: Final = ("kind", "key", "valid_from")
# What amounts were computed with.
_FIXED: Final = ("value", "unit", "source")


def _store(run: Import, lines: list[Line]) -> None:
    """Rates of one kind and key never overlap, and what was paid with one stays explained by it."""
    right = without_overlap(run, Rate, _right(run, lines), ("kind", "key"), errors.RATE_OVERLAPS)
    keep(run, Rate, [_row(line) for line in right], key=_KEY, named=_name)


def _right(run: Import, lines: list[Line]) -> Iterator[Line]:
    today = run.now.astimezone(cast("ExpensesSettings", run.process.settings).zone).date()
    rows = stored(run.session, Rate, [_row(line) for line in lines], key=_KEY)
    # One that waited for its confirmation has paid nobody: it may be confirmed with another value.
    fixed = {_id(row): row for row in rows if row["valid_from"] <= today and not row["is_to_confirm"]}
    for line in lines:
        record, before = line.record, fixed.get(_id(line.record))
        rewritten = [name for name in _FIXED if before and before[name] != record[name]]
        if rewritten:
            run.refuse(line, rewritten[0], errors.RATE_PAST, since=short_date(record["valid_from"]))
        elif record["valid_to"] is not None and record["valid_to"] < record["valid_from"]:
            run.refuse(line, "valid_to", errors.PERIOD_ENDS_BEFORE_START)
        else:
            yield line


def _row(line: Line) -> Row:
    row = dict(line.record)
    row["is_to_confirm"] = row.pop("to_confirm")
    return row


def _id(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in _KEY)


def _name(row: Row) -> str:
    return f"{row['kind']}:{row['key']}"


RATES: Final = FeedFile(
    Record(
        key=_KEY,
        fields={
            "kind": Text(longest=40),
            "key": Text(longest=60),
            "value": Decimal(most=999_999),
            "unit": Text(longest=40),
            "valid_from": WholeDate(),
            "valid_to": WholeDate(nullable=True),
            "source": Text(longest=300),
            "to_confirm": Flag(),
        },
    ),
    _store,
)
