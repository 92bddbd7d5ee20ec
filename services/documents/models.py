"""Tables of documents: folders of proofs, the documents in them, and the objects of the store that none names."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from kit.audit import UNAUDITED, Audited
from kit.database import Id, IdType, Instant, Model, NewId, new_metadata, text_enum


class DocumentType(StrEnum):
    """What a document is, by its content."""

    PDF = "PDF"
    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"


class ScanState(StrEnum):
    """Where the antivirus stands."""

    RECEIVED = "RECEIVED"
    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    NOT_SCANNED = "NOT_SCANNED"
    DELAYED = "DELAYED"


class Base(Model, DeclarativeBase):
    """Root of the tables of documents."""

    metadata = new_metadata()


class Folder(Base, Audited):
    """A folder. What its set stands for is known to the service that made it, never here."""

    __tablename__ = "folders"
    audit_aggregate = "set"

    id: Mapped[NewId]
    set_key: Mapped[str] = mapped_column(sa.String(100))
    name: Mapped[str] = mapped_column(sa.String(50))
    owner_person_id: Mapped[Id]
    reader_person_ids: Mapped[list[str]] = mapped_column(ARRAY(IdType))
    capacity: Mapped[int]
    # Counted in the row itself: the check below makes the capacity exact under concurrency.
    document_count: Mapped[int] = mapped_column(default=0, info=UNAUDITED)
    # The seal, absent while its owner may add and remove documents; only whoever knows it breaks it.
    seal_id: Mapped[Id | None]
    seal_time: Mapped[Instant | None]
    # Whoever asked for the seal said that what it was made for did happen.
    is_seal_confirmed: Mapped[bool] = mapped_column(default=False, info=UNAUDITED)

    documents: Mapped[list["Document"]] = relationship(
        back_populates="folder", lazy="raise", order_by="Document.deposit_time, Document.id"
    )

    __table_args__ = (
        sa.UniqueConstraint("set_key", "name"),
        sa.CheckConstraint("document_count BETWEEN 0 AND capacity", name="within_capacity"),
        sa.CheckConstraint("(seal_id IS NULL) = (seal_time IS NULL)", name="seal_has_its_time"),
        sa.Index(
            "ix_folders_sealed",
            "owner_person_id",
            "seal_time",
            postgresql_where=sa.text("seal_time IS NOT NULL"),
        ),
        sa.Index(
            "ix_folders_doubtful",
            "seal_time",
            postgresql_where=sa.text("seal_time IS NOT NULL AND NOT is_seal_confirmed"),
        ),
    )

    @property
    def is_sealed(self) -> bool:
        return self.seal_id is not None

    @property
    def audit_aggregate_id(self) -> str:
        return self.set_key


class Document(Base, Audited):
    """A document of a folder. Its content is in the store, sealed for this document alone."""

    __tablename__ = "documents"
    audit_aggregate = "set"

    id: Mapped[NewId]
    folder_id: Mapped[Id] = mapped_column(sa.ForeignKey("folders.id"))
    # Of the folder, so that the owner's documents and the history of a set are found without it.
    set_key: Mapped[str] = mapped_column(sa.String(100))
    owner_person_id: Mapped[Id]
    file_name: Mapped[str] = mapped_column(sa.String(60))
    # As its depositor named it, when that broke the rule.
    given_name: Mapped[str] = mapped_column(sa.String(200), default="")
    type: Mapped[DocumentType] = mapped_column(text_enum(DocumentType))
    byte_count: Mapped[int]
    page_count: Mapped[int]
    # SHA-256 of the content as it was deposited.
    digest: Mapped[bytes]
    # Made by the service, never from a name; the key that seals it. Absent once the content is removed.
    object_key: Mapped[str | None] = mapped_column(info=UNAUDITED)
    key_name: Mapped[str] = mapped_column(info=UNAUDITED)
    scan_state: Mapped[ScanState] = mapped_column(text_enum(ScanState))
    # What the antivirus found.
    threat: Mapped[str] = mapped_column(default="")
    # When it is asked next, in real time; absent when there is nothing to ask.
    scan_next_time: Mapped[Instant | None] = mapped_column(info=UNAUDITED)
    scan_attempts: Mapped[int] = mapped_column(default=0, info=UNAUDITED)
    deposit_time: Mapped[Instant]
    depositor_person_id: Mapped[Id]
    is_by_staff: Mapped[bool]
    # The proof that its depositor says it is; empty when it is another.
    proof: Mapped[str] = mapped_column(sa.String(200))
    is_personal: Mapped[bool]

    folder: Mapped[Folder] = relationship(back_populates="documents", lazy="raise")

    __table_args__ = (
        # The same content twice in a set is noticed, however close the two deposits are.
        sa.Index(
            "uq_documents_content",
            "set_key",
            "digest",
            unique=True,
            postgresql_where=sa.text("scan_state <> 'INFECTED'"),
        ),
        sa.Index("uq_documents_file_name", "folder_id", "file_name", unique=True),
        sa.Index("ix_documents_digest", "digest"),
        sa.Index(
            "ix_documents_personal", "owner_person_id", "proof", "deposit_time", postgresql_where=sa.text("is_personal")
        ),
        sa.Index("ix_documents_scan", "scan_next_time", postgresql_where=sa.text("scan_next_time IS NOT NULL")),
        sa.Index("ix_documents_key_name", "key_name", "id", postgresql_where=sa.text("object_key IS NOT NULL")),
        sa.CheckConstraint("(scan_state = 'INFECTED') = (object_key IS NULL)", name="infected_has_no_content"),
    )

    @property
    def audit_aggregate_id(self) -> str:
        return self.set_key


class LooseObject(Base):
    """An object of the store that no document names: not yet, or not any more. A sweeper removes what stays here.

    Written before the object is, and deleted with the row of the document that takes it: whatever dies in between,
    nothing is forgotten in the store, and nobody needs to list it.
    """

    __tablename__ = "loose_objects"

    object_key: Mapped[str] = mapped_column(primary_key=True)
    # Removed from then on.
    remove_time: Mapped[Instant] = mapped_column(index=True)
