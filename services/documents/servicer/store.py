"""Contents of documents: sealed in the store, one document at a time in memory, opened only when they are whole."""

import hashlib
import hmac
import io
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

from kit.errors import Refusal, TooBusy
from kit.process import Process
from kit.sealing import NONCE_BYTES, TAG_BYTES, Keyring, SealBroken, key_name
from kit.storage import MissingObjectError, StorageError, open_storage
from kit.turns import turn
from services.documents import errors
from services.documents.models import Document
from services.documents.servicer.spools import spool
from services.documents.settings import settings_of

log = logging.getLogger(__name__)

# Of the name of a key with its length, the nonce and the tag: no sealed content is longer than its content by more.
_LARGEST_SEAL: Final = 256 + NONCE_BYTES + TAG_BYTES
# A store that trickles is down: whoever reads is gone by then.
_FETCH_SECONDS: Final = 15.0
# Whoever waits longer for a place in memory would be answered too late.
_WAIT_SECONDS: Final = 8.0


class Store:
    """The store of objects and the keys, for one process."""

    def __init__(self, process: Process) -> None:
        settings = settings_of(process)
        self.storage = open_storage(settings.storage_url)
        self.keyring = Keyring.read(settings.keyring_file)
        # A content and its sealed twin are some ten megabytes: few of them at a time keep the process small.
        self._places = threading.BoundedSemaphore(settings.contents_at_once)

    def keep(self, content: Path, document_id: str, object_key: str) -> str:
        """Seal a content for one document and put it under a key of the store; the name of the sealing key."""
        with self._place(errors.UploadBusy):
            return self.seal(content.read_bytes(), document_id, object_key)

    def seal(self, content: bytes, document_id: str, object_key: str) -> str:
        """The same with a content that is in memory."""
        sealed = self.keyring.seal(content, document_id)
        del content
        try:
            self.storage.put(object_key, io.BytesIO(sealed), len(sealed))
        except StorageError as error:
            raise _unavailable(error) from error
        return key_name(sealed)

    @contextmanager
    def opened(self, document: Document) -> Iterator[Path]:
        """The content of a document as a file that is there for the length of a `with` block."""
        with spool() as (file, path):
            with self._place(TooBusy):
                file.write(self.read(document))
                file.flush()
            yield path

    def read(self, document: Document) -> bytes:
        """The whole content, exactly as it was deposited, or a refusal and not one byte."""
        try:
            content = self.keyring.open(self._fetched(document), document.id)
        except StorageError as error:
            raise _unavailable(error) from error
        except (MissingObjectError, SealBroken) as error:
            raise _damaged(document, type(error).__name__) from error
        if not hmac.compare_digest(hashlib.sha256(content).digest(), document.digest):
            raise _damaged(document, "another content")
        return content

    def _fetched(self, document: Document) -> bytearray:
        """The object as the store gives it back, and no more than it may be."""
        if document.object_key is None:
            raise MissingObjectError(document.id)
        sealed, most = bytearray(), document.byte_count + _LARGEST_SEAL
        until = time.monotonic() + _FETCH_SECONDS
        for piece in self.storage.get(document.object_key):
            sealed += piece
            if len(sealed) > most:
                raise SealBroken(document.id)
            if time.monotonic() > until:
                raise StorageError("an object comes too slowly")
        return sealed

    def _place(self, refusal: type[Refusal]) -> AbstractContextManager[None]:
        return turn(self._places, refusal, _WAIT_SECONDS)


def _unavailable(error: StorageError) -> Refusal:
    log.warning("the store does not do what it is asked: %s", error)
    return errors.StoreUnavailable()


def _damaged(document: Document, why: str) -> Refusal:
    log.error("the content of a document is damaged: %s", why, extra={"document": document.id})
    return errors.DocumentDamaged()
