"""Alembic for every service: one environment, version files in `services/<name>/migrations/` named by date."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from kit.database import Database

# Replicas that start together must migrate one after the other; the number only has to be ours.
_LOCK = 0x1A6171


def migrate(database: Database, versions: Path, revision: str = "head") -> None:
    """Bring the database to a revision. Safe when several processes do it at once."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migration"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    with database.engine.connect() as connection, connection.begin():
        # A migration may rightly take longer than a call, and waits for its turn behind another process.
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
