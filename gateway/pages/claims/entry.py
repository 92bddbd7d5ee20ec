"""The tabs of a claim: « Suivi », « Rémunération », « Déplacement », « Récapitulatif » (S-CLM-5 to S-CLM-13)."""

from typing import Final

from fastapi import APIRouter
from google.protobuf.field_mask_pb2 import FieldMask
from starlette.responses import Response

from gateway import downloads
from gateway.errors import status_of
from gateway.forms import Form
from gateway.pages.claims import fields, steps
from gateway.pages.claims.listing import ADDRESS
from gateway.pages.claims.steps import FEE, FOLLOW_UP, RECAP, TRAVEL
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import ClaimsServiceStub
from kit.errors import Refused

router = APIRouter()

CLAIM: Final = ADDRESS + "/{claim_id}"
RECORDED: Final = "Votre saisie est enregistrée. Validez l’état de frais pour le transmettre au gestionnaire."


@router.get(CLAIM)
async def show_follow_up(claim_id: str, visit: Visit = person("claims")) -> Response:
    return await steps.page(visit, "claims/follow_up.html", await steps.load(visit, claim_id), FOLLOW_UP)


@router.get(CLAIM + FEE)
async def show_fee(claim_id: str, visit: Visit = person("claims")) -> Response:
    return await _fee_page(visit, await steps.load(visit, claim_id))


@router.post(CLAIM + FEE)
async def enter_fee(claim_id: str, visit: Visit = person("claims")) -> Response:
    """« Enregistrer » makes the quantity count; « Suivant » keeps it as a draft and goes on."""
    address = steps.base(claim_id)
    is_recorded = visit.field("action") == "save"
    reader = fields.Reader(fields.typed(visit, ("copies",)))
    copies = reader.read("copies", fields.whole, fields.WHOLE, is_required=is_recorded)
    form = Form(reader.values).refused(reader.errors)
    if reader.errors:
        return await _fee_page(visit, await steps.load(visit, claim_id), form=form, status=422)
    if copies is None:
        return await _to_next(visit, claim_id)
    entry = pb.ClaimInput(fee=pb.FeeInput(copies=copies))
    try:
        claim = await (_record if is_recorded else _keep)(visit, claim_id, entry, "fee")
    except Refused as refused:
        if not refused.violations:
            return await visit.refuse(refused, address + FEE)
        form = form.refused({v.field.rpartition(".")[2]: v.message for v in refused.violations})
        claim = await steps.load(visit, claim_id)
        return await _fee_page(visit, claim, form=form, status=status_of(refused), refused=refused)
    if is_recorded:
        return await visit.done(RECORDED, address + FEE, "CLAIM_RECORDED")
    return visit.redirect(_next_of(claim, FEE))


@router.post(CLAIM + FEE + "/brouillon")
async def keep_fee(claim_id: str, visit: Visit = person("claims")) -> Response:
    """What is being typed, kept by the script; the page that comes back shows the amount."""
    reader = fields.Reader(fields.typed(visit, ("copies",)))
    copies = reader.read("copies", fields.whole, fields.WHOLE, is_required=False)
    form = Form(reader.values).refused(reader.errors)
    if copies is None:
        return await _fee_page(visit, await steps.load(visit, claim_id), form=form)
    try:
        claim = await _keep(visit, claim_id, pb.ClaimInput(fee=pb.FeeInput(copies=copies)), "fee")
    except Refused as refused:
        return await _fee_page(visit, await steps.load(visit, claim_id), form=form, refused=refused)
    return await _fee_page(visit, claim, form=form)


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


async def _fee_page(
    visit: Visit, claim: pb.Claim, *, form: Form | None = None, status: int = 200, refused: Refused | None = None
) -> Response:
    entry = steps.shown(claim)
    if form is None:
        form = Form({"copies": str(entry.fee.copies) if entry.fee.HasField("copies") else ""})
    return await steps.page(visit, "claims/fee.html", claim, FEE, form=form, status=status, refused=refused)


async def _record(visit: Visit, claim_id: str, entry: pb.ClaimInput, part: str) -> pb.Claim:
    request = pb.UpdateClaimRequest(
        request_id=visit.request_id,
        id=claim_id,
        version=visit.version,
        input=entry,
        update_mask=FieldMask(paths=[part]),
    )
    claim: pb.Claim = await visit.calls(ClaimsServiceStub).UpdateClaim(request)
    return claim


async def _keep(visit: Visit, claim_id: str, entry: pb.ClaimInput, part: str) -> pb.Claim:
    request = pb.SaveDraftRequest(
        request_id=visit.request_id,
        id=claim_id,
        version=visit.version,
        draft=entry,
        update_mask=FieldMask(paths=[part]),
    )
    claim: pb.Claim = await visit.calls(ClaimsServiceStub).SaveDraft(request)
    return claim


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
        return await visit.refuse_all(refused, address)
    return await visit.done(RECORDED, address, "CLAIM_RECORDED")


async def _to_next(visit: Visit, claim_id: str) -> Response:
    return visit.redirect(_next_of(await steps.load(visit, claim_id), FEE))


def _next_of(claim: pb.Claim, tab: str) -> str:
    known = steps.tabs(claim)
    following = [*known, tab][known.index(tab) + 1] if tab in known else ""
    return steps.base(claim.id) + following
