"""Documents, for the people who deposit and read them."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from grpc import ServicerContext
from sqlalchemy.exc import SQLAlchemyError

from imagin.access.v1 import access_pb2
from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1 import documents_pb2_grpc as pb_grpc
from kit.audit import READ, Entry
from kit.clock import real_now
from kit.confined import Confined
from kit.database import refusing
from kit.errors import NotFound, TooBusy
from kit.identifiers import new_id
from kit.identity import Caller
from kit.process import Process
from kit.servicer import Read, Servicer
from kit.work import Work
from services.documents import errors, wire
from services.documents.models import Document, DocumentType, Folder, LooseObject, ScanState
from services.documents.queries import documents as queries
from services.documents.queries import folders as folder_queries
from services.documents.queries import history, objects
from services.documents.rules import confinement, deposits, names
from services.documents.rules.access import Asker, check_delete, check_deposit, check_read
from services.documents.rules.types import type_of
from services.documents.servicer.receiving import Received, Transfers
from services.documents.servicer.store import Store
from services.documents.settings import settings_of

log = logging.getLogger(__name__)

CHUNK_BYTES: Final = 256 * 1024
# A store that did not answer in time may still do what it was asked, but not that long afterwards.
SETTLED_AFTER: Final = timedelta(minutes=1)
# A person who turns the pages of a document reads it once.
READING: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Helpers:
    """What works beside the calls, and is woken when there is something for it."""

    sweep: Callable[[], object]
    # Absent without an antivirus.
    scan: Callable[[], object] | None


@dataclass(frozen=True, slots=True)
class _Found:
    """What a content is."""

    type: DocumentType
    page_count: int


class DocumentsServicer(Servicer, pb_grpc.DocumentsServiceServicer):
    """Deposits, removals, readings."""

    def __init__(self, process: Process, store: Store, confined: Confined, helpers: Helpers) -> None:
        super().__init__(process)
        self._settings = settings_of(process)
        self._store = store
        self._confined = confined
        self._helpers = helpers
        self._transfers = Transfers(self._settings.transfers_at_once)

    def UploadDocument(self, messages: Iterator[pb.UploadDocumentRequest], context: ServicerContext) -> pb.Document:
        with self._transfers.received(messages) as received:
            request = received.request
            deposits.check_proof(request.proof)
            # What would be refused is refused before anything is read or stored.
            with self.read(context) as read:
                try:
                    self._admit(read, folder_queries.bare_folders(read.session, request.set_key), received)
                finally:
                    # Asked last: a repetition is answered, whatever its twin has changed by now.
                    read.recall(request)
            return self._keep(received, self._inspect(received), context)

    def DeleteDocument(self, request: pb.DeleteDocumentRequest, context: ServicerContext) -> pb.Document:
        with self.work(request, context) as work:
            # The folders first, as whoever seals them does.
            folder_queries.folders_for_update(work.session, request.set_key)
            document = queries.of_set_for_update(work.session, request.id, request.set_key)
            if document is None:
                raise NotFound
            asker = self._asker(document.folder, work.caller)
            check_delete(document, document.folder, asker, is_counted=folder_queries.is_counted(work.session, document))
            if document.object_key is not None:
                document.folder.document_count -= 1
                work.session.add(LooseObject(object_key=document.object_key, remove_time=real_now()))
                work.after_commit(self._helpers.sweep)
            work.session.delete(document)
            return work.reply(wire.document, document, document.folder, asker)

    def DownloadDocument(
        self, request: pb.DownloadDocumentRequest, context: ServicerContext
    ) -> Iterator[pb.DownloadDocumentResponse]:
        with self._opened(request.id, request.set_key, context) as (document, asker, path):
            self._note_reading(document, asker, context)
            yield pb.DownloadDocumentResponse(document=wire.document(document, document.folder, asker))
            with path.open("rb") as file:
                for piece in iter(partial(file.read, CHUNK_BYTES), b""):
                    yield pb.DownloadDocumentResponse(content=piece)

    def GetPagePicture(self, request: pb.GetPagePictureRequest, context: ServicerContext) -> pb.PagePicture:
        with self._opened(request.id, request.set_key, context) as (document, asker, path):
            if not 1 <= request.page <= document.page_count:
                raise errors.PageUnknown(page=request.page)
            picture = confinement.picture(self._confined, path, document.type, request.page)
            self._note_reading(document, asker, context, since=READING)
            return pb.PagePicture(
                jpeg=picture.jpeg,
                width=picture.width,
                height=picture.height,
                document=wire.document(document, document.folder, asker),
            )

    def _admit(self, reading: Read | Work, folders: Sequence[Folder], received: Received) -> tuple[Folder, Asker]:
        """The folder of an upload and what its depositor is to it, once nothing speaks against it."""
        request = received.request
        folder = next((folder for folder in folders if folder.name == request.folder), None)
        if folder is None:
            raise NotFound
        asker = self._asker(folder, reading.caller)
        check_deposit(folder, asker)
        twin = queries.twin(reading.session, folder.set_key, received.digest)
        deposits.check_new(twin, self._settings.time_zone)
        deposits.check_room(folder)
        return folder, asker

    def _inspect(self, received: Received) -> _Found:
        """What the content is: by its first bytes, then by the child that reads all of it."""
        kind = type_of(received.head)
        if kind is None:
            raise errors.FileTypeUnknown
        return _Found(kind, confinement.page_count(self._confined, received.path, kind))

    def _keep(self, received: Received, found: _Found, context: ServicerContext) -> pb.Document:
        """Put the content into the store, then the document into its folder: what dies in between is swept away."""
        document_id, object_key = new_id(), new_id()
        with refusing(), self.process.database.transaction() as session:
            session.add(LooseObject(object_key=object_key, remove_time=real_now() + deposits.LOOSE_AFTER))
        settled = SETTLED_AFTER
        try:
            key_name = self._store.keep(received.path, document_id, object_key)
            settled = timedelta()
            with self.work(received.request, context) as work:
                folders = folder_queries.folders_for_update(work.session, received.request.set_key)
                folder, asker = self._admit(work, folders, received)
                if not objects.take(work.session, object_key):
                    raise errors.StoreUnavailable
                document = self._document(work, folder, asker, received, found)
                document.id, document.object_key, document.key_name = document_id, object_key, key_name
                work.session.add(document)
                folder.document_count += 1
                if self._helpers.scan is not None:
                    work.after_commit(self._helpers.scan)
                return work.reply(wire.document, document, folder, asker)
        except BaseException:
            self._give_up(object_key, settled)
            raise

    def _document(self, work: Work, folder: Folder, asker: Asker, received: Received, found: _Found) -> Document:
        request = received.request
        taken = queries.file_names(work.session, folder.id)
        file_name, given_name = names.allowed(request.file_name, found.type, taken)
        is_scanned = self._helpers.scan is not None
        return Document(
            folder_id=folder.id,
            set_key=folder.set_key,
            owner_person_id=folder.owner_person_id,
            file_name=file_name,
            given_name=given_name,
            type=found.type,
            byte_count=received.byte_count,
            page_count=found.page_count,
            digest=received.digest,
            scan_state=ScanState.RECEIVED if is_scanned else ScanState.NOT_SCANNED,
            scan_next_time=real_now() if is_scanned else None,
            deposit_time=deposits.time(folder, work.now),
            depositor_person_id=asker.person_id,
            is_by_staff=asker.is_staff,
            proof=request.proof,
            is_personal=request.is_personal,
        )

    def _give_up(self, object_key: str, settled: timedelta) -> None:
        """Have the object of an upload that came to nothing removed soon, unless a document names it after all."""
        try:
            with self.process.database.transaction() as session:
                objects.hasten(session, object_key, real_now() + settled)
        except SQLAlchemyError as error:
            log.warning("an object stays loose for a while: %s", type(error).__name__, extra={"object": object_key})
        self._helpers.sweep()

    @contextmanager
    def _opened(
        self, document_id: str, set_key: str, context: ServicerContext
    ) -> Iterator[tuple[Document, Asker, Path]]:
        """A document that the caller may read, what they are to it, and its content in a file."""
        with self.read(context) as read:
            document = self._found(read, document_id, set_key)
            asker = self._asker(document.folder, read.caller)
            check_read(document, asker)
        try:
            with self._transfers.place(TooBusy), self._store.opened(document) as path:
                yield document, asker, path
        except errors.DocumentDamaged:
            # Removed by somebody else or found infected since it was looked up: its object is gone as it should be.
            with self.read(context) as read:
                check_read(self._found(read, document_id, set_key), asker)
            raise

    def _found(self, reading: Read, document_id: str, set_key: str) -> Document:
        document = queries.of_set(reading.session, document_id, set_key)
        if document is None:
            raise NotFound
        return document

    def _asker(self, folder: Folder, caller: Caller) -> Asker:
        return Asker.of(
            folder,
            caller.person_id,
            is_staff=caller.has_role(access_pb2.ROLE_MANAGER),
            opens_unscanned=self._settings.opens_unscanned,
        )

    def _note_reading(
        self, document: Document, asker: Asker, context: ServicerContext, *, since: timedelta | None = None
    ) -> None:
        """Keep that a gestionnaire read a document; with `since`, only once in that time."""
        if not asker.is_staff:
            return
        with self.work(pb.DownloadDocumentRequest(), context) as work:
            if since and history.was_read(work.session, document, asker.person_id, since):
                return
            aggregate, entity = Document.audit_aggregate, Document.__tablename__
            work.record(Entry(aggregate, document.set_key, READ, entity=entity, entity_id=document.id))
