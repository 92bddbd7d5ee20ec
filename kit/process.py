"""What one running process of a service owns, made once from its settings and given to its servicers."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Protocol

from kit import chain, keys
from kit.channels import Channels
from kit.chores import Chores
from kit.clock import Clock
from kit.database import Database
from kit.identity import PublicKeys, Verifier
from kit.jobs import Jobs
from kit.relay import Relay
from kit.settings import ServiceSettings
from kit.statements import trace_statements
from kit.work import forget_requests

CHAIN_SECONDS = 5.0
SWEEP_SECONDS = 30.0
FORGET_SECONDS = 3600.0


class Background(Protocol):
    """What runs beside the calls of a server, in threads of its own."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """Finish what is under way, and return."""


class Process:
    """Clock, database, channels, relay, jobs and chores of a process of the service `name`.

    `public_keys` gives the keys that tokens are checked with: by default those that auth publishes.
    """

    def __init__(
        self,
        name: str,
        settings: ServiceSettings,
        *,
        public_keys: Callable[["Process"], Mapping[str, bytes]] = keys.published_by_auth,
        clock: Clock | None = None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.clock = clock or Clock(settings.clock)
        self.database = Database(settings.database_url, settings.threads)
        trace_statements(self.database.engine)
        self.channels = Channels(name, settings)
        self.verifier = Verifier(audience=name, keys=PublicKeys(lambda: public_keys(self)))
        self.relay = Relay(self.database, self.channels)
        self.jobs = Jobs(name, settings, self.database)
        self.chores = Chores()
        self.chores.add("chain of the audit", CHAIN_SECONDS, lambda: chain.extend(self.database))
        self.chores.add("sweeper of the jobs", SWEEP_SECONDS, self.jobs.sweep)
        self.chores.add("old requests", FORGET_SECONDS, lambda: forget_requests(self.database))
        # Runs as long as the server does; a service adds its own when its servicers are made.
        self.background: list[Background] = [self.relay, self.chores]

    @contextmanager
    def active(self) -> Iterator[None]:
        """The background runs for the length of a `with` block."""
        with ExitStack() as stack:
            for part in self.background:
                part.start()
                stack.callback(part.stop)
            yield

    def close(self) -> None:
        self.jobs.close()
        self.channels.close()
        self.database.close()
