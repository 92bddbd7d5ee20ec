"""Why somebody looks at what is sealed."""

from typing import Final

from kit.errors import InvalidFields
from services.auth import errors

SHORTEST_PURPOSE: Final = 5
LONGEST_PURPOSE: Final = 200


def purpose(text: str) -> str:
    """The reason as the audit keeps it: one line; raises `InvalidFields` when it says too little or too much."""
    kept = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not SHORTEST_PURPOSE <= len(kept) <= LONGEST_PURPOSE:
        bounds = {"least": SHORTEST_PURPOSE, "most": LONGEST_PURPOSE}
        raise InvalidFields([("purpose", errors.PURPOSE_LENGTH, bounds)])
    return kept
