"""Which column of the arrêté of 7 May 2012 pays a contest whose exam covers several corps (domain.md §3.3)."""

import re
from typing import Final

from kit.french import fold

_ITRF: Final = "ITRF"

# The corps that the speciality of the mission names, and the key of the rates of its column. Column A1 has no key of
# its own in the feeds: the agrégation is in it.
_CORPS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\bingenieurs? de recherche\b"), "AGREG"),
    (re.compile(r"\bingenieurs? d'etudes?\b"), "CAT_A"),
    (re.compile(r"\bassistants? ingenieurs?\b"), "CAT_A"),
    (re.compile(r"\btechniciens?\b"), "CAT_B"),
    (re.compile(r"\badjoints? techniques?\b"), "CAT_C"),
)


def rate_key(exam: str, speciality: str) -> str:
    """The key of the rates of an exam: its own code, or the category of the corps that an ITRF contest recruits."""
    if exam != _ITRF:
        return exam
    words = fold(speciality).replace("-", " ")
    return next((key for corps, key in _CORPS if corps.search(words)), exam)
