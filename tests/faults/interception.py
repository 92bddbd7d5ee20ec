"""A proxy before a gRPC server that keeps one answer for itself."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from tests.faults.proxies import Passage, Proxy, pieces

# Of HTTP/2 (RFC 9113, sections 4.1 and 6).
FRAME_HEAD, DATA, HEADERS, END_STREAM = 9, 0, 1, 0x1
# Of gRPC: a flag and a length before each message.
MESSAGE_HEAD = 5


class Interception(Proxy):
    """Passes everything on, but for the first answer: `on_answer` runs as soon as it is whole, and nobody gets it."""

    def __init__(self, server: str, on_answer: Callable[[], object]) -> None:
        super().__init__(server)
        self._on_answer = on_answer
        self._is_done = False
        # The message that the answer carried.
        self.message = b""

    @classmethod
    @contextmanager
    def before(cls, server: str, on_answer: Callable[[], object]) -> Iterator[Self]:
        """A proxy for the length of a `with` block."""
        with cls(server, on_answer).running() as proxy:
            yield proxy

    def passage(self) -> Passage:
        return _Answers(self)

    def keeps(self, frame: bytes) -> bool:
        """Whether nobody gets a frame of an answer."""
        kind, flags = frame[3], frame[4]
        if self._is_done or kind not in {DATA, HEADERS}:
            return False
        if kind == DATA:
            self.message += frame[FRAME_HEAD:]
        elif flags & END_STREAM:
            self._is_done = True
            self.message = self.message[MESSAGE_HEAD:]
            self._on_answer()
        return True


class _Answers(Passage):
    """One connection to a gRPC server."""

    def __init__(self, proxy: Interception) -> None:
        self._proxy = proxy

    def answers(self, server: socket.socket) -> Iterator[bytes]:
        return (frame for frame in _frames(server) if not self._proxy.keeps(frame))


def _frames(server: socket.socket) -> Iterator[bytes]:
    """The HTTP/2 frames that a server sends, each whole."""
    rest = b""
    for piece in pieces(server):
        rest += piece
        while len(rest) >= FRAME_HEAD and len(rest) >= (size := FRAME_HEAD + int.from_bytes(rest[:3])):
            yield rest[:size]
            rest = rest[size:]
