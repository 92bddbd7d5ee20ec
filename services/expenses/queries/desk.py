"""The list of claims of the desk: searched, filtered, sorted, by pages that cost the same wherever they are."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from kit import pages
from kit.database import UtcType
from kit.pages import MOST_COUNTED, Page, Place
from services.expenses.models import Claim, Part
from services.expenses.queries.claims import ROW
from services.expenses.queries.status import STATUSES, is_cancelled, is_grouped, with_halves
from services.expenses.rules.lists import Filter
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State, Status

# Each order has its index (models.Claim), made of the same expression; the statuses, which nothing stores, have none.
ORDERS: Final[Mapping[str, sa.ColumnElement[Any]]] = {
    # What waits longest comes first, what was never validated last.
    "VALIDATE_TIME": sa.func.coalesce(
        Claim.validate_time, sa.literal_column("'9999-12-31 00:00:00+00'::timestamp with time zone")
    ),
    "EXAM": Claim.exam_sort.expression,
    "LABEL": Claim.label_sort.expression,
    "NUMBER": Claim.mission_number.expression,
    "START": Claim.start_wall_time.expression,
    "CENTRE": Claim.centre_sort.expression,
    "EXAMINER": Claim.examiner_sort.expression,
    "ORDER_NUMBER": sa.func.coalesce(Claim.order_number, sa.literal_column("''")),
}


def page(
    session: Session,
    now: datetime,
    wanted: Filter,
    *,
    order: str,
    is_descending: bool,
    size: int,
    place: Place | None,
) -> Page:
    """One page: rows of `Row`, each followed by its key in the order."""
    query = pages.begin(
        _filtered(_LISTS[order], wanted), (ORDERS[order], Claim.id), place, is_descending=is_descending, size=size
    )
    return pages.cut(session.execute(query, {"now": now}).all(), place, size)


def count(session: Session, now: datetime, wanted: Filter) -> int:
    """How many claims fit, one more than `MOST_COUNTED` at most."""
    needs_statuses = bool(wanted.statuses) or any(wanted.words.values())
    query = _filtered(_ONE_BY_ONE_WITH_STATUSES if needs_statuses else _ONE_BY_ONE, wanted)
    counted = sa.select(sa.func.count()).select_from(query.limit(MOST_COUNTED + 1).subquery())
    return session.scalar(counted, {"now": now} if needs_statuses else {}) or 0


def neighbours(
    session: Session, now: datetime, wanted: Filter, claim: Claim, *, order: str, is_descending: bool
) -> tuple[str, str]:
    """The claims before and after one in the list, empty at its ends; it need not be in the list any more itself."""
    place, key = (_KEYS[order](claim), claim.id), (ORDERS[order], Claim.id)
    query = _filtered(_NEIGHBOURS, wanted)
    sides = (
        pages.begin(query, key, Place(place, is_backward=is_backward), is_descending=is_descending, size=0).subquery()
        for is_backward in (True, False)
    )
    found = sa.union_all(*(sa.select(sa.literal(name), side.c.id) for name, side in zip("<>", sides, strict=True)))
    beside = dict(session.execute(found, {"now": now}).all())
    return beside.get("<", ""), beside.get(">", "")


# What the orders compare, of a loaded claim.
_KEYS: Final[Mapping[str, Callable[[Claim], Any]]] = {
    "VALIDATE_TIME": lambda claim: claim.validate_time or datetime(9999, 12, 31, tzinfo=UTC),
    "EXAM": lambda claim: claim.exam_sort,
    "LABEL": lambda claim: claim.label_sort,
    "NUMBER": lambda claim: claim.mission_number,
    "START": lambda claim: claim.start_wall_time,
    "CENTRE": lambda claim: claim.centre_sort,
    "EXAMINER": lambda claim: claim.examiner_sort,
    "ORDER_NUMBER": lambda claim: claim.order_number or "",
}

_NEIGHBOURS: Final = with_halves(sa.select(Claim.id))
_LISTS: Final = {order: with_halves(sa.select(*ROW, key)) for order, key in ORDERS.items()}
_ONE_BY_ONE: Final = sa.select(sa.literal(1).label("one")).select_from(Claim)
_ONE_BY_ONE_WITH_STATUSES: Final = with_halves(_ONE_BY_ONE)


def _filtered(query: sa.Select[Any], wanted: Filter) -> sa.Select[Any]:
    for word, codes in wanted.words.items():
        # Three letters make an index; fewer are looked for where words begin, which has one too.
        found = Claim.search_text.contains(word if len(word) > 2 else f" {word}", autoescape=True)
        query = query.where(sa.or_(found, *(status.in_(codes) for status in STATUSES)) if codes else found)
    if wanted.session:
        query = query.where(Claim.session == wanted.session)
    if wanted.statuses:
        codes = [status.value for status in wanted.statuses]
        query = query.where(sa.or_(*(status.in_(codes) for status in STATUSES)))
        query = query.where(sa.or_(*(_INDEXED[status] for status in wanted.statuses)))
    return query


def _has_part(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return Claim.id.in_(sa.select(Part.claim_id).where(*conditions))


def _is(column: Any, *values: str) -> sa.ColumnElement[bool]:
    """Values as literals: a partial index serves a statement that names them, not one that takes them as parameters."""
    return column.in_([sa.literal_column(f"'{value}'") for value in values])


_NOT_OVER: Final = Claim.end_time > sa.bindparam("now", type_=UtcType)

# For each status, what an index finds among all the claims that ever were; the exact rule then decides among those.
_INDEXED: Final[Mapping[Status, sa.ColumnElement[bool]]] = {
    Status.CANCELLED: sa.or_(is_cancelled(), _has_part(is_grouped(Part))),
    Status.NO_COST: _has_part(_is(Part.provider, Provider.NONE)),
    Status.ACCEPTED: _has_part(_is(Part.state, State.ACCEPTED)),
    Status.VALIDATED: _has_part(_is(Part.state, State.VALIDATED)),
    Status.HANDLED: _has_part(_is(Part.provider, Provider.HANDLED, Provider.SANTORIN, Provider.PRESIDENT)),
    Status.TO_HANDLE: _has_part(_is(Part.provider, Provider.MANAGER)),
    Status.UPCOMING: sa.or_(_NOT_OVER, Claim.not_done_time.is_not(None)),
    Status.ONGOING: _NOT_OVER,
    Status.DEFERRED: _has_part(Part.carrier_claim_id.is_not(None)),
    Status.TO_VALIDATE: _has_part(_is(Part.state, State.OPEN), _is(Part.provider, Provider.EXAMINER)),
}
