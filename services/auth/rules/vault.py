"""What is sealed, what is digested, and under which names: the one place that knows how secrets are kept."""

import hmac
import logging
from collections.abc import Callable

from kit.sealing import Keyring, Pepper, SealBroken, key_name
from services.auth import errors
from services.auth.rules import temporary
from services.auth.rules.throttling import Limit

log = logging.getLogger(__name__)

# Shown where a mask should be.
UNREADABLE = "Illisible"
# The place of temporary passwords among those of the columns of people.
TEMPORARY = "temporary"


class Vault:
    """Seals and digests. INSEE numbers and bank details are compared, masked, and opened for one audited RPC only."""

    def __init__(self, keyring: Keyring, pepper: Pepper) -> None:
        self._keyring = keyring
        self._pepper = pepper

    def seal(self, column: str, identifier: str, value: str | None) -> bytes | None:
        """A value of a person (`insee_number`, `iban`, `bic`), which opens for no other column or person."""
        return None if value is None else self._keyring.seal(value.encode(), f"{column}/{identifier}")

    def holds(self, column: str, identifier: str, sealed: bytes | None, value: str | None) -> bool:
        """Whether a sealed value is this one."""
        if sealed is None or value is None:
            return sealed is None and value is None
        return hmac.compare_digest(self._keyring.open(sealed, f"{column}/{identifier}"), value.encode())

    def reveal(self, column: str, identifier: str, sealed: bytes | None) -> str:
        """A value of a person in clear, empty when there is none; raises `SecretDamaged` when it was tampered with."""
        if sealed is None:
            return ""
        try:
            return self._keyring.open(sealed, f"{column}/{identifier}").decode()
        except SealBroken as broken:
            log.exception("a sealed value does not open", extra={"column": column})
            raise errors.SecretDamaged from broken

    def masked(self, column: str, identifier: str, sealed: bytes | None, mask: Callable[[str], str]) -> str:
        """What staff see of a value. One that does not open keeps nobody from the rest of the page."""
        try:
            value = self.reveal(column, identifier, sealed)
        except errors.SecretDamaged:
            return UNREADABLE
        return mask(value) if value else ""

    @property
    def active_key(self) -> str:
        """The name of the key that seals."""
        return self._keyring.active

    def renewed(self, column: str, owner: str, sealed: bytes) -> bytes:
        """The same value under the key that seals now; raises `SealBroken`."""
        if key_name(sealed) == self.active_key:
            return sealed
        place = f"{column}/{owner}"
        return self._keyring.seal(self._keyring.open(sealed, place), place)

    def index(self, column: str, value: str | None) -> bytes | None:
        """Finds equal values of a column, such as one account of two people."""
        return None if value is None else self._pepper.digest("index", column, value)

    def content_hash(self, content: str) -> bytes:
        """Tells whether a line of a feed is what is known; keyed, for it covers secrets that are easy to guess."""
        return self._pepper.digest("content", content)

    def temporary_digest(self, person_id: str, symbols: str) -> bytes:
        """What a temporary password is compared with."""
        return self._pepper.digest("temporary", person_id, symbols)

    def is_temporary_password(self, person_id: str, kept: bytes | None, typed: str) -> bool:
        """Whether somebody typed the temporary password of a person."""
        digest = self.temporary_digest(person_id, temporary.typed(typed) or "")
        return hmac.compare_digest(digest, kept or b"")

    def seal_temporary(self, person_id: str, symbols: str) -> bytes:
        return self._keyring.seal(symbols.encode(), f"{TEMPORARY}/{person_id}")

    def open_temporary(self, person_id: str, sealed: bytes) -> str:
        return self._keyring.open(sealed, f"{TEMPORARY}/{person_id}").decode()

    def throttle_key(self, limit: Limit, *about: str) -> bytes:
        """The key under which tries are counted, from which what was typed cannot be read again."""
        return self._pepper.digest("throttle", limit.name, *about)

    def form_token(self, session_secret: str) -> str:
        """What forms of a session carry: whoever does not hold the cookie cannot make it (CSRF)."""
        return self._pepper.digest("form", session_secret).hex()
