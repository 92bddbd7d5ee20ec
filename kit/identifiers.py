"""Identifiers of rows and requests: UUIDv7 strings, so that keys grow with time and indexes stay compact."""

import uuid

import uuid_utils


def new_id() -> str:
    """A fresh identifier, later than every identifier this process gave before."""
    return str(uuid_utils.uuid7())


def is_id(text: str) -> bool:
    """Whether a text received from outside has the canonical form of an identifier."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
