"""The proofs beside a claim on the desk: which page of which document is shown, and the links that show another."""

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
    """What stands beside a claim."""

    links: Mapping[str, str]
    """By document that may be opened, the address that shows it."""
    shown: Shown | None


def of(visit: Visit, claim: pb.Claim) -> Viewer:
    """What the address asks for; the first document that may be opened when it asks for none of them."""
    query = visit.request.query_params
    kept = [(name, value) for name, value in query.multi_items() if name not in {DOCUMENT, PAGE}]
    readable = [one for folder in claim.proofs.folders for one in folder.documents if one.can_read]

    def address(document: documents_pb2.Document, page: int = 1) -> str:
        return f"{visit.request.url.path}?{urlencode([*kept, (DOCUMENT, document.id), (PAGE, str(page))])}#{ANCHOR}"

    links = {one.id: address(one) for one in readable}
    if not readable:
        return Viewer(links, None)
    document = next((one for one in readable if one.id == query.get(DOCUMENT)), readable[0])
    page = min(_number(query.get(PAGE, "")), document.page_count)
    before = address(document, page - 1) if page > 1 else ""
    after = address(document, page + 1) if page < document.page_count else ""
    return Viewer(links, Shown(document, page, before, after))


def _number(text: str) -> int:
    """The number of a page, from 1, whatever stands in the address."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return max(int(text), 1) if is_number else 1
