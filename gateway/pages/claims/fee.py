"""« Rémunération »: the quantity, recorded or kept as a draft (S-CLM-6, S-CLM-9)."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from google.protobuf.field_mask_pb2 import FieldMask
from starlette.responses import Response

from gateway.errors import status_of
from gateway.forms import Form
from gateway.pages.claims import fields, places, steps
from gateway.pages.claims.places import ENTERING
from gateway.pages.claims.steps import FEE
from gateway.visit import Visit, field_errors
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import Refused

router = APIRouter()

FIELDS: Final = ("copies",)
PART: Final = "fee."


@router.get(FEE)
async def show_fee(claim_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id)
    return await _fee_page(visit, claim, Form(_values(claim)))


@router.post(FEE)
async def enter_fee(claim_id: str, visit: Visit = ENTERING) -> Response:
    """« Enregistrer » makes the quantity count; « Suivant » keeps it as a draft and goes on."""
    is_recorded = visit.field("action") == "save"
    reader = fields.Reader(fields.typed(visit, FIELDS))
    copies = reader.read("copies", fields.whole, fields.WHOLE, is_required=is_recorded)
    form = Form(reader.values).refused(reader.errors)
    if reader.errors:
        return await _fee_page(visit, await steps.load(visit, claim_id), form, status=422)
    if copies is None:
        return visit.redirect(steps.next_of(visit, await steps.load(visit, claim_id), FEE))
    try:
        claim = await (_record if is_recorded else _keep)(visit, claim_id, copies)
    except Refused as refused:
        if not refused.violations:
            return await visit.refuse(refused, steps.base(visit, claim_id) + FEE)
        claim = await steps.load(visit, claim_id)
        return await _fee_page(visit, claim, form.refused(_errors(refused)), refused=refused)
    if is_recorded:
        return await visit.done(places.of(visit).recorded, steps.base(visit, claim_id) + FEE, "CLAIM_RECORDED")
    return visit.redirect(steps.next_of(visit, claim, FEE))


@router.post(FEE + "/brouillon")
async def keep_fee(claim_id: str, visit: Visit = ENTERING) -> Response:
    """What is being typed, kept by the script; the page that comes back shows the amount."""
    reader = fields.Reader(fields.typed(visit, FIELDS))
    copies = reader.read("copies", fields.whole, fields.WHOLE, is_required=False)
    form = Form(reader.values).refused(reader.errors)
    if copies is None:
        return await _fee_page(visit, await steps.load(visit, claim_id), form)
    try:
        claim = await _keep(visit, claim_id, copies)
    except Refused as refused:
        claim = await steps.load(visit, claim_id)
        return await _fee_page(visit, claim, form.refused(_errors(refused)), refused=refused)
    return await _fee_page(visit, claim, form)


async def show_refusal(visit: Visit, claim: pb.Claim, refused: Refused) -> Response:
    """The tab with the sentences of a refusal that concerns its fields."""
    return await _fee_page(visit, claim, Form(_values(claim)).refused(_errors(refused)), refused=refused)


async def _fee_page(
    visit: Visit, claim: pb.Claim, form: Form, *, status: int = 200, refused: Refused | None = None
) -> Response:
    status = status_of(refused) if refused else status
    return await steps.page(visit, "claims/fee.html", claim, FEE, form=form, status=status, refused=refused)


def _values(claim: pb.Claim) -> dict[str, str]:
    fee = steps.shown(claim).fee
    return {"copies": str(fee.copies) if fee.HasField("copies") else ""}


def _errors(refused: Refused) -> Mapping[str, str]:
    """The sentences by field of the form; what concerns none of them stands under the first."""
    found: dict[str, str] = {}
    for name, sentence in field_errors(refused).items():
        short = name.removeprefix(PART)
        found.setdefault(short if short in FIELDS else FIELDS[0], sentence)
    return found


async def _record(visit: Visit, claim_id: str, copies: int) -> pb.Claim:
    request = pb.UpdateClaimRequest(
        request_id=visit.request_id,
        id=claim_id,
        version=visit.version,
        input=_entry(copies),
        update_mask=FieldMask(paths=["fee"]),
    )
    claim: pb.Claim = await places.calls(visit).UpdateClaim(request)
    return claim


async def _keep(visit: Visit, claim_id: str, copies: int) -> pb.Claim:
    request = pb.SaveDraftRequest(
        request_id=visit.request_id,
        id=claim_id,
        version=visit.version,
        draft=_entry(copies),
        update_mask=FieldMask(paths=["fee"]),
    )
    claim: pb.Claim = await places.calls(visit).SaveDraft(request)
    return claim


def _entry(copies: int) -> pb.ClaimInput:
    return pb.ClaimInput(fee=pb.FeeInput(copies=copies))
