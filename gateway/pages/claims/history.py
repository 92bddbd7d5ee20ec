"""« Historique »: what happened to a claim and its proofs, for its examiner and for staff (P-CLM-23)."""

from fastapi import APIRouter
from starlette.responses import Response

from gateway.pages.claims import places
from gateway.pages.claims.places import ENTERING, HISTORY
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb

router = APIRouter(prefix=HISTORY)


@router.get("")
async def show_history(claim_id: str, visit: Visit = ENTERING) -> Response:
    history = await places.calls(visit).ListHistory(pb.ListHistoryRequest(id=claim_id))
    place = places.of_claim(visit)
    return await visit.page(
        "claims/history.html",
        history=history,
        back=f"{place.list_address}/{claim_id}",
        is_staff=place.activity == places.DESK.activity,
    )
