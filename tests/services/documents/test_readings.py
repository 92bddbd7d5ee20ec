"""Who may open a document, what is noted of it, and that nothing is served but what was deposited (S-DOC-6)."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import grpc
import pytest
import sqlalchemy as sa

from imagin.documents.v1 import documents_pb2 as pb
from kit.confined import Confined, NoPlaceError
from kit.tables import audit
from services.documents.models import Document, ScanState
from services.documents.servicer.store import Store
from tests.conftest import Services
from tests.refusals import refused
from tests.services.documents.deposits import (
    COLLEAGUE,
    OTHER,
    OWNER,
    READER,
    STAFF,
    Deposits,
    a_pdf,
    an_image,
    download,
    picture,
)
from tests.starting import start_documents

STATES = {state: getattr(pb.Document, f"STATE_{state}") for state in ScanState}


def readings(deposits: Deposits) -> list[tuple[str, str]]:
    """Who read, by what action."""
    keys = (deposits.set_key, deposits.other_key)
    with deposits.started.database.read() as session:
        rows = session.execute(
            sa.select(audit).where(audit.c.change == "read", audit.c.aggregate_id.in_(keys)).order_by(audit.c.id)
        ).all()
    assert {row.entity for row in rows} <= {"documents"}
    return [(row.actor_id, row.action) for row in rows]


def set_state(deposits: Deposits, document: pb.Document, state: ScanState) -> None:
    values: dict[str, Any] = {"scan_state": state}
    if state is ScanState.INFECTED:
        values["object_key"] = None
    with deposits.started.database.transaction() as session:
        session.execute(sa.update(Document).filter_by(id=document.id).values(values))


def asking(deposits: Deposits, document: pb.Document, person: str) -> Iterator[Callable[[], Any]]:
    """Both ways of opening a document."""
    stub = deposits.people(person)
    yield lambda: list(stub.DownloadDocument(download(document)))
    yield lambda: stub.GetPagePicture(picture(document))


REASONS = {
    OWNER: dict.fromkeys(ScanState, "") | {ScanState.INFECTED: "DOCUMENT_INFECTED"},
    READER: dict.fromkeys(ScanState, "DOCUMENT_NOT_SCANNED")
    | {ScanState.CLEAN: "", ScanState.NOT_SCANNED: "", ScanState.INFECTED: "DOCUMENT_INFECTED"},
    OTHER: dict.fromkeys(ScanState, "NOT_FOUND"),
}
REASONS[STAFF] = REASONS[READER]


@pytest.mark.parametrize("person", REASONS, ids=["owner", "reader", "other", "gestionnaire"])
def test_a_document_opens_for_those_who_see_its_folder_once_it_is_analysed(deposits: Deposits, person: str) -> None:
    """S-DOC-6, P-DOC-8: the owner does not wait, and an infected document opens for nobody. The list says the same."""
    document = deposits.upload()
    # An infected one has lost its content: it comes last.
    for state, reason in sorted(REASONS[person].items(), key=lambda each: each[0] is ScanState.INFECTED):
        set_state(deposits, document, state)
        for ask in asking(deposits, document, person):
            if reason:
                assert refused(ask).reason == reason, state
            else:
                assert ask()
        if reason != "NOT_FOUND":
            (listed,) = deposits.folder(asker=person).documents
            assert (listed.state, listed.can_read) == (STATES[state], not reason)


def test_a_document_found_infected_while_somebody_opens_it_is_not_said_to_be_damaged(
    deposits: Deposits, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = deposits.upload()
    row = deposits.row(document)
    opened = Store.opened

    def opened_too_late(store: Store, found: Document) -> AbstractContextManager[Path]:
        deposits.path(row).unlink()
        set_state(deposits, document, ScanState.INFECTED)
        return opened(store, found)

    monkeypatch.setattr(Store, "opened", opened_too_late)
    assert refused(lambda: deposits.downloaded(document)).reason == "DOCUMENT_INFECTED"


def test_the_academy_may_have_staff_wait_for_an_antivirus(services: Services, tmp_path: Path) -> None:
    deposits = Deposits.of(start_documents(services, tmp_path, opens_unscanned=False))
    document = deposits.upload()
    for ask in asking(deposits, document, STAFF):
        assert refused(ask).reason == "DOCUMENT_NOT_SCANNED"
    assert deposits.downloaded(document)


def test_what_a_gestionnaire_reads_is_noted_and_what_others_read_is_not(deposits: Deposits) -> None:
    """Pages that are turned are one reading; a download is always one more."""
    document = deposits.upload(a_pdf(pages=2))
    for person in (OWNER, READER):
        deposits.downloaded(document, person)
        deposits.people(person).GetPagePicture(picture(document))
    assert readings(deposits) == []
    for page in (2, 1, 2):
        deposits.people(STAFF).GetPagePicture(picture(document, page))
    assert readings(deposits) == [(STAFF, "GetPagePicture")]
    deposits.downloaded(document, STAFF)
    deposits.people(COLLEAGUE).GetPagePicture(picture(document))
    assert readings(deposits)[1:] == [(STAFF, "DownloadDocument"), (COLLEAGUE, "GetPagePicture")]


def test_a_gestionnaire_reads_their_own_as_anybody_does(deposits: Deposits) -> None:
    """G-4."""
    deposits.open(deposits.other_key, COLLEAGUE)
    document = deposits.upload(person=COLLEAGUE, set_key=deposits.other_key)
    deposits.downloaded(document, COLLEAGUE)
    assert readings(deposits) == []


@pytest.mark.parametrize("content", [a_pdf(pages=3), an_image("JPEG"), an_image("PNG"), an_image("GIF")])
def test_a_page_is_seen_as_a_picture(deposits: Deposits, content: bytes) -> None:
    document = deposits.upload(content)
    for page in range(1, document.page_count + 1):
        found = deposits.people(OWNER).GetPagePicture(picture(document, page))
        assert found.jpeg.startswith(b"\xff\xd8\xff")
        assert 0 < found.width <= 1400
        assert 0 < found.height <= 1400
        assert found.document == document
    for page in (0, -1, document.page_count + 1):
        answer = refused(deposits.people(OWNER).GetPagePicture, picture(document, page))
        assert (answer.reason, answer.code) == ("PAGE_UNKNOWN", grpc.StatusCode.NOT_FOUND)


def test_whoever_finds_no_child_free_is_asked_to_come_back(deposits: Deposits, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words for those who read, and in words for those who deposit."""
    document = deposits.upload()

    def full(*_: object) -> None:
        raise NoPlaceError

    monkeypatch.setattr(Confined, "run", full)
    assert refused(deposits.people(OWNER).GetPagePicture, picture(document)).reason == "TOO_BUSY"
    assert refused(deposits.people(OWNER).UploadDocument, deposits.uploading(a_pdf())).reason == "UPLOAD_BUSY"


