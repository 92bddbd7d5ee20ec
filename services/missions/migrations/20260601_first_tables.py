"""The first tables of missions."""

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
        "academies",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_email", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_academies"),
    )
    op.create_table(
        "communes",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("postcodes", ARRAY(sa.Text()), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("search_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_communes"),
    )
    op.create_index("ix_communes_postcodes", "communes", ["postcodes"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_communes_search_name",
        "communes",
        ["search_name"],
        unique=False,
        postgresql_ops={"search_name": "text_pattern_ops"},
    )
    op.create_table(
        "missions",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("exam_code", sa.Text(), nullable=False),
        sa.Column("exam_label", sa.Text(), nullable=False),
        sa.Column("speciality", sa.Text(), nullable=True),
        sa.Column("paper_code", sa.Text(), nullable=True),
        sa.Column("paper_label", sa.Text(), nullable=True),
        sa.Column("paper_option", sa.Text(), nullable=True),
        sa.Column("paper_duration", sa.Integer(), nullable=True),
        sa.Column("is_paper_optional", sa.Boolean(), nullable=False),
        sa.Column("nature", sa.String(30), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("evaluation", sa.String(30), nullable=False),
        sa.Column("wave", sa.Text(), nullable=True),
        sa.Column("centre_uai", sa.Text(), nullable=False),
        sa.Column("centre_name", sa.Text(), nullable=False),
        sa.Column("centre_lines", ARRAY(sa.Text()), nullable=False),
        sa.Column("centre_postcode", sa.Text(), nullable=False),
        sa.Column("centre_commune", sa.Text(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("end_time", sa.Time(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("jury", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("fee_source", sa.String(30), nullable=False),
        sa.Column("opens_travel", sa.Boolean(), nullable=False),
        sa.Column("is_departure_fixed", sa.Boolean(), nullable=False),
        sa.Column("portal_target", sa.String(30), nullable=True),
        sa.Column("present_candidates", sa.Integer(), nullable=True),
        sa.Column("expected_copies", sa.Integer(), nullable=True),
        sa.Column("vae_coefficient", sa.Numeric(4, 2), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["centre_commune"], ["communes.code"], name="fk_missions_centre_commune"),
        sa.PrimaryKeyConstraint("id", name="pk_missions"),
        sa.UniqueConstraint("number", name="uq_missions_number"),
    )
    op.create_index("ix_missions_session_exam_code", "missions", ["session", "exam_code"], unique=False)
    op.create_table(
        "convocations",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("mission_id", IdType(), nullable=False),
        sa.Column("person_id", IdType(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=True),
        sa.Column("jury_capacity", sa.Text(), nullable=True),
        sa.Column("issued_date", sa.Date(), nullable=False),
        sa.Column("is_official", sa.Boolean(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["mission_id"], ["missions.id"], name="fk_convocations_mission_id"),
        sa.PrimaryKeyConstraint("id", name="pk_convocations"),
        sa.UniqueConstraint("mission_id", "identifier", name="uq_convocations_mission_id_identifier"),
    )
    op.create_index("ix_convocations_person_id", "convocations", ["person_id"], unique=False)
    op.create_index(
        "ix_convocations_drafts",
        "convocations",
        ["id"],
        unique=False,
        postgresql_where=sa.text("NOT is_official AND NOT is_cancelled"),
    )
    op.create_table(
        "returns",
        sa.Column("convocation_id", IdType(), nullable=False),
        sa.Column("marking_state", sa.String(30), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("return_time", UtcType(), nullable=False),
        sa.ForeignKeyConstraint(["convocation_id"], ["convocations.id"], name="fk_returns_convocation_id"),
        sa.PrimaryKeyConstraint("convocation_id", name="pk_returns"),
    )
