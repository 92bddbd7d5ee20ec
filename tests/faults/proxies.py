"""TCP servers that pass everything on to another one, and let a test act at one moment of what passes."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Self

PIECE_BYTES = 65536


class Passage:
    """One connection: what its client asks and what the server answers. It ends with the first of both that ends."""

    def questions(self, client: socket.socket) -> Iterator[bytes]:
        """What goes on to the server."""
        return pieces(client)

    def answers(self, server: socket.socket) -> Iterator[bytes]:
        """What goes back to the client."""
        return pieces(server)


class Proxy:
    """A proxy before `host:port`; each connection is a passage of its own."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._listening = socket.create_server(("127.0.0.1", 0))

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._listening.getsockname()[1]}"

    def passage(self) -> Passage:
        """What happens on a new connection."""
        return Passage()

    @contextmanager
    def running(self) -> Iterator[Self]:
        """It accepts connections for the length of a `with` block."""
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()
        try:
            yield self
        finally:
            # What is accepted no more ends `_accept`; connections end with those who hold them.
            self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), name="proxy", daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        host, _, port = self._server.rpartition(":")
        passage = self.passage()
        with client, suppress(OSError), socket.create_connection((host, int(port))) as server:
            asking = threading.Thread(
                target=_pass_on, args=(passage.questions(client), server, client), name="proxy", daemon=True
            )
            asking.start()
            _pass_on(passage.answers(server), client, server)
            asking.join()


def pieces(giver: socket.socket) -> Iterator[bytes]:
    """What somebody says, as it comes."""
    with suppress(OSError):
        while piece := giver.recv(PIECE_BYTES):
            yield piece


def _pass_on(said: Iterator[bytes], taker: socket.socket, giver: socket.socket) -> None:
    with suppress(OSError):
        for piece in said:
            taker.sendall(piece)
    # Whoever waits for more on either side learns that there is none.
    for end in (taker, giver):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class FirstAnswer(Proxy):
    """Acts when the first answer comes, which nobody gets; what is asked afterwards is answered."""

    def __init__(self, server: str, act: Callable[[], object]) -> None:
        super().__init__(server)
        self._act = act
        self._is_done = False

    def passage(self) -> Passage:
        return _Kept(self)

    def is_first(self) -> bool:
        """Whether this answer is the first of all; the act is done then."""
        if self._is_done:
            return False
        self._is_done = True
        self._act()
        return True


class _Kept(Passage):
    """One connection."""

    def __init__(self, proxy: FirstAnswer) -> None:
        self._proxy = proxy

    def answers(self, server: socket.socket) -> Iterator[bytes]:
        for piece in pieces(server):
            if self._proxy.is_first():
                return
            yield piece


class CommitProxy(Proxy):
    """A proxy before PostgreSQL that holds one commit: that of the transaction in which a statement begins so."""

    def __init__(self, server: str) -> None:
        super().__init__(server)
        self._statement = b""
        self._is_after = False
        self._act: Callable[[], object] = lambda: None
        # It was met.
        self.happened = threading.Event()

    def before(self, statement: str, act: Callable[[], object]) -> None:
        """Act when that commit is asked for; the server never hears of it."""
        self._arm(statement, act, is_after=False)

    def after(self, statement: str, act: Callable[[], object]) -> None:
        """Act when that commit is done; whoever asked for it never hears so."""
        self._arm(statement, act, is_after=True)

    def let_pass(self) -> None:
        """Wait for no commit any more."""
        self._statement = b""

    def _arm(self, statement: str, act: Callable[[], object], *, is_after: bool) -> None:
        self.happened.clear()
        self._act, self._is_after, self._statement = act, is_after, statement.encode()

    def passage(self) -> Passage:
        return _Transactions(self)

    def is_met(self, statement: bytes) -> bool:
        """Whether this statement is the one that is waited for."""
        return bool(self._statement) and statement.startswith(self._statement)

    @property
    def is_after(self) -> bool:
        return self._is_after

    def act(self) -> None:
        """Once."""
        self._statement = b""
        self.happened.set()
        self._act()


class _Transactions(Passage):
    """One connection to PostgreSQL. A statement that was prepared is known by its name from then on."""

    def __init__(self, proxy: CommitProxy) -> None:
        self._proxy = proxy
        self._prepared: dict[bytes, bytes] = {}
        self._is_wanted = False
        self._is_committing = False

    def questions(self, client: socket.socket) -> Iterator[bytes]:
        for message in _messages(client):
            statement = self._executed(message)
            self._is_wanted |= self._proxy.is_met(statement)
            if statement == b"COMMIT" and self._is_wanted:
                if not self._proxy.is_after:
                    self._proxy.act()
                    return
                self._is_committing = True
            if statement in {b"COMMIT", b"ROLLBACK"}:
                self._is_wanted = False
            yield message

    def _executed(self, message: bytes) -> bytes:
        """The statement that a message has executed, empty for all others."""
        kind, body = message[:1], message[5:].split(b"\0")
        if kind == b"P":
            self._prepared[body[0]] = body[1]
        if kind == b"Q":
            return body[0]
        return self._prepared.get(body[1], b"") if kind == b"B" else b""

    def answers(self, server: socket.socket) -> Iterator[bytes]:
        for piece in pieces(server):
            if self._is_committing and b"COMMIT\0" in piece:
                self._proxy.act()
                return
            yield piece


def _messages(client: socket.socket) -> Iterator[bytes]:
    """What a client of PostgreSQL says, message by message (protocol 3.0, section 55.7 of its manual)."""
    rest = b""
    for piece in pieces(client):
        rest += piece
        while len(rest) >= 5:
            # Before it is known who asks, messages have no letter; their length begins with a zero.
            letters = 1 if rest[0] else 0
            size = letters + int.from_bytes(rest[letters : letters + 4])
            if len(rest) < size:
                break
            yield rest[:size]
            rest = rest[size:]
