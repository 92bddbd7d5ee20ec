"""Proofs of claims, deposited in a real documents, written short."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Self

import sqlalchemy as sa
from PIL import Image

from imagin.access.v1 import access_pb2
from imagin.documents.v1 import documents_pb2, documents_pb2_grpc
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from services.documents.models import Base, Document, Folder
from services.expenses.servicer.folders import Folders
from services.expenses.servicer.sealing import Sweeper
from tests.conftest import Started
from tests.services.expenses.conftest import Examiner, Expenses

RIB, CARD, INVOICE = "Relevé d’identité bancaire", "Copie de carte vitale", "Factures d’hébergement"
OPEN, SEALED = documents_pb2.Folder.STATE_OPEN, documents_pb2.Folder.STATE_SEALED


@dataclass
class Proofs:
    """What documents keeps of the claims of a test."""

    expenses: Expenses

    @classmethod
    def of(cls, expenses: Expenses) -> Self:
        """Without what other tests deposited."""
        made = cls(expenses)
        tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
        with made.started.database.transaction() as session:
            session.execute(sa.text(f"TRUNCATE {tables}"))
        return made

    @property
    def started(self) -> Started:
        return self.expenses.services.started["documents"]

    @property
    def folders(self) -> documents_pb2_grpc.FoldersServiceStub:
        return self.started.stub(documents_pb2_grpc.FoldersServiceStub, service="expenses")

    @property
    def sweeper(self) -> Sweeper:
        process = self.expenses.started.process
        return Sweeper(process, Folders(process))

    def people(self, person_id: str, *roles: int) -> documents_pb2_grpc.DocumentsServiceStub:
        return self.started.stub_for(documents_pb2_grpc.DocumentsServiceStub, person_id, *roles)

    def open(self, examiner: Examiner) -> pb.OpenProofsResponse:
        return examiner.stub.OpenProofs(pb.OpenProofsRequest(request_id=new_id(), id=examiner.claim.id))

    def upload(
        self, examiner: Examiner, proof: str = RIB, folder: str = "payroll", file_name: str = "releve.png"
    ) -> documents_pb2.Document:
        """A deposit of the examiner, in a folder that is open."""
        messages = _uploading(examiner.claim.id, proof, folder, file_name)
        return self.people(examiner.person_id).UploadDocument(messages, timeout=30)

    def give(
        self, examiner: Examiner, proof: str = RIB, folder: str = "payroll", file_name: str = "releve.png"
    ) -> documents_pb2.Document:
        """The same as a page does it."""
        self.open(examiner)
        return self.upload(examiner, proof, folder, file_name)

    def give_by_staff(self, examiner: Examiner, proof: str = RIB) -> documents_pb2.Document:
        """A deposit of a gestionnaire."""
        manager = new_id()
        self.expenses.desk_of(manager).OpenProofs(pb.OpenProofsRequest(request_id=new_id(), id=examiner.claim.id))
        messages = _uploading(examiner.claim.id, proof, "payroll", "releve.png")
        return self.people(manager, access_pb2.ROLE_MANAGER).UploadDocument(messages, timeout=30)

    def seals(self, claim_id: str) -> dict[str, str | None]:
        """The seal of each folder of a claim, None while it is open."""
        with self.started.database.read() as session:
            rows = session.execute(sa.select(Folder.name, Folder.seal_id).filter_by(set_key=claim_id))
            return {row.name: row.seal_id for row in rows}

    def is_open(self, claim_id: str) -> bool:
        return set(self.seals(claim_id).values()) <= {None}

    def file_names(self, claim_id: str) -> list[str]:
        """What is in its folders."""
        with self.started.database.read() as session:
            return list(session.scalars(sa.select(Document.file_name).filter_by(set_key=claim_id)))

    def is_confirmed(self, claim_id: str) -> bool:
        with self.started.database.read() as session:
            return all(session.scalars(sa.select(Folder.is_seal_confirmed).filter_by(set_key=claim_id)))

    def kept(self, claim_id: str) -> str | None:
        """The seal that expenses keeps of a claim."""
        return self.expenses.scalar("SELECT seal_id::text FROM claims WHERE id = :id", id=claim_id)

    def are_sealed_as_kept(self, claim_id: str) -> bool:
        """Both folders under the seal of the claim; both open when it has none."""
        return set(self.seals(claim_id).values()) == {self.kept(claim_id)}


def read(examiner: Examiner) -> pb.Claim:
    """The claim with its proofs."""
    examiner.claim = examiner.stub.GetClaim(pb.GetClaimRequest(id=examiner.claim.id, needs_proofs=True))
    return examiner.claim


def given(claim: pb.Claim) -> dict[str, bool]:
    """Which of the required proofs are given."""
    return {proof.label: proof.is_given for proof in claim.required_proofs}


def _uploading(claim_id: str, proof: str, folder: str, file_name: str) -> Iterator[documents_pb2.UploadDocumentRequest]:
    """A picture that is like no other."""
    written = BytesIO()
    Image.frombytes("RGB", (8, 8), os.urandom(3 * 8 * 8)).save(written, "PNG")
    yield documents_pb2.UploadDocumentRequest(
        request_id=new_id(),
        set_key=claim_id,
        folder=folder,
        file_name=file_name,
        proof=proof,
        is_personal=proof in {RIB, CARD},
        content=written.getvalue(),
    )
