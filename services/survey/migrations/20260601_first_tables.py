"""The first tables of survey."""

import sqlalchemy as sa
from alembic import op

from kit import tables
from kit.database import IdType, UtcType

revision = "20260601"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    tables.create(op.get_bind())
    op.create_table(
        "questionnaires",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("open_time", UtcType(), nullable=False),
        sa.Column("close_time", UtcType(), nullable=False),
        sa.CheckConstraint("open_time < close_time", name="ck_questionnaires_opens_before_it_closes"),
        sa.PrimaryKeyConstraint("id", name="pk_questionnaires"),
        sa.UniqueConstraint("key", name="uq_questionnaires_key"),
    )
    op.create_table(
        "steps",
        sa.Column("questionnaire_id", IdType(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["questionnaire_id"], ["questionnaires.id"], name="fk_steps_questionnaire_id"),
        sa.PrimaryKeyConstraint("questionnaire_id", "key", name="pk_steps"),
    )
