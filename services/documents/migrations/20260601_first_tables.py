"""The first tables of documents."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from kit import tables
from kit.database import IdType, UtcType

revision = "20260601"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    tables.create(op.get_bind())
    op.create_table(
        "folders",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("set_key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("owner_person_id", IdType(), nullable=False),
        sa.Column("reader_person_ids", ARRAY(IdType()), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("document_count", sa.Integer(), nullable=False),
        sa.Column("seal_id", IdType(), nullable=True),
        sa.Column("seal_time", UtcType(), nullable=True),
        sa.Column("is_seal_confirmed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("document_count BETWEEN 0 AND capacity", name="ck_folders_within_capacity"),
        sa.CheckConstraint("(seal_id IS NULL) = (seal_time IS NULL)", name="ck_folders_seal_has_its_time"),
        sa.PrimaryKeyConstraint("id", name="pk_folders"),
        sa.UniqueConstraint("set_key", "name", name="uq_folders_set_key_name"),
    )
    op.create_index(
        "ix_folders_sealed",
        "folders",
        ["owner_person_id", "seal_time"],
        postgresql_where=sa.text("seal_time IS NOT NULL"),
    )
    op.create_index(
        "ix_folders_doubtful",
        "folders",
        ["seal_time"],
        postgresql_where=sa.text("seal_time IS NOT NULL AND NOT is_seal_confirmed"),
    )
    op.create_table(
        "documents",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("folder_id", IdType(), nullable=False),
        sa.Column("set_key", sa.String(length=100), nullable=False),
        sa.Column("owner_person_id", IdType(), nullable=False),
        sa.Column("file_name", sa.String(length=60), nullable=False),
        sa.Column("given_name", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(30), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("object_key", sa.Text(), nullable=True),
        sa.Column("key_name", sa.Text(), nullable=False),
        sa.Column("scan_state", sa.String(30), nullable=False),
        sa.Column("threat", sa.Text(), nullable=False),
        sa.Column("scan_next_time", UtcType(), nullable=True),
        sa.Column("scan_attempts", sa.Integer(), nullable=False),
        sa.Column("deposit_time", UtcType(), nullable=False),
        sa.Column("depositor_person_id", IdType(), nullable=False),
        sa.Column("is_by_staff", sa.Boolean(), nullable=False),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("is_personal", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(scan_state = 'INFECTED') = (object_key IS NULL)", name="ck_documents_infected_has_no_content"
        ),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name="fk_documents_folder_id_folders"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_index(
        "uq_documents_content",
        "documents",
        ["set_key", "digest"],
        unique=True,
        postgresql_where=sa.text("scan_state <> 'INFECTED'"),
    )
    op.create_index("uq_documents_file_name", "documents", ["folder_id", "file_name"], unique=True)
    op.create_index("ix_documents_digest", "documents", ["digest"])
    op.create_index(
        "ix_documents_personal",
        "documents",
        ["owner_person_id", "proof", "deposit_time"],
        postgresql_where=sa.text("is_personal"),
    )
    op.create_index(
        "ix_documents_scan", "documents", ["scan_next_time"], postgresql_where=sa.text("scan_next_time IS NOT NULL")
    )
    op.create_index(
        "ix_documents_key_name", "documents", ["key_name", "id"], postgresql_where=sa.text("object_key IS NOT NULL")
    )
    op.create_table(
        "loose_objects",
        sa.Column("object_key", sa.Text(), nullable=False),
        sa.Column("remove_time", UtcType(), nullable=False),
        sa.PrimaryKeyConstraint("object_key", name="pk_loose_objects"),
    )
    op.create_index("ix_loose_objects_remove_time", "loose_objects", ["remove_time"])
