"""What is being typed: kept on the claim beside what counts, and never processed (P-CLM-20).

A draft has the parsed entry of each part under its name, and under `typed` the text of form fields as it stands, by
keys `fee.<field>` and `trips.<trip id>.<field>`: what cannot be parsed yet is not lost with a session.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from services.expenses.models import Claim
from services.expenses.rules.workflow import PartKind

Entries = Mapping[PartKind, dict[str, Any] | None]
Typed = Mapping[str, str]

# Of fields whose text is kept, in all: each line that is begun adds its own.
MOST_TYPED: Final = 400

# What the keys of the text of each part begin with.
PREFIXES: Final = {PartKind.FEE: "fee.", PartKind.TRAVEL: "trips."}


def replaced(claim: Claim, kinds: Collection[PartKind], entries: Entries, typed: Typed) -> dict[str, Any]:
    """The draft of a claim once some parts are typed again; a part without an entry keeps the one it had.

    Lines are typed one at a time: text without the lines themselves replaces that of the lines that it names.
    """
    parsed = {kind.lower(): entry for kind, entry in entries.items()}
    prefixes = [PREFIXES[kind] for kind in kinds]
    if PartKind.TRAVEL in kinds and PartKind.TRAVEL not in entries:
        prefixes.remove(PREFIXES[PartKind.TRAVEL])
        prefixes += {_line(key) for key in typed if key.startswith(PREFIXES[PartKind.TRAVEL])}
    return _with_typed({**(claim.draft or {}), **parsed}, {**_typed_outside(claim, prefixes), **typed})


def drafted(claim: Claim, kinds: Iterable[PartKind]) -> Entries:
    """What is being typed for some parts. One without a draft is left out: it stays as it is recorded."""
    draft = claim.draft or {}
    return {kind: draft[kind.lower()] for kind in kinds if kind.lower() in draft}


def forget(claim: Claim, kinds: Collection[PartKind] = tuple(PartKind), *, keeps_lines: bool = False) -> None:
    """Forget what was typed for some parts; `keeps_lines`: not the text of lines that were begun and not kept yet."""
    names = {kind.lower() for kind in kinds}
    left = {name: entry for name, entry in (claim.draft or {}).items() if name not in names}
    prefixes = [PREFIXES[kind] for kind in kinds if not (keeps_lines and kind == PartKind.TRAVEL)]
    claim.draft = _with_typed(left, _typed_outside(claim, prefixes)) or None
    claim.draft_time = claim.draft_time if claim.draft else None


def _line(key: str) -> str:
    """What the keys of the text of one line begin with."""
    return ".".join(key.split(".")[:2]) + "."


def _typed_outside(claim: Claim, prefixes: Iterable[str]) -> Typed:
    """The text whose keys begin otherwise."""
    typed: Typed = (claim.draft or {}).get("typed", {})
    return {key: text for key, text in typed.items() if not key.startswith(tuple(prefixes))}


def _with_typed(draft: dict[str, Any], typed: Typed) -> dict[str, Any]:
    parsed = {name: entry for name, entry in draft.items() if name != "typed"}
    return parsed | ({"typed": typed} if typed else {})
