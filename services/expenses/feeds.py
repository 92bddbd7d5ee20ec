"""`rates`, `distances` and `adjacent`: what calculations look up (feeds.md §6)."""

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

import sqlalchemy as sa

from imagin.missions.v1 import missions_pb2, missions_pb2_grpc
from kit.audit import CREATED, Entry, plain
from kit.feeds import Decimal, Flag, Line, Record, Text, WholeDate, forms
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import Row, compare, upsert
from kit.french import short_date
from kit.territory import commune_code
from services.expenses import errors
from services.expenses.models import Adjacency, Distance, Rate

# As many as missions takes in one call.
_MOST_CODES: Final = 100

_RATE_KEY: Final = ("kind", "key", "valid_from")


def _store_rates(run: Import, lines: list[Line]) -> None:
    """Rates of one kind and key never overlap: the line that would make two of them hold on one day is refused."""
    right = [line for line in lines if _ends_after_start(run, line)]
    known = _known_rates(run, right)
    new: dict[tuple[str, str], dict[date, Line]] = {}
    for line in right:
        new.setdefault((line.record["kind"], line.record["key"]), {})[line.record["valid_from"]] = line
    kept = [line for name, those in new.items() for line in _without_overlap(run, known.get(name, {}), those)]
    merge = compare(run.session, Rate, [_rate(line.record) for line in kept], key=_RATE_KEY)
    upsert(run.session, Rate, merge.written, key=_RATE_KEY)
    for row in merge.created:
        difference = {name: {"from": None, "to": plain(value)} for name, value in row.items()}
        run.record(Entry(Rate.audit_aggregate, _rate_name(row), CREATED, difference, Rate.__tablename__))
    run.audit(merge, Rate, _rate_name)
    run.count(merge)


def _ends_after_start(run: Import, line: Line) -> bool:
    end = line.record["valid_to"]
    if end is not None and end < line.record["valid_from"]:
        run.refuse(line, "valid_to", errors.RATE_ENDS_BEFORE_START)
        return False
    return True


def _known_rates(run: Import, lines: list[Line]) -> dict[tuple[str, str], dict[date, date | None]]:
    """First and last day of the rates that the table has under the kinds and keys of a batch."""
    names = {(line.record["kind"], line.record["key"]) for line in lines}
    found: dict[tuple[str, str], dict[date, date | None]] = {}
    query = sa.select(Rate.kind, Rate.key, Rate.valid_from, Rate.valid_to)
    for kind, key, start, end in run.session.execute(query.where(sa.tuple_(Rate.kind, Rate.key).in_(names))):
        found.setdefault((kind, key), {})[start] = end
    return found


def _without_overlap(run: Import, known: Mapping[date, date | None], new: Mapping[date, Line]) -> Iterable[Line]:
    """The lines that leave no day with two rates, the table's own and all lines taken together."""
    left = dict(new)
    while clash := _clash(known | {start: line.record["valid_to"] for start, line in left.items()}, left):
        # A rate that the table has already is not to blame, nor is the earlier of two new ones.
        start = max((each for each in clash if each in left), key=lambda each: (each not in known, left[each].number))
        other = next(each for each in clash if each != start)
        run.refuse(left.pop(start), "valid_from", errors.RATE_OVERLAPS, since=short_date(other))
    return left.values()


def _clash(periods: Mapping[date, date | None], new: Container[date]) -> tuple[date, date] | None:
    """The first days of two periods that have a day in common, one of them new."""
    for earlier, later in pairwise(sorted(periods)):
        end = periods[earlier]
        if (end is None or end >= later) and (earlier in new or later in new):
            return earlier, later
    return None


def _rate(record: Mapping[str, Any]) -> Row:
    return {
        "kind": record["kind"],
        "key": record["key"],
        "value": record["value"],
        "unit": record["unit"],
        "valid_from": record["valid_from"],
        "valid_to": record["valid_to"],
        "source": record["source"],
        "is_to_confirm": record["to_confirm"],
    }


def _rate_name(row: Row) -> str:
    return f"{row['kind']}:{row['key']}"


def _store_distances(run: Import, lines: list[Line]) -> None:
    rows = [
        {
            "from_code": line.record["from"],
            "to_code": line.record["to"],
            "hectometres": int(line.record["km"] * 10),
        }
        for line in _between_communes(run, lines, "from", "to")
    ]
    key = ("from_code", "to_code")
    merge = compare(run.session, Distance, rows, key=key)
    upsert(run.session, Distance, merge.written, key=key)
    run.count(merge)


def _store_adjacent(run: Import, lines: list[Line]) -> None:
    rows = [
        {"centre_code": line.record["centre_commune"], "residence_code": line.record["commune"]}
        for line in _between_communes(run, lines, "centre_commune", "commune")
    ]
    key = ("centre_code", "residence_code")
    merge = compare(run.session, Adjacency, rows, key=key)
    upsert(run.session, Adjacency, merge.written, key=key)
    run.count(merge)


def _between_communes(run: Import, lines: list[Line], one: str, other: str) -> Iterator[Line]:
    """The lines that name two communes of the official list."""
    known = _known_communes(run, {line.record[name] for line in lines for name in (one, other)})
    for line in lines:
        unknown = [name for name in (one, other) if line.record[name] not in known]
        for name in unknown:
            run.refuse(line, name, forms.COMMUNE_UNKNOWN)
        if not unknown and line.record[one] == line.record[other]:
            run.refuse(line, other, errors.SAME_COMMUNE)
        elif not unknown:
            yield line


def _known_communes(run: Import, codes: set[str]) -> set[str]:
    reference = run.process.channels.stub(missions_pb2_grpc.ReferenceServiceStub)
    asked, known = sorted(codes), set[str]()
    for first in range(0, len(asked), _MOST_CODES):
        request = missions_pb2.BatchGetCommunesRequest(codes=asked[first : first + _MOST_CODES])
        known.update(commune.code for commune in reference.BatchGetCommunes(request).communes)
    return known


def _commune() -> Text:
    """Arrondissements count as their commune."""
    return forms.commune(rule=commune_code)


FILES: Final = {
    "rates": FeedFile(
        Record(
            key=_RATE_KEY,
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
        _store_rates,
    ),
    "distances": FeedFile(
        Record(key=("from", "to"), fields={"from": _commune(), "to": _commune(), "km": Decimal(most=20_000, places=1)}),
        _store_distances,
    ),
    "adjacent": FeedFile(
        Record(key=("centre_commune", "commune"), fields={"centre_commune": _commune(), "commune": _commune()}),
        _store_adjacent,
    ),
}
