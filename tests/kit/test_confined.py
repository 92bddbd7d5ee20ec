"""Whatever a hostile file makes a parser do, it happens to one child, which ends."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from kit.confined import (
    Answer,
    Confined,
    ConfinedError,
    CrashedError,
    ForbiddenCallError,
    LimitExceededError,
    NoPlaceError,
    ServerGoneError,
)
from tests.conftest import eventually

FUNCTIONS = "tests.kit.confined_functions"
MEMORY = 128 * 1024 * 1024


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    confined = Confined([FUNCTIONS], memory_bytes=MEMORY, cpu_seconds=1, wall_seconds=5)
    confined.start()
    yield confined
    confined.stop()


def run(confined: Confined, function: str, *arguments: Any, content: bytes | Path = b"content") -> Answer:
    return confined.run(f"{FUNCTIONS}:{function}", content, *arguments)


def children(confined: Confined) -> list[psutil.Process]:
    """Children that there are, zombies too."""
    assert confined._server is not None
    return psutil.Process(confined._server.pid).children()


def test_a_function_gets_bytes_or_a_file_and_answers_with_a_value_and_bytes(confined: Confined, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"in a file")
    assert run(confined, "size", 1, "é") == Answer({"size": 7, "arguments": [1, "é"]}, b"content")
    assert run(confined, "size", content=path) == Answer({"size": 9, "arguments": []}, b"in a file")
    assert run(confined, "size", content=b"") == Answer({"size": 0, "arguments": []}, b"")


@pytest.mark.parametrize(
    ("function", "error"),
    [
        ("hang", LimitExceededError),
        ("eat", LimitExceededError),
        ("eat_shared_memory", LimitExceededError),
        ("connect", ForbiddenCallError),
        ("execute", ForbiddenCallError),
        ("start_program", CrashedError),
        ("fork_bomb", ForbiddenCallError),
        ("kill_server", ForbiddenCallError),
        ("abort", CrashedError),
        ("raise_an_error", CrashedError),
        ("answer_too_much", CrashedError),
        ("answer_nonsense", CrashedError),
        ("answer_deeply", CrashedError),
        ("answer_and_stay", LimitExceededError),
    ],
)
def test_whatever_a_child_does_ends_with_a_typed_error_and_no_child(
    confined: Confined, function: str, error: type[ConfinedError]
) -> None:
    with pytest.raises(error):
        run(confined, function)
    assert children(confined) == []
    # The next one finds the server as it was.
    assert run(confined, "size").content == b"content"


def test_a_child_that_waits_is_killed_when_its_time_is_over() -> None:
    confined = Confined([FUNCTIONS], wall_seconds=0.5)
    confined.start()
    try:
        began = time.monotonic()
        with pytest.raises(LimitExceededError):
            run(confined, "sleep")
        assert time.monotonic() - began < 3
        assert children(confined) == []
    finally:
        confined.stop()


def test_a_child_reads_and_writes_no_file(confined: Confined, tmp_path: Path) -> None:
    """Keys of its service belong to the same user: it must not be able to open them."""
    secret, written = tmp_path / "secret", tmp_path / "written"
    secret.write_text("secret")
    with pytest.raises(CrashedError, match="PermissionError"):
        run(confined, "read_file", str(secret))
    with pytest.raises(ForbiddenCallError):
        run(confined, "write_file", str(written))
    assert not written.exists()


def test_a_child_knows_nothing_of_the_service(confined: Confined, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in its environment, where passwords are, nor through a descriptor that it inherits."""
    monkeypatch.setenv("IMAGIN_SECRET", "secret")
    own = Confined([FUNCTIONS])
    own.start()
    try:
        assert set(run(own, "environment").value) <= {"PYTHONPATH", "LC_CTYPE"}
        server = own._server
        assert server is not None
        assert b"secret" not in Path(f"/proc/{server.pid}/environ").read_bytes()
    finally:
        own.stop()
    # The content, the answer, and the standard error that goes nowhere.
    assert run(confined, "descriptors").value == [0, 1, 2]


