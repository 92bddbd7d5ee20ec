"""The first tables of portal."""

import sqlalchemy as sa
from alembic import op

from kit import tables
from kit.database import IdType

revision = "20260601"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    tables.create(op.get_bind())
    op.create_table(
        "applications",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_applications"),
        sa.UniqueConstraint("code", name="uq_applications_code"),
    )
