"""What the list of people asks for."""

from collections.abc import Mapping, Sequence
from typing import Final

from kit.french import fold
from services.auth.rules.accounts import State

# More words than a label has find nothing that fewer do not.
MOST_WORDS: Final = 10
LONGEST_SEARCH: Final = 200

Words = Mapping[str, Sequence[State]]


def searched(text: str) -> Words:
    """Each folded word that must be found, with the states of accounts whose label contains it."""
    words = fold(text[:LONGEST_SEARCH].replace("\0", " ")).split()[:MOST_WORDS]
    return {word: [state for state in State if word in fold(state.label)] for word in words}
