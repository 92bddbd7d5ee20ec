"""Why a file may not be kept, and what is so for every kind of file."""

from enum import StrEnum
from typing import Final

LARGEST_IMAGE: Final = 40_000_000
"""Pixels. A photograph of 12 to 24 megapixels is usual; one of 40 takes 160 MB once decoded."""


class Unfit(StrEnum):
    """The reasons, as the refusals of documents have them."""

    DAMAGED = "FILE_DAMAGED"
    ENCRYPTED = "FILE_ENCRYPTED"
    ACTIVE = "FILE_ACTIVE"
    ANIMATED = "FILE_ANIMATED"
    TOO_COMPLEX = "FILE_TOO_COMPLEX"
    MIXED = "FILE_MIXED"


class UnfitError(Exception):
    """The file may not be kept."""

    def __init__(self, unfit: Unfit) -> None:
        super().__init__(unfit)
        self.unfit = unfit


def check_size(width: int, height: int) -> None:
    """Refuse an image by what its header says: it is never decoded to learn more."""
    if not (width and height):
        raise UnfitError(Unfit.DAMAGED)
    if width * height > LARGEST_IMAGE:
        raise UnfitError(Unfit.TOO_COMPLEX)


def check_padding(rest: bytes) -> None:
    """Nothing but blanks may follow the end: what else would be read by another program as another kind of file."""
    if rest.strip(b"\0\t\r\n \x1a"):
        raise UnfitError(Unfit.MIXED)


def is_archive(content: bytes) -> bool:
    """Whether a ZIP ends where the file ends, wherever in it the ZIP begins: many programs would open that instead."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 0xFFFF - 22))
    if end < 0 or len(content) < end + 22:
        return False
    comment = int.from_bytes(content[end + 20 : end + 22], "little")
    return end + 22 + comment == len(content)
