"""What is asked for with a deposit, and whether a folder takes it."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from kit.errors import Violations
from kit.french import short_date
from services.documents import errors
from services.documents.models import Document, Folder

MOST_BYTES: Final = 5 * 1024 * 1024
LONGEST_PROOF: Final = 200
# Much longer than an upload may take: an object that is loose by then was left by a process that died.
LOOSE_AFTER: Final = timedelta(hours=1)


def check_proof(proof: str) -> None:
    """Refuse the words of a proof that are too long to be kept."""
    violations = Violations()
    if len(proof) > LONGEST_PROOF:
        violations.add("proof", errors.PROOF_LENGTH, most=LONGEST_PROOF)
    violations.refuse_if_any()


def check_room(folder: Folder) -> None:
    """Refuse one more document than the folder holds."""
    if folder.document_count >= folder.capacity:
        raise errors.FolderFull(capacity=folder.capacity)


def check_new(twin: Document | None, zone: ZoneInfo) -> None:
    """Refuse a content that the set has already."""
    if twin is not None:
        date = short_date(twin.deposit_time.astimezone(zone))
        raise errors.AlreadyGiven(date=date, file_name=twin.file_name)


def time(folder: Folder, now: datetime) -> datetime:
    """When a document comes in: after the sealing that it found, whose clock may be a little ahead."""
    if folder.seal_time is None:
        return now
    return max(now, folder.seal_time + timedelta(microseconds=1))
