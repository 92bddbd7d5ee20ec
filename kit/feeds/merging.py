"""A batch of rows against a table: which are new, which differ, which say nothing new; then one upsert.

Imports write with Core, a statement for many rows. What the objects of a unit of work would tell the audit by
themselves, `Merge.changes` tells it here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
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
    table = model.__table__
    known: dict[tuple[Any, ...], Row] = {}
    if rows:
        columns = [table.c[name] for name in key]
        wanted = [tuple(row[name] for name in key) for row in rows]
        matches = columns[0].in_([each[0] for each in wanted]) if len(key) == 1 else sa.tuple_(*columns).in_(wanted)
        for found in session.execute(sa.select(table).where(matches)).mappings():
            known[tuple(found[name] for name in key)] = dict(found)
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
    table = model.__table__
    query = postgresql.insert(table)
    replaced = {name: query.excluded[name] for name in rows[0] if name not in key and not table.c[name].primary_key}
    replaced |= {name: made(table.c[name], query.excluded[name]) for name, made in (combine or {}).items()}
    if replaced:
        query = query.on_conflict_do_update(index_elements=list(key), set_=replaced)
    else:
        query = query.on_conflict_do_nothing(index_elements=list(key))
    # RETURNING makes one statement of many rows; without it the driver would send a statement for each.
    session.execute(query.returning(sa.literal_column("1")), list(rows))


def changes(merge: Merge, model: type[DeclarativeBase]) -> Iterator[tuple[Row, dict[str, dict[str, Any]]]]:
    """Each changed row and its difference, in the words of the audit."""
    columns = model.__table__.c
    for before, after in merge.changed:
        difference = {}
        for name, value in after.items():
            treatment = columns[name].info.get("audit")
            if treatment != "none" and before[name] != value:
                said = (before[name], value)
                if treatment == "secret":
                    said = tuple(MASK if each is not None else None for each in said)
                difference[name] = {"from": plain(said[0]), "to": plain(said[1])}
        yield after, difference
