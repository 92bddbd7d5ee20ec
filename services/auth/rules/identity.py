"""Who somebody is: the form of an identifier, words to search by, rights, and who may act on whose account."""

import unicodedata
from collections.abc import Iterable, Set

from kit.french import collation_key, fold
from services.auth.models import Origin, Role

# Longer than any identifier printed: what exceeds it is nobody's, and is not worth more work.
LONGEST_IDENTIFIER = 64

_FEED_ROLES = {role.value.lower(): role for role in Role}


def canonical(identifier: str) -> str:
    """The one form of an identifier: full-width digits, case and surrounding spaces do not count."""
    text = unicodedata.normalize("NFKC", identifier).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.strip().upper()[:LONGEST_IDENTIFIER]


def search_text(
    *,
    last_name: str,
    first_name: str,
    identifier: str,
    origin: Origin,
    establishment: str | None,
    emails: Iterable[str | None],
) -> str:
    """What a search looks in; the address shown and the state of the account are looked at beside it."""
    shown = [last_name, first_name, last_name, identifier, origin.label, establishment, *emails]
    return fold(" ".join(filter(None, shown)))


def sort_name(last_name: str, first_name: str) -> str:
    """The key that lists follow, in French order; compared byte by byte."""
    return f"{collation_key(last_name)[0]}\x1f{collation_key(first_name)[0]}"


def establishment_sort(name: str | None) -> str:
    """The same for establishments; those who have none come first."""
    return collation_key(name or "")[0]


def roles_of_feed(codes: Iterable[str]) -> frozenset[Role]:
    """The rights that a line of the feed gives; none named means an examiner."""
    return frozenset(_FEED_ROLES[code] for code in codes) or frozenset({Role.EXAMINER})


def may_help(caller: Set[Role], person: Set[Role]) -> bool:
    """Whether staff may give somebody a way in: below their own rights, and administrators each other.

    A gestionnaire who could open the account of another one could process their own claims under that name (G-4).
    """
    return Role.ADMINISTRATOR in caller or _rank(person) < _rank(caller)


def _rank(roles: Set[Role]) -> int:
    if Role.ADMINISTRATOR in roles:
        return 2
    return 1 if Role.MANAGER in roles else 0
