"""« Rémunération »: the quantity, recorded or kept as a draft (S-CLM-6, S-CLM-9)."""

from fastapi import APIRouter
from google.protobuf.field_mask_pb2 import FieldMask
from starlette.responses import Response

from gateway.errors import status_of
from gateway.forms import Form
from gateway.pages.claims import drafts, fee_forms, places, steps
from gateway.pages.claims.drafts import Kept
from gateway.pages.claims.fee_forms import Entry
from gateway.pages.claims.places import ENTERING
from gateway.pages.claims.steps import FEE
from gateway.visit import Visit, field_errors
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import Refused

router = APIRouter()


@router.get(FEE)
async def show_fee(claim_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id)
    return await _fee_page(visit, claim, Form(fee_forms.shown(claim)))


@router.post(FEE)
async def enter_fee(claim_id: str, visit: Visit = ENTERING) -> Response:
    """« Enregistrer » makes the quantity count; « Suivant » keeps it as a draft and goes on."""
    action = visit.field("action")
    entry = _entry(visit, is_required=action == "save")
    if action == "more":
        more = fee_forms.with_more_rows(entry.values)
        return await _fee_page(visit, await steps.load(visit, claim_id), Form(more))
    form = Form(entry.values).refused(entry.errors)
    if entry.errors:
        return await _fee_page(visit, await steps.load(visit, claim_id), form, status=422)
    if entry.fee is None:
        return visit.redirect(steps.next_of(visit, await steps.load(visit, claim_id), FEE))
    try:
        if action == "save":
            await _record(visit, claim_id, entry)
            return await visit.done(
                places.of_claim(visit).recorded, steps.base(visit, claim_id) + FEE, "CLAIM_RECORDED"
            )
        claim = await drafts.save(visit, claim_id, "fee", entry.draft())
        return visit.redirect(steps.next_of(visit, claim, FEE))
    except Refused as refused:
        # The claim as it stands now, which another window may have changed, and all that was typed.
        claim = await steps.load(visit, claim_id)
        form = form.refused(entry.refused(field_errors(refused)))
        return await _fee_page(visit, claim, form, status=status_of(refused), refused=refused)


@router.post(FEE + "/brouillon")
async def keep_fee(claim_id: str, visit: Visit = ENTERING) -> Response:
    """What is being typed, kept by the script; the page that comes back shows the amount."""
    entry = _entry(visit, is_required=False)
    kept = await drafts.keep(visit, claim_id, "fee", entry.draft())
    if kept.sentence:
        return await drafts.refuse(visit, kept)
    return await _fee_page(visit, kept.claim, Form(entry.values), kept=kept)


async def show_refusal(visit: Visit, claim: pb.Claim, refused: Refused) -> Response:
    """The tab with the sentences of a refusal that concerns its fields."""
    entry = fee_forms.read(fee_forms.shown(claim), claim.fee_input_kind)
    form = Form(entry.values).refused(entry.refused(field_errors(refused)))
    return await _fee_page(visit, claim, form, status=status_of(refused), refused=refused)


async def _fee_page(
    visit: Visit,
    claim: pb.Claim,
    form: Form,
    *,
    status: int = 200,
    refused: Refused | None = None,
    kept: Kept | None = None,
) -> Response:
    return await steps.page(
        visit,
        "claims/fee.html",
        claim,
        FEE,
        form=form,
        status=status,
        refused=refused,
        kept=kept,
        is_changed=bool(refused and not refused.violations),
    )


def _entry(visit: Visit, *, is_required: bool) -> Entry:
    """The quantity of the form, which says itself what it asks for: its answer needs no claim to be read."""
    kind = fee_forms.kind_of(visit.field("fee_input_kind"))
    return fee_forms.read(fee_forms.typed(visit, kind), kind, is_required=is_required)


async def _record(visit: Visit, claim_id: str, entry: Entry) -> None:
    request = pb.UpdateClaimRequest(
        request_id=visit.request_id,
        id=claim_id,
        version=visit.version,
        input=pb.ClaimInput(fee=entry.fee),
        update_mask=FieldMask(paths=["fee"]),
    )
    await places.calls(visit).UpdateClaim(request)
