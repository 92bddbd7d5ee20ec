"""The database of a service, with others in the same process, and when a connection is lost."""

import logging

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, relationship

from kit.database import Model, NewId, new_metadata
from tests.conftest import Started
from tests.kit.sample import ThingRow


def test_a_service_that_is_only_half_imported_does_not_hold_up_another(sample: Started) -> None:
    class Base(Model, DeclarativeBase):
        metadata = new_metadata()

    class Claim(Base):
        __tablename__ = "claims"

        id: Mapped[NewId]
        # A class that is not there yet.
        parts = relationship("Part")

    try:
        with sample.database.read() as session:
            assert session.scalars(sa.select(ThingRow)).all() == []
    finally:
        Base.registry.dispose()


def test_a_connection_lost_inside_a_pipeline_is_told_in_one_line(
    sample: Started, caplog: pytest.LogCaptureFixture
) -> None:
    connection = sample.database.engine.raw_connection()
    connection.cursor().execute("SELECT 1")
    connection.driver_connection.pgconn.enter_pipeline_mode()
    connection.close()
    (record,) = (record for record in caplog.records if record.name.startswith("sqlalchemy.pool"))
    assert record.levelno == logging.WARNING
    assert record.exc_info is None
    assert "OperationalError" in record.getMessage()
    with sample.database.read() as session:
        assert session.scalar(sa.text("SELECT 1")) == 1
