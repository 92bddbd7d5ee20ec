"""A `make run` of its own for a test: its folder, its port, its processes."""

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]


class Run:
    """A `make run` under a folder of its own, on a port of its own."""

    def __init__(self, folder: Path, port: int, **environment: str) -> None:
        self.folder = folder
        self.port = port
        self.lines: list[str] = []
        self.seconds = 0.0
        self.megabytes = 0.0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.run_local"],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}",
                "PYTHONUNBUFFERED": "1",
                "IMAGIN_VAR": str(folder),
                "PORT": str(port),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._is_ready_or_over = threading.Event()
        self._reader = threading.Thread(target=self._read, name="local run", daemon=True)
        self._reader.start()

    def wait_until_ready(self) -> None:
        assert self._is_ready_or_over.wait(100), "\n".join(self.lines[-40:])
        assert self.seconds, "\n".join(self.lines[-40:])

    def _read(self) -> None:
        # All the time: a full pipe would hold up the launcher, and with it every process that writes a line.
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip())
            if found := re.match(r"Ready in ([\d.]+) s, (\d+) MB", line):
                self.seconds, self.megabytes = float(found[1]), float(found[2])
                self._is_ready_or_over.set()
        self._is_ready_or_over.set()

    def processes(self) -> list[psutil.Process]:
        launcher = psutil.Process(self._process.pid)
        return [launcher, *launcher.children(recursive=True)]

    def process(self, name: str) -> psutil.Process:
        return next(process for process in self.processes() if process.name() == f"imagin-{name}")

    def end(self, sign: signal.Signals = signal.SIGINT) -> int:
        """Stop it as Ctrl-C does; the exit code."""
        self._process.send_signal(sign)
        return self.wait()

    def wait(self) -> int:
        code = self._process.wait(timeout=60)
        self._close()
        return code

    def get(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.status

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._close()

    def _close(self) -> None:
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
