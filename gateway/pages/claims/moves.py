"""The moves of a claim: validate, un-validate, take back that the mission was not done (S-CLM-5, 15, 16)."""

from collections.abc import Awaitable
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway import confirmation
from gateway.errors import status_of
from gateway.forms import Choice, Form
from gateway.pages.claims import drafts, pieces, places, refusals, steps
from gateway.pages.claims.places import ENTERING
from gateway.pages.claims.steps import FOLLOW_UP, RECAP
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import Refused

router = APIRouter()

# The answer to « des pièces justificatives sont à fournir ».
PROOFS: Final = "proofs"
BY_POST: Final = "post"
LATER: Final = "later"
WITH_SLIP: Final = "Le récapitulatif portera le bordereau à joindre à l’envoi."
MAY_WAIT: Final = "Le traitement peut attendre que les pièces soient reçues."
PROOF_CHOICES: Final = (
    Choice(BY_POST, "Je les enverrai par voie postale", WITH_SLIP),
    Choice(LATER, "Je valide sans les envoyer pour l’instant", MAY_WAIT),
)
PROOF_CHOICES_ON_BEHALF: Final = (
    Choice(BY_POST, "L’intervenant les enverra par voie postale", WITH_SLIP),
    Choice(LATER, "L’intervenant ne les envoie pas pour l’instant", MAY_WAIT),
)

UNVALIDATED: Final = (
    "L’état de frais est dévalidé. Modifiez-le, puis validez-le de nouveau : son numéro d’ordre reste le même."
)
DONE_AFTER_ALL: Final = "La mission est de nouveau à indemniser : complétez l’état de frais."


@router.get("/validation")
async def ask_validation(claim_id: str, visit: Visit = ENTERING) -> Response:
    return await _validation_page(visit, await steps.load(visit, claim_id, needs_proofs=True), Form())


@router.post("/validation")
async def validate(claim_id: str, visit: Visit = ENTERING) -> Response:
    proofs = visit.field(PROOFS)
    request = pb.ValidateClaimRequest(
        request_id=visit.request_id,
        id=claim_id,
        version=visit.version,
        is_confirmed=proofs in {BY_POST, LATER},
        sends_by_post=proofs == BY_POST,
    )
    address = steps.base(visit, claim_id)
    try:
        claim = await places.calls(visit).ValidateClaim(request)
    except Refused as refused:
        if refused.reason == "PROOFS_MISSING":
            form = Form({PROOFS: proofs}).refused({PROOFS: refused.message})
            await visit.say("warning", refused.message, refused.reason)
            claim = await steps.load(visit, claim_id, needs_proofs=True)
            return await _validation_page(visit, claim, form, status=status_of(refused))
        return await refusals.show(visit, claim_id, refused, address + RECAP)
    text = f"L’état de frais {claim.mission.number} est validé. Numéro d’ordre : {claim.order_number}."
    return await visit.done(text, address + "/valide", "CLAIM_VALIDATED")


async def _validation_page(visit: Visit, claim: pb.Claim, form: Form, *, status: int = 200) -> Response:
    return await visit.page(
        "claims/validation.html",
        status=status,
        claim=claim,
        base=steps.base(visit, claim.id),
        form=form,
        choices=PROOF_CHOICES_ON_BEHALF if places.of(visit).is_on_behalf else PROOF_CHOICES,
        unfinished=drafts.unfinished(visit, claim),
        **pieces.told(visit, claim),
    )


@router.get("/valide")
async def show_validated(claim_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id, needs_proofs=True)
    if not claim.order_number:
        return visit.redirect(steps.base(visit, claim_id))
    return await visit.page(
        "claims/validated.html",
        claim=claim,
        base=steps.base(visit, claim_id),
        back=steps.back(visit, claim_id),
        **pieces.told(visit, claim),
    )


@router.get("/devalidation")
async def ask_unvalidation(claim_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id)
    return await confirmation.ask(
        visit,
        title="Dévalider l’état de frais",
        sentences=[
            f"L’état de frais de la mission {claim.mission.number} redevient modifiable.",
            "Il ne sera pas traité tant que vous ne l’aurez pas validé de nouveau. Son numéro d’ordre est conservé.",
        ],
        action=steps.base(visit, claim_id) + "/devalidation",
        label="Dévalider",
        back=steps.base(visit, claim_id),
        version=claim.version,
    )


@router.post("/devalidation")
async def unvalidate(claim_id: str, visit: Visit = ENTERING) -> Response:
    request = pb.UnvalidateClaimRequest(request_id=visit.request_id, id=claim_id, version=visit.version)
    move = places.calls(visit).UnvalidateClaim(request)
    return await make(visit, claim_id, move, UNVALIDATED, "CLAIM_UNVALIDATED", tab=RECAP)


@router.post("/effectuee")
async def undo_not_done(claim_id: str, visit: Visit = ENTERING) -> Response:
    request = pb.UndoNotDoneRequest(request_id=visit.request_id, id=claim_id, version=visit.version)
    move = places.calls(visit).UndoNotDone(request)
    return await make(visit, claim_id, move, DONE_AFTER_ALL, "MISSION_DONE")


async def make(
    visit: Visit, claim_id: str, move: Awaitable[pb.Claim], text: str, key: str, *, tab: str = FOLLOW_UP
) -> Response:
    """Make a move that has no form of its own, say that it is done, and show a tab; a refusal is said in « Suivi »."""
    address = steps.base(visit, claim_id)
    try:
        await move
    except Refused as refused:
        return await visit.refuse(refused, address)
    return await visit.done(text, address + tab, key)
