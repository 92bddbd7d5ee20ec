"""Who may read, deposit and remove."""

from dataclasses import dataclass
from typing import Final

from kit.errors import AccessDenied, NotFound
from services.documents import errors
from services.documents.models import Document, Folder, ScanState

# What an owner may open: their own file does not harm them before it is analysed.
_READABLE_BY_OWNER: Final = frozenset(ScanState) - {ScanState.INFECTED}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as one folder sees them. Whoever owns a folder is its owner, whatever other rights they have (G-4)."""

    person_id: str
    is_owner: bool
    is_reader: bool = False
    is_staff: bool = False
    opens_unscanned: bool = False
    """Staff may open what no antivirus has looked at, because none is set up."""

    @classmethod
    def of(cls, folder: Folder, person_id: str, *, is_staff: bool, opens_unscanned: bool) -> "Asker":
        """What a person is to a folder; a service that asks for nobody is nothing to it."""
        is_owner = bool(person_id) and folder.owner_person_id == person_id
        return cls(
            person_id,
            is_owner=is_owner,
            is_reader=person_id in folder.reader_person_ids,
            is_staff=is_staff and not is_owner,
            opens_unscanned=opens_unscanned,
        )

    @property
    def sees(self) -> bool:
        """Whether the folder exists for them."""
        return self.is_owner or self.is_reader or self.is_staff


def may_deposit(folder: Folder, asker: Asker) -> bool:
    """The owner while it is open; a gestionnaire always."""
    return asker.is_staff or (asker.is_owner and not folder.is_sealed)


def may_delete(document: Document, folder: Folder, asker: Asker, *, is_counted: bool) -> bool:
    """The owner: their own while it is open. A gestionnaire: a gestionnaire's, unless it was there at the sealing.

    `is_counted`: another set was sealed with it, so nobody removes it.
    """
    if is_counted:
        return False
    if asker.is_owner:
        return not (folder.is_sealed or document.is_by_staff)
    if not (asker.is_staff and document.is_by_staff):
        return False
    return folder.seal_time is None or document.deposit_time > folder.seal_time


def may_read(document: Document, asker: Asker) -> bool:
    """Whether the content may be opened now."""
    if asker.is_owner:
        return document.scan_state in _READABLE_BY_OWNER
    if not asker.sees:
        return False
    return document.scan_state is ScanState.CLEAN or (
        document.scan_state is ScanState.NOT_SCANNED and asker.opens_unscanned
    )


def check_deposit(folder: Folder, asker: Asker) -> None:
    """Refuse who may not deposit."""
    _check_sees(asker)
    if not may_deposit(folder, asker):
        raise errors.FolderSealed if asker.is_owner else AccessDenied


def check_delete(document: Document, folder: Folder, asker: Asker, *, is_counted: bool) -> None:
    """Refuse who may not remove a document."""
    _check_sees(asker)
    if may_delete(document, folder, asker, is_counted=is_counted):
        return
    if asker.is_owner and document.is_by_staff:
        raise errors.DocumentOfStaff
    if asker.is_staff and not document.is_by_staff:
        raise errors.DocumentOfOwner
    if is_counted:
        raise errors.DocumentCounted
    if asker.is_owner:
        raise errors.FolderSealed
    if asker.is_staff:
        raise errors.DocumentSealed
    raise AccessDenied


def check_read(document: Document, asker: Asker) -> None:
    """Refuse who may not open a document, or not yet."""
    _check_sees(asker)
    if not may_read(document, asker):
        raise errors.DocumentInfected if document.scan_state is ScanState.INFECTED else errors.DocumentNotScanned


def _check_sees(asker: Asker) -> None:
    """To whoever may not see a folder it does not exist."""
    if not asker.sees:
        raise NotFound
