"""Places in the list of people, as opaque tokens."""

import base64
import binascii
import json


def token(sort_name: str, identifier: str) -> str:
    """The place of one person."""
    return base64.urlsafe_b64encode(json.dumps([sort_name, identifier]).encode()).decode()


def after(token: str) -> tuple[str, str] | None:
    """The place that a token names; the beginning when it is empty or no token of ours."""
    try:
        sort_name, identifier = json.loads(base64.urlsafe_b64decode(token))
        # An escape may write half of a surrogate pair, which no database can compare with anything.
        f"{sort_name}{identifier}".encode()
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None
    return (sort_name, identifier) if isinstance(sort_name, str) and isinstance(identifier, str) else None
