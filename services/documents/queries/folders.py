"""Folders and the documents in them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased
from sqlalchemy.orm.attributes import set_committed_value

from services.documents.models import Document, Folder, ScanState
from services.documents.rules.listing import Listing

MOST_DOUBTFUL = 100

# A seal reads the personal documents of its owner: those given by then count for it as long as it holds.
_SEALED = aliased(Folder)
_IS_COUNTED = sa.and_(
    Document.is_personal,
    sa.exists().where(
        _SEALED.owner_person_id == Document.owner_person_id,
        _SEALED.set_key != Document.set_key,
        _SEALED.seal_time >= Document.deposit_time,
    ),
)


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
        sa.select(Folder, Document, is_seen if needs_twins else sa.false(), _IS_COUNTED)
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
    for folder, document, _, _ in rows:
        if document is not None:
            set_committed_value(document, "folder", folder)
        if folder.set_key == set_key:
            given.setdefault(folder, []).extend([document] if document else [])
        else:
            known = newest.setdefault(document.proof, document)
            newest[document.proof] = max(known, document, key=lambda one: (one.deposit_time, one.id))
    for folder, documents in given.items():
        set_committed_value(folder, "documents", documents)
    own = [row for row in rows if row[1] is not None and row[1].set_key == set_key]
    return Listing(
        list(given),
        [newest[proof] for proof in sorted(newest)],
        twins=frozenset(document.id for _, document, is_seen, _ in own if is_seen),
        counted=frozenset(document.id for _, document, _, is_counted in own if is_counted),
    )


def without_documents(folders: Iterable[Folder]) -> Listing:
    """Folders that were just made or changed, as if nothing lay in them."""
    ordered = sorted(folders, key=lambda folder: folder.name)
    for folder in ordered:
        set_committed_value(folder, "documents", [])
    return Listing(ordered, [], twins=frozenset(), counted=frozenset())


def held(session: Session, documents: Sequence[Document]) -> list[Document]:
    """Those of some documents that nobody has removed; nobody does before the end of the transaction."""
    ids = sorted(document.id for document in documents)
    kept = sa.select(Document.id).where(Document.id.in_(ids)).order_by(Document.id).with_for_update(read=True)
    found = set(session.scalars(kept)) if ids else set()
    return [document for document in documents if document.id in found]


def is_counted(session: Session, document: Document) -> bool:
    """Whether another set was sealed with a personal document."""
    return bool(session.scalar(sa.select(_IS_COUNTED).where(Document.id == document.id)))


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
