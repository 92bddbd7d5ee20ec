"""What lists of claims ask for and show, whoever reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from kit.french import fold
from services.expenses.rules.status import Status

# More words than a label has find nothing that fewer do not.
MOST_WORDS: Final = 10
LONGEST_SEARCH: Final = 200


class Row(NamedTuple):
    """A row of a list."""

    id: str
    exam_code: str
    exam_label: str
    label: str
    mission_number: str
    start_wall_time: datetime
    centre_name: str
    order_number: str | None
    validate_time: datetime | None
    last_name: str
    first_name: str
    identifier: str
    fee_status: str
    travel_status: str


class SessionRow(NamedTuple):
    """A session in which a person has claims."""

    name: str
    count: int
    jury_capacities: Sequence[str]
    """Of the person, in the juries whose president enters the fee."""


class Count(NamedTuple):
    """How many claims have these in common."""

    fee_status: str
    travel_status: str
    nature: str
    fee_provider: str
    claims: int


@dataclass(frozen=True)
class Filter:
    """What a list keeps."""

    words: Mapping[str, Sequence[str]]
    """Each folded word that must be found, with the codes of the statuses whose label contains it."""
    statuses: Sequence[Status] = ()
    """Claims with a part in one of these; all when empty."""
    session: str = ""
    """All when empty."""


def searched(text: str) -> dict[str, list[str]]:
    """The words of a search, as `Filter` wants them."""
    words = fold(text[:LONGEST_SEARCH]).split()[:MOST_WORDS]
    return {word: [status.value for status in Status if word in fold(status.label)] for word in words}
