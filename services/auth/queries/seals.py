"""Statements about sealed values: which are under which key, and those that another key is to seal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from services.auth.models import Account, Person
from services.auth.rules.vault import TEMPORARY


@dataclass(frozen=True)
class Column:
    """A column of sealed values: the name that its seals bear, the key of its rows, and whose a value is."""

    name: str
    value: InstrumentedAttribute[bytes | None]
    key: InstrumentedAttribute[str]
    owner: InstrumentedAttribute[str]

    @property
    def key_name(self) -> sa.ColumnElement[bytes]:
        """The name of the key of a value, which begins with the length of that name (kit.sealing)."""
        # One byte more, for a value that somebody emptied: it must not keep the others from their turn.
        return sa.func.substring(self.value, 2, sa.func.get_byte(self.value.concat(b"\0"), 0))


COLUMNS: Final = (
    Column("insee_number", Person.insee_number_sealed, Person.id, Person.identifier),
    Column("iban", Person.iban_sealed, Person.id, Person.identifier),
    Column("bic", Person.bic_sealed, Person.id, Person.identifier),
    Column(TEMPORARY, Account.temporary_sealed, Account.person_id, Account.person_id),
)


def take(session: Session, column: Column, active: str, *, after: str | None, size: int) -> Sequence[sa.Row[Any]]:
    """Rows whose value is under another key, in order, held by this transaction; it leaves those that others hold."""
    query = (
        sa.select(column.key.label("key"), column.owner.label("owner"), column.value.label("value"))
        .where(column.value.is_not(None), column.key_name != active.encode())
        .order_by(column.key)
        .limit(size)
        .with_for_update(skip_locked=True)
    )
    if after is not None:
        query = query.where(column.key > after)
    return session.execute(query).all()


def replace(session: Session, column: Column, values: Sequence[tuple[str, bytes]]) -> None:
    """Put other seals in the place of those of rows that this transaction holds."""
    table = column.value.class_.__table__
    statement = (
        sa.update(table)
        .where(table.c[column.key.key] == sa.bindparam("row"))
        .values({column.value.key: sa.bindparam("seal")})
    )
    session.connection().execute(statement, [{"row": key, "seal": seal} for key, seal in values])


def counts(session: Session, column: Column) -> dict[str, int]:
    """How many values are under each key, by its name."""
    name = column.key_name.label("name")
    query = sa.select(name, sa.func.count()).where(column.value.is_not(None)).group_by(name).order_by(name)
    return {bytes(found).decode(errors="replace"): count for found, count in session.execute(query)}
