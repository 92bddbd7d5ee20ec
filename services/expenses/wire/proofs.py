"""Proofs: what documents keeps of them, and what the page of a claim shows."""

from collections.abc import Iterable
from datetime import UTC

from imagin.documents.v1 import documents_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from services.expenses.models import Claim
from services.expenses.rules.proofs import Deposit, Deposits, Elsewhere, Proof
from services.expenses.rules.sealing import CAPACITY, FOLDERS
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Move
from services.expenses.wire.values import day

_KINDS = {folder: kind for kind, folder in FOLDERS.items()}
# What somebody must be allowed to do to add or remove a proof.
_CHANGES = frozenset({Move.PROVE, Move.DEPOSIT})
# Its content was removed: it proves nothing.
_INFECTED = documents_pb2.Document.STATE_INFECTED


def plan(claim: Claim) -> documents_pb2.FolderPlan:
    """The folders of a claim, which are those of its examiner."""
    return documents_pb2.FolderPlan(
        set_key=claim.id, owner_person_id=claim.person_id, folder_names=FOLDERS.values(), capacity=CAPACITY
    )


def deposits(found: documents_pb2.FolderSet) -> list[Deposit]:
    """What was deposited for a claim, in order."""
    return _deposits(one for folder in found.folders for one in folder.documents)


def personal_deposits(found: documents_pb2.FolderSet) -> list[Deposit]:
    """The personal proofs of its examiner on other claims."""
    return _deposits(found.personal_documents)


def _deposits(documents: Iterable[documents_pb2.Document]) -> list[Deposit]:
    return [
        Deposit(
            claim_id=one.set_key,
            part=_KINDS[one.folder],
            file_name=one.file_name,
            proof=one.proof,
            time=one.deposit_time.ToDatetime(UTC),
            is_by_staff=one.is_by_staff,
        )
        for one in documents
        if one.state != _INFECTED
    ]


def show(message: pb.Claim, view: ClaimView, found: documents_pb2.FolderSet | None, given: Deposits) -> None:
    """Add to a claim what was deposited, None when documents did not say, and which proofs are given."""
    message.proofs.CopyFrom(
        pb.ClaimProofs(
            # Where they go by post there is nothing to ask for.
            is_available=found is not None or not view.takes_proofs,
            is_dematerialised=view.takes_proofs,
            folders=_folders(found),
        )
    )
    if _CHANGES.isdisjoint(view.allowed_moves):
        # Documents knows whose they are; whether anything of the claim may change now is known here.
        for folder in message.proofs.folders:
            for document in folder.documents:
                document.can_delete = False
    for required, proof in zip(message.required_proofs, view.proofs, strict=True):
        required.is_given = given.gives(proof)
        if elsewhere := given.given_elsewhere(proof):
            required.elsewhere.CopyFrom(_elsewhere(view, elsewhere))


def required(proof: Proof) -> pb.RequiredProof:
    """A proof to give."""
    return pb.RequiredProof(
        part=pb.PartKind.Value(f"PART_KIND_{proof.part}"),
        label=proof.label,
        reason=proof.reason,
        is_personal=proof.is_personal,
    )


def _folders(found: documents_pb2.FolderSet | None) -> list[pb.ProofFolder]:
    """Both, also while nobody has opened them yet."""
    known = {folder.name: folder for folder in found.folders} if found else {}
    empty = documents_pb2.Folder()
    return [
        pb.ProofFolder(
            part=pb.PartKind.Value(f"PART_KIND_{kind}"),
            folder=name,
            capacity=CAPACITY,
            document_count=known.get(name, empty).document_count,
            documents=known.get(name, empty).documents,
        )
        for kind, name in FOLDERS.items()
    ]


def _elsewhere(view: ClaimView, given: Elsewhere) -> pb.GivenElsewhere:
    return pb.GivenElsewhere(
        claim_id=given.claim_id,
        mission_number=given.mission_number,
        order_number=given.order_number,
        given_date=day(given.time.astimezone(view.regulation.zone).date()),
    )
