"""What happened to the documents of a set, as the audit has it."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from kit.audit import READ
from kit.audit import history as audit_history
from kit.clock import real_now
from kit.tables import audit
from services.documents.models import Document


def of_documents(session: Session, set_key: str) -> Sequence[sa.Row]:
    """Rows of the audit about the documents of a set, newest first."""
    return audit_history(session, Document.audit_aggregate, set_key, entity=Document.__tablename__)


def was_read(session: Session, document: Document, person_id: str, since: timedelta) -> bool:
    """Whether a reading of a document by somebody was noted in this time."""
    reading = sa.select(audit.c.id).where(
        audit.c.aggregate == Document.audit_aggregate,
        audit.c.aggregate_id == document.set_key,
        audit.c.entity_id == document.id,
        audit.c.change == READ,
        audit.c.actor_id == person_id,
        audit.c.real_time > real_now() - since,
    )
    return session.scalar(sa.select(reading.exists())) or False
