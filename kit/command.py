"""The commands of a service, `python -m services.<name> serve|migrate|…`, from ten lines in its `__main__.py`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kit import telemetry
from kit.migrations import migrate
from kit.process import Process
from kit.server import serve
from kit.servicer import Servicer
from kit.settings import ServiceSettings


@dataclass(frozen=True)
class Service:
    """What a service is made of, for its commands and for the tests that start it."""

    name: str
    settings: type[ServiceSettings]
    # Its servicers, made for one process.
    servicers: Callable[[Process], Sequence[Servicer]]
    # Further commands of the service: name to function of the process.
    commands: dict[str, Callable[[Process], None]] = field(default_factory=dict)

    @property
    def versions(self) -> Path:
        """The folder of its migrations."""
        module = sys.modules[self.settings.__module__]
        return Path(str(module.__file__)).parent / "migrations"


def run(service: Service, arguments: Sequence[str] | None = None) -> None:
    """Run the command that the arguments name."""
    commands: dict[str, Callable[[Process], None]] = {
        "serve": lambda process: serve(process, service.servicers(process)),
        "migrate": lambda process: migrate(process.database, service.versions),
        **service.commands,
    }
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}")
    parser.add_argument("command", choices=list(commands))
    chosen = parser.parse_args(arguments).command
    settings = service.settings()
    telemetry.configure(settings, service.name)
    commands[chosen](Process(service.name, settings))
