"""Counting of tries: of secrets in a transaction of its own, for what a refusal undoes must not undo the count."""

import ipaddress
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from kit.clock import real_now
from kit.database import Database, refusing
from kit.errors import Refusal
from kit.french import duration
from services.auth import errors
from services.auth.queries import tries
from services.auth.rules.throttling import Limit
from services.auth.rules.vault import Vault

# Whoever has an IPv6 address has a whole network of this size.
IPV6_NETWORK_BITS = 64


class Tries:
    """Takes tries of limits, each about something: an identifier, a browser, an address."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def take(self, limits: Mapping[Limit, Sequence[str]]) -> Sequence[bytes]:
        """Count a try under each limit, whatever comes of it, and give back their keys; or refuse and count nothing."""
        with refusing(), self._database.transaction() as session:
            return self.take_within(session, limits)

    def take_within(
        self,
        session: Session,
        limits: Mapping[Limit, Sequence[str]],
        refusal: type[Refusal] = errors.TooManyTries,
    ) -> Sequence[bytes]:
        """The same in a transaction that is open already: the try counts if the change is made."""
        keyed = {self._vault.throttle_key(limit, *about): limit for limit, about in limits.items()}
        until = tries.take(session, keyed)
        if until is not None:
            raise refusal(wait=_wait(until))
        return list(keyed)


def client(address: str) -> str:
    """The client behind an address, as far as tries are concerned."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
    return str(parsed)


def _wait(until: datetime) -> str:
    seconds = (until - real_now()).total_seconds()
    return duration(max(1, -int(-seconds // 60)))
