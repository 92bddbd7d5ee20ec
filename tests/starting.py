"""Services as tests start them: with keys, stores and mailboxes of their own below a folder of the test."""

import base64
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from kit.clock import Clock
from kit.sealing import KEY_BYTES
from services.auth.settings import Keys
from tests.conftest import NOON, Databases, Identities, Services, Started

PUBLIC_URL = "https://imagin.example"


@contextmanager
def shared_services(databases: Databases) -> Iterator[Services]:
    """Services for several tests that only read: starting them for each would cost more than the tests."""
    clock = Clock()
    clock.set(NOON)
    with ExitStack() as stack:
        yield Services(stack, databases, clock, Identities())


def start_auth(services: Services, folder: Path, **settings: Any) -> Started:
    """auth with new keys; its mails arrive in `mails` below the folder."""
    keys = folder / "keys"
    Keys.make(keys)
    usual = {"key_folder": keys, "mail_url": f"maildir://{folder / 'mails'}", "public_url": PUBLIC_URL, "threads": 8}
    return services.start("auth", **usual | settings)


def missions_settings(folder: Path) -> dict[str, Any]:
    """Settings of missions with a new keyring; its letters are kept in `files` below the folder."""
    keyring = _keyring(folder / "missions.keys")
    return {"storage_url": (folder / "files").as_uri(), "keyring_file": keyring, "public_url": PUBLIC_URL}


def documents_settings(folder: Path) -> dict[str, Any]:
    """Settings of documents with a new keyring; contents are kept in `proofs` below the folder."""
    return {"storage_url": (folder / "proofs").as_uri(), "keyring_file": _keyring(folder / "documents.keys")}


def start_documents(services: Services, folder: Path, **settings: Any) -> Started:
    """documents with a store and keys of its own."""
    return services.start("documents", **documents_settings(folder) | settings)


def _keyring(path: Path) -> Path:
    path.write_text(f"1 {base64.b64encode(os.urandom(KEY_BYTES)).decode()}\n")
    return path


def start_missions(services: Services, folder: Path, **settings: Any) -> Started:
    """missions with a store and keys of its own."""
    return services.start("missions", **missions_settings(folder) | settings)
