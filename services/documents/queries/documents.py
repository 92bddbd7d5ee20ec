"""Documents, by what people and keys ask of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from services.documents.models import Document, ScanState


def of_set(session: Session, document_id: str, set_key: str) -> Document | None:
    """A document with its folder, when it is in this set."""
    return session.scalars(_of_set(document_id, set_key)).one_or_none()


def of_set_for_update(session: Session, document_id: str, set_key: str) -> Document | None:
    """The same, locked: its content is not moved to another object before the end of the transaction."""
    return session.scalars(_of_set(document_id, set_key).with_for_update(of=Document)).one_or_none()


def _of_set(document_id: str, set_key: str) -> sa.Select[tuple[Document]]:
    query = sa.select(Document).filter_by(id=document_id, set_key=set_key).options(joinedload(Document.folder))
    return query.execution_options(populate_existing=True)


def twin(session: Session, set_key: str, digest: bytes) -> Document | None:
    """The document of a set that has this content."""
    query = (
        sa.select(Document).filter_by(set_key=set_key, digest=digest).where(Document.scan_state != ScanState.INFECTED)
    )
    return session.scalars(query).one_or_none()


def file_names(session: Session, folder_id: str) -> Sequence[str]:
    """The names that are taken in a folder."""
    return session.scalars(sa.select(Document.file_name).filter_by(folder_id=folder_id)).all()


def sealed_otherwise(session: Session, key_name: str, after: str, limit: int) -> Sequence[Document]:
    """Documents whose content is sealed with another key than this one, by id."""
    query = sa.select(Document).where(Document.object_key.is_not(None), Document.key_name != key_name)
    if after:
        query = query.where(Document.id > after)
    return session.scalars(query.order_by(Document.id).limit(limit)).all()


def for_update(session: Session, document: Document) -> Document | None:
    """The document as it is now, locked; None when it is gone or its content was moved meanwhile."""
    query = sa.select(Document).filter_by(id=document.id, object_key=document.object_key).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def count_by_key(session: Session) -> Sequence[sa.Row]:
    """How many contents are sealed with each key."""
    query = sa.select(Document.key_name, sa.func.count().label("count")).where(Document.object_key.is_not(None))
    return session.execute(query.group_by(Document.key_name).order_by(Document.key_name)).all()
