"""Statements of documents."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.documents.models import Folder


def folder(session: Session, set_key: str, name: str) -> Folder | None:
    """The folder of a name in a set."""
    return session.scalars(select(Folder).filter_by(set_key=set_key, name=name)).one_or_none()


def folders(session: Session, set_key: str) -> Sequence[Folder]:
    """The folders of a set in order of name."""
    return session.scalars(select(Folder).filter_by(set_key=set_key).order_by(Folder.name)).all()


def folders_for_update(session: Session, set_key: str) -> Sequence[Folder]:
    """The same, locked: uploads lock the folder too, so a set is sealed whole or not at all."""
    return session.scalars(select(Folder).filter_by(set_key=set_key).order_by(Folder.name).with_for_update()).all()
