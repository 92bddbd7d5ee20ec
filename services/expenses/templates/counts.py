"""Counts of claims in columns, for whoever runs the service."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from imagin.access.v1 import access_pb2
from imagin.missions.v1 import missions_pb2
from kit.french import collation_key, number
from services.expenses.rules.lists import Count
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import Status

_PROVIDERS: Final = {
    Provider.EXAMINER: "Intervenant",
    Provider.SANTORIN: "SANTORIN",
    Provider.PRESIDENT: "Président",
    Provider.MANAGER: "Gestionnaire",
    Provider.HANDLED: "Pris en charge",
    Provider.NONE: "Aucun",
}


def counts(rows: Sequence[Count]) -> str:
    """By status of both halves, then by nature of mission and by who provides the fee."""
    fees, travels = Counter[str](), Counter[str]()
    natures = Counter[tuple[str, str]]()
    for row in rows:
        fees[row.fee_status] += row.claims
        travels[row.travel_status] += row.claims
        natures[row.nature, row.fee_provider] += row.claims
    statuses = [(status.label, [fees[status], travels[status]]) for status in Status]
    seen = sorted({nature for nature, _ in natures}, key=lambda nature: collation_key(_label(nature)))
    providers = [(_label(nature), [natures[nature, provider] for provider in _PROVIDERS]) for nature in seen]
    tables = (
        _table("Statut", ("Rémunération", "Déplacement"), statuses),
        _table("Nature de la mission", tuple(_PROVIDERS.values()), providers),
    )
    return "\n\n".join("\n".join(table) for table in tables) + "\n"


def _table(head: str, columns: Sequence[str], lines: Iterable[tuple[str, Sequence[int]]]) -> Iterator[str]:
    """With the sum of each column on the last line."""
    lines = list(lines)
    lines.append(("Total", [sum(found) for found in zip(*(counted for _, counted in lines), strict=True)]))
    first = max(len(label) for label, _ in [*lines, (head, ())])
    widths = [max(len(column), 8) for column in columns]
    for label, cells in [(head, columns), *((label, [*map(number, counted)]) for label, counted in lines)]:
        numbers = (f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        yield "  ".join((f"{label:<{first}}", *numbers))


def _label(nature: str) -> str:
    value = missions_pb2.Nature.DESCRIPTOR.values_by_name[f"NATURE_{nature}"]
    return str(value.GetOptions().Extensions[access_pb2.label_fr])
