"""PostgreSQL and Valkey of a test, which it may kill, freeze and start again on the same port with the same data."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import psutil

from tools.servers import postgres_server, valkey_server


class Server:
    """A server that can be lost."""

    def __init__(self, folder: Path, make: Callable[[Path], AbstractContextManager[str]]) -> None:
        self.url = ""
        self._folder = folder
        self._make = make
        self._stack = ExitStack()

    @property
    def is_running(self) -> bool:
        return bool(self.url)

    def start(self) -> None:
        self.url = self._stack.enter_context(self._make(self._folder))

    def kill(self) -> None:
        """As a power cut would: nothing of it ends in order."""
        self._process.kill()
        self.stop()

    def freeze(self) -> None:
        """It keeps its connections and answers nothing, as a machine does whose disk hangs."""
        for process in self._processes():
            process.suspend()

    def thaw(self) -> None:
        for process in self._processes():
            process.resume()

    def stop(self) -> None:
        self._stack.close()
        self.url = ""

    @property
    def _process(self) -> psutil.Process:
        return next(child for child in psutil.Process().children() if Path(child.cwd()).is_relative_to(self._folder))

    def _processes(self) -> list[psutil.Process]:
        return [self._process, *self._process.children(recursive=True)]


def postgres(folder: Path) -> Server:
    """A PostgreSQL that keeps what it has confirmed, whatever happens to it."""
    return Server(folder, lambda place: postgres_server(place, durable=True))


def valkey(folder: Path) -> Server:
    """A Valkey, which keeps nothing."""
    return Server(folder, valkey_server)
