"""The server of `kit.confined`: it imports what is preloaded, then forks for each call.

It does nothing but receive and fork: one thread, no parser at work, so that every child starts from the same clean
memory. It ends when the socket to its service closes, whatever ended the service, and its children end with it.
"""

import contextlib
import errno
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any

from kit.confined import Answer, Exit
from kit.confined.cage import Cage

_CALL_BYTES = 65536


class Server:
    """Calls that come over one socket, and the children that answer them."""

    def __init__(self, control: socket.socket, cage: Cage) -> None:
        self._control = control
        self._cage = cage
        self._waiting = selectors.DefaultSelector()
        self._waiting.register(control, selectors.EVENT_READ, self._receive)

    def run(self) -> None:
        """Until the service is gone."""
        while True:
            for key, _ in self._waiting.select():
                # What came before it may have ended what this is about.
                if self._waiting.get_map().get(key.fd) is key:
                    key.data()

    def _receive(self) -> None:
        call, files, _, _ = socket.recv_fds(self._control, _CALL_BYTES, 3)
        if not call:
            # The service is gone; children die with their parent.
            os._exit(0)
        content, result, asker = files
        child = os.fork()
        if child == 0:
            _be_child(self._cage, json.loads(call), content, result)
        os.close(content)
        os.close(result)
        self._watch(child, socket.socket(fileno=asker))

    def _watch(self, child: int, asker: socket.socket) -> None:
        ending = os.pidfd_open(child)

        def kill() -> None:
            # Nobody waits for the answer any more.
            self._waiting.unregister(asker)
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(ending, signal.SIGKILL)

        def tell() -> None:
            _, status = os.waitpid(child, 0)
            self._waiting.unregister(ending)
            os.close(ending)
            with contextlib.suppress(KeyError):
                self._waiting.unregister(asker)
            with contextlib.suppress(OSError):
                asker.send(os.waitstatus_to_exitcode(status).to_bytes(4, signed=True))
            asker.close()

        self._waiting.register(ending, selectors.EVENT_READ, tell)
        self._waiting.register(asker, selectors.EVENT_READ, kill)


def _be_child(cage: Cage, call: dict[str, Any], content: int, result: int) -> None:
    """Answer one call and end, whatever happens: nothing of the server runs in a child."""
    status = Exit.RAISED
    try:
        content, result = _keep_only(content, result)
        cage.enter()
        # Whoever wrote the file left its position at the end.
        os.lseek(content, 0, os.SEEK_SET)
        with os.fdopen(content, "rb") as file:
            answer = _function(call["function"])(file.read(), *call["arguments"])
        _write(result, json.dumps(answer.value).encode() + b"\n", answer.content)
        status = Exit.DONE
    except BaseException as error:  # noqa: BLE001
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
            status = Exit.OUT_OF_MEMORY
        with contextlib.suppress(Exception):
            _write(result, type(error).__name__.encode())
    finally:
        os._exit(status)


def _keep_only(content: int, result: int) -> tuple[int, int]:
    """Close every descriptor but two, which move below those of other calls."""
    null = os.open(os.devnull, os.O_RDWR)
    # Both above all others first: one may have the number that the other takes.
    content, result = os.dup(content), os.dup(result)
    os.dup2(content, 0)
    os.dup2(result, 1)
    os.dup2(null, 2)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    return 0, 1


def _write(result: int, *parts: bytes) -> None:
    for part in parts:
        view = memoryview(part)
        while view:
            view = view[os.write(result, view) :]


def _function(name: str) -> Callable[..., Answer]:
    module, _, function = name.partition(":")
    # Only what was preloaded: a child can open no module.
    return getattr(sys.modules[module], function)


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    configuration = json.loads(sys.argv[2])
    # The service says when to end, by closing the socket: what stops it at a terminal is not for this process.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for module in configuration["preload"]:
        importlib.import_module(module)
    # The memory of what is preloaded stays shared: no collection of a child writes into it.
    gc.collect()
    gc.freeze()
    cage = Cage(configuration["memory_bytes"], configuration["cpu_seconds"])
    try:
        cage.check()
    except OSError:
        traceback.print_exc()
        raise SystemExit(1) from None
    control.send(b"!")
    Server(control, cage).run()


if __name__ == "__main__":
    main()
