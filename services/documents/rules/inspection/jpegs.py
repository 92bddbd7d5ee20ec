"""A JPEG from its first marker to its last, and what cameras write behind it."""

import re
from typing import Final

from services.documents.rules.inspection.unfit import Unfit, UnfitError, check_padding, check_size

_START: Final = b"\xff\xd8"
_END, _SCAN, _ALONE = 0xD9, 0xDA, {0x01, *range(0xD0, 0xD8)}
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

# In the coded data, FF is followed by 00 or by a restart; anything else is the next marker.
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")

# A progressive photograph has about ten scans; each is a pass over the whole image.
_MOST_SCANS: Final = 100
# A main image, the same at other sizes, the map of its lights, that of its depths.
_MOST_IMAGES: Final = 8
# Notes of Samsung's phones on how the photograph was taken. The video of an animated one is far larger.
_LARGEST_NOTES: Final = 64 * 1024


def check(content: bytes) -> None:
    """One image, then nothing but blanks, further whole images, and the notes of a phone.

    Phones write smaller images and maps of lights behind the main one (« multi-picture »); these are JPEGs that end as
    well. A video or an archive behind the image is refused.
    """
    end = _end(content, 0)
    for _ in range(_MOST_IMAGES):
        rest = content[end:].lstrip(b"\0")
        if not rest.startswith(_START):
            break
        end = _end(content, len(content) - len(rest))
    if not _is_notes(content[end:].lstrip(b"\0")):
        check_padding(content[end:])


def _end(content: bytes, start: int) -> int:
    """Where the image that begins at `start` ends; raises `UnfitError` when it does not, or is too large."""
    place, scans, frames = start + len(_START), 0, 0
    try:
        while True:
            if content[place] != 0xFF:
                raise UnfitError(Unfit.DAMAGED)
            while content[place] == 0xFF:
                place += 1
            marker = content[place]
            place += 1
            if marker == _END:
                break
            if marker in _ALONE:
                continue
            length = int.from_bytes(content[place : place + 2])
            if length < 2:
                raise UnfitError(Unfit.DAMAGED)
            if marker in _FRAMES:
                frames += 1
                height = int.from_bytes(content[place + 3 : place + 5])
                check_size(int.from_bytes(content[place + 5 : place + 7]), height)
            place += length
            if marker == _SCAN:
                scans += 1
                if scans > _MOST_SCANS:
                    raise UnfitError(Unfit.TOO_COMPLEX)
                following = _NEXT_MARKER.search(content, place)
                if following is None:
                    raise UnfitError(Unfit.DAMAGED)
                place = following.start()
    except IndexError:
        raise UnfitError(Unfit.DAMAGED) from None
    if not (scans and frames == 1):
        raise UnfitError(Unfit.DAMAGED)
    return place


def _is_notes(trailer: bytes) -> bool:
    """Whether it is the trailer of Samsung's phones and nothing else: blocks, then a directory that counts them all.

    `SEFH`, a version, the number of blocks, for each its type, how far before the directory it begins and its length;
    then the length of that directory and `SEFT`.
    """
    if not trailer.endswith(b"SEFT") or len(trailer) > _LARGEST_NOTES:
        return False
    directory = len(trailer) - 8 - int.from_bytes(trailer[-8:-4], "little")
    if directory < 0 or trailer[directory : directory + 4] != b"SEFH":
        return False
    count = int.from_bytes(trailer[directory + 8 : directory + 12], "little")
    entries = trailer[directory + 12 : -8]
    if len(entries) != 12 * count:
        return False
    begins = [int.from_bytes(entries[at + 4 : at + 8], "little") for at in range(0, len(entries), 12)]
    lengths = [int.from_bytes(entries[at + 8 : at + 12], "little") for at in range(0, len(entries), 12)]
    return bool(count) and max(begins) == directory == sum(lengths)
