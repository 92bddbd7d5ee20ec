"""The tables that kit itself needs in the database of each service, in a schema of their own.

The first migration of a service calls `create(op.get_bind())`. A later change of these tables is another function here,
which each service calls from a new migration.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from kit.database import NAMING, IdType, UtcType

metadata = sa.MetaData(schema="kit", naming_convention=NAMING)

# Changes already made, so that a repeated request gets the same answer and has one effect.
requests = sa.Table(
    "requests",
    metadata,
    sa.Column("caller", sa.Text, primary_key=True),
    sa.Column("request_id", IdType, primary_key=True),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    # Empty only inside the transaction of the change.
    sa.Column("reply", sa.LargeBinary),
    sa.Column("create_time", UtcType, nullable=False, server_default=sa.func.now()),
    sa.Index("ix_requests_create_time", "create_time"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", IdType, primary_key=True),
    # What people speak of ("claim") and its key; then the row itself ("trips"), when it is a part of it.
    sa.Column("aggregate", sa.Text, nullable=False),
    sa.Column("aggregate_id", sa.Text, nullable=False),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("change", sa.Text, nullable=False),
    # {"field": {"from": …, "to": …}}
    sa.Column("difference", JSONB, nullable=False),
    # The RPC or the job, for example ValidateClaim.
    sa.Column("action", sa.Text, nullable=False),
    # The person, or empty when a service acted on its own behalf.
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("actor_service", sa.Text, nullable=False),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("business_time", UtcType, nullable=False),
    sa.Column("real_time", UtcType, nullable=False),
    # Filled once by the chainer, never by the change itself: concurrent changes would fork the chain.
    sa.Column("sequence", sa.BigInteger, unique=True),
    sa.Column("hash", sa.LargeBinary),
    sa.Index("ix_audit_aggregate", "aggregate", "aggregate_id", "id"),
    sa.Index("ix_audit_unchained", "id", postgresql_where=sa.text("sequence IS NULL")),
)

# RPCs to other services, sent after the commit by the relay: see kit.outbox.
outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("position", sa.BigInteger, sa.Identity(), primary_key=True),
    # Also the request_id, so that the receiver takes a repeated delivery for what it is.
    sa.Column("id", IdType, nullable=False, unique=True),
    # The service that receives it.
    sa.Column("target", sa.Text, nullable=False),
    # Deliveries of one key arrive in order.
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("request", sa.LargeBinary, nullable=False),
    sa.Column("trace", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("create_time", UtcType, nullable=False, server_default=sa.func.now()),
    sa.Column("next_time", UtcType, nullable=False, server_default=sa.func.now()),
    # Why the last attempt failed.
    sa.Column("error", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("state IN ('waiting', 'parked')", "state"),
    sa.Index("ix_outbox_head", "target", "key", "position", postgresql_where=sa.text("state = 'waiting'")),
)

# Long jobs of this service: the truth of which a Celery message is only a hint, see kit.jobs.
jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", IdType, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    # What it was asked for, in French.
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("parameters", JSONB, nullable=False),
    # The person, or the name of the service.
    sa.Column("requested_by", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="queued"),
    sa.Column("done_count", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("total_count", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("create_time", UtcType, nullable=False, server_default=sa.func.now()),
    # When a message was last sent to the workers, and when a worker last said that it is at it.
    sa.Column("emit_time", UtcType, nullable=False, server_default=sa.func.now()),
    sa.Column("heartbeat_time", UtcType),
    sa.Column("end_time", UtcType),
    # Key of the result in the store, and its size in bytes.
    sa.Column("result", sa.Text, nullable=False, server_default=""),
    sa.Column("result_size", sa.BigInteger, nullable=False, server_default="0"),
    # French sentence when it failed.
    sa.Column("error", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", "state"),
    sa.Index("ix_jobs_unfinished", "emit_time", postgresql_where=sa.text("state IN ('queued', 'running')")),
    sa.Index("ix_jobs_requested_by", "requested_by", "kind", "id"),
)

# When the last loaded version of each file of a feed was made: an older feed is refused unless forced, see kit.feeds.
loaded_feeds = sa.Table(
    "loaded_feeds",
    metadata,
    # The academy of the feed; `*` for reference data.
    sa.Column("academy", sa.Text, primary_key=True),
    # Without its ending: a feed may come as JSON Lines once and as CSV the next time.
    sa.Column("file", sa.Text, primary_key=True),
    sa.Column("produced_time", UtcType, nullable=False),
    sa.Column("load_time", UtcType, nullable=False, server_default=sa.func.now()),
    sa.Column("counts", JSONB, nullable=False),
)

# An audit row accepts one change in its life: its place in the chain.
_APPEND_ONLY = """
CREATE FUNCTION kit.audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.sequence IS NULL
       AND to_jsonb(OLD) - 'sequence' - 'hash' = to_jsonb(NEW) - 'sequence' - 'hash' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit is append only';
END
$$;
CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON kit.audit
    FOR EACH ROW EXECUTE FUNCTION kit.audit_is_append_only();
"""


def create(connection: sa.Connection) -> None:
    """Create the schema and the tables of kit, in the first migration of a service."""
    connection.execute(sa.text("CREATE SCHEMA kit"))
    metadata.create_all(connection, checkfirst=False)
    connection.execute(sa.text(_APPEND_ONLY))
