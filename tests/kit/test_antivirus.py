"""An antivirus that is asked, and everything that is no verdict."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit import antivirus
from kit.antivirus import AntivirusUnavailable, Clamd, Clean, Infected, open_antivirus
from tests.clamd import EICAR, MARKER, STREAM_MEGABYTES, THREAT, ClamdServer, clamd_server, speaking
from tools.ports import free_port


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClamdServer]:
    with clamd_server(tmp_path_factory.mktemp("clamd")) as server:
        yield server


def opened(url: str) -> Clamd:
    made = open_antivirus(url)
    assert isinstance(made, Clamd)
    return made


def test_none_is_no_antivirus_and_another_word_is_a_mistake() -> None:
    assert open_antivirus("none:") is None
    for wrong in ("", "clamav://127.0.0.1:3310", "127.0.0.1:3310"):
        with pytest.raises(ValueError, match="clamd://host:port"):
            open_antivirus(wrong)


@pytest.mark.needs_clamd
@pytest.mark.parametrize("by", ["port", "socket"])
def test_a_real_clamd_tells_clean_from_infected(clamd: ClamdServer, by: str) -> None:
    """P-DOC-8."""
    asked = opened(clamd.url if by == "port" else f"clamd://{clamd.socket}")
    assert asked.scan(b"%PDF-1.7 nothing here") == Clean()
    assert asked.scan(b"") == Clean()
    assert asked.scan(b"x" * 5 * 1024 * 1024) == Clean()
    assert asked.scan(EICAR) == Infected("Imagin.Test.Eicar.UNOFFICIAL")
    assert asked.scan(b"x" * 3_000_000 + MARKER + b"y" * 2_000_000) == Infected(THREAT)


@pytest.mark.needs_clamd
def test_a_content_beyond_what_a_real_clamd_takes_has_no_verdict(clamd: ClamdServer) -> None:
    """V7: it says so and hangs up while it is still being told."""
    with pytest.raises(AntivirusUnavailable):
        opened(clamd.url).scan(b"x" * (STREAM_MEGABYTES + 1) * 1024 * 1024)


@pytest.mark.needs_clamd
def test_a_clamd_that_was_killed_is_asked_again_once_it_is_back(tmp_path: Path) -> None:
    with clamd_server(tmp_path) as server:
        asked = opened(server.url)
        assert asked.scan(MARKER) == Infected(THREAT)
        server.kill()
        with pytest.raises(AntivirusUnavailable, match="ConnectionRefusedError"):
            asked.scan(MARKER)
        server.start()
        assert asked.scan(MARKER) == Infected(THREAT)


@pytest.mark.parametrize(
    "words",
    [
        [],
        [b"stream: O"],
        [b"stream: OK"],
        [b"INSTREAM size limit exceeded. ERROR\0"],
        [b"stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0"],
        [b"stream: Can't allocate memory ERROR\0"],
        [b"stream:  FOUND\0"],
        [b"OK\0"],
        [b"stream: OK\0stream: Eicar FOUND\0"],
        [b"UNKNOWN COMMAND\0"],
        [b"\xff\xfe\0"],
        [b"\0"],
        [b"stream: OK"] * 2_000,
    ],
    ids=lambda words: repr(b"".join(words[:1])) + f" × {len(words)}",
)
def test_what_is_not_clearly_a_verdict_is_none(words: list[bytes]) -> None:
    """P-DOC-8: never clean because something went wrong."""
    with speaking(*words) as url, pytest.raises(AntivirusUnavailable):
        opened(url).scan(b"content")


def test_an_answer_in_pieces_is_put_together() -> None:
    with speaking(b"stre", b"am: Imagin.Test FO", b"UND\0", pause=0.05) as url:
        assert opened(url).scan(b"content") == Infected("Imagin.Test")


@pytest.mark.parametrize(
    ("words", "listens"),
    [([b"s"] * 100, True), ([], False)],
    ids=["trickles", "takes nothing"],
)
def test_a_slow_one_gets_its_seconds_and_no_more(
    words: list[bytes], *, listens: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(antivirus, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as deaf, speaking(*words, pause=0.1, listens=listens) as talkative:
        url = talkative if listens else f"clamd://127.0.0.1:{deaf.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(AntivirusUnavailable, match="TimeoutError"):
            opened(url).scan(b"x" * 5_000_000)
        assert time.monotonic() - began < 2


def test_nobody_there_is_no_verdict(tmp_path: Path) -> None:
    for url in (f"clamd://127.0.0.1:{free_port()}", f"clamd://{tmp_path}/no.socket"):
        with pytest.raises(AntivirusUnavailable):
            opened(url).scan(b"content")
