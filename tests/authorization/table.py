"""The data files as rows and cells. README.md beside them says how they are read."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.authorization.cast import Caller

FOLDER: Final = Path(__file__).parent
# Keys of a row that are no caller.
_OTHER_KEYS: Final = {"door", "on", "request", "says", "path", "query", "files", "rpc"}
# What a cell may expect besides a reason of refusal.
ALLOWED: Final = {"ok", "blind", "same"}


@dataclass(frozen=True)
class Row:
    """One RPC or one route: who passes, and what becomes of those who do, in each state of what it is about."""

    name: str
    door: frozenset[str]
    on: str
    """What it is about: a key of `stage.THINGS`."""
    says: str
    """What an answer that tells of the thing contains; nothing is looked for when it is empty."""
    request: Any
    settings: Mapping[str, Any] = field(repr=False)

    @property
    def callers(self) -> Mapping[str, Any]:
        """What it says of callers, by name."""
        return {name: told for name, told in self.settings.items() if name not in _OTHER_KEYS}

    def told(self, caller: Caller) -> Any:
        """What it says of one of them: a word, or a word by state."""
        callers = self.callers
        return next((callers[name] for name in (caller.name, caller.like, "others") if name in callers), "ok")

    def outcome(self, caller: Caller, state: str) -> str:
        """What becomes of a caller who passed the door."""
        told = self.told(caller)
        return str(told if isinstance(told, str) else told.get(state, told.get("otherwise", "ok")))


@cache
def rows(folder: str) -> tuple[Row, ...]:
    """Every row of the files of a folder, in their order."""
    return tuple(row for path in sorted((FOLDER / folder).glob("*.toml")) for row in _rows(path))


def _rows(path: Path) -> Iterator[Row]:
    for group, content in tomllib.loads(path.read_text(encoding="utf-8")).items():
        own = {key: told for key, told in content.items() if not _is_row(key)}
        for key, told in content.items():
            if _is_row(key):
                yield _row(key if " " in key else f"{group}.{key}", own | told)


def _is_row(key: str) -> bool:
    """RPCs begin with a capital letter, routes are a method and a path."""
    return key[0].isupper()


def _row(name: str, told: Mapping[str, Any]) -> Row:
    if "rpc" in told:
        # An operation of the API does what its RPC does: the same thing, request and outcomes, behind another door.
        behind = next(row for row in rows("rpcs") if row.name == told["rpc"])
        told = {**behind.settings, **told}
    return Row(
        name=name,
        door=frozenset(word.strip() for word in told["door"].split(",")),
        on=told.get("on", "nothing"),
        says=told.get("says", ""),
        request=told.get("request", {}),
        settings=told,
    )


def filled(template: Any, values: Mapping[str, str]) -> Any:
    """A request with the values of a thing in the places that the data names in braces."""
    if isinstance(template, str):
        return template.format_map(values) if "{" in template else template
    if isinstance(template, Mapping):
        return {name: filled(value, values) for name, value in template.items()}
    if isinstance(template, list):
        return [filled(value, values) for value in template]
    return template
