"""A folder for a server of tests: in memory where there is room, since a database per test is mostly files written."""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108
# Databases of tests are small and few at a time; containers often give 64 MB here, which is not enough.
ROOM_BYTES = 2 * 1024**3
PREFIX = f"imagin-tests-{os.getuid()}-"
SETTLED_SECONDS = 60


@contextlib.contextmanager
def memory_folder() -> Iterator[Path]:
    """An empty folder that is gone afterwards, and so are those of runs that were killed."""
    parent = MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES else None
    if parent:
        _forget_the_killed(parent)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=parent) as name:
        folder = Path(name)
        with (folder / "in-use").open("w") as mark:
            fcntl.flock(mark, fcntl.LOCK_EX)
            yield folder


def _forget_the_killed(parent: Path) -> None:
    for folder in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime < SETTLED_SECONDS:
                continue
            with (folder / "in-use").open() as mark:
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
