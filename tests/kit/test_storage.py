"""Both kinds of stores, the same way: a folder, and a real S3 store when there is one."""

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from minio.error import MinioException
from urllib3.exceptions import HTTPError

from kit.identifiers import new_id
from kit.storage import FileStorage, MissingObjectError, S3Storage, Storage, open_storage
from tests.conftest import eventually
from tests.real_parts import find_minio
from tools.ports import free_port


@pytest.fixture(scope="session")
def s3_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real S3 store: that of IMAGIN_TEST_S3_URL, or MinIO started here."""
    if given := os.environ.get("IMAGIN_TEST_S3_URL"):
        yield given
        return
    program, folder = find_minio(), tmp_path_factory.mktemp("minio")
    assert program is not None
    port = free_port()
    environment = {"MINIO_ROOT_USER": "imagin", "MINIO_ROOT_PASSWORD": "imagin-test", "PATH": os.environ["PATH"]}
    command = [program, "server", "--quiet", "--address", f"127.0.0.1:{port}", folder]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        yield f"s3://imagin:imagin-test@127.0.0.1:{port}/tests?secure=false"
        server.terminate()


def _has_bucket(storage: S3Storage) -> bool:
    """Whether the store has come up, and has its bucket."""
    try:
        storage.make_bucket()
    except (MinioException, HTTPError):
        return False
    return True


@pytest.fixture(params=["file", pytest.param("s3", marks=pytest.mark.needs_minio)])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "file":
        return open_storage(f"file://{tmp_path}/objects")
    made = open_storage(request.getfixturevalue("s3_url"))
    assert isinstance(made, S3Storage)
    eventually(lambda: _has_bucket(made), seconds=20)
    return made


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
