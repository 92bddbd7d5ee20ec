"""The databases of a site as they were: what a call changed in them, and back again.

A row tells by itself that it was written: its `xmin` is newer. So nothing that a refused call may have touched escapes,
whatever the table, and an allowed call is taken back without anybody having to say what it does.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from kit.database import Database
from tests.conftest import eventually

# Tries are counted on purpose, whatever comes of them, and visits keep a session alive.
RESTLESS: Final = frozenset({"auth: throttles", "auth: sessions"})
# Rows that get their place in the chain, or are shown to the workers again, later: their number says what was done.
COUNTED: Final = frozenset({"kit.audit", "kit.jobs"})
# What is not taken back: numbers that nobody sends again, and what the relay delivers by itself.
LEFT: Final = frozenset({"kit.requests", "kit.outbox", "kit.loaded_feeds"})
NEWER: Final = "xmin::text::bigint > :mark"
# What is still under way between services, or on its way to a mailbox.
_WAITING: Final = {
    "kit.outbox": "state = 'waiting'",
    "public.mails": "state = 'WAITING'",
    "public.reset_requests": "true",
    "public.loose_objects": "remove_time <= now()",
}


@dataclass
class _Table:
    name: str
    key: tuple[str, ...]

    @property
    def copy(self) -> str:
        return f"memory.{self.name.partition('.')[2]}"


@dataclass
class Memory:
    """What is remembered of the databases, by service."""

    databases: Mapping[str, Database]
    store: Path
    """Folder of the contents of documents."""
    _tables: dict[str, list[_Table]] = field(default_factory=dict)
    _marks: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    _last: int = 0

    def keep(self) -> None:
        """Remember everything as it is now."""
        self._tables = {service: list(_tables(database)) for service, database in self.databases.items()}
        self._calm()
        for service, database in self.databases.items():
            with database.transaction() as session:
                session.execute(sa.text("CREATE SCHEMA memory"))
                for table in self._tables[service]:
                    session.execute(sa.text(f"CREATE TABLE {table.copy} AS TABLE {table.name}"))
        shutil.copytree(self.store, self._copy)
        self._mark()

    def changed(self) -> set[str]:
        """The tables that are not as they were, as `expenses: claims`."""
        if self._last_transaction() == self._last:
            # Nobody has written anything anywhere since.
            return set()
        return {
            f"{service}: {table.partition('.')[2]}"
            for service in self.databases
            for table, mark in self._read(service).items()
            if mark != self._marks[service][table]
        }

    def rewind(self) -> None:
        """Make everything as it was."""
        self._calm()
        for service, database in self.databases.items():
            before, now = self._marks[service], self._read(service)
            moved = [table for table in self._tables[service] if now[table.name] != before[table.name]]
            if restored := [table for table in moved if table.name not in LEFT]:
                with _without_triggers(database) as session:
                    for table in restored:
                        _restore(session, table, before[table.name][1])
            if moved:
                self._marks[service] = self._read(service)
        self._fill_store()
        self._last = self._last_transaction()

    @property
    def _copy(self) -> Path:
        return self.store.with_name(f"{self.store.name}.kept")

    def _fill_store(self) -> None:
        """Put contents back that were removed."""
        for kept in self._copy.rglob("*"):
            place = self.store / kept.relative_to(self._copy)
            if kept.is_file() and not place.exists():
                shutil.copy2(kept, place)

    def _mark(self) -> None:
        self._last = self._last_transaction()
        self._marks = {service: self._read(service) for service in self.databases}

    def _last_transaction(self) -> int:
        """Number of the newest transaction that wrote anything, in all databases of the server."""
        with next(iter(self.databases.values())).read() as session:
            return int(session.scalar(sa.text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")))

    def _read(self, service: str) -> dict[str, tuple[int, int]]:
        """How many rows each table has, and the newest transaction that wrote one."""
        parts = [
            f"SELECT '{one.name}', count(*), {'0' if one.name in COUNTED else 'coalesce(max(xmin::text::bigint), 0)'}"
            f" FROM {one.name}"
            for one in self._tables[service]
        ]
        with self.databases[service].read() as session:
            rows = session.execute(sa.text(" UNION ALL ".join(parts)))
            return {name: (count, newest) for name, count, newest in rows}

    def _calm(self) -> None:
        """Wait until what the services tell each other has arrived."""
        eventually(lambda: not any(map(self._is_waiting, self.databases)), 20)

    def _is_waiting(self, service: str) -> bool:
        there = {table.name for table in self._tables[service]} & _WAITING.keys()
        waits = " OR ".join(f"EXISTS (SELECT FROM {name} WHERE {_WAITING[name]})" for name in sorted(there))
        with self.databases[service].read() as session:
            return bool(session.scalar(sa.text(f"SELECT {waits}")))


def _tables(database: Database) -> Iterator[_Table]:
    """Every table of a service, those of kit included."""
    inspected = sa.inspect(database.engine)
    for schema in ("public", "kit"):
        for name in inspected.get_table_names(schema):
            if not name.startswith("alembic"):
                key = inspected.get_pk_constraint(name, schema)["constrained_columns"]
                yield _Table(f"{schema}.{name}", tuple(key))


@contextmanager
def _without_triggers(database: Database) -> Iterator[Session]:
    """A transaction that neither checks foreign keys nor asks what guards a table."""
    with database.transaction() as session:
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        yield session


def _restore(session: Session, table: _Table, mark: int) -> None:
    """Take out what was written since, and put back what is missing."""
    same = " AND ".join(f"kept.{column} = {table.name}.{column}" for column in table.key)
    is_new = f"NOT EXISTS (SELECT FROM {table.copy} kept WHERE {same})" if table.name in COUNTED else NEWER
    session.execute(sa.text(f"DELETE FROM {table.name} WHERE {is_new}"), {"mark": mark} if is_new is NEWER else {})
    session.execute(
        sa.text(
            f"INSERT INTO {table.name} SELECT kept.* FROM {table.copy} kept"
            f" WHERE NOT EXISTS (SELECT FROM {table.name} WHERE {same})"
        )
    )
