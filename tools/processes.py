"""Several programs of ours side by side, each in its own process, with their lines under one roof.

A process is forked from this one, which has the libraries loaded already, and becomes `python -m <module>` in every
other way: six services, their worker and the gateway start within seconds on two cores, and share the memory of their
code. For a fork to be safe this process starts no thread and opens no gRPC channel of its own.
"""

import collections
import contextlib
import ctypes
import multiprocessing
import multiprocessing.connection
import os
import runpy
import signal
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO

COLOURS = (36, 33, 32, 35, 34, 96, 93, 92, 95, 94)
LAST_LINES = 20
STOP_SECONDS = 12
PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15


class CrewError(RuntimeError):
    """A program ended when it should not have; the text has its last lines."""


@dataclass(frozen=True)
class Program:
    """`python -m module arguments`, with some variables more than this process has."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


class _Member:
    def __init__(self, program: Program, colour: int) -> None:
        self.program = program
        self.colour = colour
        self.last_lines: collections.deque[str] = collections.deque(maxlen=LAST_LINES)
        self._rest = b""
        reading, writing = os.pipe()
        self.output = os.fdopen(reading, "rb", buffering=0)
        os.set_blocking(reading, False)
        context = multiprocessing.get_context("fork")
        self.process = context.Process(target=_become, args=(program, writing), name=program.name)
        self.process.start()
        os.close(writing)

    def read(self) -> list[str]:
        """Whole lines that arrived since the last time."""
        while chunk := self.output.read(65536):
            self._rest += chunk
        *lines, self._rest = self._rest.split(b"\n")
        decoded = [line.decode(errors="replace") for line in lines]
        self.last_lines.extend(decoded)
        return decoded


class Crew:
    """Starts programs, shows their lines, notices the first that ends, and stops them all."""

    def __init__(self, screen: IO[str] | None = None) -> None:
        self._screen = screen or sys.stdout
        self._has_colours = self._screen.isatty() and "NO_COLOR" not in os.environ
        self._members: list[_Member] = []
        self._started = 0

    @property
    def pids(self) -> list[int]:
        return [member.process.pid for member in self._members if member.process.pid]

    def start(self, program: Program) -> None:
        """Start a program that is to run until it is stopped."""
        self._members.append(_Member(program, COLOURS[self._started % len(COLOURS)]))
        self._started += 1

    def run(self, programs: Iterable[Program]) -> None:
        """Run programs side by side to their end, while the others go on; one that fails raises `CrewError`."""
        before = list(self._members)
        for program in programs:
            self.start(program)
        while running := [member for member in self._members if member not in before]:
            self.watch(0.2, may_end=running)

    def watch(self, seconds: float, *, may_end: Iterable[_Member] = ()) -> None:
        """Show lines for a while; raise `CrewError` as soon as a program fails, or ends without being allowed to."""
        tolerated = list(may_end)
        sources = [member.output for member in self._members]
        ends = [member.process.sentinel for member in self._members]
        deadline = time.monotonic() + seconds
        while True:
            ready = multiprocessing.connection.wait([*sources, *ends], max(0.0, deadline - time.monotonic()))
            for member in list(self._members):
                if member.output in ready or member.process.sentinel in ready:
                    self._show(member)
                if member.process.sentinel not in ready:
                    continue
                self._forget(member)
                if member not in tolerated or member.process.exitcode != 0:
                    raise CrewError(_epitaph(member))
            if not ready or any(end in ready for end in ends):
                return

    def stop(self) -> None:
        """Ask every program to end, the last started first, and end those that do not listen.

        Whoever presses Ctrl-C again does not want to wait: then all are ended at once.
        """
        for member in reversed(self._members):
            member.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        with contextlib.suppress(KeyboardInterrupt):
            while self._members and time.monotonic() < deadline:
                self._drain(0.1)
        for member in self._members:
            member.process.kill()
        while self._members:
            self._drain(0.1)

    def _drain(self, seconds: float) -> None:
        multiprocessing.connection.wait([member.process.sentinel for member in self._members], seconds)
        for member in list(self._members):
            self._show(member)
            if not member.process.is_alive():
                self._forget(member)

    def _forget(self, member: _Member) -> None:
        member.process.join()
        self._show(member)
        member.output.close()
        self._members.remove(member)

    def _show(self, member: _Member) -> None:
        for line in member.read():
            name = f"{member.program.name:<12}"
            prefix = f"\x1b[{member.colour}m{name}│\x1b[0m" if self._has_colours else f"{name}|"
            print(prefix, line, file=self._screen, flush=True)


def _epitaph(member: _Member) -> str:
    code = member.process.exitcode or 0
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with the code {code}"
    lines = "\n".join(f"  {line}" for line in member.last_lines)
    return f"{member.program.name} {how}." + (f" Its last lines:\n{lines}" if lines else "")


def _become(program: Program, output: int) -> None:
    """In the new process: be `python -m …`."""
    libc = ctypes.CDLL(None)
    # Nothing of ours outlives the launcher, even one that was killed.
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    launcher = multiprocessing.parent_process()
    if launcher is None or os.getppid() != launcher.pid:
        # It was killed just before.
        os._exit(1)
    libc.prctl(PR_SET_NAME, f"imagin-{program.name}".encode()[:15])
    # Ctrl-C in a terminal reaches the launcher alone, which stops the programs in order.
    os.setsid()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.default_int_handler if sign == signal.SIGINT else signal.SIG_DFL)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
    os.environ.update(program.environment)
    sys.argv = [program.module, *program.arguments]
    runpy.run_module(program.module, run_name="__main__", alter_sys=True)
