"""Files for what is under way: no other process finds them, and `kill -9` leaves none behind."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def spool() -> Iterator[tuple[IO[bytes], Path]]:
    """A new file, and where this process opens it again, for the length of a `with` block."""
    # It has no name in any folder: the kernel takes it back with the last process that has it open.
    with tempfile.TemporaryFile() as file:
        yield file, Path(f"/proc/self/fd/{file.fileno()}")
