"""What state an account is in, and what a change of secret does to it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from services.auth.models import Account
from services.auth.rules import temporary
from services.auth.rules.vault import Vault


class State(StrEnum):
    """As staff see it."""

    NEW = "NEW"
    TEMPORARY = "TEMPORARY"
    ACTIVE = "ACTIVE"

    @property
    def label(self) -> str:
        """The words shown."""
        return _LABELS[self]


_LABELS: Final = {
    State.NEW: "Jamais connecté(e)",
    State.TEMPORARY: "Mot de passe temporaire",
    State.ACTIVE: "Compte actif",
}


def state(account: Account | None, now: datetime) -> State:
    """No secret that works, a temporary password that does, or a password of their own."""
    if account is not None and account.password_hash is not None:
        return State.ACTIVE
    return State.TEMPORARY if account is not None and _has_live_temporary(account, now) else State.NEW


def set_password(account: Account, password_hash: str) -> None:
    """From now on this password, and no temporary one."""
    account.password_hash = password_hash
    account.temporary_digest = account.temporary_sealed = account.temporary_expire_time = None


def set_temporary(account: Account, vault: Vault, now: datetime, life: timedelta) -> str:
    """Draw a temporary password in the place of whatever secret there was.

    Letters may print it again, unless the person has logged in before: then only the one who asked for it sees it.
    """
    symbols = temporary.draw()
    account.password_hash = None
    account.temporary_digest = vault.temporary_digest(account.person_id, symbols)
    account.temporary_sealed = (
        vault.seal_temporary(account.person_id, symbols) if account.last_login_time is None else None
    )
    account.temporary_expire_time = now + life
    return symbols


def is_printable(account: Account) -> bool:
    """Letters print a temporary password for those who have never logged in."""
    return account.password_hash is None and account.last_login_time is None


def print_temporary(account: Account, vault: Vault, now: datetime, life: timedelta) -> str:
    """The same one on each letter, good for as long as the last one says; another one once it has expired."""
    if account.temporary_sealed is None or not _has_live_temporary(account, now):
        return set_temporary(account, vault, now, life)
    account.temporary_expire_time = now + life
    return vault.open_temporary(account.person_id, account.temporary_sealed)


def _has_live_temporary(account: Account, now: datetime) -> bool:
    return account.temporary_expire_time is not None and account.temporary_expire_time > now
