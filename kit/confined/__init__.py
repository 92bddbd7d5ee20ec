"""Functions that read what strangers wrote, each call in a process of its own that is thrown away.

A small server, `python -m kit.confined`, has imported what the functions need and forks for each call. Before it reads
a byte, the child gives up everything but computing (`kit.confined.cage`): its memory and time are counted, it opens no
file and no connection, starts no program and no process, and knows nothing of the environment of its service. What it
answers is read as JSON and bytes, up to a length, and is never trusted to be anything else.

    confined = Confined(preload=["services.documents.rules.inspection"])
    process.background.append(confined)
    confined.run("services.documents.rules.inspection:inspect", path).value

The function gets the content as bytes, then the arguments, and returns an `Answer`. Its module is preloaded, so that
this process never imports it, nor the parsers it stands on.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

from kit.turns import turn

# What a child may answer, so that one who is taken over cannot fill the memory of its service.
LARGEST_ANSWER: Final = 8 * 1024 * 1024

# Time for the server to import what is preloaded, and to answer once a child is gone.
_START_SECONDS: Final = 60.0
_END_SECONDS: Final = 5.0


class Answer(NamedTuple):
    """What a function returns: a value that JSON can say, and bytes beside it."""

    value: Any
    content: bytes = b""


class ConfinedError(Exception):
    """A call gave no answer; the classes below say why."""


class LimitExceededError(ConfinedError):
    """It wanted more memory, or more time, than a child may have."""


class ForbiddenCallError(ConfinedError):
    """It asked the kernel for something that no reading of a file needs."""


class CrashedError(ConfinedError):
    """It ended otherwise: by an exception, whose class is told, a broken answer, or a signal."""


class ServerGoneError(ConfinedError):
    """The server ended in the middle of the call, for want of memory or with its service: no fault of the file."""


class NoPlaceError(ConfinedError):
    """As many calls as there may be at once were under way all the time that this one could wait."""


class Exit(IntEnum):
    """How a child that was not killed says why it ends."""

    DONE = 0
    RAISED = 10
    OUT_OF_MEMORY = 11


_ENDINGS: Final = {
    Exit.OUT_OF_MEMORY: "too much memory",
    -signal.SIGXCPU: "too much computing",
    # Of the kernel: memory of the whole container, or a child that went on after the signal above.
    -signal.SIGKILL: "killed",
}


class Confined:
    """The server and its calls; a `Background` of a process. Threads may share it."""

    def __init__(
        self,
        preload: Sequence[str],
        *,
        memory_bytes: int = 512 * 1024 * 1024,
        cpu_seconds: int = 4,
        wall_seconds: float = 10.0,
        at_once: int = 2,
    ) -> None:
        """Each child may take `memory_bytes` beside what is preloaded; calls beyond `at_once` wait for their turn."""
        self._configuration = json.dumps(
            {"preload": list(preload), "memory_bytes": memory_bytes, "cpu_seconds": cpu_seconds}
        )
        self._wall_seconds = wall_seconds
        self._places = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> None:
        """Have the server ready; it refuses where it cannot confine its children."""
        with self._lock:
            self._start()

    def stop(self) -> None:
        """End the server and, with it, whatever child it has."""
        with self._lock:
            self._end()

    def run(self, function: str, content: bytes | Path, *arguments: Any) -> Answer:
        """The answer of `module:function` to the content of a file; raises a `ConfinedError`.

        The arguments are what JSON can say. No child is left when this returns or raises.
        """
        with turn(self._places, NoPlaceError(function), self._wall_seconds), ExitStack() as stack:
            # What it waited for others is not its own time.
            deadline = time.monotonic() + self._wall_seconds
            file = stack.enter_context(_opened(content))
            reader, writer = os.pipe()
            stack.callback(os.close, reader)
            ours, theirs = socket.socketpair()
            stack.enter_context(ours)
            try:
                call = json.dumps({"function": function, "arguments": arguments}).encode()
                self._send(call, [file, writer, theirs.fileno()])
            finally:
                os.close(writer)
                theirs.close()
            received = _read(reader, deadline)
            return _answer(function, received, _ended(ours))

    def _send(self, call: bytes, files: list[int]) -> None:
        """Hand a call to the server; to another one when it died."""
        with self._lock:
            if self._control is not None:
                try:
                    socket.send_fds(self._control, [call], files)
                except OSError:
                    self._end()
                else:
                    return
            socket.send_fds(self._start(), [call], files)

    def _start(self) -> socket.socket:
        if self._control is not None:
            return self._control
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            # Nothing of the environment goes along but where modules are: it may hold passwords. A session of its own,
            # so that what interrupts the service at a terminal lets the calls under way end.
            self._server = subprocess.Popen(
                [sys.executable, "-B", "-P", "-m", "kit.confined", str(theirs.fileno()), self._configuration],
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control.settimeout(_START_SECONDS)
        try:
            ready = self._control.recv(1)
        except TimeoutError:
            ready = b""
        if not ready:
            self._end()
            raise RuntimeError("no process can be confined here: see what kit.confined says on standard error")
        return self._control

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._server is not None:
            # It ends by itself once nobody can call it any more; one that is stuck is not waited for.
            try:
                self._server.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        self._control = self._server = None


@contextmanager
def _opened(content: bytes | Path) -> Iterator[int]:
    """The content as an open file, which is all that a child gets to see."""
    if isinstance(content, Path):
        with content.open("rb") as file:
            yield file.fileno()
        return
    descriptor = os.memfd_create("content")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        yield descriptor


def _read(reader: int, deadline: float) -> bytes | None:
    """What a child writes until it ends; None when it takes too long. More than it may write is cut."""
    os.set_blocking(reader, False)
    received = bytearray()
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    while len(received) <= LARGEST_ANSWER:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            return None
        part = os.read(reader, 1 << 16)
        if not part:
            break
        received += part
    return bytes(received)


def _ended(ours: socket.socket) -> int | None:
    """How the child ended, once it is gone: nobody waits for its answer any more, so the server kills what is left.

    None when the server is gone too.
    """
    ours.settimeout(_END_SECONDS)
    try:
        ours.shutdown(socket.SHUT_WR)
        status = ours.recv(4)
    except OSError:
        return None
    return int.from_bytes(status, signed=True) if status else None


def _answer(function: str, received: bytes | None, status: int | None) -> Answer:
    """The answer of a child that ended well; `status` is its exit code, or a signal with a minus."""
    if received is None:
        raise LimitExceededError(f"{function}: too long")
    if status is None:
        raise ServerGoneError(function)
    if status == Exit.RAISED:
        # Written by a child that may be hostile: a word for the log, nothing more.
        raise CrashedError(f"{function}: {received[:100]!r}")
    if status in _ENDINGS:
        raise LimitExceededError(f"{function}: {_ENDINGS[status]}")
    if status == -signal.SIGSYS:
        raise ForbiddenCallError(function)
    if status != Exit.DONE:
        raise CrashedError(f"{function}: ended with {status}")
    header, separator, content = received.partition(b"\n")
    try:
        value = json.loads(header)
    except (ValueError, RecursionError):
        separator = b""
    if not separator or len(received) > LARGEST_ANSWER:
        raise CrashedError(f"{function}: a broken answer")
    return Answer(value, content)
