"""« Mission non effectuée », which the examiner alone says (S-CLM-5)."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway import confirmation
from gateway.pages.claims import moves, places, steps
from gateway.pages.claims.places import ENTERING
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb

router = APIRouter()

NOT_DONE: Final = (
    "Le gestionnaire est informé que vous n’avez pas effectué cette mission : l’état de frais ne sera pas traité."
)


@router.get("/non-effectuee")
async def ask_not_done(claim_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id)
    return await confirmation.ask(
        visit,
        title="Mission non effectuée",
        sentences=[
            f"Vous indiquez au gestionnaire que vous n’avez pas effectué la mission {claim.mission.number}.",
            "L’état de frais ne sera pas traité. Vous pourrez revenir sur cette déclaration tant qu’il ne l’est pas.",
        ],
        action=steps.base(visit, claim_id) + "/non-effectuee",
        label="Confirmer",
        back=steps.base(visit, claim_id),
        version=claim.version,
    )


@router.post("/non-effectuee")
async def declare_not_done(claim_id: str, visit: Visit = ENTERING) -> Response:
    request = pb.DeclareNotDoneRequest(request_id=visit.request_id, id=claim_id, version=visit.version)
    move = places.calls(visit).DeclareNotDone(request)
    return await moves.make(visit, claim_id, move, NOT_DONE, "MISSION_NOT_DONE")
