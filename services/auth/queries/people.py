"""Statements about the register of people."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from kit import pages
from kit.database import IdType
from kit.french import collation_key
from kit.pages import MOST_COUNTED, Page, Place
from services.auth.models import SEARCHED, SHOWN_EMAIL, Account, Person
from services.auth.queries.accounts import people
from services.auth.rules.accounts import State
from services.auth.rules.lists import Words

_SEARCHED: Final = sa.literal_column(SEARCHED, sa.Text)


def _state(values: Mapping[State, str]) -> sa.ColumnElement[str]:
    """What stands for the state of an account, as `rules.accounts.state` says it of a loaded one."""
    return sa.case(
        (Account.password_hash.is_not(None), values[State.ACTIVE]),
        (Account.temporary_expire_time > sa.func.now(), values[State.TEMPORARY]),
        else_=values[State.NEW],
    )


_STATE: Final = _state({state: state.value for state in State})

_BY_NAME: Final = (Person.sort_name.expression, Person.identifier.expression)

# Each order but the last has its index (models.Person). The state of an account depends on the hour, so nothing stores
# it: that order reads the register, which has one row per person and does not grow with the sessions.
ORDERS: Final[Mapping[str, tuple[sa.ColumnElement[Any], ...]]] = {
    "NAME": _BY_NAME,
    "IDENTIFIER": (Person.identifier.expression,),
    # The codes are in the order of their labels.
    "ORIGIN": (sa.cast(Person.origin, sa.Text).label("origin_code"), *_BY_NAME),
    "ESTABLISHMENT": (Person.establishment_sort.expression, *_BY_NAME),
    "EMAIL": (sa.literal_column(SHOWN_EMAIL, sa.Text), *_BY_NAME),
    "ACCOUNT_STATE": (_state({state: collation_key(state.label)[0] for state in State}).collate("C"), *_BY_NAME),
}


def page(session: Session, words: Words, *, order: str, is_descending: bool, size: int, place: Place | None) -> Page:
    """One page: rows of a person with rights and account, each followed by its values in the order."""
    query = _filtered(people().add_columns(*ORDERS[order]), words)
    begun = pages.begin(query, ORDERS[order], place, is_descending=is_descending, size=size)
    return pages.cut(session.execute(begun).all(), place, size)


def count(session: Session, words: Words) -> int:
    """How many people fit, one more than `MOST_COUNTED` at most."""
    found = _filtered(sa.select(Person.id).outerjoin(Person.account), words).limit(MOST_COUNTED + 1)
    return session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0


def _filtered(query: sa.Select[Any], words: Words) -> sa.Select[Any]:
    for word, states in words.items():
        # Three letters make an index; fewer are looked for where words begin, which has one too.
        found = _SEARCHED.contains(word if len(word) > 2 else f" {word}", autoescape=True)
        query = query.where(sa.or_(found, _STATE.in_(states)) if states else found)
    return query


def some(session: Session, ids: Collection[str], identifiers: Collection[str]) -> Sequence[Person]:
    """People by id or by identifier."""
    # Arrays: a thousand placeholders would take longer to write than to run.
    by_id = Person.id == sa.any_(sa.literal(list(ids), ARRAY(IdType)))
    by_identifier = Person.identifier == sa.any_(sa.literal(list(identifiers), ARRAY(sa.Text)))
    return session.scalars(people().where(by_id | by_identifier)).all()
