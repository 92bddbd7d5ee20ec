"""Entry points of production as processes of their own, for the tests that kill them or need a real worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kit.settings import ProcessSettings

ROOT = Path(__file__).resolve().parents[1]
STOP_SECONDS = 30


class Program:
    """`python -m module arguments`, with its children."""

    def __init__(
        self, module: str, *arguments: str, environment: Mapping[str, str], output: IO[bytes] | None = None
    ) -> None:
        path = os.pathsep.join([str(ROOT), str(ROOT / "gen")])
        # As in the images.
        usual = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "MALLOC_ARENA_MAX": "2"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=usual | dict(environment),
            stdout=output,
            stderr=output,
            # A group of its own, so that killing it leaves no child behind.
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """As a power cut would: nothing of it ends in order."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def terminate(self) -> None:
        """Ask it to end, as a deployment does, without waiting for it."""
        if self._process.poll() is None:
            self._process.terminate()

    def stop(self) -> None:
        """As a deployment does; it must end well."""
        self.terminate()
        # uvicorn ends in order, then by the signal that it got.
        assert self._process.wait(STOP_SECONDS) in {0, -signal.SIGTERM, -signal.SIGKILL}


@contextmanager
def running(module: str, *arguments: str, environment: Mapping[str, str]) -> Iterator[Program]:
    """A program for the length of a `with` block, unless it is killed before."""
    program = Program(module, *arguments, environment=environment)
    try:
        yield program
        program.stop()
    except BaseException:
        program.kill()
        raise


def environment_of(settings: ProcessSettings) -> dict[str, str]:
    """The variables from which a process reads these settings."""
    prefix = str(settings.model_config.get("env_prefix", ""))
    variables = {}
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if name == "addresses":
            value = ",".join(f"{service}={address}" for service, address in value.items())
        if value is not None:
            variables[str(field.validation_alias or f"{prefix}{name.upper()}")] = str(value)
    return variables
