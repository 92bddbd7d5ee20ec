"""Temporary passwords, printed on paper and typed once: 12 symbols of Crockford's base 32, so 60 bits."""

import secrets

# Without I, L, O and U: nothing that reads like a digit, nothing that reads like a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
GROUP = 4

# What people type for what they read.
_ALIASES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = str.maketrans("", "", " -\u00a0\u2010\u2011\u2013")


def draw() -> str:
    """A new one, as it is compared: 12 symbols."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def printed(symbols: str) -> str:
    """As it is shown on paper: `7KQX-0M4T-9ZWB`."""
    return "-".join(symbols[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def typed(text: str) -> str | None:
    """The symbols that somebody typed, or None when the text cannot be a temporary password."""
    symbols = text.translate(_SEPARATORS).upper().translate(_ALIASES)
    return symbols if len(symbols) == LENGTH and set(symbols) <= set(ALPHABET) else None
