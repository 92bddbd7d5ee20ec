"""A TCP proxy before a gRPC server that keeps one answer for itself."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

# Of HTTP/2 (RFC 9113, sections 4.1 and 6).
FRAME_HEAD, DATA, HEADERS, END_STREAM = 9, 0, 1, 0x1
# Of gRPC: a flag and a length before each message.
MESSAGE_HEAD = 5


class Interception:
    """Passes everything on, but for the first answer: `on_answer` runs as soon as it is whole, and nobody gets it."""

    def __init__(self, server: str, on_answer: Callable[[], object]) -> None:
        self._server = server
        self._on_answer = on_answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._is_done = False
        # The message that the answer carried.
        self.message = b""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._listening.getsockname()[1]}"

    @classmethod
    @contextlib.contextmanager
    def before(cls, server: str, on_answer: Callable[[], object]) -> Iterator["Interception"]:
        """A proxy for the length of a `with` block."""
        proxy = cls(server, on_answer)
        threading.Thread(target=proxy._accept, name="interception", daemon=True).start()
        try:
            yield proxy
        finally:
            # What is accepted no more ends `_accept`; connections end with those who hold them.
            proxy._listening.shutdown(socket.SHUT_RDWR)
            proxy._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), name="interception", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        host, _, port = self._server.rpartition(":")
        with contextlib.suppress(OSError), socket.create_connection((host, int(port))) as server:
            threading.Thread(target=_pass_on, args=(client, server), name="interception", daemon=True).start()
            for frame in _frames(server):
                if not self._keeps(frame):
                    client.sendall(frame)
        # Whoever waits for the answer learns that there is none.
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
        client.close()

    def _keeps(self, frame: bytes) -> bool:
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


def _pass_on(giver: socket.socket, taker: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := giver.recv(65536):
            taker.sendall(piece)
        taker.shutdown(socket.SHUT_RDWR)


def _frames(server: socket.socket) -> Iterator[bytes]:
    """The HTTP/2 frames that a server sends, each whole."""
    rest = b""
    while piece := server.recv(65536):
        rest += piece
        while len(rest) >= FRAME_HEAD and len(rest) >= (size := FRAME_HEAD + int.from_bytes(rest[:3])):
            yield rest[:size]
            rest = rest[size:]
