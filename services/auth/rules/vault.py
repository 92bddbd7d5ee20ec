"""What is sealed, what is digested, and under which names: the one place that knows how secrets are kept."""

import hmac

from kit.sealing import Keyring, Pepper
from services.auth.rules import temporary
from services.auth.rules.throttling import Limit


class Vault:
    """Seals and digests. INSEE numbers and bank details are compared, and shown to nobody here yet."""

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
        return self._keyring.seal(symbols.encode(), f"temporary/{person_id}")

    def open_temporary(self, person_id: str, sealed: bytes) -> str:
        return self._keyring.open(sealed, f"temporary/{person_id}").decode()

    def throttle_key(self, limit: Limit, *about: str) -> bytes:
        """The key under which tries are counted, from which what was typed cannot be read again."""
        return self._pepper.digest("throttle", limit.name, *about)

    def form_token(self, session_secret: str) -> str:
        """What forms of a session carry: whoever does not hold the cookie cannot make it (CSRF)."""
        return self._pepper.digest("form", session_secret).hex()
