"""Documents of a claim between whoever sends or reads them and the service that keeps them, a piece at a time."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import grpc
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gateway import downloads
from gateway.guard import TooLarge
from gateway.pages.claims.places import ClaimPlace
from gateway.visit import Visit
from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1.documents_pb2_grpc import DocumentsServiceStub
from imagin.expenses.v1 import expenses_pb2
from kit.errors import Refused
from kit.identifiers import new_id

PIECE_BYTES: Final = 256 * 1024
# The parts that have a folder, in the order in which their folders are told.
PARTS: Final = (expenses_pb2.PART_KIND_FEE, expenses_pb2.PART_KIND_TRAVEL)
_PAGE: Final = re.compile(r"[1-9][0-9]{0,3}")


class NotDeposited(Refused):
    """A form without a file that documents could look at."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason, message, grpc.StatusCode.INVALID_ARGUMENT)


NO_FILE: Final = ("FILE_MISSING", "Choisissez un fichier sur votre appareil, puis déposez-le.")
TOO_LARGE: Final = (
    "FILE_TOO_LARGE",
    "Ce fichier dépasse 5\u00a0Mo. Réduisez-le ou partagez-le en plusieurs fichiers, puis recommencez.",
)
FOLDER_UNKNOWN: Final = ("FOLDER_UNKNOWN", "Ce dossier n’existe pas. Rechargez la page, puis recommencez.")
PROOF_UNKNOWN: Final = (
    "PROOF_UNKNOWN",
    "Cette pièce n’est pas demandée ici. Choisissez-la dans la liste, ou choisissez «\u00a0Autre document\u00a0».",
)


@asynccontextmanager
async def receiving(visit: Visit) -> AsyncIterator[UploadFile | None]:
    """The file of a form; of one that is too large nothing is read, and it is refused as documents would."""
    try:
        async with visit.receiving() as file:
            yield file
    except TooLarge:
        raise NotDeposited(*TOO_LARGE) from None


async def deposit(
    visit: Visit,
    place: ClaimPlace,
    claim_id: str,
    file: UploadFile | None,
    *,
    folder: str,
    proof: str,
    request_id: str,
) -> pb.Document:
    """Deposit a file as `proof`, a label among those required of the folder; empty for another document.

    Expenses says whether the claim takes one at all, documents whether it takes this one.
    """
    if file is None:
        raise NotDeposited(*NO_FILE)
    opened = await _open(visit, place, claim_id)
    part = dict(zip(opened.folders, PARTS, strict=True)).get(folder)
    if part is None:
        raise NotDeposited(*FOLDER_UNKNOWN)
    about = pb.UploadDocumentRequest(
        request_id=request_id,
        set_key=opened.set_key,
        folder=folder,
        file_name=file.filename,
        proof=proof,
        is_personal=bool(proof) and await _is_personal(visit, place, claim_id, part, proof),
    )
    document: pb.Document = await visit.calls(DocumentsServiceStub).UploadDocument(_messages(about, file))
    return document


async def remove(visit: Visit, place: ClaimPlace, claim_id: str, document_id: str, *, request_id: str) -> pb.Document:
    """Remove a document."""
    opened = await _open(visit, place, claim_id)
    request = pb.DeleteDocumentRequest(request_id=request_id, id=document_id, set_key=opened.set_key)
    document: pb.Document = await visit.calls(DocumentsServiceStub).DeleteDocument(request)
    return document


async def download(visit: Visit, claim_id: str, document_id: str) -> Response:
    """A document as it was deposited, if it is one of that claim."""
    request = pb.DownloadDocumentRequest(id=document_id, set_key=claim_id)
    replies = visit.calls(DocumentsServiceStub).DownloadDocument(request, downloads.SLOW_SECONDS)
    # A refusal comes with the first message, while there is still a page to say it on.
    first = await anext(replies)
    return downloads.document(first.document, _contents(first, replies))


async def picture(visit: Visit, claim_id: str, document_id: str, page: str) -> Response:
    """The picture of a page of a document, if it is one of that claim; `page` as the address has it."""
    if not _PAGE.fullmatch(page):
        raise HTTPException(404)
    request = pb.GetPagePictureRequest(id=document_id, set_key=claim_id, page=int(page))
    reply = await visit.calls(DocumentsServiceStub).GetPagePicture(request, downloads.SECONDS)
    return downloads.picture(reply.jpeg)


async def _open(visit: Visit, place: ClaimPlace, claim_id: str) -> expenses_pb2.OpenProofsResponse:
    # An identifier of its own: a file that is sent again finds the folders as they are now, not as they were then.
    request = expenses_pb2.OpenProofsRequest(request_id=new_id(), id=claim_id)
    opened: expenses_pb2.OpenProofsResponse = await visit.calls(place.stub).OpenProofs(request)
    return opened


async def _is_personal(
    visit: Visit, place: ClaimPlace, claim_id: str, part: expenses_pb2.PartKind.ValueType, proof: str
) -> bool:
    """Whether a proof counts for every claim of the examiner; one that this claim does not ask for is refused."""
    claim = await visit.calls(place.stub).GetClaim(place.claim_request(id=claim_id))
    wanted = [one for one in claim.required_proofs if (one.part, one.label) == (part, proof)]
    if not wanted:
        raise NotDeposited(*PROOF_UNKNOWN)
    return any(one.is_personal for one in wanted)


async def _messages(about: pb.UploadDocumentRequest, file: UploadFile) -> AsyncIterator[pb.UploadDocumentRequest]:
    yield about
    while content := await file.read(PIECE_BYTES):
        yield pb.UploadDocumentRequest(content=content)


async def _contents(
    first: pb.DownloadDocumentResponse, others: AsyncIterator[pb.DownloadDocumentResponse]
) -> AsyncIterator[bytes]:
    yield first.content
    async for reply in others:
        yield reply.content
