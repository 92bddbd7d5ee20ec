"""One set of two folders, the people around it, and what the store and the tables hold of what they deposit."""

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from PIL import Image

from imagin.access.v1 import access_pb2
from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1 import documents_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from kit.storage import Storage, open_storage
from services.documents.models import Document, Folder, LooseObject
from services.documents.settings import settings_of
from services.documents.tasks.sweeping import Sweeper
from tests.conftest import Started, eventually

OWNER, READER, OTHER, STAFF, COLLEAGUE = (f"01900000-0000-7000-8000-{number:012}" for number in range(1, 6))
MANAGER: Final = access_pb2.ROLE_MANAGER
ROLES: Final[dict[str, tuple[int, ...]]] = {STAFF: (MANAGER,), COLLEAGUE: (MANAGER,)}
PIECE_BYTES: Final = 64 * 1024

_numbers = itertools.count()


def a_pdf(size: int = 0, pages: int = 1) -> bytes:
    """A sound PDF that is like no other, of some bytes more than asked for."""
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + pages))
    salt = os.urandom(size // 2).hex()
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        *["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] >>"] * pages,
        f"<< /Salt ({next(_numbers)} {salt}) >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\n"
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    return written + f"{head}{table}{trailer}startxref\n{len(written)}\n%%EOF\n".encode()


def an_image(kind: str) -> bytes:
    """A small picture: JPEG, PNG or GIF."""
    written = BytesIO()
    Image.new("RGB", (30, 20), (next(_numbers) % 256, 40, 90)).save(written, kind)
    return written.getvalue()


@dataclass
class Deposits:
    """The service, and its folders as people see them."""

    started: Started
    # Of this test alone; another set of somebody else is there when it is opened.
    set_key: str
    other_key: str
    # What the store held when the test began: it is shared with other tests.
    before: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, started: Started) -> "Deposits":
        """With the folders open."""
        number = next(_numbers)
        made = cls(started, f"claim-{number}", f"other-{number}")
        made.before = made.objects()
        made.open()
        return made

    @property
    def folders(self) -> pb_grpc.FoldersServiceStub:
        return self.started.stub(pb_grpc.FoldersServiceStub, service="expenses")

    def people(self, person_id: str, *roles: int) -> pb_grpc.DocumentsServiceStub:
        """The service as a person calls it; those with rights have them."""
        known = roles or ROLES.get(person_id, ())
        return self.started.stub_for(pb_grpc.DocumentsServiceStub, person_id, *known)

    # --- Folders ---------------------------------------------------------------------------------------------------

    def plan(self, set_key: str = "", owner: str = OWNER) -> pb.FolderPlan:
        names = ["payroll", "travel"]
        return pb.FolderPlan(
            set_key=set_key or self.set_key,
            owner_person_id=owner,
            reader_person_ids=[READER],
            folder_names=names,
            capacity=20,
        )

    def open(self, set_key: str = "", owner: str = OWNER) -> pb.FolderSet:
        return self.folders.OpenFolders(pb.OpenFoldersRequest(request_id=new_id(), plan=self.plan(set_key, owner)))

    def seal(self, set_key: str = "", owner: str = OWNER, seal_id: str = "") -> pb.FolderSet:
        request = pb.SealFoldersRequest(
            request_id=new_id(), plan=self.plan(set_key, owner), seal_id=seal_id or new_id()
        )
        return self.folders.SealFolders(request)

    def listed(self, asker: str = OWNER, set_key: str = "", owner: str = OWNER) -> pb.FolderSet:
        return self.folders.ListFolders(
            pb.ListFoldersRequest(
                set_key=set_key or self.set_key,
                owner_person_id=owner,
                asker_person_id=asker,
                is_asker_staff=asker in ROLES,
            )
        )

    def folder(self, name: str = "payroll", **asked: str) -> pb.Folder:
        return next(folder for folder in self.listed(**asked).folders if folder.name == name)

    # --- Documents -------------------------------------------------------------------------------------------------

    def upload(self, content: bytes | None = None, person: str = OWNER, **first: Any) -> pb.Document:
        """A deposit, in the folder of the pay file unless told otherwise."""
        messages = self.uploading(a_pdf() if content is None else content, **first)
        return self.people(person).UploadDocument(messages, timeout=30)

    def uploading(
        self, content: bytes, *, piece_bytes: int = PIECE_BYTES, **first: Any
    ) -> Iterator[pb.UploadDocumentRequest]:
        """The messages of a deposit."""
        usual = {"request_id": new_id(), "set_key": self.set_key, "folder": "payroll", "file_name": "releve.pdf"}
        yield pb.UploadDocumentRequest(**usual | first, content=content[:piece_bytes])
        for start in range(piece_bytes, len(content), piece_bytes):
            yield pb.UploadDocumentRequest(content=content[start : start + piece_bytes])

    def delete(self, document: pb.Document, person: str = OWNER) -> pb.Document:
        request = pb.DeleteDocumentRequest(request_id=new_id(), id=document.id, set_key=document.set_key)
        return self.people(person).DeleteDocument(request)

    def downloaded(self, document: pb.Document, person: str = OWNER) -> bytes:
        first, *rest = self.people(person).DownloadDocument(download(document))
        assert first.document.id == document.id
        assert not first.content
        return b"".join(message.content for message in rest)

    # --- What is kept ----------------------------------------------------------------------------------------------

    @property
    def store(self) -> Storage:
        return open_storage(settings_of(self.started.process).storage_url)

    def objects(self) -> set[str]:
        """Objects that came into the store with this test, counted in the store itself."""
        return set(self.store.keys()) - self.before

    def sweep(self, *, all_loose: bool = False) -> None:
        """What the sweeper does in time, at once."""
        if all_loose:
            with self.started.database.transaction() as session:
                session.execute(sa.update(LooseObject).values(remove_time=sa.func.now()))
        sweeper = Sweeper(self.started.database, self.store)
        while sweeper.sweep_next():
            pass
        # That of the service may be at one of them.
        eventually(lambda: not self._due())

    def _due(self) -> bool:
        with self.started.database.transaction() as session:
            due = sa.select(LooseObject.object_key).where(LooseObject.remove_time <= sa.func.now())
            return session.scalar(sa.select(due.exists())) or False

    def loose(self) -> set[str]:
        """Objects that came with this test and that no document names."""
        with self.started.database.read() as session:
            return set(session.scalars(sa.select(LooseObject.object_key))) - self.before

    def row(self, document: pb.Document) -> Document:
        with self.started.database.read() as session:
            return session.get_one(Document, document.id)

    def path(self, row: Document) -> Path:
        """Where a store of files keeps the object of a document."""
        return Path(settings_of(self.started.process).storage_url.removeprefix("file://")) / str(row.object_key)

    def counts(self) -> dict[str, tuple[int, int]]:
        """For each folder the documents that it says it holds, and those that it holds."""
        with self.started.database.read() as session:
            rows = session.execute(
                sa.select(Folder.name, Folder.document_count, sa.func.count(Document.id))
                .outerjoin(Document, Document.folder_id == Folder.id)
                .where(Folder.set_key == self.set_key)
                .group_by(Folder.id)
            ).all()
        return {name: (said, held) for name, said, held in rows}


def download(document: pb.Document) -> pb.DownloadDocumentRequest:
    return pb.DownloadDocumentRequest(id=document.id, set_key=document.set_key)


def picture(document: pb.Document, page: int = 1) -> pb.GetPagePictureRequest:
    return pb.GetPagePictureRequest(id=document.id, set_key=document.set_key, page=page)
