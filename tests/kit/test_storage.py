"""Both kinds of stores, the same way: a folder, and a real S3 store when there is one."""

import io
import os
import resource
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kit import storage as stores
from kit.identifiers import new_id
from kit.storage import FileStorage, MissingObjectError, Storage, StorageError, open_storage
from tests.stores import answering_store
from tools.ports import free_port


@pytest.fixture(params=["file", pytest.param("s3", marks=pytest.mark.needs_minio)])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "file":
        return open_storage(f"file://{tmp_path}/objects")
    return open_storage(request.getfixturevalue("s3_url"))


def test_an_object_is_kept_found_listed_and_forgotten(storage: Storage) -> None:
    folder = new_id()
    content = os.urandom(700_000)
    storage.put(f"{folder}/a/1", io.BytesIO(content), len(content), "application/pdf")
    storage.put(f"{folder}/b", io.BytesIO(b"b"))
    assert b"".join(storage.get(f"{folder}/a/1")) == content
    assert storage.size(f"{folder}/a/1") == len(content)
    assert list(storage.keys(f"{folder}/")) == [f"{folder}/a/1", f"{folder}/b"]
    assert list(storage.keys(f"{folder}/a")) == [f"{folder}/a/1"]
    storage.delete(f"{folder}/a/1")
    storage.delete(f"{folder}/a/1")
    assert list(storage.keys(f"{folder}/")) == [f"{folder}/b"]


def test_an_object_that_is_not_there_is_said_before_the_first_piece(storage: Storage) -> None:
    for read in (storage.get, storage.size):
        with pytest.raises(MissingObjectError):
            read("nothing")


def test_a_later_object_replaces_the_one_of_the_same_key(storage: Storage) -> None:
    key = new_id()
    for content in (b"first", b"second"):
        storage.put(key, io.BytesIO(content), len(content))
    assert b"".join(storage.get(key)) == b"second"


def test_an_empty_object_is_an_object(storage: Storage) -> None:
    key = new_id()
    storage.put(key, io.BytesIO(b""), 0)
    assert (storage.size(key), b"".join(storage.get(key))) == (0, b"")


class Broken(io.RawIOBase):
    """A sender that goes away in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self._left = 3

    def read(self, size: int = -1) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise ConnectionError
        return b"x" * max(size, 1)


def test_an_object_that_stops_in_the_middle_leaves_nothing(storage: Storage) -> None:
    key = new_id()
    with pytest.raises(ConnectionError):
        storage.put(key, Broken(), 100_000_000)  # type: ignore[arg-type]
    with pytest.raises(MissingObjectError):
        storage.size(key)


def test_a_shorter_object_than_announced_is_not_kept(tmp_path: Path) -> None:
    storage = FileStorage(tmp_path)
    with pytest.raises(ValueError, match="announced"):
        storage.put("key", io.BytesIO(b"abc"), 4)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["", "/etc/passwd", "../up", "a/../../up", "a//b", ".hidden", "a/.", "a\0b"])
def test_a_key_never_leaves_the_folder(tmp_path: Path, key: str) -> None:
    storage = FileStorage(tmp_path / "objects")
    with pytest.raises(ValueError, match="not a key"):
        storage.put(key, io.BytesIO(b"x"))
    with pytest.raises(ValueError, match="not a key"):
        storage.get(key)
    shutil.rmtree(tmp_path / "objects", ignore_errors=True)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_kind_of_store_is_refused() -> None:
    with pytest.raises(ValueError, match="s3://"):
        open_storage("ftp://host/folder")


@contextmanager
def full_disk(most: int) -> Iterator[None]:
    """Files of this process may not grow beyond this: to whoever writes, a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_an_error_of_the_store_and_leaves_nothing(tmp_path: Path) -> None:
    storage = FileStorage(tmp_path)
    with full_disk(100_000), pytest.raises(StorageError):
        storage.put("key", io.BytesIO(bytes(200_000)), 200_000)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_none_is_an_error_of_the_store(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("a file")
    storage = FileStorage(tmp_path / "objects")
    for ask in (lambda: storage.put("key", io.BytesIO(b"x"), 1), lambda: storage.get("key")):
        with pytest.raises(StorageError):
            ask()


def everything_asked(storage: Storage) -> dict[str, str]:
    """How each question to a store ends."""
    questions = {
        "put": lambda: storage.put("key", io.BytesIO(b"x" * 100_000), 100_000),
        "get": lambda: b"".join(storage.get("key")),
        "size": lambda: storage.size("key"),
        "delete": lambda: storage.delete("key"),
        "keys": lambda: list(storage.keys()),
    }
    return {name: _end(ask) for name, ask in questions.items()}


def _end(ask: Callable[[], object]) -> str:
    try:
        ask()
    except (StorageError, MissingObjectError) as error:
        return type(error).__name__
    return "done"


WRONG = {
    "nothing": b"",
    "rubbish": b"\x16\x03\x01 hello\r\n\r\n",
    "a page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
    "a page that says no": b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>",
    "full": b"HTTP/1.1 507 Insufficient Storage\r\nContent-Type: application/xml\r\nContent-Length: 54\r\n\r\n"
    b"<Error><Code>XMinioStorageFull</Code></Error>         ",
    "half of an object": b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: "e"\r\n\r\nhalf',
}


@pytest.mark.parametrize("answer", WRONG)
def test_a_store_that_answers_as_none_does_is_one_error(answer: str) -> None:
    """Where any answer is good enough, whoever reads the object sees that it is not theirs."""
    with answering_store(WRONG[answer]) as url:
        ends = everything_asked(open_storage(url))
    assert ends["put"] == "StorageError"
    if b" 200 " not in WRONG[answer]:
        assert set(ends.values()) <= {"StorageError", "MissingObjectError"}
    assert answer != "half of an object" or ends["get"] == "StorageError"


def test_a_store_that_is_down_is_one_error() -> None:
    storage = open_storage(f"s3://k:s@127.0.0.1:{free_port()}/bucket?secure=false&region=r")
    assert set(everything_asked(storage).values()) == {"StorageError"}


def test_a_store_that_hangs_is_given_up_before_an_upload_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "ANSWER_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"s3://k:s@127.0.0.1:{silent.getsockname()[1]}/bucket?secure=false&region=r"
        started = time.monotonic()
        with pytest.raises(StorageError):
            open_storage(url).put("key", io.BytesIO(b"x"), 1)
        assert time.monotonic() - started < 3


def test_what_a_store_that_hangs_may_take_fits_in_the_deadline_of_an_upload() -> None:
    assert 2 * (stores.CONNECT_SECONDS + stores.ANSWER_SECONDS) < 17
