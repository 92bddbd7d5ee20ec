"""Contents sealed again with a new key: resumable, beside a service that goes on, and nothing left behind."""

import base64
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from kit.clock import real_now
from kit.identifiers import new_id
from kit.process import Process
from kit.sealing import KEY_BYTES, key_name
from services.documents.errors import StoreUnavailable
from services.documents.models import LooseObject
from services.documents.queries import documents as queries
from services.documents.servicer.store import Store
from services.documents.settings import settings_of
from services.documents.tasks import rotation
from services.documents.tasks.rotation import rotate_keys
from tests.conftest import Services
from tests.refusals import refused
from tests.services.documents.deposits import OWNER, Deposits, a_pdf, download
from tests.starting import start_documents


@pytest.fixture
def kept(services: Services, tmp_path: Path) -> Deposits:
    """Seven documents under the first key."""
    deposits = Deposits.of(start_documents(services, tmp_path))
    for number in range(7):
        deposits.upload(a_pdf(1000), file_name=f"piece-{number}.pdf")
    return deposits


def keyring(deposits: Deposits) -> Path:
    return settings_of(deposits.started.process).keyring_file


def add_key(deposits: Deposits, name: str) -> None:
    """On top: it seals from now on."""
    line = f"{name} {base64.b64encode(os.urandom(KEY_BYTES)).decode()}\n"
    keyring(deposits).write_text(line + keyring(deposits).read_text())


def names(deposits: Deposits) -> set[str]:
    """The keys under which objects of documents really are, which is what their rows say."""
    found = set()
    for document in deposits.folder().documents:
        row = deposits.row(document)
        assert key_name(deposits.path(row).read_bytes()) == row.key_name
        found.add(row.key_name)
    return found


def rotate(deposits: Deposits) -> None:
    """The command, in a process of its own."""
    with closing(Process("documents", deposits.started.process.settings)) as process:
        rotate_keys(process)


def contents(deposits: Deposits) -> list[bytes]:
    return [deposits.downloaded(document) for document in deposits.folder().documents]


def test_all_is_sealed_again_and_reads_as_before(kept: Deposits, capsys: pytest.CaptureFixture[str]) -> None:
    """The service runs on, and was never told of the new key: it finds it in the file."""
    before = contents(kept)
    add_key(kept, "2")
    rotate(kept)
    assert capsys.readouterr().out == "7 under key 2\n"
    assert (names(kept), contents(kept)) == ({"2"}, before)
    kept.sweep(all_loose=True)
    assert (len(kept.objects()), kept.loose()) == (7, set())
    # The older key may go.
    keyring(kept).write_text(keyring(kept).read_text().splitlines()[0] + "\n")
    assert contents(Deposits(kept.started, kept.set_key, kept.other_key)) == before


class Killed(BaseException):
    """The process is gone: nothing that would clean up runs."""


@pytest.mark.parametrize("step", ["put", "commit"])
def test_a_rotation_that_is_killed_is_continued_and_leaves_nothing(
    kept: Deposits, monkeypatch: pytest.MonkeyPatch, step: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(kept)
    add_key(kept, "2")
    sealed = 0

    def killed_at_the_fourth(store: Store, content: bytes, document_id: str, object_key: str) -> str:
        nonlocal sealed
        sealed += 1
        if sealed == 4 and step == "put":
            raise Killed
        name = seal(store, content, document_id, object_key)
        if sealed == 4:
            raise Killed
        return name

    with monkeypatch.context() as patched:
        seal = Store.seal
        patched.setattr(Store, "seal", killed_at_the_fourth)
        with pytest.raises(Killed):
            rotate(kept)
    assert (names(kept), contents(kept)) == ({"1", "2"}, before)
    rotate(kept)
    assert capsys.readouterr().out == "7 under key 2\n"
    assert (names(kept), contents(kept)) == ({"2"}, before)
    kept.sweep(all_loose=True)
    assert (len(kept.objects()), kept.loose()) == (7, set())


def test_who_reads_deposits_and_removes_meanwhile_notices_nothing(
    kept: Deposits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    documents = list(kept.folder().documents)
    before = {document.id: kept.downloaded(document) for document in documents[:5]}
    add_key(kept, "2")
    done, wrong = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            wrong.extend(one.id for one in documents[:5] if kept.downloaded(one) != before[one.id])

    reader = threading.Thread(target=read)
    reader.start()
    for document in documents[5:]:
        kept.delete(document)
    rotate(kept)
    kept.upload(file_name="nouvelle.pdf")
    done.set()
    reader.join()
    assert wrong == []
    assert kept.counts()["payroll"] == (6, 6)
    kept.sweep(all_loose=True)
    assert len(kept.objects()) == 6


def test_a_removal_waits_for_the_move_of_its_content_and_removes_the_new_one(kept: Deposits) -> None:
    """Neither refused, nor an object left behind that nothing names."""
    document, key = kept.folder().documents[0], new_id()
    with ThreadPoolExecutor() as pool, kept.started.database.transaction() as session:
        present = queries.for_update(session, kept.row(document))
        assert present is not None
        removal = pool.submit(kept.delete, document)
        # It looked the document up and waits by now.
        with pytest.raises(TimeoutError):
            removal.result(timeout=1)
        session.add(LooseObject(object_key=str(present.object_key), remove_time=real_now() + timedelta(minutes=1)))
        kept.store.put(key, BytesIO(b"sealed again"))
        present.object_key = key
        session.commit()
        assert removal.result(timeout=10).id == document.id
    kept.sweep(all_loose=True)
    assert (len(kept.objects()), kept.loose(), kept.counts()["payroll"]) == (6, set(), (6, 6))


def test_a_rotation_that_slept_for_an_hour_loses_nothing(kept: Deposits, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that was closed meanwhile: the new object was swept, so the document keeps the old one."""
    before = contents(kept)
    add_key(kept, "2")
    seal = Store.seal

    def seal_for_an_hour(store: Store, *arguments: Any) -> str:
        name = seal(store, *arguments)
        kept.sweep(all_loose=True)
        return name

    with monkeypatch.context() as patched:
        patched.setattr(Store, "seal", seal_for_an_hour)
        with pytest.raises(SystemExit):
            rotate(kept)
    kept.sweep(all_loose=True)
    assert (names(kept), contents(kept), len(kept.objects())) == ({"1"}, before, 7)


def test_a_content_that_cannot_be_sealed_again_keeps_its_key_and_is_told(
    kept: Deposits, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    damaged = kept.folder().documents[2]
    kept.path(kept.row(damaged)).write_bytes(b"\x011 nothing of it is left")
    add_key(kept, "2")
    with pytest.raises(SystemExit, match="older key"):
        rotate(kept)
    assert capsys.readouterr().out == "1 under key 1\n6 under key 2\n"
    assert {record.__dict__.get("document") for record in caplog.records if record.levelname == "ERROR"} == {damaged.id}
    assert refused(lambda: list(kept.people(OWNER).DownloadDocument(download(damaged)))).reason == "DOCUMENT_DAMAGED"


def test_a_store_that_does_not_answer_ends_the_rotation(kept: Deposits, monkeypatch: pytest.MonkeyPatch) -> None:
    add_key(kept, "2")

    def fail(*_: object) -> bytes:
        raise StoreUnavailable

    monkeypatch.setattr(Store, "read", fail)
    with pytest.raises(SystemExit, match="again later"):
        rotate(kept)
    assert names(kept) == {"1"}
