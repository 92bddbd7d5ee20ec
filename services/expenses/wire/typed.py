"""The text of form fields as it stands while it is typed, kept with a draft and never processed."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from kit.errors import Violations
from services.expenses import errors
from services.expenses.rules.drafts import MOST_TYPED, PREFIXES
from services.expenses.rules.workflow import PartKind
from services.expenses.wire.inputs import LONGEST_TEXT

_KEY: Final = re.compile(r"(fee|trips\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[a-z0-9_.\[\]-]{1,60}")


def read_typed(typed: Mapping[str, str], kinds: Collection[PartKind], violations: Violations) -> dict[str, str]:
    """The text of the parts that the mask names; what is wrong is told beside its field, whose path is the key."""
    if len(typed) > MOST_TYPED:
        violations.add("typed", errors.TYPED_TOO_MANY, most=MOST_TYPED)
        return {}
    for key, text in typed.items():
        if not _KEY.fullmatch(key):
            violations.add("typed", errors.TYPED_KEY_INVALID)
        elif len(text) > LONGEST_TEXT:
            violations.add(key, errors.ENTRY_TOO_LONG, most=LONGEST_TEXT)
    prefixes = tuple(PREFIXES[kind] for kind in kinds)
    # The only character that a JSON column cannot hold.
    return {key: text.replace("\0", "") for key, text in typed.items() if key.startswith(prefixes)}
