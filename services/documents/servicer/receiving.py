"""Contents while they come in: counted, hashed and written to a file that is gone with the call."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from imagin.documents.v1 import documents_pb2 as pb
from kit.errors import Refusal
from kit.turns import turn
from services.documents import errors
from services.documents.rules.deposits import MOST_BYTES
from services.documents.rules.types import HEAD_BYTES
from services.documents.servicer.spools import spool


@dataclass(frozen=True, slots=True)
class Received:
    """A whole content, and what its first message says."""

    # Without the content, with its digest: the same for the same change, however it was cut into messages.
    request: pb.UploadDocumentRequest
    path: Path
    head: bytes
    byte_count: int

    @property
    def digest(self) -> bytes:
        return self.request.sha256


class Transfers:
    """Contents that come in or go out, each as slowly as who sends, who reads, or the store.

    Beyond a number one more is refused at once: threads must be left for whoever seals or lists folders.
    """

    def __init__(self, most: int) -> None:
        self._places = threading.BoundedSemaphore(most)

    def place(self, refusal: type[Refusal]) -> AbstractContextManager[None]:
        """One of the places, for the length of a `with` block."""
        return turn(self._places, refusal)

    @contextmanager
    def received(self, messages: Iterator[pb.UploadDocumentRequest]) -> Iterator[Received]:
        """What a stream brings, for the length of a `with` block."""
        with self.place(errors.UploadBusy), spool() as (file, path):
            yield _written(messages, file, path)


def _written(messages: Iterator[pb.UploadDocumentRequest], file: IO[bytes], path: Path) -> Received:
    request = next(messages, pb.UploadDocumentRequest())
    digest, count, head = hashlib.sha256(), 0, b""
    for message in chain((request,), messages):
        piece = message.content
        count += len(piece)
        if count > MOST_BYTES:
            raise errors.FileTooLarge(most=MOST_BYTES // 1024**2)
        digest.update(piece)
        file.write(piece)
        head += piece[: HEAD_BYTES - len(head)]
    if not count:
        raise errors.FileEmpty
    file.flush()
    request.ClearField("content")
    request.sha256 = digest.digest()
    return Received(request, path, head, count)
