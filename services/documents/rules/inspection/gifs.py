"""A GIF from its header to its trailer."""

from services.documents.rules.inspection.unfit import Unfit, UnfitError, check_padding, check_size

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B


def check(content: bytes) -> None:
    """One image, within bounds, nothing but blanks behind the trailer."""
    images = 0
    try:
        check_size(*_pair(content, 6))
        place = 13 + _table(content[10])
        while (block := content[place]) != _TRAILER:
            if block == _EXTENSION:
                place = _after_data(content, place + 2)
            elif block == _IMAGE:
                images += 1
                left, top = _pair(content, place + 1)
                width, height = _pair(content, place + 5)
                check_size(left + width, top + height)
                # The table of colours, then a byte on how the data are coded.
                place = _after_data(content, place + 10 + _table(content[place + 9]) + 1)
            else:
                raise UnfitError(Unfit.DAMAGED)
    except IndexError:
        raise UnfitError(Unfit.DAMAGED) from None
    if images != 1:
        raise UnfitError(Unfit.ANIMATED if images else Unfit.DAMAGED)
    check_padding(content[place + 1 :])


def _pair(content: bytes, place: int) -> tuple[int, int]:
    first, second = content[place : place + 2], content[place + 2 : place + 4]
    return int.from_bytes(first, "little"), int.from_bytes(second, "little")


def _table(flags: int) -> int:
    """Bytes of the table of colours that these flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_data(content: bytes, place: int) -> int:
    """Behind blocks of up to 255 bytes, of which an empty one is the last."""
    while length := content[place]:
        place += 1 + length
    return place + 1
