"""The page of a document that is shown among the proofs of a claim, and the links that show another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from gateway.visit import Visit
from imagin.documents.v1 import documents_pb2
from imagin.expenses.v1 import expenses_pb2 as pb

DOCUMENT: Final = "piece"
PAGE: Final = "page"
# Where the page scrolls to without script, and what a script replaces.
ANCHOR: Final = "piece"
LONGEST_NUMBER: Final = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """The page of a document that is shown."""

    document: documents_pb2.Document
    page: int
    previous: str
    """Address that shows the page before; empty at the first one."""
    next: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """What is shown, and what else may be."""

    links: Mapping[str, str]
    """By document that may be opened, the address that shows it."""
    shown: Shown | None


def of(visit: Visit, claim: pb.Claim, *, shows_first: bool = False) -> Viewer:
    """What the address asks for; `shows_first`: the first document that may be opened when it asks for none."""
    query = visit.request.query_params
    kept = [(name, value) for name, value in query.multi_items() if name not in {DOCUMENT, PAGE}]
    readable = [one for folder in claim.proofs.folders for one in folder.documents if one.can_read]

    def address(document: documents_pb2.Document, page: int = 1) -> str:
        return f"{visit.request.url.path}?{urlencode([*kept, (DOCUMENT, document.id), (PAGE, str(page))])}#{ANCHOR}"

    links = {one.id: address(one) for one in readable}
    first = readable[0] if readable and shows_first else None
    document = next((one for one in readable if one.id == query.get(DOCUMENT)), first)
    if document is None:
        return Viewer(links, None)
    page = min(_number(query.get(PAGE, "")), document.page_count)
    before = address(document, page - 1) if page > 1 else ""
    after = address(document, page + 1) if page < document.page_count else ""
    return Viewer(links, Shown(document, page, before, after))


def _number(text: str) -> int:
    """The number of a page, from 1, whatever stands in the address."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return max(int(text), 1) if is_number else 1
