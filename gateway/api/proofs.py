"""Proofs, for programs: a file comes as a form and leaves as bytes, with the rights and refusals of the pages.

What is asked for and what was deposited is read with the claim, by `needs_proofs`.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from gateway.api import description, messages, problems
from gateway.api.messages import BadMessage
from gateway.api.operations import PROOF_OPERATIONS, Operation
from gateway.pages.claims import deposits
from gateway.pages.claims.places import DESK, OWN, ClaimPlace
from gateway.visit import Visit, person
from imagin.documents.v1 import documents_pb2

router = APIRouter()

Handler = Callable[..., Awaitable[Response]]

PLACES: Final = {place.activity: place for place in (OWN, DESK)}


def _upload(place: ClaimPlace) -> Handler:
    async def upload(visit: Visit = person(place.activity, brings_file=True)) -> Response:
        async def deposit(claim_id: str, request_id: str) -> documents_pb2.Document:
            async with deposits.receiving(visit) as file:
                return await deposits.deposit(
                    visit,
                    place,
                    claim_id,
                    file,
                    folder=visit.field("folder"),
                    proof=visit.field("proof"),
                    request_id=request_id,
                )

        return await _change(visit, deposit)

    return upload


def _remove(place: ClaimPlace) -> Handler:
    async def remove(visit: Visit = person(place.activity)) -> Response:
        return await _change(visit, partial(deposits.remove, visit, place))

    return remove


def _download(place: ClaimPlace) -> Handler:
    async def download(visit: Visit = person(place.activity)) -> Response:
        return await deposits.download(visit, **visit.request.path_params)

    return download


def _picture(place: ClaimPlace) -> Handler:
    async def picture(visit: Visit = person(place.activity)) -> Response:
        return await deposits.picture(visit, **visit.request.path_params)

    return picture


async def _change(visit: Visit, change: Callable[..., Awaitable[documents_pb2.Document]]) -> Response:
    """Make a change to what the address names, under the identifier of its header."""
    try:
        request_id = messages.request_id(visit.request)
    except BadMessage as bad:
        return problems.bad_request(str(bad))
    document = await change(**visit.request.path_params, request_id=request_id)
    return JSONResponse(messages.to_json(document))


_MAKERS: Final = {
    "UploadDocument": _upload,
    "DeleteDocument": _remove,
    "DownloadDocument": _download,
    "GetPagePicture": _picture,
}


def _add(operation: Operation) -> None:
    router.add_api_route(
        operation.path,
        _MAKERS[operation.rpc.name](PLACES[operation.activity]),
        methods=[operation.method],
        name=operation.name,
        summary=operation.name,
        operation_id=f"{operation.activity}_{operation.rpc.name}",
        response_class=Response,
        openapi_extra=description.of_proof(operation),
    )


for _operation in PROOF_OPERATIONS:
    _add(_operation)
