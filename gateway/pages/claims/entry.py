"""« Suivi », « Déplacement », « Récapitulatif »: the tabs of a claim that have no field of their own (S-CLM-5, 13)."""

from fastapi import APIRouter
from google.protobuf.field_mask_pb2 import FieldMask
from starlette.responses import Response

from gateway import downloads
from gateway.pages.claims import refusals, steps
from gateway.pages.claims.steps import CLAIM, FOLLOW_UP, RECAP, TRAVEL
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import ClaimsServiceStub
from kit.errors import Refused

router = APIRouter()


@router.get(CLAIM)
async def show_follow_up(claim_id: str, visit: Visit = person("claims")) -> Response:
    return await steps.page(visit, "claims/follow_up.html", await steps.load(visit, claim_id), FOLLOW_UP)


@router.get(CLAIM + TRAVEL)
async def show_travel(claim_id: str, visit: Visit = person("claims")) -> Response:
    return await steps.page(visit, "claims/travel.html", await steps.load(visit, claim_id), TRAVEL)


@router.post(CLAIM + TRAVEL)
async def record_travel(claim_id: str, visit: Visit = person("claims")) -> Response:
    return await _record_draft(visit, claim_id, ["travel"], TRAVEL)


@router.get(CLAIM + RECAP)
async def show_recap(claim_id: str, visit: Visit = person("claims")) -> Response:
    return await steps.page(visit, "claims/recap.html", await steps.load(visit, claim_id), RECAP)


@router.post(CLAIM + RECAP)
async def record_all(claim_id: str, visit: Visit = person("claims")) -> Response:
    return await _record_draft(visit, claim_id, ["fee", "travel"], RECAP)


@router.get(CLAIM + "/recapitulatif.pdf")
async def download_recap(claim_id: str, visit: Visit = person("claims")) -> Response:
    wanted = pb.GetRecapRequest(id=claim_id)
    try:
        reply = await visit.calls(ClaimsServiceStub).GetRecap(wanted, downloads.SECONDS)
    except Refused as refused:
        return await visit.refuse(refused, steps.base(claim_id))
    return downloads.pdf(reply.pdf, reply.file_name)


async def _record_draft(visit: Visit, claim_id: str, parts: list[str], tab: str) -> Response:
    """« Enregistrer » on a tab whose entry is kept line by line."""
    request = pb.UpdateClaimRequest(
        request_id=visit.request_id,
        id=claim_id,
        version=visit.version,
        update_mask=FieldMask(paths=parts),
        is_from_draft=True,
    )
    address = steps.base(claim_id) + tab
    try:
        await visit.calls(ClaimsServiceStub).UpdateClaim(request)
    except Refused as refused:
        return await refusals.show(visit, claim_id, refused, address)
    return await visit.done(steps.RECORDED, address, "CLAIM_RECORDED")
