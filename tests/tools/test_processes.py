"""Programs side by side: their lines, their end, and nothing left of them."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tools.processes import Crew, CrewError, Program

ROOT = Path(__file__).resolve().parents[2]

TALKER = """
import os, sys, time
print("hello from", os.environ["WHO"], *sys.argv[1:])
time.sleep(float(os.environ.get("SECONDS", "0")))
sys.exit(int(os.environ.get("CODE", "0")))
"""


@pytest.fixture(autouse=True)
def talker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is started as `python -m talker`."""
    (tmp_path / "talker").mkdir()
    (tmp_path / "talker" / "__init__.py").touch()
    (tmp_path / "talker" / "__main__.py").write_text(TALKER)
    monkeypatch.syspath_prepend(tmp_path)


def program(name: str, *arguments: str, seconds: float = 0, code: int = 0) -> Program:
    return Program(name, "talker", arguments, {"WHO": name, "SECONDS": str(seconds), "CODE": str(code)})


def test_each_line_says_which_program_wrote_it() -> None:
    screen = io.StringIO()
    crew = Crew(screen)
    crew.run([program("one", "serve"), program("two")])
    assert sorted(screen.getvalue().splitlines()) == [
        "one         | hello from one serve",
        "two         | hello from two",
    ]


def test_a_program_that_fails_is_told_with_its_last_lines() -> None:
    crew = Crew(io.StringIO())
    with pytest.raises(CrewError, match=r"one ended with the code 3\. Its last lines:\n  hello from one"):
        crew.run([program("one", code=3)])
    assert crew.pids == []


def test_a_program_that_should_run_on_may_not_end() -> None:
    crew = Crew(io.StringIO())
    crew.start(program("one", seconds=0.2))
    with pytest.raises(CrewError, match="one ended with the code 0"):
        crew.watch(10)


def test_a_killed_program_is_told_by_the_signal() -> None:
    crew = Crew(io.StringIO())
    crew.start(program("one", seconds=60))
    os.kill(crew.pids[0], signal.SIGKILL)
    with pytest.raises(CrewError, match="one was ended by SIGKILL"):
        crew.watch(10)


def test_the_others_go_on_while_some_run_to_their_end() -> None:
    crew = Crew(io.StringIO())
    crew.start(program("server", seconds=60))
    crew.run([program("task")])
    assert len(crew.pids) == 1
    crew.stop()


def test_stopping_leaves_no_process() -> None:
    crew = Crew(io.StringIO())
    for name in ("one", "two", "three"):
        crew.start(program(name, seconds=60))
    pids = crew.pids
    crew.stop()
    assert [pid for pid in pids if psutil.pid_exists(pid)] == []


def test_killing_the_launcher_ends_its_programs(tmp_path: Path) -> None:
    launcher = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(tmp_path)!r}]
from tools.processes import Crew, Program
crew = Crew()
crew.start(Program("one", "talker", (), {{"WHO": "one", "SECONDS": "60"}}))
print(crew.pids[0], flush=True)
crew.watch(60)
"""
    with subprocess.Popen([sys.executable, "-c", launcher], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        process.kill()
    deadline = time.monotonic() + 5
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the program outlived its launcher"
        time.sleep(0.05)
