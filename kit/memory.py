"""What a process gives back of its memory."""

import ctypes
from contextlib import suppress
from typing import Final

_M_MMAP_THRESHOLD: Final = -3
_LARGE_BYTES: Final = 1024 * 1024


def give_back_large_buffers() -> None:
    """Have every buffer of a megabyte or more leave the process when it is freed.

    The allocator of glibc learns to keep buffers of the size that it has seen freed, in a heap for each thread: a few
    files of five megabytes then cost ten times what is ever in use. Once this is set it learns nothing.
    """
    # Another C library has no such setting, and no such habit.
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
