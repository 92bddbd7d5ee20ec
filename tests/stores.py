"""Stores that tests speak to: a real MinIO, and a server that gives every question the same answer."""

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from kit.storage import S3Storage, StorageError, open_storage
from tests.conftest import eventually
from tests.real_parts import find_minio
from tools.ports import free_port


@pytest.fixture(scope="session")
def s3_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A bucket of a real S3 store, of IMAGIN_TEST_S3_URL or of MinIO started here: its tests carry `needs_minio`."""
    if given := os.environ.get("IMAGIN_TEST_S3_URL"):
        make_bucket(given)
        yield given
        return
    with minio_server(tmp_path_factory.mktemp("minio")) as url:
        yield url


@contextmanager
def minio_server(folder: Path, port: int = 0) -> Iterator[str]:
    """MinIO over a folder, with a bucket: killed at the end, and started again over the same folder it has the same."""
    program = find_minio()
    assert program is not None
    address = f"127.0.0.1:{port or free_port()}"
    environment = {"MINIO_ROOT_USER": "imagin", "MINIO_ROOT_PASSWORD": "imagin-test", "PATH": os.environ["PATH"]}
    command = [program, "server", "--quiet", "--address", address, folder]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            url = f"s3://imagin:imagin-test@{address}/tests?secure=false"
            make_bucket(url)
            yield url
        finally:
            server.kill()


def make_bucket(url: str) -> None:
    """Make the bucket that a URL names, as soon as its store answers."""
    storage = open_storage(url)
    assert isinstance(storage, S3Storage)

    def has_bucket() -> bool:
        try:
            storage.make_bucket()
        except StorageError:
            return False
        return True

    eventually(has_bucket, seconds=20)


@contextmanager
def answering_store(answer: bytes) -> Iterator[str]:
    """The URL of a store whose answer to any question is this, after which it hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_answer_all, args=(server, answer), daemon=True).start()
        yield f"s3://key:secret@127.0.0.1:{server.getsockname()[1]}/bucket?secure=false&region=r"
        # Wakes whoever waits for a connection.
        server.shutdown(socket.SHUT_RDWR)


def _answer_all(server: socket.socket, answer: bytes) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                connection.settimeout(5)
                _read_question(connection)
                connection.sendall(answer)


def _read_question(connection: socket.socket) -> None:
    """The head of a question and as much of its body as the head announces."""
    received = b""
    while b"\r\n\r\n" not in received and (piece := connection.recv(65536)):
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    left = int(lengths[0]) - len(body) if lengths else 0
    while left > 0 and (piece := connection.recv(65536)):
        left -= len(piece)
