"""Migrations of a service: each once, whoever starts together, and nothing half done."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from kit.database import Database
from kit.migrations import migrate
from tests.conftest import Databases


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    name = databases.create("migrated")
    made = Database(databases.url(name))
    yield made
    made.close()
    databases.drop(name)


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    write(tmp_path, "20260601_first_tables", None, 'tables.create(op.get_bind())\nop.execute("CREATE TABLE a ()")')
    return tmp_path


def write(folder: Path, name: str, after: str | None, body: str) -> None:
    head = f'from alembic import op\nfrom kit import tables\nrevision = "{name}"\ndown_revision = {after!r}\n'
    lines = "\n".join(f"    {line}" for line in dedent(body).splitlines())
    (folder / f"{name}.py").write_text(f"{head}def upgrade():\n{lines}\n")


def names(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        return set(sa.inspect(connection).get_table_names())


def test_processes_that_start_together_migrate_once(database: Database, versions: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate(database, versions), range(4)))
    assert "a" in names(database)
    with database.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM kit.audit")) == 0


def test_a_later_migration_follows_the_earlier_ones(database: Database, versions: Path) -> None:
    migrate(database, versions)
    write(versions, "20260701_second", "20260601_first_tables", 'op.execute("CREATE TABLE b ()")')
    migrate(database, versions)
    assert {"a", "b"} <= names(database)


def test_a_migration_that_fails_leaves_nothing_behind(database: Database, versions: Path) -> None:
    migrate(database, versions)
    body = 'op.execute("CREATE TABLE c ()")\nop.execute("SELECT * FROM nothing")'
    write(versions, "20260701_broken", "20260601_first_tables", body)
    with pytest.raises(ProgrammingError):
        migrate(database, versions)
    assert "c" not in names(database)
