"""Documents that wait for the antivirus. Their times are real ones: an attempt has nothing to do with the business."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.documents.models import Document, Folder, ScanState

_NOW = sa.func.now()


def next_due(session: Session) -> Document | None:
    """The one that has waited longest and that no other process holds."""
    query = sa.select(Document).where(Document.scan_next_time <= _NOW).order_by(Document.scan_next_time)
    return session.scalars(query.limit(1).with_for_update(skip_locked=True)).one_or_none()


def waiting(session: Session, document: Document) -> tuple[Document, Folder] | None:
    """The document with its folder, both locked in the order that uploads have; None when there is nothing to ask."""
    folder = session.scalars(sa.select(Folder).filter_by(id=document.folder_id).with_for_update()).one()
    query = sa.select(Document).filter_by(id=document.id).where(Document.scan_next_time.is_not(None))
    found = session.scalars(query.with_for_update()).one_or_none()
    return None if found is None else (found, folder)


def take_up_unscanned(session: Session) -> None:
    """Have what was deposited without any antivirus looked at by the one that there is now."""
    late = sa.update(Document).where(Document.scan_state == ScanState.NOT_SCANNED, Document.scan_next_time.is_(None))
    session.execute(late.values(scan_next_time=_NOW), execution_options={"synchronize_session": False})
