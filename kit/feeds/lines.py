"""Physical lines of a stream of bytes, numbered from 1, in flat memory."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST_LINE = 64 * 1024  # bytes, without the line end

_MARK = b"\xef\xbb\xbf"


class RawLine(NamedTuple):
    """A line without its end; `content` is None when it is longer than a line may be."""

    number: int
    content: bytes | None


def raw_lines(chunks: Iterable[bytes]) -> Iterator[RawLine]:
    """Cuts the stream at LF; takes CR LF, a byte order mark and a missing last line end as they come."""
    number = 1
    for content, is_too_long in _cut(chunks):
        if number == 1:
            content = content.removeprefix(_MARK)
        content = content.removesuffix(b"\r")
        yield RawLine(number, None if is_too_long or len(content) > LONGEST_LINE else content)
        number += 1


def _cut(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Lines as they stand, and whether their rest was thrown away because they would not end."""
    most = LONGEST_LINE + len(_MARK) + 1  # room for a mark and a CR, which do not count
    rest, is_skipping = b"", False
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line, is_skipping
            is_skipping = False
        if len(rest) > most:
            rest, is_skipping = b"", True
    if rest or is_skipping:
        yield rest, is_skipping
