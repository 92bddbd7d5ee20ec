"""Several services in one process: the tables of each are its own."""

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