def test_calls_beyond_the_places_wait_and_are_refused_when_none_gets_free() -> None:
    confined = Confined([FUNCTIONS], wall_seconds=1.0, at_once=1)
    confined.start()
    try:
        with ThreadPoolExecutor() as pool:
            calls = [pool.submit(run, confined, "sleep") for _ in range(5)]
            errors = {type(call.exception()) for call in calls}
        assert errors == {LimitExceededError, NoPlaceError}
        assert run(confined, "size").content == b"content"
    finally:
        confined.stop()


def test_many_threads_share_it(confined: Confined) -> None:
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda size=size: answers.append(run(confined, "size", content=bytes(size))))
        for size in range(1000, 1040)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.value["size"] for answer in answers) == list(range(1000, 1040))
    assert children(confined) == []


def test_a_server_that_died_is_replaced(confined: Confined) -> None:
    server = confined._server
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    assert run(confined, "size").content == b"content"


def test_a_call_whose_server_dies_is_told_apart_from_a_broken_file(confined: Confined) -> None:
    """The kernel that has no memory left may choose the server: the file is as sound as before."""
    server = confined._server
    assert server is not None
    with ThreadPoolExecutor() as pool:
        call = pool.submit(run, confined, "sleep")
        eventually(lambda: children(confined))
        os.kill(server.pid, signal.SIGKILL)
        with pytest.raises(ServerGoneError):
            call.result()
    assert run(confined, "size").content == b"content"


def test_a_service_that_is_killed_leaves_neither_server_nor_child() -> None:
    """Run as a module, as services are: the child imports nothing of it."""
    lines = (
        "import threading, time; from kit.confined import Confined",
        f"confined = Confined(['{FUNCTIONS}']); confined.start()",
        f"threading.Thread(target=confined.run, args=('{FUNCTIONS}:sleep', b''), daemon=True).start()",
        "print(confined._server.pid, flush=True); time.sleep(60)",
    )
    service = subprocess.Popen([sys.executable, "-c", "\n".join(lines)], stdout=subprocess.PIPE, text=True)
    assert service.stdout is not None
    server = psutil.Process(int(service.stdout.readline()))
    eventually(server.children)
    left = [server, *server.children()]
    service.kill()
    service.wait()
    service.stdout.close()
    eventually(lambda: not any(process.is_running() and process.status() != "zombie" for process in left))


def test_it_refuses_to_start_where_it_cannot_confine() -> None:
    with pytest.raises(RuntimeError, match="no process can be confined"):
        Confined(["tests.kit.no_such_module"]).start()


def test_a_child_that_cannot_be_confined_reads_nothing(tmp_path: Path) -> None:
    """The filter refused, as by a container that forbids it: the server says so and never serves."""
    code = (
        "import ctypes, sys; from kit.confined import cage\n"
        "cage._PR_SET_SECCOMP = 9999\n"
        "try: cage.Cage(1 << 28, 1).check()\n"
        "except OSError as error: sys.exit(7)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 7


@pytest.mark.needs_root
def test_it_works_without_any_capability() -> None:
    """As in the image. What it needs from the kernel, it needs from every ordinary user's."""
    code = (
        "from kit.confined import Confined\n"
        f"confined = Confined(['{FUNCTIONS}']); confined.start()\n"
        f"print(confined.run('{FUNCTIONS}:size', b'abc').value['size']); confined.stop()"
    )
    bare = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
    done = subprocess.run([*bare, sys.executable, "-B", "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("3\n", "")


def test_the_socket_of_the_server_is_no_way_in() -> None:
    """It has no name: only whoever started the server holds the other end."""
    confined = Confined([FUNCTIONS])
    confined.start()
    try:
        assert confined._control is not None
        assert confined._control.getsockname() in ("", b"")
        assert confined._control.family == socket.AF_UNIX
    finally:
        confined.stop()
