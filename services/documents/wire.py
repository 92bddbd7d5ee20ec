"""Folders and documents to messages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from imagin.auth.v1 import auth_pb2
from imagin.documents.v1 import documents_pb2 as pb
from kit.audit import CREATED, DELETED, READ
from kit.french import short_date
from services.documents.models import Document, Folder, ScanState
from services.documents.rules.access import Asker, may_delete, may_read
from services.documents.rules.listing import Listing

_EVENT_KINDS: Final = {
    CREATED: pb.DocumentEvent.KIND_DEPOSITED,
    DELETED: pb.DocumentEvent.KIND_DELETED,
    READ: pb.DocumentEvent.KIND_READ,
}

NOTIFY: Final = "/imagin.auth.v1.NotificationsService/Notify"


def folder(row: Folder, found: Listing, asker: Asker) -> pb.Folder:
    message = pb.Folder(
        id=row.id,
        name=row.name,
        capacity=row.capacity,
        document_count=row.document_count,
        state=pb.Folder.STATE_SEALED if row.is_sealed else pb.Folder.STATE_OPEN,
        documents=[
            document(one, row, asker, is_counted=one.id in found.counted, is_seen_elsewhere=one.id in found.twins)
            for one in row.documents
        ],
    )
    if row.seal_time is not None:
        message.state_time.FromDatetime(row.seal_time)
    return message


def document(
    row: Document, folder: Folder, asker: Asker, *, is_counted: bool = False, is_seen_elsewhere: bool = False
) -> pb.Document:
    message = pb.Document(
        id=row.id,
        set_key=row.set_key,
        folder=folder.name,
        file_name=row.file_name,
        given_name=row.given_name,
        type=pb.DocumentType.Value(f"DOCUMENT_TYPE_{row.type}"),
        byte_count=row.byte_count,
        page_count=row.page_count,
        state=pb.Document.State.Value(f"STATE_{row.scan_state}"),
        depositor_person_id=row.depositor_person_id,
        is_by_staff=row.is_by_staff,
        proof=row.proof,
        is_personal=row.is_personal,
        can_delete=may_delete(row, folder, asker, is_counted=is_counted),
        can_read=may_read(row, asker),
        is_seen_elsewhere=is_seen_elsewhere and not asker.is_owner,
    )
    message.deposit_time.FromDatetime(row.deposit_time)
    return message


def folder_set(set_key: str, found: Listing, asker_of: Callable[[Folder], Asker]) -> pb.FolderSet:
    return pb.FolderSet(
        key=set_key,
        folders=[folder(one, found, asker_of(one)) for one in found.folders],
        personal_documents=[document(one, one.folder, asker_of(one.folder)) for one in found.personal],
    )


def doubtful_seals(rows: Sequence[Any]) -> pb.ListDoubtfulSealsResponse:
    reply = pb.ListDoubtfulSealsResponse()
    for row in rows:
        reply.seals.add(set_key=row.set_key, seal_id=row.seal_id).seal_time.FromDatetime(row.seal_time)
    return reply


def history(
    rows: Sequence[Any], documents: Mapping[str, Document], folders: Sequence[Folder]
) -> pb.ListFolderHistoryResponse:
    """Rows of the audit as events. What a row does not tell of its document, the document or its removal does."""
    known = _Known(rows, documents, {one.id: one.name for one in folders})
    reply = pb.ListFolderHistoryResponse()
    for row in rows:
        kind = _event_kind(row)
        if kind is not None:
            event = reply.events.add(
                kind=kind,
                file_name=known.of(row.entity_id, "file_name"),
                folder=known.folder(row.entity_id),
                actor_person_id=row.actor_id,
                proof=known.of(row.entity_id, "proof"),
            )
            event.event_time.FromDatetime(row.business_time)
    return reply


def _event_kind(row: Any) -> pb.DocumentEvent.Kind | None:
    """What a row tells; None for what people do not need to know."""
    if row.difference.get("scan_state", {}).get("to") == ScanState.INFECTED:
        return pb.DocumentEvent.KIND_INFECTED
    return _EVENT_KINDS.get(row.change)


class _Known:
    """What is known of documents, those that are gone included: a removal tells all that was."""

    def __init__(self, rows: Sequence[Any], documents: Mapping[str, Document], folders: Mapping[str, str]) -> None:
        self._documents = documents
        self._folders = folders
        self._gone = {row.entity_id: row.difference for row in rows if row.change == DELETED}

    def of(self, document_id: str, field: str) -> str:
        document = self._documents.get(document_id)
        if document is not None:
            return str(getattr(document, field))
        return str(self._gone[document_id][field]["from"])

    def folder(self, document_id: str) -> str:
        return self._folders[self.of(document_id, "folder_id")]


def infected(row: Document, zone: ZoneInfo) -> auth_pb2.NotifyRequest:
    """The mail to the owner of a document that had to be removed."""
    parameters = {
        "file_name": row.file_name,
        "deposit_date": short_date(row.deposit_time.astimezone(zone)),
        "set_key": row.set_key,
    }
    return auth_pb2.NotifyRequest(person_id=row.owner_person_id, template="proof_infected", parameters=parameters)