def test_a_document_is_found_in_its_own_set_only(deposits: Deposits) -> None:
    document = deposits.upload()
    document.set_key = deposits.other_key
    for ask in asking(deposits, document, OWNER):
        assert refused(ask).reason == "NOT_FOUND"


# --- What is kept is what was deposited ------------------------------------------------------------------------------


def swapped(deposits: Deposits, row: Document) -> None:
    other = deposits.row(deposits.upload(a_pdf(size=row.byte_count)))
    path = deposits.path(other)
    deposits.path(row).write_bytes(path.read_bytes())


def altered(deposits: Deposits, row: Document) -> None:
    sealed = bytearray(deposits.path(row).read_bytes())
    sealed[len(sealed) // 2] ^= 1
    deposits.path(row).write_bytes(sealed)


def cut(deposits: Deposits, row: Document) -> None:
    deposits.path(row).write_bytes(deposits.path(row).read_bytes()[:-100])


def emptied(deposits: Deposits, row: Document) -> None:
    deposits.path(row).write_bytes(b"")


def lengthened(deposits: Deposits, row: Document) -> None:
    deposits.path(row).write_bytes(deposits.path(row).read_bytes() + os.urandom(2_000_000))


def gone(deposits: Deposits, row: Document) -> None:
    deposits.path(row).unlink()


def under_an_unknown_key(deposits: Deposits, row: Document) -> None:
    sealed = deposits.path(row).read_bytes()
    deposits.path(row).write_bytes(b"\x01?" + sealed[2:])


def sealed_with_another_content(deposits: Deposits, row: Document) -> None:
    """Whoever has the keys but not the table cannot exchange it either."""
    with deposits.started.database.transaction() as session:
        session.execute(sa.update(Document).filter_by(id=row.id).values(digest=os.urandom(32)))


@pytest.mark.parametrize(
    "damage",
    [swapped, altered, cut, emptied, lengthened, gone, under_an_unknown_key, sealed_with_another_content],
    ids=lambda damage: damage.__name__,
)
def test_of_a_content_that_is_not_the_deposited_one_not_a_byte_is_served(
    deposits: Deposits, damage: Callable[[Deposits, Document], None], caplog: pytest.LogCaptureFixture
) -> None:
    """Tampered with, exchanged, lost: a refusal before the first byte, and a line in the log for whoever runs it."""
    document = deposits.upload()
    damage(deposits, deposits.row(document))
    for person in (OWNER, STAFF):
        received: list[pb.DownloadDocumentResponse] = []
        stream = deposits.people(person).DownloadDocument(download(document))
        answer = refused(lambda stream=stream, received=received: received.extend(stream))
        assert (answer.reason, answer.code) == ("DOCUMENT_DAMAGED", grpc.StatusCode.DATA_LOSS)
        assert received == []
        assert refused(deposits.people(person).GetPagePicture, picture(document)).reason == "DOCUMENT_DAMAGED"
    assert readings(deposits) == []
    assert [record.__dict__["document"] for record in caplog.records if record.levelname == "ERROR"] == [
        document.id
    ] * 4
