"""The status that people see of each part of a claim: derived, never stored (product.md §6.1, A8)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from services.expenses.rules.providers import Provider


class Status(StrEnum):
    """S-STA-1 to S-STA-10, in this order."""

    NO_COST = "no_cost"
    CANCELLED = "cancelled"
    UPCOMING = "upcoming"
    ONGOING = "ongoing"
    TO_VALIDATE = "to_validate"
    VALIDATED = "validated"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    HANDLED = "handled"
    TO_HANDLE = "to_handle"

    @property
    def label(self) -> str:
        """The words shown, exactly as the user guide writes them."""
        return LABELS[self]


LABELS: Final[dict[Status, str]] = {
    Status.NO_COST: "Pas de frais",
    Status.CANCELLED: "Annulé",
    Status.UPCOMING: "Mission non effectuée",
    Status.ONGOING: "Mission en cours",
    Status.TO_VALIDATE: "Non validé",
    Status.VALIDATED: "Validé",
    Status.ACCEPTED: "Validé par gestionnaire",
    Status.DEFERRED: "Invalidable",
    Status.HANDLED: "Traité par le gestionnaire",
    Status.TO_HANDLE: "A traiter par le gestionnaire",
}


class State(StrEnum):
    """What the row of a part keeps: how far its own validation went."""

    OPEN = "OPEN"
    VALIDATED = "VALIDATED"
    ACCEPTED = "ACCEPTED"


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a status depends on: five columns of the rows of the claim and its part, and the mission's bounds."""

    provider: Provider
    state: State
    is_deferred: bool
    """Another claim carries the trips of the day; always false for a fee."""
    is_cancelled: bool
    """Of the claim."""
    is_not_done: bool
    """Of the claim: the examiner declared the mission not done."""
    start_time: datetime
    end_time: datetime
    """Bounds of the mission, UTC. The mission runs from its start, included, to its end, excluded."""
    is_grouped: bool = False
    """Another claim carries the fee (S-FEE-5, S-FEE-6); always false for a travel."""


# The first line that holds wins. The SQL expression of queries.py is this list, line by line.
PRECEDENCE: Final[tuple[tuple[Status, Callable[[Facts, datetime], bool]], ...]] = (
    # A fee that a gestionnaire put on another claim; one that SANTORIN counts stays « Traité par le gestionnaire ».
    (
        Status.CANCELLED,
        lambda part, _: part.is_cancelled or (part.is_grouped and part.provider == Provider.EXAMINER),
    ),
    (Status.NO_COST, lambda part, _: part.provider == Provider.NONE),
    (Status.ACCEPTED, lambda part, _: part.state == State.ACCEPTED),
    (Status.VALIDATED, lambda part, _: part.state == State.VALIDATED),
    (Status.HANDLED, lambda part, _: part.provider in {Provider.HANDLED, Provider.SANTORIN, Provider.PRESIDENT}),
    (Status.TO_HANDLE, lambda part, _: part.provider == Provider.MANAGER),
    (Status.UPCOMING, lambda part, now: part.is_not_done or now < part.start_time),
    (Status.ONGOING, lambda part, now: now < part.end_time),
    (Status.DEFERRED, lambda part, _: part.is_deferred),
    (Status.TO_VALIDATE, lambda _part, _now: True),
)


def status(part: Facts, now: datetime) -> Status:
    """The status of a part at an instant."""
    return next(code for code, holds in PRECEDENCE if holds(part, now))
