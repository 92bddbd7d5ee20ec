"""Names of files: those that break the rule are changed, and their depositor is told (S-DOC-3)."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from services.documents.models import DocumentType
from services.documents.rules.types import EXTENSIONS

LONGEST_STEM: Final = 50
LONGEST_GIVEN: Final = 200
# Of a longer name nothing more is looked at.
LONGEST_READ: Final = 1000

_WITHOUT_NAME: Final = "piece"
# A point begins an extension when few letters follow it; « Facture no 3.version finale » has none.
_EXTENSION: Final = re.compile(r"\.([A-Za-z0-9]{1,5})$", re.ASCII)
_NOT_ALLOWED: Final = re.compile(r"[^A-Za-z0-9_-]+", re.ASCII)
_HYPHENS: Final = re.compile(r"-{2,}")
_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O"})
# Some systems open a device under these names, whatever the extension.
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.ASCII | re.IGNORECASE)


def allowed(given: str, kind: DocumentType, taken: Collection[str]) -> tuple[str, str]:
    """The name under which a file is kept, and the one that it was given when that is another, else nothing.

    The extension is that of the content; a name that is taken in the folder gets a number.
    """
    base = re.split(r"[/\\]", given[:LONGEST_READ].strip())[-1].strip()
    stem, extension = _parts(base, kind)
    name = _free(_stem(stem), extension, {each.lower() for each in taken})
    return name, "" if name == base else _clean(base)[:LONGEST_GIVEN]


def _clean(text: str) -> str:
    """Without what is not seen or turns the order of what is: controls, marks of direction, halves of characters."""
    return "".join(character for character in text if unicodedata.category(character)[0] != "C")


def _parts(base: str, kind: DocumentType) -> tuple[str, str]:
    """Stem and extension; the extension stays as it is written when it is one of the content's."""
    found = _EXTENSION.search(base)
    if found is None:
        return base, EXTENSIONS[kind][0]
    if found[1].lower() in EXTENSIONS[kind]:
        return base[: found.start()], found[1]
    return base[: found.start()], EXTENSIONS[kind][0]


def _stem(stem: str) -> str:
    if stem and not _NOT_ALLOWED.search(stem) and len(stem) <= LONGEST_STEM and not _DEVICES.fullmatch(stem):
        return stem
    plain = unicodedata.normalize("NFKD", stem.translate(_LIGATURES))
    bare = "".join(character for character in plain if not unicodedata.combining(character))
    tidy = _HYPHENS.sub("-", _NOT_ALLOWED.sub("-", bare)).strip("-")[:LONGEST_STEM].strip("-")
    if _DEVICES.fullmatch(tidy):
        return f"{_WITHOUT_NAME}-{tidy}"
    return tidy or _WITHOUT_NAME


def _free(stem: str, extension: str, taken: Collection[str]) -> str:
    name, number = f"{stem}.{extension}", 1
    while name.lower() in taken:
        number += 1
        ending = f"-{number}"
        name = f"{stem[: LONGEST_STEM - len(ending)]}{ending}.{extension}"
    return name
