"""Contents sealed again with the key that seals now, so that an older one may go: `rotate-keys`.

It may be ended at any moment and run again, beside processes that serve: a document names its old object until the new
one is there, and whatever is left over waits among the loose objects.
"""

import logging
import sys
from datetime import timedelta
from typing import Final

from kit.clock import real_now
from kit.errors import Refusal
from kit.identifiers import new_id
from kit.process import Process
from services.documents.errors import StoreUnavailable
from services.documents.models import Document, LooseObject
from services.documents.queries import documents, objects
from services.documents.rules.deposits import LOOSE_AFTER
from services.documents.servicer.store import Store

log = logging.getLogger(__name__)

BATCH: Final = 100
# Whoever has just looked up the old object has read it by then.
READ_BY_THEN: Final = timedelta(minutes=1)


def rotate_keys(process: Process) -> None:
    """Seal again what another key seals, and say how many contents each key has; fails when an older one has any."""
    store = Store(process)
    active, last = store.keyring.active, ""
    while batch := _batch(process, active, last):
        for document in batch:
            _rotate(process, store, document)
        last = batch[-1].id
    with process.database.read() as session:
        counts = documents.count_by_key(session)
    for row in counts:
        sys.stdout.write(f"{row.count} under key {row.key_name}\n")
    if any(row.key_name != active for row in counts):
        raise SystemExit("contents stay under an older key: keep it, see the log for what hinders, and run this again")


def _batch(process: Process, active: str, last: str) -> list[Document]:
    with process.database.read() as session:
        return list(documents.sealed_otherwise(session, active, last, BATCH))


def _rotate(process: Process, store: Store, document: Document) -> None:
    """Seal one content again; one that is damaged stays as it is, and is told."""
    object_key = new_id()
    try:
        content = store.read(document)
        with process.database.transaction() as session:
            session.add(LooseObject(object_key=object_key, remove_time=real_now() + LOOSE_AFTER))
        key_name = store.seal(content, document.id, object_key)
    except StoreUnavailable:
        raise SystemExit("the store does not answer: run this again later") from None
    except Refusal as refusal:
        log.error("a content is not sealed again: %s", refusal.reason, extra={"document": document.id})
        return
    with process.database.transaction() as session:
        present = documents.for_update(session, document)
        if present is None:
            # Removed or rotated by somebody else meanwhile.
            objects.hasten(session, object_key, real_now())
            return
        if not objects.take(session, object_key):
            # So late that the new object was swept: the old one stays what the document names.
            log.error("a content is not sealed again: its object was swept", extra={"document": document.id})
            return
        session.add(LooseObject(object_key=str(present.object_key), remove_time=real_now() + READ_BY_THEN))
        present.object_key, present.key_name = object_key, key_name
