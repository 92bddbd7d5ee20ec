"""The commands of a service, `python -m services.<name> serve|migrate|…`, from ten lines in its `__main__.py`."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kit import chain, keys, outbox, telemetry
from kit.jobs import Run
from kit.migrations import migrate
from kit.process import Process
from kit.server import serve
from kit.servicer import Servicer
from kit.settings import ServiceSettings
from kit.worker import work_off

Command = Callable[[Process], None]


@dataclass(frozen=True)
class Service:
    """What a service is made of, for its commands and for the tests that start it."""

    name: str
    settings: type[ServiceSettings]
    # Its servicers, made for one process.
    servicers: Callable[[Process], Sequence[Servicer]]
    # The function of each kind of job; a service with jobs has the command `worker`.
    jobs: Mapping[str, Callable[[Run], None]] = field(default_factory=dict)
    # Where the keys that tokens are checked with come from; auth has its own.
    public_keys: Callable[[Process], Mapping[str, bytes]] = keys.published_by_auth
    # Further commands of the service.
    commands: Mapping[str, Command] = field(default_factory=dict)

    @property
    def versions(self) -> Path:
        """The folder of its migrations."""
        module = sys.modules[self.settings.__module__]
        return Path(str(module.__file__)).parent / "migrations"


def run(service: Service, arguments: Sequence[str] | None = None) -> None:
    """Run the command that the arguments name."""
    commands: dict[str, Command] = {
        "serve": lambda process: serve(process, service.servicers(process)),
        "migrate": lambda process: migrate(process.database, service.versions),
        "list-parked": _list_parked,
        "release-parked": _release_parked,
        "verify-audit": _verify_audit,
        **service.commands,
    }
    if service.jobs:
        commands["worker"] = lambda process: work_off(process, service.jobs)
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}")
    parser.add_argument("command", choices=list(commands))
    chosen = parser.parse_args(arguments).command
    settings = service.settings()
    telemetry.configure(settings, service.name)
    commands[chosen](Process(service.name, settings, public_keys=service.public_keys))


def _list_parked(process: Process) -> None:
    """Deliveries that wait for a human, with the reason of each."""
    with process.database.read() as session:
        for row in outbox.parked(session):
            _say(f"{row.create_time.isoformat(timespec='seconds')} {row.id} {row.method} {row.key}: {row.error}")


def _release_parked(process: Process) -> None:
    """Try all of them again, for one more day."""
    with process.database.transaction() as session:
        _say(f"{outbox.release(session)} released")


def _verify_audit(process: Process) -> None:
    """Exit code 1 and the place of the first row that somebody has tampered with."""
    with process.database.read() as session:
        verdict = chain.verify(session)
    _say(f"{verdict.rows} rows hold, the last hash is {verdict.head}")
    if verdict.broken_at is not None:
        raise SystemExit(f"row {verdict.broken_at}: {verdict.reason}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
