"""Tabs of links: each shows another set of data at its own address."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab."""

    label: str
    address: str
    is_current: bool


def session_tabs(address: str, sessions: Sequence[str], chosen: str) -> list[Tab]:
    """A tab per session and one for all; none when there is nothing to choose."""
    if len(sessions) < 2 and not chosen:
        return []
    tabs = [Tab(name, f"{address}?{urlencode({'session': name})}", name == chosen) for name in sessions]
    return [Tab("Toutes les sessions", address, not chosen), *tabs]
