"""What rows with a date share: no two that hold on one day, and an audit of each, new or changed."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

import sqlalchemy as sa

from kit.audit import CREATED, Entry, plain
from kit.errors import Violation
from kit.feeds import Line
from kit.feeds.importing import Import
from kit.feeds.merging import Row, compare, upsert
from kit.french import short_date
from services.expenses.models import Parameter, ProofRule, Rate

Dated = type[Parameter] | type[ProofRule] | type[Rate]
# First to last day, included; open when absent.
Periods = Mapping[date, date | None]


def keep(run: Import, model: Dated, rows: Sequence[Row], *, key: Sequence[str], named: Callable[[Row], str]) -> None:
    """Write what is new or says something else."""
    merge = compare(run.session, model, rows, key=key)
    upsert(run.session, model, merge.written, key=key)
    for row in merge.created:
        difference = {name: {"from": None, "to": plain(value)} for name, value in row.items()}
        run.record(Entry(model.audit_aggregate, named(row), CREATED, difference, model.__tablename__))
    run.audit(merge, model, named)
    run.count(merge)


def without_overlap(
    run: Import, model: type[ProofRule] | type[Rate], lines: Iterable[Line], names: Sequence[str], overlaps: Violation
) -> list[Line]:
    """The lines that leave no day with two rows of one name, the table's own and all lines taken together."""
    groups: dict[tuple[str, ...], dict[date, Line]] = {}
    for line in lines:
        groups.setdefault(tuple(line.record[name] for name in names), {})[line.record["valid_from"]] = line
    known: dict[tuple[str, ...], dict[date, date | None]] = {}
    columns = [getattr(model, name) for name in names]
    query = sa.select(*columns, model.valid_from, model.valid_to).where(sa.tuple_(*columns).in_(groups))
    for *name, start, end in run.session.execute(query):
        known.setdefault(tuple(name), {})[start] = end
    return [line for name, new in groups.items() for line in _apart(run, known.get(name, {}), new, overlaps)]


def _apart(run: Import, known: Periods, new: Mapping[date, Line], overlaps: Violation) -> Iterable[Line]:
    left = dict(new)
    while clash := _clash({**known, **{start: line.record["valid_to"] for start, line in left.items()}}, left):
        # A row that the table has already is not to blame, nor is the earlier of two new ones.
        start = max((each for each in clash if each in left), key=lambda each: (each not in known, left[each].number))
        other = next(each for each in clash if each != start)
        run.refuse(left.pop(start), "valid_from", overlaps, since=short_date(other))
    return left.values()


def _clash(periods: Periods, new: Container[date]) -> tuple[date, date] | None:
    """The first days of two periods that have a day in common, one of them new."""
    for earlier, later in pairwise(sorted(periods)):
        end = periods[earlier]
        if (end is None or end >= later) and (earlier in new or later in new):
            return earlier, later
    return None
