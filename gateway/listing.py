"""State of a list in its address: search, sort and what else it keeps, so that a link finds it as it was left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

SEARCH: Final = "recherche"
SORT: Final = "tri"
DIRECTION: Final = "sens"
DESCENDING: Final = "decroissant"
PAGE: Final = "page"
LONGEST_SEARCH: Final = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key sorts it (none: it does not sort), the kind aligns it (`text`, `number`, `actions`)."""

    label: str
    key: str = ""
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list shows and how; `kept` are the other parameters of its address (session, tab)."""

    address: str
    columns: Sequence[Column]
    sort: str
    is_descending: bool = False
    search: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    shown: int = 0
    total: int = 0
    # Address of the page before and after, for lists that are paged.
    previous_page: str = ""
    next_page: str = ""

    @classmethod
    def read(
        cls,
        address: str,
        query: Mapping[str, str],
        columns: Sequence[Column],
        *,
        sort: str,
        is_descending: bool = False,
        kept: Sequence[str] = (),
    ) -> "Listing":
        """The list as its address asks for it; an unknown column falls back to `sort`."""
        asked = query.get(SORT, "")
        known = any(column.key == asked for column in columns if column.key)
        return cls(
            address=address,
            columns=columns,
            sort=asked if known else sort,
            is_descending=query.get(DIRECTION) == DESCENDING if known else is_descending,
            search=" ".join(query.get(SEARCH, "")[:LONGEST_SEARCH].split()),
            kept=tuple((name, query[name]) for name in kept if query.get(name)),
        )

    def holding(self, shown: int, total: int) -> "Listing":
        """The same list once it is known how much it shows."""
        return replace(self, shown=shown, total=total)

    def between(self, previous_token: str, next_token: str) -> "Listing":
        """The same list with the addresses of the pages before and after."""
        return replace(self, previous_page=self._page(previous_token), next_page=self._page(next_token))

    def direction(self, column: Column) -> str:
        """Value of `aria-sort` of a column."""
        if column.key != self.sort:
            return "none"
        return "descending" if self.is_descending else "ascending"

    def sort_address(self, column: Column) -> str:
        """Where a click on the label of a column leads: the sorted column is reversed, another one starts ascending."""
        is_descending = column.key == self.sort and not self.is_descending
        return self._address(column.key, is_descending, self.search)

    def clear_address(self) -> str:
        """The same list without its search."""
        return self._address(self.sort, self.is_descending, "")

    def sort_fields(self) -> tuple[tuple[str, str], ...]:
        """What the search form must carry so that a search keeps the sort."""
        return ((SORT, self.sort), *(((DIRECTION, DESCENDING),) if self.is_descending else ()))

    def _page(self, token: str) -> str:
        if not token:
            return ""
        address = self._address(self.sort, self.is_descending, self.search)
        return f"{address}{'&' if '?' in address else '?'}{urlencode({PAGE: token})}"

    def _address(self, sort: str, is_descending: bool, search: str) -> str:
        query = [*self.kept, (SEARCH, search), (SORT, sort), (DIRECTION, DESCENDING if is_descending else "")]
        encoded = urlencode([(name, value) for name, value in query if value])
        return f"{self.address}?{encoded}" if encoded else self.address
