"""Folders and the documents in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import set_committed_value

from services.documents.models import Document, Folder, ScanState

MOST_DOUBTFUL = 100


class Listing(NamedTuple):
    """The folders of a set, and what other sets have to do with them."""

    folders: list[Folder]
    """With their documents, in order of name."""
    personal: list[Document]
    """The newest personal document of each proof that their owner gave in other sets, with its folder."""
    twins: frozenset[str]
    """Documents of the set whose content is in another set too."""


def listing(session: Session, set_key: str, owner_id: str = "", *, needs_twins: bool = False) -> Listing:
    """All of it in one statement; without an owner, no personal document is looked for."""
    is_personal = sa.and_(
        Document.owner_person_id == (owner_id or None),
        Document.is_personal,
        Document.set_key != set_key,
        Document.scan_state != ScanState.INFECTED,
    )
    # Sets one after the other: alternatives in one condition would read every folder that ever was.
    wanted = sa.select(Folder.id).where(Folder.set_key == set_key)
    if owner_id:
        wanted = wanted.union(sa.select(Document.folder_id).where(is_personal))
    found, other = wanted.cte("wanted"), aliased(Document)
    is_seen = sa.exists().where(other.digest == Document.digest, other.set_key != set_key)
    rows = session.execute(
        sa.select(Folder, Document, is_seen if needs_twins else sa.false())
        .join(found, found.c[0] == Folder.id)
        .outerjoin(
            Document,
            sa.and_(Document.folder_id == Folder.id, sa.or_(Document.set_key == set_key, is_personal)),
        )
        .order_by(Folder.name, Document.deposit_time, Document.id)
    ).all()
    return _listing(rows, set_key)


def _listing(rows: Sequence[sa.Row], set_key: str) -> Listing:
    given: dict[Folder, list[Document]] = {}
    newest: dict[str, Document] = {}
    for folder, document, _ in rows:
        if document is not None:
            set_committed_value(document, "folder", folder)
        if folder.set_key == set_key:
            given.setdefault(folder, []).extend([document] if document else [])
        else:
            known = newest.setdefault(document.proof, document)
            newest[document.proof] = max(known, document, key=lambda one: (one.deposit_time, one.id))
    for folder, documents in given.items():
        set_committed_value(folder, "documents", documents)
    twins = frozenset(document.id for _, document, is_seen in rows if is_seen and document.set_key == set_key)
    return Listing(list(given), [newest[proof] for proof in sorted(newest)], twins)


def mark_counted(session: Session, documents: Sequence[Document]) -> list[Document]:
    """Keep documents where they are from now on: those that nobody removed at this very moment."""
    ids = sorted(document.id for document in documents)
    kept = sa.update(Document).where(Document.id.in_(ids)).values(is_counted=True).returning(Document.id)
    found = set(session.scalars(kept)) if ids else set()
    return [document for document in documents if document.id in found]


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
        .where(Folder.seal_time < before, ~Folder.is_seal_confirmed)
        .group_by(Folder.set_key, Folder.seal_id)
        .order_by(sa.text("seal_time"))
        .limit(MOST_DOUBTFUL)
    )
    return session.execute(query).all()
