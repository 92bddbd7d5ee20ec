"""The first tables of expenses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from kit import tables
from kit.database import IdType, UtcType

revision = "20260601"
down_revision = None
branch_labels = None
depends_on = None

# What a process may keep in memory while `reference_revisions` stays the same.
CACHED = ("rates", "adjacent", "parameters", "proof_rules", "conditions")


def upgrade() -> None:
    tables.create(op.get_bind())
    # Trusted since PostgreSQL 13: the owner of the database may add it.
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "adjacent",
        sa.Column("centre_code", sa.Text(), nullable=False),
        sa.Column("residence_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("centre_code", "residence_code", name="pk_adjacent"),
    )
    op.create_table(
        "claims",
        sa.Column("id", IdType(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("convocation_id", IdType(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("create_time", UtcType(), nullable=False),
        sa.Column("update_time", UtcType(), nullable=False),
        sa.Column("person_id", IdType(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("civility", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("home", JSONB(), nullable=True),
        sa.Column("establishment", JSONB(), nullable=True),
        sa.Column("has_active_payroll_file", sa.Boolean(), nullable=False),
        sa.Column("has_insee_number", sa.Boolean(), nullable=False),
        sa.Column("vehicle_power_cv", sa.Integer(), nullable=False),
        sa.Column("vehicle_kind", sa.Text(), nullable=False),
        sa.Column("person_change_time", UtcType(), nullable=True),
        sa.Column("mission_change_time", UtcType(), nullable=True),
        sa.Column("later_facts", JSONB(none_as_null=True), nullable=True),
        sa.Column("mission_id", IdType(), nullable=False),
        sa.Column("mission_number", sa.Text(collation="C"), nullable=False),
        sa.Column("exam_code", sa.Text(), nullable=False),
        sa.Column("exam_label", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("speciality", sa.Text(), nullable=False),
        sa.Column("paper_code", sa.Text(), nullable=False),
        sa.Column("paper_label", sa.Text(), nullable=False),
        sa.Column("paper_option", sa.Text(), nullable=False),
        sa.Column("paper_duration", sa.Integer(), nullable=False),
        sa.Column("is_paper_optional", sa.Boolean(), nullable=False),
        sa.Column("nature", sa.String(30), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("evaluation", sa.String(30), nullable=False),
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("vae_coefficient", sa.Numeric(4, 2), nullable=True),
        sa.Column("present_candidates", sa.Integer(), nullable=False),
        sa.Column("copies_expected", sa.Integer(), nullable=False),
        sa.Column("fee_source", sa.String(30), nullable=False),
        sa.Column("opens_travel", sa.Boolean(), nullable=False),
        sa.Column("is_departure_fixed", sa.Boolean(), nullable=False),
        sa.Column("jury", sa.Text(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Text(), nullable=False),
        sa.Column("jury_capacity", sa.Text(), nullable=False),
        sa.Column("centre_uai", sa.Text(), nullable=False),
        sa.Column("centre_name", sa.Text(), nullable=False),
        sa.Column("centre_lines", ARRAY(sa.Text()), nullable=False),
        sa.Column("centre_postcode", sa.Text(), nullable=False),
        sa.Column("centre_commune", JSONB(), nullable=False),
        sa.Column("start_wall_time", sa.TIMESTAMP(), nullable=False),
        sa.Column("end_wall_time", sa.TIMESTAMP(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("start_time", UtcType(), nullable=False),
        sa.Column("end_time", UtcType(), nullable=False),
        sa.Column("order_number", sa.Text(collation="C"), nullable=True),
        sa.Column("validate_time", UtcType(), nullable=True),
        sa.Column("not_done_time", UtcType(), nullable=True),
        sa.Column("cancel_time", UtcType(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("cancelled_by_id", IdType(), nullable=True),
        sa.Column("cancelled_by_name", sa.Text(), nullable=False),
        sa.Column("convocation_cancel_time", UtcType(), nullable=True),
        sa.Column("draft", JSONB(), nullable=True),
        sa.Column("draft_time", UtcType(), nullable=True),
        sa.Column("return_copies", sa.Integer(), nullable=True),
        sa.Column("return_candidates", sa.Integer(), nullable=True),
        sa.Column("is_return_done", sa.Boolean(), nullable=False),
        sa.Column("return_time", UtcType(), nullable=True),
        sa.Column("sends_by_post", sa.Boolean(), nullable=False),
        sa.Column("post_received_date", sa.Date(), nullable=True),
        sa.Column("post_received_by_id", IdType(), nullable=True),
        sa.Column("post_received_by_name", sa.Text(), nullable=False),
        sa.Column("seal_id", IdType(), nullable=True),
        sa.Column("recap", JSONB(), nullable=True),
        sa.Column("recap_time", UtcType(), nullable=True),
        sa.Column("recap_digest", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("exam_sort", sa.Text(collation="C"), nullable=False),
        sa.Column("label_sort", sa.Text(collation="C"), nullable=False),
        sa.Column("centre_sort", sa.Text(collation="C"), nullable=False),
        sa.Column("examiner_sort", sa.Text(collation="C"), nullable=False),
        sa.CheckConstraint("start_time < end_time", name="ck_claims_ends_after_its_start"),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.UniqueConstraint("convocation_id", name="uq_claims_convocation_id"),
        sa.UniqueConstraint("order_number", name="uq_claims_order_number"),
    )
    op.create_index("ix_claims_end_time", "claims", ["end_time"])
    op.create_index("ix_claims_not_done", "claims", ["id"], postgresql_where=sa.text("not_done_time IS NOT NULL"))
    op.create_index(
        "ix_claims_cancelled",
        "claims",
        ["id"],
        postgresql_where=sa.text("cancel_time IS NOT NULL OR convocation_cancel_time IS NOT NULL"),
    )
    op.create_index("ix_claims_centre_sort", "claims", ["centre_sort", "id"])
    op.create_index("ix_claims_exam_sort", "claims", ["exam_sort", "id"])
    op.create_index("ix_claims_examiner_sort", "claims", ["examiner_sort", "id"])
    op.create_index("ix_claims_label_sort", "claims", ["label_sort", "id"])
    op.create_index("ix_claims_mission_id", "claims", ["mission_id"])
    op.create_index("ix_claims_mission_number", "claims", ["mission_number", "id"])
    op.create_index("ix_claims_order_number", "claims", [sa.text("coalesce(order_number, '')"), "id"])
    op.create_index("ix_claims_person_id", "claims", ["person_id", "start_time"])
    op.create_index(
        "ix_claims_search_text",
        "claims",
        ["search_text"],
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index("ix_claims_start_wall_time", "claims", ["start_wall_time", "id"])
    op.create_index(
        "ix_claims_validate_time",
        "claims",
        [sa.text("coalesce(validate_time, '9999-12-31 00:00:00+00'::timestamp with time zone)"), "id"],
    )
    op.create_table(
        "conditions",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("create_time", UtcType(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_conditions"),
    )
    op.create_table(
        "distances",
        sa.Column("from_code", sa.Text(), nullable=False),
        sa.Column("to_code", sa.Text(), nullable=False),
        sa.Column("hectometres", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("from_code", "to_code", name="pk_distances"),
    )
    op.create_table(
        "order_counters",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_order_counters"),
    )
    op.create_table(
        "parameters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("values", ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("name", "valid_from", name="pk_parameters"),
    )
    op.create_table(
        "proof_rules",
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("part", sa.String(30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("condition", "label", "valid_from", name="pk_proof_rules"),
    )
    op.create_table(
        "people",
        sa.Column("person_id", IdType(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_people"),
    )
    op.create_table(
        "rates",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("value", sa.Numeric(precision=12, scale=6), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_to_confirm", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "valid_from", name="pk_rates"),
    )
    op.create_table(
        "reference_revisions",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_reference_revisions_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_reference_revisions"),
    )
    op.create_table(
        "acceptances",
        sa.Column("person_id", IdType(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("accept_time", UtcType(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["conditions.version"], name="fk_acceptances_version"),
        sa.PrimaryKeyConstraint("person_id", "version", name="pk_acceptances"),
    )
    op.create_table(
        "claim_parts",
        sa.Column("claim_id", IdType(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("provider", sa.String(30), nullable=False),
        sa.Column("state", sa.String(30), nullable=False),
        sa.Column("input", JSONB(), nullable=True),
        sa.Column("calculation", JSONB(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("is_to_confirm", sa.Boolean(), nullable=False),
        sa.Column("decisions", JSONB(), nullable=False),
        sa.Column("claimed", JSONB(), nullable=True),
        sa.Column("takings", JSONB(), nullable=False),
        sa.Column("validate_time", UtcType(), nullable=True),
        sa.Column("validated_by_id", IdType(), nullable=True),
        sa.Column("accept_time", UtcType(), nullable=True),
        sa.Column("accepted_by_id", IdType(), nullable=True),
        sa.Column("accepted_by_name", sa.Text(), nullable=False),
        sa.Column("carrier_claim_id", IdType(), nullable=True),
        sa.CheckConstraint(
            "(state = 'ACCEPTED') = (accept_time IS NOT NULL)", name="ck_claim_parts_accepted_has_its_time"
        ),
        sa.CheckConstraint("(state = 'OPEN') = (validate_time IS NULL)", name="ck_claim_parts_validated_has_its_time"),
        sa.ForeignKeyConstraint(["carrier_claim_id"], ["claims.id"], name="fk_claim_parts_carrier_claim_id"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_parts_claim_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("claim_id", "kind", name="pk_claim_parts"),
    )
    op.create_index("ix_claim_parts_carrier_claim_id", "claim_parts", ["carrier_claim_id"])
    op.create_index(
        "ix_claim_parts_state", "claim_parts", ["state", "claim_id"], postgresql_where=sa.text("state <> 'OPEN'")
    )
    op.create_index(
        "ix_claim_parts_provider",
        "claim_parts",
        ["provider", "claim_id"],
        postgresql_where=sa.text("provider <> 'EXAMINER'"),
    )
    op.create_index(
        "ix_claim_parts_open",
        "claim_parts",
        ["claim_id"],
        postgresql_where=sa.text("state = 'OPEN' AND provider = 'EXAMINER'"),
    )
    op.execute("INSERT INTO reference_revisions (id, revision) VALUES (1, 1)")
    op.execute(
        "CREATE FUNCTION reference_changed() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN UPDATE reference_revisions SET revision = revision + 1; RETURN NULL; END $$"
    )
    for table in CACHED:
        op.execute(
            f"CREATE TRIGGER reference_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION reference_changed()"
        )
