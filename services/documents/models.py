"""Tables of documents: folders of proofs."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kit.audit import Audited
from kit.database import Id, IdType, Instant, Model, NewId, new_metadata


class FolderState(StrEnum):
    """Whether documents may come and go."""

    OPEN = "OPEN"
    SEALED = "SEALED"


class Base(Model, DeclarativeBase):
    """Root of the tables of documents."""

    metadata = new_metadata()


class Folder(Base, Audited):
    """A folder. What its set stands for is known to the service that made it, never here."""

    __tablename__ = "folders"
    audit_aggregate = "folder"

    id: Mapped[NewId]
    set_key: Mapped[str] = mapped_column(sa.String(100))
    name: Mapped[str] = mapped_column(sa.String(50))
    owner_person_id: Mapped[Id]
    reader_person_ids: Mapped[list[str]] = mapped_column(ARRAY(IdType))
    capacity: Mapped[int]
    # Counted in the row itself: the check below makes the capacity exact under concurrency.
    document_count: Mapped[int] = mapped_column(default=0)
    state: Mapped[FolderState] = mapped_column(sa.Enum(FolderState, native_enum=False, length=10))
    state_time: Mapped[Instant]

    __table_args__ = (
        sa.UniqueConstraint("set_key", "name"),
        sa.CheckConstraint("document_count BETWEEN 0 AND capacity", name="within_capacity"),
    )
