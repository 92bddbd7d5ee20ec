"""The antivirus, behind one URL: `none:` on a laptop, `clamd://host:port` or `clamd:///path/of/socket` elsewhere.

clamd gets a content in pieces (its command INSTREAM) and answers in one line. Only its two plain answers are verdicts:
a file is never clean because something went wrong. clamd speaks no TLS, so it listens where nobody else reaches it.
"""

import re
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

PORT: Final = 3310
# Of one question, from the connection to the last byte of the answer: a server that trickles gets no more.
SECONDS: Final = 20.0
PIECE_BYTES: Final = 64 * 1024
LONGEST_ANSWER: Final = 4096

_FOUND: Final = re.compile(rb"stream: (\S[^\0\n]*) FOUND")
# Not what it found, but that it stopped looking: sizes, depths or seconds beyond its own settings.
_GAVE_UP: Final = b"Heuristics.Limits.Exceeded"


class AntivirusUnavailable(Exception):  # noqa: N818
    """No verdict: nobody answers, too late, or in other words than « OK » and « FOUND »."""


@dataclass(frozen=True, slots=True)
class Clean:
    """Nothing was found."""


@dataclass(frozen=True, slots=True)
class Infected:
    """Something was found: its name."""

    threat: str


Verdict = Clean | Infected


class Antivirus(Protocol):
    """What looks at contents."""

    def scan(self, content: bytes) -> Verdict:
        """What it says of a content; raises `AntivirusUnavailable`."""


def open_antivirus(url: str) -> Antivirus | None:
    """The antivirus that a URL names; None when there is to be none."""
    parts = urlsplit(url)
    match parts.scheme:
        case "none":
            return None
        case "clamd":
            return Clamd(parts)
        case _:
            raise ValueError(f"an antivirus is none:, clamd://host:port or clamd:///socket, not {parts.scheme}:")


class Clamd:
    """The daemon of ClamAV. One connection per question: nothing of one is left for the next."""

    def __init__(self, parts: SplitResult) -> None:
        self._socket = Path(unquote(parts.path)) if parts.path else None
        self._address = (parts.hostname or "127.0.0.1", parts.port or PORT)

    def scan(self, content: bytes) -> Verdict:
        deadline = time.monotonic() + SECONDS
        try:
            with self._connected() as connection:
                _send(connection, b"zINSTREAM\0", deadline)
                for start in range(0, len(content), PIECE_BYTES):
                    piece = content[start : start + PIECE_BYTES]
                    _send(connection, len(piece).to_bytes(4, "big") + piece, deadline)
                _send(connection, bytes(4), deadline)
                return _verdict(_answer(connection, deadline))
        except OSError as error:
            raise AntivirusUnavailable(f"clamd does not answer ({type(error).__name__})") from error

    def _connected(self) -> socket.socket:
        if self._socket is None:
            return socket.create_connection(self._address, SECONDS)
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(SECONDS)
            connection.connect(str(self._socket))
        except OSError:
            connection.close()
            raise
        return connection


def _send(connection: socket.socket, piece: bytes, deadline: float) -> None:
    connection.settimeout(_remaining(deadline))
    connection.sendall(piece)


def _answer(connection: socket.socket, deadline: float) -> bytes:
    """One line, without the zero that ends it."""
    answer = b""
    while not answer.endswith(b"\0"):
        connection.settimeout(_remaining(deadline))
        piece = connection.recv(LONGEST_ANSWER)
        answer += piece
        if not piece or len(answer) > LONGEST_ANSWER:
            raise AntivirusUnavailable("clamd ended in the middle of its answer, or does not come to an end")
    return answer[:-1]


def _verdict(answer: bytes) -> Verdict:
    if answer == b"stream: OK":
        return Clean()
    found = _FOUND.fullmatch(answer)
    if found is None or found[1].startswith(_GAVE_UP):
        raise AntivirusUnavailable(f"clamd says {answer[:200]!r}")
    return Infected(found[1].decode("utf-8", "replace"))


def _remaining(deadline: float) -> float:
    """Seconds left; a timeout of zero would mean not to wait at all."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
