"""What one running process of a service owns, made once from its settings and given to its servicers."""

from collections.abc import Callable, Mapping
from typing import Protocol

from kit import keys
from kit.channels import Channels
from kit.clock import Clock
from kit.database import Database
from kit.identity import PublicKeys, Verifier
from kit.relay import Relay
from kit.settings import ServiceSettings
from kit.statements import trace_statements


class Background(Protocol):
    """What runs beside the calls of a server, in threads of its own."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """Finish what is under way, and return."""


class Process:
    """Clock, database, channels and relay of a process of the service `name`.

    `public_keys` gives the keys that tokens are checked with: by default those that auth publishes.
    """

    def __init__(
        self,
        name: str,
        settings: ServiceSettings,
        *,
        public_keys: Callable[[], Mapping[str, bytes]] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.clock = clock or Clock(settings.clock)
        self.database = Database(settings.database_url, settings.threads)
        self.channels = Channels(name, settings)
        self.relay = Relay(self.database, self.channels)
        # Runs as long as the server does; a service adds its own when its servicers are made.
        self.background: list[Background] = [self.relay]
        fetch = public_keys or keys.published_by_auth(self.channels)
        self.verifier = Verifier(audience=name, keys=PublicKeys(fetch))
        trace_statements(self.database.engine)

    def close(self) -> None:
        self.channels.close()
        self.database.close()
