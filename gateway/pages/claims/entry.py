"""« Suivi », « Déplacement », « Récapitulatif »: the tabs of a claim that have no field of their own (S-CLM-5, 13)."""

from fastapi import APIRouter
from google.protobuf.field_mask_pb2 import FieldMask
from starlette.responses import Response

from gateway import downloads
from gateway.pages.claims import drafts, pieces, places, refusals, steps, travel
from gateway.pages.claims.places import ENTERING
from gateway.pages.claims.steps import FOLLOW_UP, RECAP, TRAVEL
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import Refused

router = APIRouter()


@router.get(FOLLOW_UP)
async def show_follow_up(claim_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id, needs_proofs=True)
    history_address = places.of_claim(visit).history_of(claim_id)
    return await steps.page(
        visit, "claims/follow_up.html", claim, FOLLOW_UP, history_address=history_address, **pieces.told(visit, claim)
    )


@router.get(TRAVEL)
async def show_travel(claim_id: str, visit: Visit = ENTERING) -> Response:
    return await travel.show(visit, await steps.load(visit, claim_id))


@router.post(TRAVEL)
async def record_travel(claim_id: str, visit: Visit = ENTERING) -> Response:
    return await _record_draft(visit, claim_id, ["travel"], TRAVEL)


@router.get(RECAP)
async def show_recap(claim_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id, needs_proofs=True)
    unfinished = drafts.unfinished(visit, claim)
    return await steps.page(
        visit, "claims/recap.html", claim, RECAP, unfinished=unfinished, **pieces.told(visit, claim)
    )


@router.post(RECAP)
async def record_all(claim_id: str, visit: Visit = ENTERING) -> Response:
    return await _record_draft(visit, claim_id, ["fee", "travel"], RECAP)


@router.get("/recapitulatif.pdf")
async def download_recap(claim_id: str, visit: Visit = ENTERING) -> Response:
    wanted = places.of_claim(visit).recap_request(id=claim_id)
    try:
        reply = await places.calls(visit).GetRecap(wanted, downloads.SECONDS)
    except Refused as refused:
        return await visit.refuse(refused, steps.base(visit, claim_id))
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
    address = steps.base(visit, claim_id) + tab
    try:
        await places.calls(visit).UpdateClaim(request)
    except Refused as refused:
        return await refusals.show(visit, claim_id, refused, address)
    return await visit.done(places.of_claim(visit).recorded, address, "CLAIM_RECORDED")
