"""Folders and the documents in them."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session, aliased, joinedload

from services.documents.models import Document, Folder, FolderState, ScanState

MOST_DOUBTFUL = 100


def folders(session: Session, set_key: str) -> Sequence[Folder]:
    """The folders of a set with their documents, in order of name."""
    return session.scalars(_of_set(set_key).options(joinedload(Folder.documents))).unique().all()


def bare_folders(session: Session, set_key: str) -> Sequence[Folder]:
    """The folders of a set without their documents."""
    return session.scalars(_of_set(set_key)).all()


def folders_for_update(session: Session, set_key: str) -> Sequence[Folder]:
    """The folders, locked: whoever adds or removes a document locks all of them too, so a set is sealed whole."""
    return session.scalars(_of_set(set_key).with_for_update().execution_options(populate_existing=True)).all()


def last_deposit(session: Session, folders: Sequence[Folder]) -> datetime | None:
    """When the newest document of some folders came in."""
    return session.scalar(
        sa.select(sa.func.max(Document.deposit_time)).where(Document.folder_id.in_([f.id for f in folders]))
    )


def _of_set(set_key: str) -> sa.Select[tuple[Folder]]:
    return sa.select(Folder).filter_by(set_key=set_key).order_by(Folder.name)


def doubtful(session: Session, before: datetime) -> Sequence[sa.Row]:
    """Seals that nobody confirmed since an instant: set, seal and when, oldest first."""
    query = (
        sa.select(Folder.set_key, Folder.seal_id, sa.func.min(Folder.seal_time).label("seal_time"))
        .where(Folder.state == FolderState.SEALED, Folder.is_seal_confirmed.is_(False), Folder.seal_time < before)
        .group_by(Folder.set_key, Folder.seal_id)
        .order_by(sa.text("seal_time"))
        .limit(MOST_DOUBTFUL)
    )
    return session.execute(query).all()


def personal(session: Session, owner_id: str, *, besides: str) -> list[tuple[Document, Folder]]:
    """The newest personal document of each proof that a person gave in other sets, infected ones left out."""
    query = (
        sa.select(Document, Folder)
        .join(Folder, Document.folder_id == Folder.id)
        .where(Document.owner_person_id == owner_id, Document.is_personal, Document.set_key != besides)
        .where(Document.scan_state != ScanState.INFECTED)
        .order_by(Document.proof, Document.deposit_time.desc(), Document.id.desc())
        .ext(postgresql.distinct_on(Document.proof))
    )
    return [(document, folder) for document, folder in session.execute(query)]


def twins(session: Session, set_key: str) -> frozenset[str]:
    """Documents of a set whose content is in another set too."""
    other = aliased(Document)
    same = sa.exists().where(other.digest == Document.digest, other.set_key != set_key)
    # By its folders, which an index finds; none is needed on the documents for the set alone.
    query = sa.select(Document.id).join(Folder, Document.folder_id == Folder.id).where(Folder.set_key == set_key, same)
    return frozenset(session.scalars(query))
