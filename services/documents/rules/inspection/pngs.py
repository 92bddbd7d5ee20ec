"""A PNG from its signature to its last chunk."""

import zlib
from typing import Final

from services.documents.rules.inspection.unfit import Unfit, UnfitError, check_padding, check_size

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

# Of a text or a colour profile once unpacked, as Pillow has it: a file of one megabyte may unpack to a gigabyte.
_LARGEST_TEXT: Final = 1024 * 1024


def check(content: bytes) -> None:
    """Chunks whose sums are right, the size first, one image, nothing but blanks behind the end."""
    place, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        length = int.from_bytes(content[place : place + 4])
        first, kind = not kind, content[place + 4 : place + 8]
        data = content[place + 8 : place + 8 + length]
        total = content[place + 8 + length : place + 12 + length]
        if len(total) < 4 or zlib.crc32(data, zlib.crc32(kind)) != int.from_bytes(total):
            raise UnfitError(Unfit.DAMAGED)
        if first != (kind == b"IHDR"):
            raise UnfitError(Unfit.DAMAGED)
        if kind == b"IHDR":
            check_size(int.from_bytes(data[:4]), int.from_bytes(data[4:8]))
        elif kind == b"acTL":
            raise UnfitError(Unfit.ANIMATED)
        elif kind in _PACKED:
            _check_packed(kind, data)
        place += 12 + length
    check_padding(content[place:])


def _after_method(data: bytes) -> bytes:
    """Behind a name that ends with a zero, and one byte."""
    return data.partition(b"\0")[2][1:]


def _after_languages(data: bytes) -> bytes:
    """Behind a name, two bytes, the language and the translated name; nothing when the text is not packed."""
    flags = data.partition(b"\0")[2]
    return flags[2:].partition(b"\0")[2].partition(b"\0")[2] if flags[:1] == b"\1" else b""


_PACKED: Final = {b"zTXt": _after_method, b"iCCP": _after_method, b"iTXt": _after_languages}


def _check_packed(kind: bytes, data: bytes) -> None:
    try:
        unpacked = zlib.decompressobj().decompress(_PACKED[kind](data), _LARGEST_TEXT + 1)
    except zlib.error:
        raise UnfitError(Unfit.DAMAGED) from None
    if len(unpacked) > _LARGEST_TEXT:
        raise UnfitError(Unfit.TOO_COMPLEX)
