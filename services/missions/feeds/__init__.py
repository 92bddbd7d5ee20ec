"""The files of a feed that missions owns (feeds.md §1, §3 to §5), a module for each kind of thing."""

from typing import Final

from kit.feeds.importing import FeedFile
from services.missions.feeds import convocations, missions, reference, returns

# In the order in which they name each other.
FILES: Final[dict[str, FeedFile]] = {
    "academies": reference.ACADEMIES,
    "communes": reference.COMMUNES,
    "missions": missions.MISSIONS,
    "convocations": convocations.CONVOCATIONS,
    "santorin": returns.SANTORIN,
}
