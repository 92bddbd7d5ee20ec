"""A proxy before an S3 store that refuses, delays, cuts or exchanges what passes, as a test asks."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from kit.storage import Storage, open_storage

PIECE_BYTES = 65536
# Between two bytes of a store that trickles: never so long that it looks as if it were gone.
TRICKLE_SECONDS = 0.5
FULL = (
    b"<?xml version='1.0' encoding='UTF-8'?><Error><Code>XMinioStorageFull</Code>"
    b"<Message>Storage backend has reached its minimum free drive threshold.</Message></Error>"
)


@dataclass
class Answer:
    """What the store said."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Exchange(BaseHTTPRequestHandler):
    """One question to the store; a fault decides what becomes of it."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def ask(self, most: int | None = None) -> Answer:
        """Pass the question on; no more than `most` bytes of its content, and then never an answer."""
        left = self.length if most is None else min(most, self.length)
        upstream = HTTPConnection(self.server.store, timeout=60)
        try:
            upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders()
            while left > 0 and (piece := self.rfile.read(min(left, PIECE_BYTES))):
                upstream.send(piece)
                left -= len(piece)
            if most is not None:
                raise ConnectionAbortedError
            found = upstream.getresponse()
            return Answer(found.status, dict(found.getheaders()), found.read())
        finally:
            upstream.close()

    @property
    def length(self) -> int:
        """Bytes of content that the question announces."""
        return int(self.headers.get("content-length", "0"))

    @property
    def is_put(self) -> bool:
        return self.command == "PUT"

    def answer(self, answer: Answer, *, seconds_a_byte: float = 0.0, most: int | None = None) -> None:
        """Pass an answer back, a byte at a time or not to its end when asked so."""
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                self.send_header(name, value)
        self.send_header("content-length", str(len(answer.content)))
        self.end_headers()
        if seconds_a_byte:
            self.wfile.flush()
            for place in range(len(answer.content)):
                self.wfile.write(answer.content[place : place + 1])
                self.wfile.flush()
                time.sleep(seconds_a_byte)
        elif self.command != "HEAD":
            self.wfile.write(answer.content[:most])
        self.close_connection = most is not None

    def swallow(self) -> None:
        """Read the content of the question."""
        self.rfile.read(self.length)

    def __getattr__(self, name: str) -> Any:
        # `do_GET`, `do_PUT` and so on, as the base class calls them.
        if name.startswith("do_"):
            return self._exchange
        raise AttributeError(name)

    def _exchange(self) -> None:
        self.close_connection = False
        try:
            self.server.fault(self)
        except OSError:
            # Somebody hung up, or the fault says that the store does.
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


Fault = Callable[[Exchange], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A test ends without those who still wait.
    block_on_close = False

    def __init__(self, store: str) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.store = store
        self.fault: Fault = well

    def handle_error(self, *_: object) -> None:
        """Whoever is killed says no goodbye."""


class StoreProxy:
    """The proxy, and the store behind it."""

    def __init__(self, url: str) -> None:
        """`url`: of the store, `s3://key:secret@host:port/bucket`."""
        parts = urlsplit(url)
        credentials, _, address = parts.netloc.rpartition("@")
        self._server = _Server(address)
        self.url = parts._replace(netloc=f"{credentials}@127.0.0.1:{self._server.server_address[1]}").geturl()
        self.store: Storage = open_storage(url)

    @contextmanager
    def running(self) -> Iterator["StoreProxy"]:
        """It answers for the length of a `with` block."""
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    @contextmanager
    def failing(self, fault: Fault) -> Iterator[None]:
        """What comes meanwhile meets a fault."""
        self._server.fault = fault
        try:
            yield
        finally:
            self._server.fault = well

    def keys(self) -> set[str]:
        """What the store really holds, counted in the bucket itself."""
        return set(self.store.keys())


# --- Faults --------------------------------------------------------------------------------------------------------


def well(exchange: Exchange) -> None:
    """None."""
    exchange.answer(exchange.ask())


def down(exchange: Exchange) -> None:
    """Whoever asks is hung up on."""
    raise ConnectionAbortedError


def full(exchange: Exchange) -> None:
    """What should be kept finds no room."""
    if not exchange.is_put:
        return well(exchange)
    exchange.swallow()
    return exchange.answer(Answer(507, {"content-type": "application/xml"}, FULL))


def slow(exchange: Exchange) -> None:
    """It takes and gives a byte at a time, for ever."""
    if exchange.is_put:
        while exchange.rfile.read(1):
            time.sleep(TRICKLE_SECONDS)
    exchange.answer(exchange.ask(), seconds_a_byte=TRICKLE_SECONDS)


def cut(exchange: Exchange) -> None:
    """The connection ends in the middle of a content."""
    if exchange.is_put:
        exchange.ask(exchange.length // 2)
    answer = exchange.ask()
    exchange.answer(answer, most=len(answer.content) // 2)
    raise ConnectionAbortedError


def lying(**headers: str) -> Fault:
    """What was kept is said to be something else."""

    def lie(exchange: Exchange) -> None:
        answer = exchange.ask()
        exchange.answer(Answer(answer.status, dict(answer.headers) | headers, answer.content))

    return lie


def giving(change: Callable[[bytes], bytes]) -> Fault:
    """What is read is not what was kept."""

    def give(exchange: Exchange) -> None:
        answer = exchange.ask()
        is_object = exchange.command == "GET" and answer.status == 200
        content = change(answer.content) if is_object else answer.content
        exchange.answer(Answer(answer.status, answer.headers, content))

    return give


def stopping(act: Callable[[], Any], *, share: float = 0.0, is_after: bool = False) -> Fault:
    """Something happens at a put: before it, once that share of the content is there, or once all of it is kept."""

    def stop(exchange: Exchange) -> None:
        if not exchange.is_put:
            return well(exchange)
        if is_after:
            answer = exchange.ask()
            assert answer.status == 200, answer
        elif share:
            with suppress(ConnectionAbortedError):
                exchange.ask(int(exchange.length * share))
        act()
        raise ConnectionAbortedError

    return stop
