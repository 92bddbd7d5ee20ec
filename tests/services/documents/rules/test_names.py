"""Names of files (S-DOC-3): what stays, what is changed and what the depositor is told."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.documents.models import DocumentType
from services.documents.rules.names import allowed

RULE = re.compile(r"[A-Za-z0-9_-]{1,50}\.(?:pdf|jpe?g|png|gif)", re.ASCII | re.IGNORECASE)
PDF, JPEG = DocumentType.PDF, DocumentType.JPEG


@pytest.mark.parametrize("name", ["releve.pdf", "A.PDF", "a_b-C-9.pdf", "-.pdf", f"{'x' * 50}.pdf"])
def test_a_name_that_keeps_the_rule_stays(name: str) -> None:
    """S-DOC-3; B66."""
    assert allowed(name, PDF, []) == (name, "")


CHANGED = {
    f"{'x' * 51}.pdf": f"{'x' * 50}.pdf",
    "Relevé d’identité bancaire.pdf": "Releve-d-identite-bancaire.pdf",
    "œuvre – Noël.pdf": "oeuvre-Noel.pdf",
    "a b.pdf": "a-b.pdf",
    "a..pdf": "a.pdf",
    ".pdf": "piece.pdf",
    "a.pdf.exe": "a-pdf.pdf",
    "releve": "releve.pdf",
    "facture.png": "facture.pdf",
    "CON.pdf": "piece-CON.pdf",
    "lpt1.pdf": "piece-lpt1.pdf",
    "%00.pdf": "00.pdf",
    "日本.pdf": "piece.pdf",
    "🎉.pdf": "piece.pdf",
    "-- -.pdf": "piece.pdf",
    "<script>.pdf": "script.pdf",
    "version 3.finale": "version-3-finale.pdf",
    "../x y.pdf": "x-y.pdf",
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_name_that_breaks_the_rule_is_changed_and_the_depositor_told(name: str) -> None:
    """S-DOC-3; B65."""
    assert allowed(name, PDF, []) == (CHANGED[name], name.rpartition("/")[2])


@pytest.mark.parametrize(
    ("name", "kept", "told"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf", ""),
        ("C:\\Mes documents\\billet.pdf", "billet.pdf", ""),
        ("a\r\nb.pdf", "a-b.pdf", "ab.pdf"),
        ("a\0.pdf", "a.pdf", "a.pdf"),
        ("facture\u202efdp.exe", "facture-fdp.pdf", "facturefdp.exe"),
        ("  billet.pdf ", "billet.pdf", ""),
        ("", "piece.pdf", ""),
    ],
)
def test_paths_and_what_is_not_seen_never_stay(name: str, kept: str, told: str) -> None:
    """What is shown of the given name changes no order of reading and hides nothing."""
    assert allowed(name, PDF, []) == (kept, told)


def test_a_given_name_is_told_up_to_a_length() -> None:
    kept, told = allowed(f"{'é' * 5000}.pdf", PDF, [])
    assert (kept, told) == (f"{'e' * 50}.pdf", "é" * 200)


def test_each_type_keeps_its_extensions() -> None:
    assert allowed("photo.JPEG", JPEG, []) == ("photo.JPEG", "")
    assert allowed("photo.jpg", JPEG, []) == ("photo.jpg", "")
    assert allowed("photo.png", JPEG, []) == ("photo.jpg", "photo.png")


def test_a_name_that_is_taken_gets_a_number() -> None:
    """In whatever case: some systems would take both for one."""
    assert allowed("a.pdf", PDF, ["a.pdf"]) == ("a-2.pdf", "a.pdf")
    assert allowed("A.pdf", PDF, ["a.PDF", "a-2.pdf"]) == ("A-3.pdf", "A.pdf")
    full = f"{'x' * 50}.pdf"
    assert allowed(full, PDF, [full]) == (f"{'x' * 48}-2.pdf", full)


@given(st.text(max_size=300), st.sampled_from(DocumentType), st.lists(st.text(max_size=60), max_size=5))
def test_whatever_is_given_the_name_keeps_the_rule_and_is_free(name: str, kind: DocumentType, taken: list[str]) -> None:
    kept, told = allowed(name, kind, taken)
    assert RULE.fullmatch(kept)
    assert kept.lower() not in {each.lower() for each in taken}
    assert len(told) <= 200
    assert allowed(kept, kind, []) == (kept, "")
