"""The commands of auth: `python -m services.auth serve|migrate|make-keys|rotate-keys`."""

import sys
from collections.abc import Mapping
from typing import cast

from kit.command import Service, run
from kit.feeds.servicer import FeedsServicer
from kit.passwords import Passwords
from kit.process import Process
from kit.servicer import Servicer
from services.auth import feeds, tasks
from services.auth.rules.vault import Vault
from services.auth.servicer.accounts import AccountsServicer
from services.auth.servicer.keys import KeysServicer
from services.auth.servicer.notifications import NotificationsServicer
from services.auth.servicer.people import PeopleServicer
from services.auth.servicer.sessions import SessionsServicer
from services.auth.settings import AuthSettings, Keys


def servicers(process: Process) -> list[Servicer]:
    settings = _settings(process)
    keys = Keys.read(settings.key_folder)
    vault = Vault(keys.keyring, keys.pepper)
    passwords = Passwords(keys.pepper, settings.hashes_at_once or None)
    postman = tasks.Postman(process.database, settings)
    process.background.append(postman)
    process.chores.add("what is over", tasks.FORGET_SECONDS, lambda: tasks.forget(process.database))
    return [
        SessionsServicer(process, vault, keys.signer, passwords, postman),
        AccountsServicer(process, vault, passwords, postman),
        PeopleServicer(process, settings, vault, postman),
        NotificationsServicer(process, postman),
        KeysServicer(process, keys),
        FeedsServicer(process, feeds.files(vault)),
    ]


def _public_keys(process: Process) -> Mapping[str, bytes]:
    return Keys.read(_settings(process).key_folder).published


def _make_keys(process: Process) -> None:
    Keys.make(_settings(process).key_folder)


def _rotate_keys(process: Process) -> None:
    """How many values are under which key afterwards; exit code 1 when one is not under the key that seals now."""
    keys = Keys.read(_settings(process).key_folder)
    vault = Vault(keys.keyring, keys.pepper)
    late = 0
    for rotation in tasks.rotate_keys(process.database, vault):
        for name, count in rotation.counts.items():
            sys.stdout.write(f"{rotation.column}: {count} under key {name}\n")
            late += count if name != vault.active_key else 0
        for owner in rotation.broken:
            sys.stdout.write(f"{rotation.column}: that of {owner} does not open\n")
    if late:
        raise SystemExit(f"{late} values are not under key {vault.active_key}: keep the others, and run this again")


def _settings(process: Process) -> AuthSettings:
    return cast("AuthSettings", process.settings)


SERVICE = Service(
    "auth",
    AuthSettings,
    servicers,
    public_keys=_public_keys,
    commands={"make-keys": _make_keys, "rotate-keys": _rotate_keys},
)


if __name__ == "__main__":
    run(SERVICE)
