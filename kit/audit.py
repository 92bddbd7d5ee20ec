"""Who changed what: rows made from the difference of loaded objects, in the transaction of the change.

A model opts in with the mixin `Audited`. Rows are never changed; afterwards one chainer at a time numbers them and adds
a hash over the previous one (kit.chain), so that a row somebody has tampered with is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from kit.tables import audit

CREATED, CHANGED, DELETED = "created", "changed", "deleted"
# Somebody looked at it: told explicitly, where who reads is kept too.
READ = "read"

# `mapped_column(info=SECRET)`: the audit says that the column changed, never from what to what.
SECRET: dict[str, Any] = {"audit": "secret"}
# `mapped_column(info=UNAUDITED)`: the column does not matter (a search text, a time of last use).
UNAUDITED: dict[str, Any] = {"audit": "none"}
MASK = "•••"


class Audited:
    """Mixin of the models whose every change is kept."""

    # The kind of thing that people speak of: a line of a claim belongs to the aggregate "claim".
    audit_aggregate: ClassVar[str]

    @property
    def audit_aggregate_id(self) -> str:
        """The thing it belongs to; a line overrides it with the key of its parent."""
        return self.id  # type: ignore[attr-defined]


@dataclass
class Entry:
    """One audited change: of an object, or told explicitly by a bulk operation."""

    aggregate: str
    aggregate_id: str
    change: str
    difference: dict[str, dict[str, Any]] = field(default_factory=dict)
    entity: str = ""
    entity_id: str = ""


class Recorder:
    """Collects the differences of a session at each flush, merged per object."""

    def __init__(self, session: Session) -> None:
        self._objects: dict[tuple[str, str], Entry] = {}
        self._explicit: list[Entry] = []
        sa.event.listen(session, "after_flush", self._after_flush)

    def add(self, entry: Entry) -> None:
        """An entry that no loaded object tells, for example one line of a bulk import."""
        self._explicit.append(entry)

    def entries(self) -> list[Entry]:
        """What changed in the end: an object made and unmade in one unit of work leaves nothing."""
        return [entry for entry in self._objects.values() if entry.change] + self._explicit

    def _after_flush(self, session: Session, _: object) -> None:
        # At this moment keys and defaults are known and the histories of the attributes are still there.
        for change, instances in ((CREATED, session.new), (CHANGED, session.dirty), (DELETED, session.deleted)):
            for instance in instances:
                if isinstance(instance, Audited):
                    self._note(instance, change)

    def _note(self, instance: Audited, change: str) -> None:
        state = sa.inspect(instance)
        difference = _difference(state, change)
        if change == CHANGED and not difference:
            return
        entity, entity_id = (
            state.mapper.local_table.name,
            ",".join(map(str, state.mapper.primary_key_from_instance(instance))),
        )
        known = self._objects.get((entity, entity_id))
        if known is None:
            self._objects[entity, entity_id] = Entry(
                instance.audit_aggregate, instance.audit_aggregate_id, change, difference, entity, entity_id
            )
            return
        for name, values in difference.items():
            before = known.difference.get(name, values)["from"]
            known.difference[name] = {"from": before, "to": values["to"]}
        if change == DELETED:
            known.change = "" if known.change == CREATED else DELETED


def _difference(state: Any, change: str) -> dict[str, dict[str, Any]]:
    """From and to of each column that changed; secrets show only that they did."""
    difference = {}
    for attribute in state.mapper.column_attrs:
        column = attribute.columns[0]
        treatment = column.info.get("audit")
        if treatment == "none" or attribute.key not in state.dict or column is state.mapper.version_id_col:
            continue
        added, unchanged, deleted = state.attrs[attribute.key].history
        if change == DELETED:
            before, after = (deleted or unchanged or [None])[0], None
        elif added:
            before, after = (deleted or [None])[0], added[0]
        else:
            continue
        if before == after:
            continue
        if treatment == "secret":
            before, after = (MASK if value is not None else None for value in (before, after))
        difference[attribute.key] = {"from": plain(before), "to": plain(after)}
    return difference


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    match value:
        case Enum():
            return value.name
        case Decimal():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            return value.hex()
        case list() | tuple():
            return [plain(item) for item in value]
        case dict():
            return {str(name): plain(item) for name, item in value.items()}
        case _:
            return value


def history(
    session: Session, aggregate: str, aggregate_id: str, *, entity: str = "", limit: int = 200
) -> Sequence[sa.Row]:
    """The audit of one thing, newest first: what people read as its history. `entity` keeps the rows of one table."""
    query = sa.select(audit).where(audit.c.aggregate == aggregate, audit.c.aggregate_id == aggregate_id)
    if entity:
        query = query.where(audit.c.entity == entity)
    return session.execute(query.order_by(audit.c.id.desc()).limit(limit)).all()
