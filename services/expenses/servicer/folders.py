"""What expenses asks of documents: the folders of proofs of its claims."""

import logging
import time
from collections.abc import Callable
from typing import Final, TypeVar

import grpc

from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1 import documents_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from kit.process import Process
from kit.work import Work
from services.expenses.models import Claim
from services.expenses.wire.proofs import plan

log = logging.getLogger(__name__)

CONFIRM_SEAL: Final = "/imagin.documents.v1.FoldersService/ConfirmSeal"
BREAK_SEAL: Final = "/imagin.documents.v1.FoldersService/BreakSeal"

# A page that waits longer is shown without its proofs.
LIST_SECONDS: Final = 1.0
# While documents does not answer, not every page waits for it in turn: threads of expenses would all be there.
RETRY_SECONDS: Final = 2.0
# A claim is locked meanwhile, and whoever asked must still be answered.
CHANGE_SECONDS: Final = 2.0

Found = TypeVar("Found")


class Folders:
    """The folders, as one process of expenses sees them."""

    def __init__(self, process: Process) -> None:
        self._stub = process.channels.stub(pb_grpc.FoldersServiceStub)
        self._failures = 0
        self._silent_until = float("-inf")

    def listed(self, claim: Claim, *, asker_id: str, is_staff: bool, needs_personal: bool) -> pb.FolderSet | None:
        """What was deposited for a claim, as somebody sees it; None while documents does not answer.

        `needs_personal`: also what its examiner gave elsewhere for every claim of theirs.
        """
        request = pb.ListFoldersRequest(set_key=claim.id, asker_person_id=asker_id, is_asker_staff=is_staff)
        if needs_personal:
            request.owner_person_id = claim.person_id
        return self._shown(lambda: self._stub.ListFolders(request, timeout=LIST_SECONDS))

    def open(self, claim: Claim) -> None:
        """Let the examiner add and remove. The claim is locked: nothing that seals it is under way."""
        self._stub.OpenFolders(pb.OpenFoldersRequest(request_id=new_id(), plan=plan(claim)), timeout=CHANGE_SECONDS)

    def seal(self, claim: Claim, seal_id: str) -> pb.FolderSet:
        """Let nobody but staff add any more, and say what is there."""
        request = pb.SealFoldersRequest(request_id=new_id(), plan=plan(claim), seal_id=seal_id)
        return self._stub.SealFolders(request, timeout=CHANGE_SECONDS)

    def confirm(self, claim_id: str, seal_id: str) -> None:
        """Say that what a seal was made for did happen."""
        request = pb.ConfirmSealRequest(request_id=new_id(), set_key=claim_id, seal_id=seal_id)
        self._stub.ConfirmSeal(request, timeout=CHANGE_SECONDS)

    def release(self, claim_id: str, seal_id: str) -> None:
        """Break one seal: that what it was made for did not happen, or no longer stands."""
        request = pb.BreakSealRequest(request_id=new_id(), set_key=claim_id, seal_id=seal_id)
        self._stub.BreakSeal(request, timeout=CHANGE_SECONDS)

    def history(self, claim_id: str) -> list[pb.DocumentEvent] | None:
        """What happened to the proofs of a claim, newest first; None while documents does not answer."""
        request = pb.ListFolderHistoryRequest(set_key=claim_id)
        return self._shown(lambda: list(self._stub.ListFolderHistory(request, timeout=LIST_SECONDS).events))

    def doubtful(self) -> list[pb.DoubtfulSeal]:
        """Seals that nobody confirmed for long, oldest first."""
        return list(self._stub.ListDoubtfulSeals(pb.ListDoubtfulSealsRequest()).seals)

    def _shown(self, ask: Callable[[], Found]) -> Found | None:
        """What a page shows of documents; None when it does not answer, or did not a moment ago.

        One answer that is late says nothing of the next one; two in a row do.
        """
        if time.monotonic() < self._silent_until:
            return None
        try:
            found = ask()
        except grpc.RpcError as error:
            log.warning("the proofs of a claim cannot be read: %s", error.code().name)
            self._failures += 1
            if self._failures > 1:
                self._silent_until = time.monotonic() + RETRY_SECONDS
            return None
        self._failures = 0
        return found


def tell_kept(work: Work, claim: Claim) -> None:
    """Confirm the seal of a claim, once it is committed with it."""
    request = pb.ConfirmSealRequest(set_key=claim.id, seal_id=claim.seal_id)
    work.tell(CONFIRM_SEAL, request, key=claim.id)


def tell_broken(work: Work, claim: Claim) -> None:
    """Break the seal of a claim, once it is committed that it has none any more."""
    request = pb.BreakSealRequest(set_key=claim.id, seal_id=claim.seal_id)
    work.tell(BREAK_SEAL, request, key=claim.id)
