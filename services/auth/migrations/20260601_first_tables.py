"""The first tables of auth."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from kit import tables
from kit.database import IdType, UtcType

revision = "20260601"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    tables.create(op.get_bind())
    # Searches look inside words; trusted since PostgreSQL 13, so the owner of the database may add it.
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "openings",
        sa.Column("activity_key", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("start_time", UtcType(), nullable=True),
        sa.Column("end_time", UtcType(), nullable=True),
        sa.PrimaryKeyConstraint("activity_key", name="pk_openings"),
    )
    op.create_table(
        "people",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("national_id", sa.Text(), nullable=False),
        sa.Column("civility", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(30), nullable=False),
        sa.Column("corps", sa.Text(), nullable=False),
        sa.Column("discipline_code", sa.Text(), nullable=True),
        sa.Column("discipline_label", sa.Text(), nullable=True),
        sa.Column("post_codes", ARRAY(sa.Text()), nullable=False),
        sa.Column("teaches_levels", ARRAY(sa.Text()), nullable=False),
        sa.Column("is_dcs_teacher", sa.Boolean(), nullable=False),
        sa.Column("email_pro", sa.Text(), nullable=True),
        sa.Column("email_perso", sa.Text(), nullable=True),
        sa.Column("given_email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("address_lines", ARRAY(sa.Text()), nullable=False),
        sa.Column("address_postcode", sa.Text(), nullable=False),
        sa.Column("address_commune_code", sa.Text(), nullable=False),
        sa.Column("address_country", sa.Text(), nullable=False),
        sa.Column("establishment_uai", sa.Text(), nullable=True),
        sa.Column("establishment_name", sa.Text(), nullable=True),
        sa.Column("establishment_commune_code", sa.Text(), nullable=True),
        sa.Column("has_active_payroll_file", sa.Boolean(), nullable=False),
        sa.Column("vehicle_power_cv", sa.Integer(), nullable=False),
        sa.Column("vehicle_kind", sa.Text(), nullable=False),
        sa.Column("insee_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("insee_number_index", sa.LargeBinary(), nullable=True),
        sa.Column("iban_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("iban_index", sa.LargeBinary(), nullable=True),
        sa.Column("bic_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text(collation="C"), nullable=False),
        sa.Column("establishment_sort", sa.Text(collation="C"), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("identifier", name="uq_people_identifier"),
        sa.UniqueConstraint("national_id", name="uq_people_national_id"),
    )
    op.create_index("ix_people_iban_index", "people", ["iban_index"], unique=False)
    op.create_index(
        "ix_people_searched",
        "people",
        [
            sa.text(
                "(' ' || search_text || ' ' || coalesce(given_email, email_pro, email_perso, 'aucune')) gin_trgm_ops"
            )
        ],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index("ix_people_sort_name_identifier", "people", ["sort_name", "identifier"], unique=False)
    op.create_index("ix_people_origin", "people", ["origin", "sort_name", "identifier"], unique=False)
    op.create_index(
        "ix_people_establishment_sort", "people", ["establishment_sort", "sort_name", "identifier"], unique=False
    )
    op.create_index(
        "ix_people_shown_email",
        "people",
        [sa.text("(coalesce(given_email, email_pro, email_perso, '') COLLATE \"C\")"), "sort_name", "identifier"],
        unique=False,
    )
    op.create_table(
        "reset_requests",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("create_time", UtcType(), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reset_requests"),
    )
    op.create_table(
        "throttles",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("free_count", sa.Integer(), nullable=False),
        sa.Column("window_end_time", UtcType(), nullable=False),
        sa.Column("next_time", UtcType(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_throttles"),
    )
    op.create_table(
        "accounts",
        sa.Column("person_id", IdType(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("temporary_digest", sa.LargeBinary(), nullable=True),
        sa.Column("temporary_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("temporary_expire_time", UtcType(), nullable=True),
        sa.Column("last_login_time", UtcType(), nullable=True),
        sa.CheckConstraint("password_hash IS NULL OR temporary_digest IS NULL", name="ck_accounts_one_secret"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_accounts_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name="pk_accounts"),
    )
    op.create_table(
        "devices",
        sa.Column("person_id", IdType(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("use_time", UtcType(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_devices_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "secret_hash", name="pk_devices"),
    )
    op.create_table(
        "habilitations",
        sa.Column("person_id", IdType(), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_habilitations_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "role", name="pk_habilitations"),
    )
    op.create_table(
        "links",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(30), nullable=False),
        sa.Column("person_id", IdType(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("expire_time", UtcType(), nullable=False),
        sa.Column("use_time", UtcType(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_links_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.UniqueConstraint("secret_hash", name="uq_links_secret_hash"),
    )
    op.create_index("ix_links_person_id", "links", ["person_id"], unique=False)
    op.create_table(
        "mails",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("person_id", IdType(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("parameters", JSONB(), nullable=False),
        sa.Column("link_purpose", sa.String(30), nullable=True),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("attempt_count", sa.Integer(), nullable=False),
        sa.Column("create_time", UtcType(), server_default=sa.text("now()"), nullable=False),
        sa.Column("next_time", UtcType(), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_time", UtcType(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_mails_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
    )
    op.create_index("ix_mails_person_id", "mails", ["person_id"], unique=False)
    op.create_index(
        "ix_mails_waiting", "mails", ["next_time"], unique=False, postgresql_where=sa.text("state = 'WAITING'")
    )
    op.create_table(
        "sessions",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", IdType(), nullable=False),
        sa.Column("create_time", UtcType(), nullable=False),
        sa.Column("activity_time", UtcType(), nullable=False),
        sa.Column("previous_login_time", UtcType(), nullable=True),
        sa.Column("end_time", UtcType(), nullable=True),
        sa.Column("end_reason", sa.String(30), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("secret_hash", name="uq_sessions_secret_hash"),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"], unique=False)
