"""What a PDF of ours says: its conformance, its structure, its words in reading order, and where they are printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import page
import pikepdf
import pypdfium2
from pikepdf import Dictionary, Name


def failures(document: bytes) -> list[str]:
    """What breaks PDF/UA-1, by the checker."""
    report = page.validate_pdf_bytes(
        document, profile=page.ValidationProfile.PDF_UA_1, limits=page.SafetyLimits.unlimited()
    )
    return [f"{failure.rule_id} {failure.message}" for failure in report.failures]


def assert_accessible(document: bytes, *, titles: int = 1) -> None:
    """PDF/UA-1 by the checker, and what we look at ourselves because the checker is young."""
    assert failures(document) == []
    with pikepdf.open(BytesIO(document)) as pdf:
        assert pdf.check_pdf_syntax() == []
        root = pdf.Root
        assert str(root.Lang) == "fr-FR"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"]
        kinds = [kind for kind, _ in elements(pdf)]
        assert kinds.count("H1") == titles
        assert kinds[:1] == ["Document"]
        # No level of heading is skipped.
        level = 0
        for kind in kinds:
            if len(kind) == 2 and kind[0] == "H":
                assert int(kind[1]) <= level + 1
                level = int(kind[1])
        for kind, element in elements(pdf):
            if kind == "TH":
                assert attribute(element, "Scope") == "/Column"
            if kind == "Table":
                assert [str(child.S) for child in element.K if isinstance(child, Dictionary)][:2] == [
                    "/THead",
                    "/TBody",
                ]


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """The elements of the structure in reading order, with their kind."""
    waiting = list(pdf.Root.StructTreeRoot.K)[::-1]
    while waiting:
        element = waiting.pop()
        if isinstance(element, Dictionary) and Name.S in element:
            yield str(element.S)[1:], element
            kids = element.get(Name.K, [])
            waiting.extend(list(kids)[::-1] if isinstance(kids, pikepdf.Array) else [kids])


def attribute(element: Any, name: str) -> str | None:
    """An attribute of an element, whoever owns it."""
    for attributes in element.get(Name.A, ()):
        if f"/{name}" in attributes:
            return str(attributes[f"/{name}"])
    return None


@dataclass(frozen=True)
class Printed:
    """A character on its page: the box of its ink in points, from the bottom left."""

    character: str
    left: float
    bottom: float
    right: float
    top: float


def pages(document: bytes) -> list[str]:
    """The words of each page; breaks inside long words are not words."""
    with pypdfium2.PdfDocument(document) as pdf:
        texts = [sheet.get_textpage().get_text_bounded() for sheet in pdf]
    return [text.replace("\u200b", "").replace("\r\n", "\n") for text in texts]


def assert_set_in_french(document: bytes) -> None:
    """No-break spaces before signs and inside quotes, curved apostrophes."""
    said = re.sub(r"https?://\S+|\d\d:\d\d", "", words(document))
    ill_set = re.search(r".{0,20}(?:(?<![\u00a0\u202f])[:»]|(?<!\u202f)[;!?]|«(?!\u00a0)|['\"]).{0,20}", said)
    assert ill_set is None, ill_set


def text(document: bytes) -> str:
    """The words, page after page."""
    return "\n".join(pages(document))


def words(document: bytes) -> str:
    """The same, on one line: where lines end is the business of the layout."""
    return re.sub(r" *\n *", " ", text(document))


def printed(document: bytes) -> list[list[Printed]]:
    """The characters that leave ink, by page."""
    sheets = []
    with pypdfium2.PdfDocument(document) as pdf:
        for sheet in pdf:
            textpage = sheet.get_textpage()
            everything = textpage.get_text_range()
            boxes = (Printed(character, *textpage.get_charbox(index)) for index, character in enumerate(everything))
            sheets.append([box for box in boxes if not box.character.isspace() and box.right > box.left])
    return sheets


def assert_readable(document: bytes) -> None:
    """Nothing is printed outside the margins, and nothing over anything else: a conforming page may be unreadable."""
    width, height, margin = 595.28, 841.89, 28
    for sheet in printed(document):
        # A grid of points: each character is compared with its neighbours only.
        cells: dict[tuple[int, int], list[Printed]] = {}
        for box in sheet:
            assert margin < box.left < box.right < width - margin, box
            assert margin < box.bottom < box.top < height - margin, box
            for x in range(int(box.left // 10), int(box.right // 10) + 1):
                for y in range(int(box.bottom // 10), int(box.top // 10) + 1):
                    for other in cells.get((x, y), ()):
                        assert _is_ligature(box, other) or not _is_over(box, other), (box, other)
                    cells.setdefault((x, y), []).append(box)


def _is_ligature(one: Printed, other: Printed) -> bool:
    """Letters drawn by one glyph share its box."""
    return (one.left, one.bottom, one.right, one.top) == (other.left, other.bottom, other.right, other.top)


def _is_over(one: Printed, other: Printed) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    up = min(one.top, other.top) - max(one.bottom, other.bottom)
    # The tail of a Q goes under its u.
    smallest = min((box.right - box.left) * (box.top - box.bottom) for box in (one, other))
    return across > 0 and up > 0 and across * up > 0.75 * smallest
