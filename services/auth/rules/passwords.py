"""Which passwords are accepted (security.md A2 to A4): long, and not what somebody would try first.

Nothing is asked of their composition, nothing expires, and spaces and every character of the world are welcome.
"""

import re
import unicodedata
from collections.abc import Iterable, Set

from kit.errors import Violation
from kit.french import fold
from services.auth import errors
from services.auth.rules import temporary
from services.auth.rules.common_words import ROWS, WORDS

SHORTEST = 15
LONGEST = 128
# A request with more is refused before anything is computed.
LONGEST_TYPED = 256

# Letters that are none of the words, below which a password is nothing but words.
LEAST_OWN_LETTERS = 5
# Shorter parts of a name are inside too many honest words.
SHORTEST_WORD = 3
# Digits of a year, a date, a suffix; more of them may well be drawn at random.
MOST_DIGITS = 10

_DISGUISES = str.maketrans("013457@$!€", "oieastasie")
_REPETITION = re.compile(r"([ -~])\1{2,}")
_WHOLE_REPETITION = re.compile(r"([ -~]{1,7}?)\1{2,}[ -~]{0,6}")
_SEQUENCES = {row[start : start + 3] for line in ROWS for row in (line, line[::-1]) for start in range(len(row) - 2)}
_GAP = "\n"


def normalised(password: str) -> str:
    """The form that is hashed: two keyboards may write one letter in two ways."""
    return unicodedata.normalize("NFKC", password)


def violation(password: str, about: Iterable[str]) -> Violation | None:
    """What is wrong with a new password, given words about its owner; None when nothing is."""
    length = len(normalised(password))
    if length < SHORTEST:
        return errors.PASSWORD_TOO_SHORT
    if length > LONGEST:
        return errors.PASSWORD_TOO_LONG
    folded = fold(normalised(password)) or " " * length
    owner = {word for text in about for word in re.split(r"[^\w]+", fold(text)) if len(word) >= SHORTEST_WORD}
    if temporary.typed(password):
        return errors.PASSWORD_UNCHANGED
    if _is_nothing_but(WORDS, folded):
        return errors.PASSWORD_COMMON
    if _is_nothing_but(WORDS | owner, folded):
        return errors.PASSWORD_ABOUT_OWNER
    return None


def _is_nothing_but(words: Set[str], folded: str) -> bool:
    return any(_own_letters(words, text) < LEAST_OWN_LETTERS for text in (folded, folded.translate(_DISGUISES)))


def _own_letters(words: Set[str], text: str) -> int:
    """How many characters are left once words, rows of the keyboard, repetitions and suffixes are taken out."""
    if _WHOLE_REPETITION.fullmatch(text):
        return 0
    rest = _without_sequences(_REPETITION.sub(_GAP, _without_words(words, text)))
    if len(re.findall(r"\d", rest)) <= MOST_DIGITS:
        rest = re.sub(r"\d", _GAP, rest)
    # A separator or two between words adds nothing; a row of signs may be somebody's own idea.
    rest = re.sub(r"(?<![^\w\s])[^\w\s]{1,2}(?![^\w\s])", _GAP, rest)
    return len(re.sub(r"\s", "", rest))


def _without_words(words: Set[str], text: str) -> str:
    """Without words, chosen so that the fewest letters are left: `enseignantenseignant` is twice one word."""
    longest = max(map(len, words))
    # Of each end of the text: how many letters are left, and how long is the word that begins it (0: none).
    best = [(0, 0)] * (len(text) + 1)
    for start in range(len(text) - 1, -1, -1):
        best[start] = (best[start + 1][0] + 1, 0)
        for length in range(SHORTEST_WORD, min(longest, len(text) - start) + 1):
            if text[start : start + length] in words:
                best[start] = min(best[start], (best[start + length][0], length))
    kept, start = [], 0
    while start < len(text):
        length = best[start][1]
        kept.append(_GAP if length else text[start])
        start += length or 1
    return "".join(kept)


def _without_sequences(text: str) -> str:
    """Without every run of three or more neighbours on a keyboard, in the alphabet or among the digits."""
    covered: set[int] = set()
    for start in range(len(text) - 2):
        if text[start : start + 3] in _SEQUENCES:
            covered.update(range(start, start + 3))
    return "".join(_GAP if place in covered else letter for place, letter in enumerate(text))
