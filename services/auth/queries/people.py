"""Statements about the register of people."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from kit.database import IdType
from services.auth.models import SEARCHED, Person
from services.auth.queries.accounts import people

_SEARCHED = sa.literal_column(SEARCHED, sa.Text)


def search(session: Session, words: Sequence[str], after: tuple[str, str] | None, size: int) -> Sequence[Person]:
    """At most `size` people in whose names, identifier or e-mails every word occurs, after a place of the list."""
    query = people().order_by(Person.sort_name, Person.identifier).limit(size)
    for word in words:
        query = query.where(_SEARCHED.contains(word, autoescape=True))
    if after is not None:
        query = query.where(sa.tuple_(Person.sort_name, Person.identifier) > sa.tuple_(*after))
    return session.scalars(query).all()


def some(session: Session, ids: Collection[str], identifiers: Collection[str]) -> Sequence[Person]:
    """People by id or by identifier."""
    # Arrays: a thousand placeholders would take longer to write than to run.
    by_id = Person.id == sa.any_(sa.literal(list(ids), ARRAY(IdType)))
    by_identifier = Person.identifier == sa.any_(sa.literal(list(identifiers), ARRAY(sa.Text)))
    return session.scalars(people().where(by_id | by_identifier)).all()
