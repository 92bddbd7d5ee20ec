"""`distances` and `adjacent`: kilometres between communes, and communes that count as one (feeds.md §6)."""

from collections.abc import Iterator
from typing import Final

from imagin.missions.v1 import missions_pb2, missions_pb2_grpc
from kit.feeds import Decimal, Line, Record, Text, forms
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import compare, upsert
from kit.territory import commune_code
from services.expenses import errors
from services.expenses.models import Adjacency, Distance

# As many as missions takes in one call.
_MOST_CODES: Final = 100


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


DISTANCES: Final = FeedFile(
    Record(key=("from", "to"), fields={"from": _commune(), "to": _commune(), "km": Decimal(most=20_000, places=1)}),
    _store_distances,
)
ADJACENT: Final = FeedFile(
    Record(key=("centre_commune", "commune"), fields={"centre_commune": _commune(), "commune": _commune()}),
    _store_adjacent,
)
