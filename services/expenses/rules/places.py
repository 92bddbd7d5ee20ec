"""Where a place is: its commune, the residences that hold it, and its zone of rates. See also kit.territory."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kit.territory import COMMUNE_OF_DISTRICT, commune_code, department

_PARIS: Final = "75056"
_DIVIDED: Final = frozenset(COMMUNE_OF_DISTRICT.values())

# Communes of the métropole du Grand Paris outside its four départements (décret n° 2015-1212).
_GRAND_PARIS_DEPARTMENTS: Final = frozenset({"92", "93", "94"})
_GRAND_PARIS_COMMUNES: Final = frozenset({"95018", "91027", "91326", "91432", "91479", "91589", "91687"})

# The Pacific has tables of kilometres of its own, in francs.
PACIFIC_TABLES: Final = {"986": "WF", "987": "NC_PF", "988": "NC_PF"}


class Zone(StrEnum):
    """Zone of rates of a place: the key of its meals."""

    METROPOLE = "METROPOLE"
    DOM_SPM = "DOM_SPM"
    PACIFIC = "PACIFIC"
    ABROAD = "ABROAD"
    """No text gives a rate: the gestionnaire takes care of it (R26)."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A town by its INSEE code; 99xxx is abroad."""

    code: str
    name: str = ""
    population: int | None = None
    """Municipal population at the date of the calculation, None when unknown."""

    @property
    def commune_code(self) -> str:
        """The code of the whole commune."""
        return commune_code(self.code)

    @property
    def department(self) -> str:
        """Two characters, three overseas."""
        return department(self.code)

    @property
    def is_paris(self) -> bool:
        """Paris or one of its districts."""
        return self.commune_code == _PARIS

    @property
    def is_grand_paris(self) -> bool:
        """In the métropole du Grand Paris, Paris left out."""
        return self.department in _GRAND_PARIS_DEPARTMENTS or self.code in _GRAND_PARIS_COMMUNES

    def is_large(self, threshold: int) -> bool:
        """Whether the town has at least that many people.

        Only the largest communes are cut into districts, and the population given with a district is its own.
        """
        return self.commune_code in _DIVIDED or (self.population or 0) >= threshold


class Adjacency:
    """Communes declared adjacent: pairs (place, residence), in that direction only, never by way of a third (R19)."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._pairs = frozenset((commune_code(place), commune_code(residence)) for place, residence in pairs)

    def holds(self, place: str, residence: str) -> bool:
        """Whether the place is declared adjacent to the residence."""
        return (place, residence) in self._pairs


def inside(place: str, residences: Iterable[str | None], adjacency: Adjacency) -> bool:
    """Whether a place is a residence, or adjacent to one: the one test of travel, transport, meals and nights (R19)."""
    code = commune_code(place)
    return any(
        code == residence or adjacency.holds(code, residence)
        for residence in (commune_code(known) for known in residences if known)
    )


def zone(code: str) -> Zone:
    """The zone of rates of a commune."""
    match department(code):
        case "99":
            return Zone.ABROAD
        case known if known in PACIFIC_TABLES:
            return Zone.PACIFIC
        case "971" | "972" | "973" | "974" | "975" | "976" | "977" | "978":
            return Zone.DOM_SPM
        case _:
            return Zone.METROPOLE
