"""Objects of the store that no document names are removed: left by an upload that ended early, or by a removal."""

import logging
from datetime import timedelta
from typing import Final

from kit.clock import real_now
from kit.database import Database
from kit.errands import Errands
from kit.storage import Storage, StorageError
from services.documents.queries import objects

log = logging.getLogger(__name__)

# What this process leaves is removed at once; what others left, when it is due.
POLL_SECONDS: Final = 30.0
# Of an object that the store does not remove now; the others must not wait for it.
DELAY: Final = timedelta(minutes=1)


class Sweeper(Errands):
    """Removes what is due. Any number of processes may run one; nobody ever lists the store."""

    def __init__(self, database: Database, storage: Storage) -> None:
        super().__init__("sweeper of the store", POLL_SECONDS, self.sweep_next)
        self._database = database
        self._storage = storage

    def sweep_next(self) -> bool:
        """Remove the object that has waited longest; False when none is due or the store does not remove it."""
        with self._database.transaction() as session:
            loose = objects.next_due(session)
            if loose is None:
                return False
            try:
                # Locked meanwhile: an upload that still wants it waits, and then finds that it is gone.
                self._storage.delete(loose.object_key)
            except StorageError as error:
                log.warning("an object stays for now: %s", error, extra={"object": loose.object_key})
                loose.remove_time = real_now() + DELAY
                return False
            session.delete(loose)
        return True
