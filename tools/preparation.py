"""What a deployment needs before its first process starts: databases with their roles, and keys."""

import base64
import os
import secrets
from pathlib import Path

import psycopg
from psycopg import sql

from kit.sealing import KEY_BYTES
from services.auth.settings import Keys as AuthKeys

SERVICES = ("auth", "missions", "expenses", "documents", "portal", "survey")


def create_databases(server: str, password: str) -> None:
    """One database per service, each with a role of its own, as in production: nobody reads another's tables.

    `server` is the address of a role that may make roles and databases.
    """
    with psycopg.connect(server, autocommit=True) as connection:
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        databases = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
        for name in (f"imagin_{service}" for service in SERVICES):
            role = sql.Identifier(name)
            if name not in roles:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
            # Each time: the server may be an old one, and the password a new one.
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
            if name not in databases:
                connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(role))


def make_keys(folder: Path) -> None:
    """The keys that are missing: those of auth in auth/, those that seal letters and proofs in a file per service."""
    AuthKeys.make(folder / "auth")
    for service in ("missions", "documents"):
        keyring = folder / f"{service}.keys"
        if not keyring.exists():
            write_privately(keyring, f"1 {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}\n")


def write_privately(path: Path, content: str) -> None:
    """Write a file that its owner alone reads."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
