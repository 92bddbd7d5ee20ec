"""Tables of portal: the partner applications of this academy."""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kit.audit import Audited
from kit.database import Model, NewId, new_metadata


class Base(Model, DeclarativeBase):
    """Root of the tables of portal."""

    metadata = new_metadata()


class Application(Base, Audited):
    """A partner application: SANTORIN, CYCLADES, DELOS."""

    __tablename__ = "applications"
    audit_aggregate = "application"

    id: Mapped[NewId]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    # Hand-offs are switched on by the administrator.
    is_open: Mapped[bool]
