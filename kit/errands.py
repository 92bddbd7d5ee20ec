"""A thread of a service that does what is due, one thing after the other: at once when woken, else every few seconds.

Any number of processes may run one: each duty takes what it does from the database, where the others pass over it.
"""

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from kit import telemetry

log = logging.getLogger(__name__)


class Errands:
    """The thread. Each duty does one thing and says whether there may be another; none keeps the next from its turn."""

    def __init__(self, name: str, every: float, *duties: Callable[[], bool]) -> None:
        self._name = name
        self._every = every
        self._duties = duties
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Say that something is due."""
        self._wake.set()

    def stop(self) -> None:
        """Finish what is under way; the rest waits for the next process."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            for duty in self._duties:
                self._do(duty)
            self._wake.wait(self._every)

    def _do(self, duty: Callable[[], bool]) -> None:
        with telemetry.continuing(""):
            try:
                while not self._stopping.is_set() and duty():
                    pass
            except SQLAlchemyError as error:
                log.warning("%s: the database does not answer (%s)", self._name, type(error).__name__)
            except Exception:
                log.exception("%s failed", self._name)
