"""Files kept by a service, behind one URL: `file:///folder` on a laptop, `s3://key:secret@host:port/bucket` elsewhere.

`?secure=false` speaks plain HTTP to the store, `?region=…` names a region. Only plain S3 is used: no feature of one
server. A key is made by the program, never by a person; an object appears whole or not at all. Whatever keeps a store
from doing what it is asked is one error, `StorageError`: down, full, too slow, or not answering as a store does.
"""

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree.ElementTree import ParseError

import minio
import urllib3
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError

PART_BYTES = 8 * 1024 * 1024
CHUNK_BYTES = 256 * 1024

# Of one attempt. With one more attempt a store that hangs is given up well before an upload is (20 seconds); whoever
# sends slower than the first, for a whole part, is as good as down.
CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 5.0


class MissingObjectError(LookupError):
    """There is no object of this key."""


class StorageError(Exception):
    """The store is down, full, too slow, or answers as no store does. What was asked may have been done."""


class Storage(Protocol):
    """What both kinds of stores do."""

    def put(self, key: str, content: BinaryIO, size: int = -1, content_type: str = "application/octet-stream") -> None:
        """Keep everything that `content` still gives, under a key; -1 when its size is not known."""

    def get(self, key: str) -> Iterator[bytes]:
        """The object piece by piece; raises `MissingObjectError` before the first piece, `StorageError` at any."""

    def size(self, key: str) -> int:
        """Bytes of the object; raises `MissingObjectError`."""

    def delete(self, key: str) -> None:
        """Forget the object; forgetting one that is not there is not an error."""

    def keys(self, prefix: str = "") -> Iterator[str]:
        """The keys that begin with a prefix, in order."""


def open_storage(url: str) -> Storage:
    """The store that a URL names."""
    parts = urlsplit(url)
    match parts.scheme:
        case "file":
            return FileStorage(Path(unquote(parts.path)))
        case "s3":
            options = parse_qs(parts.query)
            return S3Storage(
                endpoint=parts.netloc.rpartition("@")[2],
                access_key=unquote(parts.username or ""),
                secret_key=unquote(parts.password or ""),
                bucket=parts.path.strip("/"),
                is_secure=options.get("secure", ["true"])[0] != "false",
                region=options.get("region", [""])[0],
            )
        case _:
            raise ValueError(f"a store is file:///… or s3://…, not {parts.scheme}:")


class FileStorage:
    """Objects as files of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, content: BinaryIO, size: int = -1, content_type: str = "application/octet-stream") -> None:  # noqa: ARG002
        target = self._path(key)
        with _asked(content) as sent:
            self._write(target, sent, size)

    def _write(self, target: Path, content: "_Sent", size: int) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and renamed: a process that dies leaves no half object.
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(content, file, CHUNK_BYTES)
                if 0 <= size != file.tell():
                    raise ValueError(f"{file.tell()} bytes came where {size} were announced")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def get(self, key: str) -> Iterator[bytes]:
        with _asked(), _missing(key):
            file = self._path(key).open("rb")
        return _pieces(file)

    def size(self, key: str) -> int:
        with _asked(), _missing(key):
            return self._path(key).stat().st_size

    def delete(self, key: str) -> None:
        with _asked():
            self._path(key).unlink(missing_ok=True)

    def keys(self, prefix: str = "") -> Iterator[str]:
        found = (path for path in self._folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        names = sorted(path.relative_to(self._folder).as_posix() for path in found)
        return (name for name in names if name.startswith(prefix))

    def _path(self, key: str) -> Path:
        if not key or any(part in {"", ".", ".."} or part.startswith(".") for part in key.split("/")) or "\0" in key:
            raise ValueError(f"not a key: {key!r}")
        return self._folder / key


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := _piece(file):
            yield piece


def _piece(file: BinaryIO) -> bytes:
    with _asked():
        return file.read(CHUNK_BYTES)


class S3Storage:
    """Objects in a bucket of an S3 store."""

    def __init__(
        self, *, endpoint: str, access_key: str, secret_key: str, bucket: str, is_secure: bool, region: str
    ) -> None:
        pool = urllib3.PoolManager(
            # The first of them is also the time that sending a whole part may take.
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS),
            maxsize=16,
            # MinIO that starts asks to come back in a minute: whoever waits for the answer cannot.
            retries=urllib3.Retry(
                total=2,
                connect=1,
                read=1,
                backoff_factor=0.2,
                status_forcelist=(500, 502, 503, 504),
                respect_retry_after_header=False,
            ),
        )
        self._client = minio.Minio(
            endpoint,
            access_key=access_key,
            secret_key=secret_key,
            secure=is_secure,
            region=region or None,
            http_client=pool,
        )
        self._bucket = bucket

    def make_bucket(self) -> None:
        """Create the bucket when it is missing: for laptops and tests, where nobody prepared the store."""
        with _asked():
            if not self._client.bucket_exists(self._bucket):
                self._client.make_bucket(self._bucket)

    def put(self, key: str, content: BinaryIO, size: int = -1, content_type: str = "application/octet-stream") -> None:
        part = PART_BYTES if size < 0 else 0
        with _asked(content) as sent:
            kept = self._client.put_object(self._bucket, key, sent, size, content_type=content_type, part_size=part)  # type: ignore[arg-type]
        # Whatever else answers at that address may say « 200 » to anything; a store says what it keeps.
        if not kept.etag:
            raise StorageError("the answer to a put names no object")

    def get(self, key: str) -> Iterator[bytes]:
        with _asked(), _missing(key):
            response = self._client.get_object(self._bucket, key)
        return _drained(response)

    def size(self, key: str) -> int:
        with _asked(), _missing(key):
            return self._client.stat_object(self._bucket, key).size or 0

    def delete(self, key: str) -> None:
        with _asked():
            self._client.remove_object(self._bucket, key)

    def keys(self, prefix: str = "") -> Iterator[str]:
        with _asked():
            for found in self._client.list_objects(self._bucket, prefix, recursive=True):
                yield str(found.object_name)


def _drained(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    try:
        while piece := _arrived(response):
            yield piece
    finally:
        with suppress(OSError):
            response.close()
        response.release_conn()


def _arrived(response: urllib3.BaseHTTPResponse) -> bytes:
    """What is there, at most a piece: whoever reads an object sees how long a store that trickles takes."""
    with _asked():
        return response.read1(CHUNK_BYTES)


class _Sent:
    """What is sent to a store. When it cannot be read that is no fault of the store: its error is raised as it was."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._content.read(size)
        except Exception as error:
            self.error = error
            raise


@contextmanager
def _asked(content: BinaryIO | None = None) -> Iterator[_Sent]:
    """Turn what the store fails with into one error."""
    sent = _Sent(content or io.BytesIO())
    try:
        yield sent
    except (MinioException, HTTPError, OSError, ParseError) as error:
        if sent.error is not None:
            raise sent.error from None
        raise StorageError(f"{type(error).__name__}: {error}") from error


@contextmanager
def _missing(key: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise MissingObjectError(key) from None
    except S3Error as error:
        if error.code == "NoSuchKey":
            raise MissingObjectError(key) from None
        raise
