"""A batch of rows against a table: which are new, which differ, which say nothing new; then one upsert.

Imports write with Core, a statement for many rows. What the objects of a unit of work would tell the audit by
themselves, `Merge.changes` tells it here.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session

from kit.audit import MASK, plain

Row = dict[str, Any]


@dataclass
class Merge:
    """What a batch is to a table: rows by their keys' order in the batch."""

    created: list[Row] = field(default_factory=list)
    # Before and after, the columns of the new row only.
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)

    @property
    def written(self) -> list[Row]:
        """The rows that the table did not have like this."""
        return self.created + [after for _, after in self.changed]


def compare(
    session: Session, model: type[DeclarativeBase], rows: Sequence[Row], *, key: Sequence[str], digest: str = ""
) -> Merge:
    """Look the rows up by their key and compare them: by the column `digest`, or by all they have in common.

    A row found gets the other columns of the table that it does not have itself, its id above all.
    """
    known = {tuple(found[name] for name in key): found for found in stored(session, model, rows, key=key)}
    merge = Merge()
    for row in rows:
        before = known.get(tuple(row[name] for name in key))
        if before is None:
            merge.created.append(row)
        elif before[digest] == row[digest] if digest else all(before[name] == value for name, value in row.items()):
            merge.unchanged.append({**before, **row})
        else:
            merge.changed.append((before, {**before, **row}))
    return merge


def stored(session: Session, model: type[DeclarativeBase], rows: Sequence[Row], *, key: Sequence[str]) -> list[Row]:
    """The rows of a table that have the keys of these, in no order."""
    table, keys = _table(model), sent(model, rows, names=key)
    query = sa.select(table).join(keys, sa.and_(*(table.c[name] == keys.c[name] for name in key)))
    return [dict(found) for found in session.execute(query).mappings()]


def upsert(
    session: Session,
    model: type[DeclarativeBase],
    rows: Sequence[Row],
    *,
    key: Sequence[str],
    combine: Mapping[str, Callable[[Any, Any], sa.ColumnElement[Any]]] | None = None,
) -> None:
    """Insert the rows, or replace those whose key exists; every row has the same columns.

    `combine` gives, for a column that others write too, its value from the stored column and the new one.
    """
    if not rows:
        return
    table, names = _table(model), list(rows[0])
    source = sent(model, rows, names=names)
    query = postgresql.insert(table).from_select(names, sa.select(*(source.c[name] for name in names)))
    replaced = {name: query.excluded[name] for name in names if name not in key and not table.c[name].primary_key}
    replaced |= {name: made(table.c[name], query.excluded[name]) for name, made in (combine or {}).items()}
    if replaced:
        query = query.on_conflict_do_update(index_elements=list(key), set_=replaced)
    else:
        query = query.on_conflict_do_nothing(index_elements=list(key))
    session.execute(query)


def sent(model: type[DeclarativeBase], rows: Sequence[Row], *, names: Sequence[str]) -> sa.TableValuedAlias:
    """Rows of a table as one parameter: PostgreSQL makes the values of their columns out of JSON.

    A parameter for each value would cost the driver more time than the statement takes.
    """
    table = _table(model)
    enums = [name for name in names if isinstance(table.c[name].type, sa.Enum)]
    if enums:
        rows = [row | {name: row[name].name for name in enums if row[name] is not None} for row in rows]
    text = json.dumps([{name: row[name] for name in names} for row in rows], default=_as_text, ensure_ascii=False)
    shape = sa.text(f"NULL::{table.fullname}")
    function = sa.func.jsonb_populate_recordset(shape, sa.cast(sa.bindparam(None, text, sa.Text), JSONB))
    return function.table_valued(*(sa.column(name, table.c[name].type) for name in names)).alias("sent")


def _as_text(value: object) -> str:
    """What JSON has no word for, as PostgreSQL reads it."""
    match value:
        case date() | time():
            return value.isoformat()
        case bytes():
            return f"\\x{value.hex()}"
        case Decimal():
            return str(value)
    raise TypeError(f"{type(value).__name__} is no value of a column")


def _table(model: type[DeclarativeBase]) -> sa.Table:
    return model.__table__  # type: ignore[return-value]


def changes(merge: Merge, model: type[DeclarativeBase]) -> Iterator[tuple[Row, dict[str, dict[str, Any]]]]:
    """Each changed row and its difference, in the words of the audit."""
    columns = _table(model).c
    for before, after in merge.changed:
        difference = {}
        for name, value in after.items():
            treatment = columns[name].info.get("audit")
            if treatment != "none" and before[name] != value:
                said = (before[name], value)
                if treatment == "secret":
                    said = tuple(MASK if each is not None else None for each in said)
                difference[name] = {"from": plain(said[0]), "to": plain(said[1])}
        if difference:
            yield after, difference
