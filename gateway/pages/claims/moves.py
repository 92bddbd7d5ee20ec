"""The moves of a claim: validate, un-validate, declare not done (S-CLM-5, S-CLM-15, S-CLM-16)."""

from collections.abc import Awaitable
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway import confirmation
from gateway.pages.claims import refusals, steps
from gateway.pages.claims.listing import ADDRESS
from gateway.pages.claims.steps import CLAIM, FOLLOW_UP, RECAP
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import ClaimsServiceStub
from kit.errors import Refused

router = APIRouter()

UNVALIDATED: Final = (
    "L’état de frais est dévalidé. Modifiez-le, puis validez-le de nouveau : son numéro d’ordre reste le même."
)
NOT_DONE: Final = (
    "Le gestionnaire est informé que vous n’avez pas effectué cette mission : l’état de frais ne sera pas traité."
)
DONE_AFTER_ALL: Final = "La mission est de nouveau à indemniser : complétez l’état de frais."


@router.get(CLAIM + "/validation")
async def ask_validation(claim_id: str, visit: Visit = person("claims")) -> Response:
    claim = await steps.load(visit, claim_id)
    return await visit.page("claims/validation.html", claim=claim, base=steps.base(claim_id))


@router.post(CLAIM + "/validation")
async def validate(claim_id: str, visit: Visit = person("claims")) -> Response:
    request = pb.ValidateClaimRequest(
        request_id=visit.request_id,
        id=claim_id,
        version=visit.version,
        is_confirmed=bool(visit.field("is_confirmed")),
    )
    address = steps.base(claim_id)
    try:
        claim = await visit.calls(ClaimsServiceStub).ValidateClaim(request)
    except Refused as refused:
        if refused.reason == "PROOFS_MISSING":
            await visit.say("warning", refused.message, refused.reason)
            return visit.redirect(address + "/validation")
        return await refusals.show(visit, claim_id, refused, address + RECAP)
    text = f"L’état de frais {claim.mission.number} est validé. Numéro d’ordre : {claim.order_number}."
    return await visit.done(text, address + "/valide", "CLAIM_VALIDATED")


@router.get(CLAIM + "/valide")
async def show_validated(claim_id: str, visit: Visit = person("claims")) -> Response:
    claim = await steps.load(visit, claim_id)
    if not claim.order_number:
        return visit.redirect(steps.base(claim_id))
    return await visit.page("claims/validated.html", claim=claim, base=steps.base(claim_id), back=ADDRESS)


@router.get(CLAIM + "/devalidation")
async def ask_unvalidation(claim_id: str, visit: Visit = person("claims")) -> Response:
    claim = await steps.load(visit, claim_id)
    return await confirmation.ask(
        visit,
        title="Dévalider l’état de frais",
        sentences=[
            f"L’état de frais de la mission {claim.mission.number} redevient modifiable.",
            "Il ne sera pas traité tant que vous ne l’aurez pas validé de nouveau. Son numéro d’ordre est conservé.",
        ],
        action=steps.base(claim_id) + "/devalidation",
        label="Dévalider",
        back=steps.base(claim_id),
        version=claim.version,
    )


@router.post(CLAIM + "/devalidation")
async def unvalidate(claim_id: str, visit: Visit = person("claims")) -> Response:
    request = pb.UnvalidateClaimRequest(request_id=visit.request_id, id=claim_id, version=visit.version)
    move = visit.calls(ClaimsServiceStub).UnvalidateClaim(request)
    return await _make(visit, claim_id, move, UNVALIDATED, "CLAIM_UNVALIDATED", tab=RECAP)


@router.get(CLAIM + "/non-effectuee")
async def ask_not_done(claim_id: str, visit: Visit = person("claims")) -> Response:
    claim = await steps.load(visit, claim_id)
    return await confirmation.ask(
        visit,
        title="Mission non effectuée",
        sentences=[
            f"Vous indiquez au gestionnaire que vous n’avez pas effectué la mission {claim.mission.number}.",
            "L’état de frais ne sera pas traité. Vous pourrez revenir sur cette déclaration tant qu’il ne l’est pas.",
        ],
        action=steps.base(claim_id) + "/non-effectuee",
        label="Confirmer",
        back=steps.base(claim_id),
        version=claim.version,
    )


@router.post(CLAIM + "/non-effectuee")
async def declare_not_done(claim_id: str, visit: Visit = person("claims")) -> Response:
    request = pb.DeclareNotDoneRequest(request_id=visit.request_id, id=claim_id, version=visit.version)
    move = visit.calls(ClaimsServiceStub).DeclareNotDone(request)
    return await _make(visit, claim_id, move, NOT_DONE, "MISSION_NOT_DONE")


@router.post(CLAIM + "/effectuee")
async def undo_not_done(claim_id: str, visit: Visit = person("claims")) -> Response:
    request = pb.UndoNotDoneRequest(request_id=visit.request_id, id=claim_id, version=visit.version)
    move = visit.calls(ClaimsServiceStub).UndoNotDone(request)
    return await _make(visit, claim_id, move, DONE_AFTER_ALL, "MISSION_DONE")


async def _make(
    visit: Visit, claim_id: str, move: Awaitable[pb.Claim], text: str, key: str, *, tab: str = FOLLOW_UP
) -> Response:
    """Make a move that has no form of its own, say that it is done, and show a tab; a refusal is said in « Suivi »."""
    address = steps.base(claim_id)
    try:
        await move
    except Refused as refused:
        return await visit.refuse(refused, address)
    return await visit.done(text, address + tab, key)
