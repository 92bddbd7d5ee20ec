"""Whether a deposited file is sound, and the pictures of its pages: asked of a confined child, never found out here."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kit.confined import Confined, ConfinedError, CrashedError, NoPlaceError, ServerGoneError
from kit.errors import Refusal, TooBusy
from services.documents import errors
from services.documents.models import DocumentType

log = logging.getLogger(__name__)

_INSPECTION: Final = "services.documents.rules.inspection"

_UNFIT: Final[dict[str, type[Refusal]]] = {
    refusal.reason: refusal
    for refusal in (
        errors.FileDamaged,
        errors.FileEncrypted,
        errors.FileActive,
        errors.FileAnimated,
        errors.FileTooComplex,
        errors.FileMixed,
    )
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as an image."""

    jpeg: bytes
    width: int
    height: int


def confined() -> Confined:
    """The children that parse files, for one process of documents."""
    return Confined([_INSPECTION])


def page_count(confined: Confined, content: bytes | Path, kind: DocumentType) -> int:
    """Pages of a file that is whole, does nothing by itself and may be kept; otherwise the refusal that says why."""
    try:
        found = confined.run(f"{_INSPECTION}:inspect", content, kind).value
    except ConfinedError as error:
        raise _refusal(error, errors.UploadBusy) from error
    if "unfit" in found:
        raise _UNFIT[found["unfit"]]
    return int(found["pages"])


def picture(confined: Confined, content: bytes | Path, kind: DocumentType, page: int) -> Picture:
    """A page of a file that was found fit; pages count from 1."""
    try:
        size, jpeg = confined.run(f"{_INSPECTION}:picture", content, kind, page)
    except ConfinedError as error:
        raise _refusal(error, TooBusy) from error
    return Picture(jpeg, int(size["width"]), int(size["height"]))


def _refusal(error: ConfinedError, busy: type[Refusal]) -> Refusal:
    """A parser that crashes has met a broken file; one that wants too much, or anything else, an attack."""
    log.warning("a file was not read to its end: %s %s", type(error).__name__, error)
    if isinstance(error, NoPlaceError | ServerGoneError):
        return busy()
    return errors.FileDamaged() if isinstance(error, CrashedError) else errors.FileTooComplex()
