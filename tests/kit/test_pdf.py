"""Documents on paper: conforming, readable, exact, quick, whatever people wrote."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import pikepdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Name

from kit import pdf
from kit.pdf.characters import PRINTABLE, REPLACEMENT, printable
from tests import pdf_reading

ANY_TEXT = Path(__file__).with_name("any_text.typ")
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

# What a template, a shell, a browser, a spreadsheet or another engine would take for an order.
HOSTILE = [
    '#eval("1 + 1") #panic("stop") #read("/kit/clock.py")',
    "*gras* _penché_ `code` $x^2$ = titre\n- liste\n+ liste\n/ terme: sens\n// commentaire",
    "<b>gras</b> <img src=file:///etc/passwd> <script>alert(1)</script> &eacute; &#233;",
    '@import url("http://192.0.2.1/"); {{7*7}} {% raw %} ${7*7} <%= 7*7 %> [[[x]]]',
    '\\ \\u{41} \\" "] #] } #{ ) #let data = none; <etiquette> @etiquette',
    "=1+1 +1 -1 @SUM(1) \t| DDE",
    "'; DROP TABLE claims; --",
    "http://exemple.example/~chemin https://exemple.example --- -- ... (c) -> 'a' \"b\"",
]


def one(text: str, name: str = "Essai") -> bytes:
    data = {"title": name, "documents": [{"name": name, "text": text}]}
    return pdf.render(ANY_TEXT, data, created=NOON)


def many(count: int, **more: Any) -> bytes:
    file = BytesIO()
    documents = ({"name": f"Essai {index}", "text": f"Texte {index}"} for index in range(count))
    assert pdf.render_many(ANY_TEXT, documents, title="Essais", created=NOON, to=file, **more) == count
    return file.getvalue()


def test_a_document_is_accessible_and_readable():
    document = one("Œuvre, cœur, l’été : « oui » ; 1\u202f234,56\u00a0€, Aydın, Ňguyễn, Ελλάδα, Київ")
    pdf_reading.assert_accessible(document)
    pdf_reading.assert_readable(document)
    assert "Œuvre, cœur, l’été : « oui » ; 1\u202f234,56\u00a0€, Aydın, Ňguyễn, Ελλάδα, Київ" in pdf_reading.words(
        document
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_never_markup(text: str):
    """B81: literal text, nothing fetched, nothing computed."""
    document = one(text)
    assert pdf_reading.failures(document) == []
    said = "".join(pdf_reading.text(document).split())
    # The sentence, the fact and the cell.
    assert said.count("".join(text.split())) >= 2
    with pikepdf.open(BytesIO(document)) as opened:
        assert all(Name.Annots not in sheet for sheet in opened.pages)
        assert Name.Names not in opened.Root


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("bien 😀 sûr", f"bien {REPLACEMENT} sûr"),
        ("日本", REPLACEMENT * 2),
        ("a\u202eb\u2066c\u200bd\ufeffe\x00f\x1bg", "abcdefg"),
        ("𝐁𝐨𝐧 ＡＢ №", "Bon AB №"),
        ("un\r\ndeux\rtrois\u2028quatre\tcinq", "un\ndeux\ntrois\nquatre cinq"),
        ("e\u0301te\u0301", "été"),
        ("\ud800", ""),
        ("e\u0331 \u0331 →\u0331\u0331", "e\u0331  →"),
    ],
)
def test_what_no_font_draws_is_replaced_and_what_is_invisible_goes(text: str, shown: str):
    assert printable({"a": [text, 3, None, True]}) == {"a": [shown, 3, None, True]}


def test_every_character_said_to_be_printable_is_drawn():
    """Without its glyph Typst refuses the document."""
    ranges = _ranges(PRINTABLE)
    document = one(" ".join(f"e{chr(code)}" for start, end in ranges for code in range(start, end + 1)))
    assert pdf_reading.failures(document) == []


def _ranges(pattern: str) -> list[tuple[int, int]]:
    """The ranges of a class of characters, as code points."""
    ranges, position = [], 0
    while position < len(pattern):
        if pattern[position + 1 : position + 2] == "-":
            ranges.append((ord(pattern[position]), ord(pattern[position + 2])))
            position += 3
        else:
            ranges.append((ord(pattern[position]), ord(pattern[position])))
            position += 1
    return ranges


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="aéЖ0\u0301\u0323\u05b0ب\u0489 \u200dﬁ→\u2041", max_size=30))
def test_no_text_stops_a_document(text: str):
    assert one(text).startswith(b"%PDF-")


@pytest.mark.parametrize("text", ["x" * 300, "prenom.nom" * 12 + "@exemple.example", "Œ" * 200, "mot " * 300])
def test_a_long_word_stays_inside_its_column(text: str):
    document = one(text)
    pdf_reading.assert_readable(document)
    assert "".join(pdf_reading.text(document).split()).count("".join(text.split())) >= 1


def test_the_same_data_and_date_give_the_same_bytes_in_another_process():
    program = "import sys; from tests.kit.test_pdf import *; sys.stdout.buffer.write(one('Été') + many(12))"
    other = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "1"},
        cwd=Path(__file__).parents[2],
    )
    assert other.stdout == one("Été") + many(12)


def test_threads_get_each_their_own_document():
    texts = [f"Fil {index}" for index in range(16)]
    alone = [one(text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(one, texts)) == alone


def test_a_document_is_ready_in_50_milliseconds_once_warm():
    """Measured at 3 ms of processor, which a busy machine does not lengthen much."""
    one("chauffe")
    durations = []
    for index in range(20):
        start = process_time()
        one(f"Texte {index}")
        durations.append(process_time() - start)
    assert median(durations) < 0.050, durations


def test_data_too_large_is_refused_before_it_is_laid_out():
    with pytest.raises(pdf.DataTooLargeError):
        one("é" * (pdf.LARGEST_DATA // 2 + 1))


def test_a_faulty_template_is_refused_when_it_is_compiled():
    """A document without title does not conform, and Typst says so instead of writing it."""
    with pytest.raises(typst.TypstError, match="title"):
        one("texte", name="")


def _no_scope(opened: pikepdf.Pdf) -> None:
    for kind, element in pdf_reading.elements(opened):
        if kind == "TH":
            del element[Name.A]
        if kind == "TD":
            del element[Name.A]


def _no_language(opened: pikepdf.Pdf) -> None:
    del opened.Root.Lang


def _no_mark(opened: pikepdf.Pdf) -> None:
    del opened.Root.MarkInfo


def _no_structure(opened: pikepdf.Pdf) -> None:
    del opened.Root.StructTreeRoot


def _no_claim(opened: pikepdf.Pdf) -> None:
    with opened.open_metadata() as metadata:
        del metadata["pdfuaid:part"]


def _hidden_title(opened: pikepdf.Pdf) -> None:
    opened.Root.ViewerPreferences.DisplayDocTitle = False


def _skipped_level(opened: pikepdf.Pdf) -> None:
    for kind, element in pdf_reading.elements(opened):
        if kind == "H2":
            element.S = Name.H4


@pytest.mark.parametrize(
    "fault", [_no_scope, _no_language, _no_mark, _no_structure, _no_claim, _hidden_title, _skipped_level]
)
def test_a_planted_fault_is_caught(fault: Callable[[pikepdf.Pdf], None]):
    """A checker that says yes to everything would prove nothing."""
    opened = pikepdf.open(BytesIO(one("texte")))
    fault(opened)
    file = BytesIO()
    opened.save(file)
    assert pdf_reading.failures(file.getvalue()) != []


def test_text_printed_over_text_is_caught():
    """A page may conform and be unreadable."""
    opened = pikepdf.open(BytesIO(one("texte")))
    first = opened.pages[0]
    contents = first.Contents.read_bytes()
    shifted = b"q 1 0 0 1 1 1 cm " + contents + b" Q "
    first.Contents = opened.make_stream(contents + b" " + shifted)
    file = BytesIO()
    opened.save(file)
    with pytest.raises(AssertionError):
        pdf_reading.assert_readable(file.getvalue())


def test_many_documents_make_one_accessible_file():
    """Three batches: each document on the front of a sheet, numbered from 1, its cells with their own headers."""
    told: list[int] = []
    document = many(23, progress=told.append)
    assert told == [10, 20, 23]
    pdf_reading.assert_accessible(document, titles=23)
    assert len(pdf_reading.pages(document)) == 45
    said = pdf_reading.words(document)
    assert said.count("page 1 sur 1") == 23
    assert [f"Texte {index}" in said for index in range(23)] == [True] * 23
    with pikepdf.open(BytesIO(document)) as opened:
        tree = opened.Root.StructTreeRoot
        owners = dict(pikepdf.NumberTree(tree.ParentTree).items())
        for number, sheet in enumerate(opened.pages):
            assert (Name.StructParents in sheet) == (number % 2 == 0)
            if number % 2 == 0:
                assert all(item.Pg.objgen == sheet.objgen for item in owners[sheet.StructParents])
        names = [str(name) for name in list(tree.IDTree.Names)[::2]]
        assert len(set(names)) == 23 * 3
        headers = dict(zip(names, list(tree.IDTree.Names)[1::2], strict=True))
        cells = [element for kind, element in pdf_reading.elements(opened) if kind == "TD"]
        assert len(cells) == 23 * 3
        for cell in cells:
            (header,) = (headers[str(name)] for item in cell.A if Name.Headers in item for name in item.Headers)
            # The header and the cell are in the same table.
            assert header.P.P.P.objgen == cell.P.P.P.objgen


def test_no_document_writes_nothing():
    assert many(0) == b""


def test_whoever_watches_may_stop_the_work():
    def stop(_: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        many(30, progress=stop)
