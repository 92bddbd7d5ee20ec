"""Folders to messages."""

from collections.abc import Iterable

from imagin.documents.v1 import documents_pb2
from services.documents.models import Folder


def folder(row: Folder) -> documents_pb2.Folder:
    message = documents_pb2.Folder(
        id=row.id,
        set_key=row.set_key,
        name=row.name,
        owner_person_id=row.owner_person_id,
        reader_person_ids=row.reader_person_ids,
        capacity=row.capacity,
        document_count=row.document_count,
        state=documents_pb2.Folder.State.Value(f"STATE_{row.state}"),
    )
    message.state_time.FromDatetime(row.state_time)
    return message


def folders(rows: Iterable[Folder]) -> documents_pb2.ListFoldersResponse:
    return documents_pb2.ListFoldersResponse(folders=map(folder, rows))
