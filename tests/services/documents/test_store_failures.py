"""A store that is down, full, slow or not itself: one sentence, and nothing is kept that nobody names."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
import sqlalchemy as sa

from kit import storage
from services.documents.models import LooseObject
from tests.conftest import Services
from tests.refusals import refused
from tests.services.documents.deposits import OWNER, Deposits, a_pdf, download, picture
from tests.starting import start_documents
from tests.stores import answering_store, minio_server
from tools.ports import free_port

FULL = (
    b"HTTP/1.1 507 Insufficient Storage\r\nContent-Type: application/xml\r\nContent-Length: 45\r\n\r\n"
    b"<Error><Code>XMinioStorageFull</Code></Error>"
)
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"


@contextmanager
def down() -> Iterator[str]:
    yield f"s3://key:secret@127.0.0.1:{free_port()}/bucket?secure=false&region=r"


@contextmanager
def silent() -> Iterator[str]:
    """It takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"s3://key:secret@127.0.0.1:{server.getsockname()[1]}/bucket?secure=false&region=r"


FAILURES: dict[str, Callable[[], object]] = {
    "down": down,
    "slow": silent,
    "full": lambda: answering_store(FULL),
    "another server": lambda: answering_store(PAGE),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_deposit_into_a_store_that_fails_leaves_no_document(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    """F18: the folder takes the same deposit again later; whatever the store kept after all is swept."""
    monkeypatch.setattr(storage, "ANSWER_SECONDS", 1.0)
    with FAILURES[failure]() as url:  # type: ignore[attr-defined]
        started = start_documents(services, tmp_path, storage_url=url)
        deposits = Deposits(started, "claim-1", "claim-2")
        deposits.open()
        answer = refused(deposits.people(OWNER).UploadDocument, deposits.uploading(a_pdf(500_000)), timeout=20)
        assert (answer.reason, answer.code) == ("STORE_UNAVAILABLE", grpc.StatusCode.UNAVAILABLE)
        assert deposits.counts()["payroll"] == (0, 0)
        # Not removed at once: a store that is slow may still do what it was asked.
        with started.database.read() as session:
            (soon,) = session.scalars(sa.select(LooseObject.remove_time - sa.func.now())).all()
        assert 30 < soon.total_seconds() <= 60


def test_a_full_disk_is_a_store_that_fails(services: Services, tmp_path: Path) -> None:
    started = start_documents(services, tmp_path)
    deposits = Deposits.of(started)
    (tmp_path / "proofs").write_text("no folder at all")
    answer = refused(deposits.people(OWNER).UploadDocument, deposits.uploading(a_pdf()))
    assert answer.reason == "STORE_UNAVAILABLE"
    (tmp_path / "proofs").unlink()
    assert deposits.upload().id


def test_what_cannot_be_read_now_is_not_said_to_be_lost(services: Services, tmp_path: Path) -> None:
    started = start_documents(services, tmp_path)
    deposits = Deposits.of(started)
    document = deposits.upload()
    path = deposits.path(deposits.row(document))
    kept = path.read_bytes()
    path.unlink()
    # Reading a folder fails as a disk does that gives errors.
    path.mkdir()
    for ask in (
        lambda: list(deposits.people(OWNER).DownloadDocument(download(document))),
        lambda: deposits.people(OWNER).GetPagePicture(picture(document)),
    ):
        assert refused(ask).reason == "STORE_UNAVAILABLE"
    path.rmdir()
    path.write_bytes(kept)
    assert deposits.downloaded(document)


@pytest.mark.needs_minio
def test_a_store_that_comes_back_takes_deposits_and_gives_what_it_had(services: Services, tmp_path: Path) -> None:
    folder, port = tmp_path / "minio", free_port()
    content = a_pdf(200_000)
    with minio_server(folder, port) as url:
        deposits = Deposits.of(start_documents(services, tmp_path, storage_url=url))
        document = deposits.upload(content)
    refusal = refused(deposits.people(OWNER).UploadDocument, deposits.uploading(a_pdf()))
    assert refusal.reason == "STORE_UNAVAILABLE"
    assert refused(lambda: deposits.downloaded(document)).reason == "STORE_UNAVAILABLE"
    with minio_server(folder, port):
        assert deposits.downloaded(document) == content
        deposits.upload()
        deposits.delete(document)
        deposits.sweep(all_loose=True)
        assert len(deposits.objects()) == 1


def test_the_sweeper_waits_for_a_store_that_fails_and_forgets_nothing(services: Services, tmp_path: Path) -> None:
    started = start_documents(services, tmp_path)
    deposits = Deposits.of(started)
    with started.database.transaction() as session:
        session.add(LooseObject(object_key="folder/object", remove_time=sa.func.now()))
    # Removing a folder as if it were a file fails.
    (tmp_path / "proofs" / "folder" / "object").mkdir(parents=True)
    deposits.sweep()
    assert deposits.loose() == {"folder/object"}
    shutil.rmtree(tmp_path / "proofs" / "folder")
    (tmp_path / "proofs" / "folder").mkdir()
    (tmp_path / "proofs" / "folder" / "object").write_bytes(os.urandom(10))
    deposits.sweep(all_loose=True)
    assert (deposits.loose(), deposits.objects()) == (set(), set())


def test_an_upload_that_finds_its_object_swept_is_refused(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So slow that an hour has passed: a document never names an object that is gone."""
    started = start_documents(services, tmp_path)
    deposits = Deposits.of(started)
    store = started.servicers[1]._store  # type: ignore[attr-defined]
    keep = store.keep

    def keep_for_an_hour(*arguments: object) -> str:
        name = keep(*arguments)
        deposits.sweep(all_loose=True)
        return name

    monkeypatch.setattr(store, "keep", keep_for_an_hour)
    answer = refused(deposits.people(OWNER).UploadDocument, deposits.uploading(a_pdf()))
    assert answer.reason == "STORE_UNAVAILABLE"
    assert (deposits.counts()["payroll"], deposits.objects(), deposits.loose()) == ((0, 0), set(), set())
