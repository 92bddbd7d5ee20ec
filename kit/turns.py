"""What may be done only so many times at once, and the refusal of one more."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def turn(turns: threading.Semaphore, refusal: Exception | type[Exception], seconds: float = 0) -> Iterator[None]:
    """One of the turns, for the length of a `with` block; raises the refusal when none is free in so many seconds."""
    if not turns.acquire(timeout=seconds):
        raise refusal
    try:
        yield
    finally:
        turns.release()
