"""Deposits: what is taken, what is refused and leaves nothing, and one effect however often they are sent."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest

from imagin.documents.v1 import documents_pb2 as pb
from kit.errors import Refused, from_rpc_error
from kit.identifiers import new_id
from services.documents.rules.deposits import MOST_BYTES
from tests.conftest import NOON, Services, eventually
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

TYPES = {"JPEG": pb.DOCUMENT_TYPE_JPEG, "PNG": pb.DOCUMENT_TYPE_PNG, "GIF": pb.DOCUMENT_TYPE_GIF}


def refusal(deposits: Deposits, content: bytes, person: str = OWNER, **first: Any) -> Refused:
    return refused(deposits.people(person).UploadDocument, deposits.uploading(content, **first))


def test_a_deposit_is_told_in_its_folder_and_comes_back_as_it_was(deposits_anywhere: Deposits) -> None:
    """S-DOC-5, S-DOC-6: with date and depositor; what the store holds tells nothing of it."""
    deposits = deposits_anywhere
    content = a_pdf(size=300_000, pages=3)
    document = deposits.upload(content, proof="Relevé d’identité bancaire", is_personal=True)
    assert (document.set_key, document.folder, document.file_name) == (deposits.set_key, "payroll", "releve.pdf")
    assert (document.type, document.byte_count, document.page_count) == (pb.DOCUMENT_TYPE_PDF, len(content), 3)
    assert document.deposit_time.ToDatetime(NOON.tzinfo) == NOON
    assert (document.depositor_person_id, document.is_by_staff) == (OWNER, False)
    assert (document.proof, document.is_personal) == ("Relevé d’identité bancaire", True)
    assert (document.state, document.can_delete, document.can_read) == (pb.Document.STATE_NOT_SCANNED, True, True)
    folder = deposits.folder()
    assert (list(folder.documents), folder.document_count) == ([document], 1)
    assert deposits.downloaded(document) == content
    row = deposits.row(document)
    assert row.digest == hashlib.sha256(content).digest()
    kept = b"".join(deposits.store.get(str(row.object_key)))
    assert content[:100] not in kept
    assert "releve" not in str(row.object_key)
    assert deposits.loose() == set()


@pytest.mark.parametrize("kind", TYPES)
def test_a_picture_is_known_by_its_content(deposits: Deposits, kind: str) -> None:
    """S-DOC-2: whatever its name says; the extension becomes that of the content, and the depositor is told."""
    document = deposits.upload(an_image(kind), file_name="photo.pdf")
    extension = "jpg" if kind == "JPEG" else kind.lower()
    assert (document.type, document.page_count) == (TYPES[kind], 1)
    assert (document.file_name, document.given_name) == (f"photo.{extension}", "photo.pdf")


def test_a_file_of_five_megabytes_is_taken_and_one_byte_more_is_not(deposits: Deposits) -> None:
    """S-DOC-4."""
    content = a_pdf(size=MOST_BYTES - 2000)
    padded = content.removesuffix(b"%%EOF\n") + b"\n" * (MOST_BYTES - len(content)) + b"%%EOF\n"
    assert len(padded) == MOST_BYTES
    assert deposits.upload(padded).byte_count == MOST_BYTES
    assert refusal(deposits, padded + b"\n").reason == "FILE_TOO_LARGE"


def test_a_file_that_is_too_large_is_refused_while_it_comes(deposits: Deposits) -> None:
    """Not once all of it is there: a gigabyte never arrives."""
    sent = 0

    def endless() -> Any:
        nonlocal sent
        yield from deposits.uploading(a_pdf())
        while True:
            sent += 1
            yield pb.UploadDocumentRequest(content=bytes(1024 * 1024))

    answer = refused(deposits.people(OWNER).UploadDocument, endless())
    assert (answer.reason, answer.message.split(".")[0]) == ("FILE_TOO_LARGE", "Ce fichier dépasse 5\u00a0Mo")
    assert sent < 20


REFUSED = {
    "FILE_EMPTY": b"",
    "FILE_TYPE_UNKNOWN": b"<html><script>alert(1)</script></html>",
    "FILE_DAMAGED": a_pdf()[:40],
    "FILE_MIXED": an_image("PNG") + b"<?php system($_GET['c']); ?>",
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_file_that_is_refused_leaves_nothing(deposits: Deposits, reason: str) -> None:
    answer = refusal(deposits, REFUSED[reason])
    assert (answer.reason, answer.code) == (reason, grpc.StatusCode.INVALID_ARGUMENT)
    assert (deposits.objects(), deposits.loose(), deposits.folder().document_count) == (set(), set(), 0)


def test_a_proof_is_named_in_few_words(deposits: Deposits) -> None:
    answer = refusal(deposits, a_pdf(), proof="p" * 201)
    assert [(found.field, found.reason) for found in answer.violations] == [("proof", "PROOF_LENGTH")]
    assert deposits.upload(proof="p" * 200).proof == "p" * 200


def test_a_deposit_needs_its_number(deposits: Deposits) -> None:
    assert refusal(deposits, a_pdf(), request_id="none").reason == "REQUEST_ID_MISSING"


def test_a_stream_without_a_message_is_refused(deposits: Deposits) -> None:
    assert refused(deposits.people(OWNER).UploadDocument, iter(())).reason == "FILE_EMPTY"


# --- Who -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "is_sealed", "reason"),
    [
        (OWNER, False, ""),
        (OWNER, True, "FOLDER_SEALED"),
        (STAFF, False, ""),
        (STAFF, True, ""),
        (READER, False, "ACCESS_DENIED"),
        (READER, True, "ACCESS_DENIED"),
        (OTHER, False, "NOT_FOUND"),
        (OTHER, True, "NOT_FOUND"),
    ],
)
def test_the_owner_deposits_while_it_is_open_and_a_gestionnaire_always(
    deposits: Deposits, person: str, is_sealed: bool, reason: str
) -> None:
    """S-DOC-5; B78. To whoever may not see a folder it does not exist."""
    if is_sealed:
        deposits.seal()
    if reason:
        assert refusal(deposits, a_pdf(), person).reason == reason
        assert deposits.folder().document_count == 0
    else:
        document = deposits.upload(person=person)
        assert (document.depositor_person_id, document.is_by_staff) == (person, person == STAFF)
        assert deposits.folder().document_count == 1


def test_a_gestionnaire_is_the_owner_of_their_own_folder_and_nothing_else(deposits: Deposits) -> None:
    """G-4."""
    deposits.open(deposits.other_key, COLLEAGUE)
    document = deposits.upload(person=COLLEAGUE, set_key=deposits.other_key)
    assert (document.is_by_staff, document.can_delete) == (False, True)
    deposits.seal(deposits.other_key, COLLEAGUE)
    assert refusal(deposits, a_pdf(), COLLEAGUE, set_key=deposits.other_key).reason == "FOLDER_SEALED"


@pytest.mark.parametrize("place", [{"set_key": "claim-9"}, {"folder": "holiday"}, {"set_key": ""}])
def test_a_folder_that_is_not_there_is_not_found(deposits: Deposits, place: dict[str, str]) -> None:
    assert refusal(deposits, a_pdf(), **place).reason == "NOT_FOUND"


# --- Once ----------------------------------------------------------------------------------------------------------


def test_the_same_content_is_noticed_in_the_whole_set(deposits: Deposits) -> None:
    """P-DOC-7: the first is named with its date; in another set it is welcome, and staff see that it is."""
    content = a_pdf()
    deposits.upload(content)
    answer = refusal(deposits, content, folder="travel", file_name="autre.pdf")
    assert (answer.reason, answer.code) == ("ALREADY_GIVEN", grpc.StatusCode.ALREADY_EXISTS)
    assert answer.details == {"date": "15/06/2026", "file_name": "releve.pdf"}
    assert "«\u00a0releve.pdf\u00a0»" in answer.message
    deposits.open(deposits.other_key)
    again = deposits.upload(content, set_key=deposits.other_key)
    for asker, is_seen in ((STAFF, True), (OWNER, False)):
        (found,) = deposits.folder(asker=asker).documents
        assert found.is_seen_elsewhere is is_seen
    assert deposits.downloaded(again) == content


def test_a_deposit_sent_twice_has_one_effect(deposits: Deposits) -> None:
    """Also when the folder was sealed in between, or when it is cut into other messages."""
    number, content = new_id(), a_pdf(size=200_000)
    first = deposits.upload(content, request_id=number)
    deposits.seal()
    assert deposits.upload(content, request_id=number, piece_bytes=10_000) == first
    assert deposits.folder().document_count == 1


@pytest.mark.parametrize("change", [{"content": b"other"}, {"file_name": "autre.pdf"}, {"folder": "travel"}])
def test_another_deposit_under_the_same_number_is_refused(deposits: Deposits, change: dict[str, Any]) -> None:
    number, content = new_id(), a_pdf()
    deposits.upload(content, request_id=number)
    other = {"content": content, "request_id": number} | change
    if other["content"] == b"other":
        other["content"] = a_pdf()
    assert refusal(deposits, **other).reason == "REQUEST_REUSED"
    assert deposits.counts() == {"payroll": (1, 1), "travel": (0, 0)}


def test_a_deposit_sent_many_times_at_once_has_one_effect(deposits_anywhere: Deposits) -> None:
    deposits = deposits_anywhere
    number, content = new_id(), a_pdf(size=100_000)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: deposits.upload(content, request_id=number), range(8)))
    assert len({answer.id for answer in answers}) == 1
    deposits.sweep()
    assert len(deposits.objects()) == 1
    assert (deposits.loose(), deposits.folder().document_count) == (set(), 1)


def test_forty_deposits_at_once_fill_a_folder_exactly(deposits_anywhere: Deposits) -> None:
    """S-DOC-4, B77: twenty documents, twenty objects, the others refused."""
    deposits = deposits_anywhere

    def deposit(_: int) -> str:
        try:
            deposits.upload()
        except grpc.RpcError as error:
            return from_rpc_error(error).reason
        return "taken"

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(deposit, range(40)))
    assert (answers.count("taken"), answers.count("FOLDER_FULL")) == (20, 20)
    deposits.sweep()
    assert deposits.counts() == {"payroll": (20, 20), "travel": (0, 0)}
    assert len(deposits.objects()) == 20
    assert deposits.loose() == set()
    names = {document.file_name for document in deposits.folder().documents}
    assert names == {"releve.pdf", *(f"releve-{number}.pdf" for number in range(2, 21))}
    assert refusal(deposits, a_pdf(), STAFF).message.startswith("Ce dossier contient déjà 20 pièces")


def test_one_upload_or_reading_too_many_at_a_time_is_refused_at_once(services: Services, tmp_path: Path) -> None:
    """Threads are left for whoever lists or seals folders."""
    deposits = Deposits.of(start_documents(services, tmp_path, transfers_at_once=1, threads=4))
    document = deposits.upload()
    begun, done = threading.Event(), threading.Event()

    def slowly() -> Any:
        for message in deposits.uploading(a_pdf()):
            yield message
            begun.set()
            done.wait(10)

    call = deposits.people(OWNER).UploadDocument.future(slowly())
    assert begun.wait(5)
    # The service has heard of it by then.
    eventually(lambda: isinstance(_reading(deposits, document), Refused))
    answer = refusal(deposits, a_pdf())
    assert (answer.reason, answer.code) == ("UPLOAD_BUSY", grpc.StatusCode.RESOURCE_EXHAUSTED)
    stub = deposits.people(OWNER)
    assert refused(stub.DownloadDocument, download(document)).reason == "TOO_BUSY"
    assert refused(stub.GetPagePicture, picture(document)).reason == "TOO_BUSY"
    deposits.seal()
    deposits.open()
    done.set()
    assert call.result().id
    assert deposits.upload().id


def test_who_gives_up_reading_leaves_a_place(services: Services, tmp_path: Path) -> None:
    deposits = Deposits.of(start_documents(services, tmp_path, transfers_at_once=1, threads=4))
    document = deposits.upload(a_pdf(4_000_000))
    for _ in range(3):
        call = deposits.people(OWNER).DownloadDocument(download(document))
        next(call)
        call.cancel()
        eventually(lambda: isinstance(_reading(deposits, document), bytes))


def _reading(deposits: Deposits, document: pb.Document) -> bytes | Refused:
    try:
        return deposits.downloaded(document)
    except grpc.RpcError as error:
        return from_rpc_error(error)
