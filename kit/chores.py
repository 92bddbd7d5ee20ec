"""What a service does beside answering: a few small duties, each every so many seconds, on one thread.

Any number of processes may do them at the same time: each duty takes care of that in the database.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from kit import telemetry

log = logging.getLogger(__name__)


@dataclass
class Chore:
    """One duty."""

    name: str
    every: float
    do: Callable[[], object]
    due: float = 0.0


class Chores:
    """The thread that does them."""

    def __init__(self) -> None:
        self._chores: list[Chore] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def add(self, name: str, every: float, do: Callable[[], object]) -> None:
        """Have something done every so many seconds; a service adds its own before the process serves."""
        self._chores.append(Chore(name, every, do))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            now = time.monotonic()
            for chore in self._chores:
                if chore.due <= now:
                    chore.due = now + chore.every
                    self._do(chore)
            pause = min((chore.due for chore in self._chores), default=now + 1) - time.monotonic()
            self._stopping.wait(max(0.05, pause))

    def _do(self, chore: Chore) -> None:
        with telemetry.continuing(""):
            try:
                chore.do()
            except SQLAlchemyError as error:
                log.warning("%s: the database does not answer (%s)", chore.name, type(error).__name__)
            except Exception:
                log.exception("%s failed", chore.name)
