"""A claim is cancelled, or the cancellation taken back."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway import confirmation
from gateway.forms import Form
from gateway.pages.desk.opened import CLAIM, MoveForm, address, load, when
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub
from kit.errors import Refused

router = APIRouter()

CANCELLATION: Final = MoveForm("desk/cancel.html", when("cancel"), ("reason",))


@router.get(CLAIM + "/annulation")
async def ask_cancellation(claim_id: str, visit: Visit = person("desk")) -> Response:
    return await CANCELLATION.ask(visit, claim_id)


@router.post(CLAIM + "/annulation")
async def cancel(claim_id: str, visit: Visit = person("desk")) -> Response:
    reason = visit.field("reason").strip()
    request = pb.CancelClaimRequest(request_id=visit.request_id, id=claim_id, version=visit.version, reason=reason)
    try:
        claim = await visit.calls(DeskServiceStub).CancelClaim(request)
    except Refused as refused:
        return await CANCELLATION.ask_again(visit, claim_id, Form({"reason": reason}), refused)
    text = f"L’état de frais de la mission {claim.mission.number} est annulé : l’intervenant lira votre motif."
    return await visit.done(text, address(visit, claim_id), "CANCELLATION_DONE")


@router.get(CLAIM + "/retablissement")
async def ask_uncancellation(claim_id: str, visit: Visit = person("desk")) -> Response:
    claim = await load(visit, claim_id)
    return await confirmation.ask(
        visit,
        title="Rétablir l’état de frais",
        sentences=[
            f"L’état de frais de la mission {claim.mission.number} redevient ce qu’il était avant l’annulation."
        ],
        action=address(visit, claim_id, "/retablissement"),
        label="Rétablir",
        back=address(visit, claim_id),
        version=claim.version,
    )


@router.post(CLAIM + "/retablissement")
async def uncancel(claim_id: str, visit: Visit = person("desk")) -> Response:
    request = pb.UncancelClaimRequest(request_id=visit.request_id, id=claim_id, version=visit.version)
    try:
        claim = await visit.calls(DeskServiceStub).UncancelClaim(request)
    except Refused as refused:
        return await visit.refuse(refused, address(visit, claim_id))
    text = f"L’état de frais de la mission {claim.mission.number} est rétabli."
    return await visit.done(text, address(visit, claim_id), "CLAIM_UNCANCELLED")
