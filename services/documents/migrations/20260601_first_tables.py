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
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("state_time", UtcType(), nullable=False),
        sa.CheckConstraint("document_count BETWEEN 0 AND capacity", name="ck_folders_within_capacity"),
        sa.PrimaryKeyConstraint("id", name="pk_folders"),
        sa.UniqueConstraint("set_key", "name", name="uq_folders_set_key_name"),
    )
