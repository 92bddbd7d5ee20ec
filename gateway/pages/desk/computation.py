"""« Calculer »: what the gestionnaire provides, the hours of a fee or the amount of a travel abroad."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway.forms import Form
from gateway.pages.claims import fee_forms, fields
from gateway.pages.desk.opened import CLAIM, MoveForm, address, amount_of
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub
from kit import french
from kit.errors import Refused

router = APIRouter()

DURATION: Final = pb.FEE_INPUT_KIND_DURATION
TIME_FIELDS: Final = ("hours", "minutes")
AMOUNT_FIELDS: Final = ("amount_cents", "explanation")


def _fee_values(_: Visit, claim: pb.Claim) -> Mapping[str, str]:
    return fee_forms.values(DURATION, claim.recorded.fee)


def _travel_values(_: Visit, claim: pb.Claim) -> Mapping[str, str]:
    if not claim.HasField("manual_travel"):
        return {}
    return {
        "amount_cents": french.number(Decimal(claim.manual_travel.amount_cents).scaleb(-2)),
        "explanation": claim.manual_travel.explanation,
    }


FEE: Final = MoveForm("desk/compute_fee.html", lambda claim: claim.fee.is_computable, TIME_FIELDS, _fee_values)
TRAVEL: Final = MoveForm(
    "desk/compute_travel.html", lambda claim: claim.travel.is_computable, AMOUNT_FIELDS, _travel_values
)


@router.get(CLAIM + "/remuneration/calcul")
async def ask_fee(claim_id: str, visit: Visit = person("desk")) -> Response:
    return await FEE.ask(visit, claim_id)


@router.post(CLAIM + "/remuneration/calcul")
async def compute_fee(claim_id: str, visit: Visit = person("desk")) -> Response:
    entry = fee_forms.read(fee_forms.typed(visit, DURATION), DURATION)
    form = Form(entry.values).refused(entry.errors)
    if entry.fee is None:
        return await FEE.ask_again(visit, claim_id, form)
    request = pb.ComputePartRequest(
        request_id=visit.request_id, id=claim_id, version=visit.version, fee_minutes=entry.fee.duration_minutes
    )
    return await _compute(visit, request, FEE, form)


@router.get(CLAIM + "/deplacement/calcul")
async def ask_travel(claim_id: str, visit: Visit = person("desk")) -> Response:
    return await TRAVEL.ask(visit, claim_id)


@router.post(CLAIM + "/deplacement/calcul")
async def compute_travel(claim_id: str, visit: Visit = person("desk")) -> Response:
    reader = fields.Reader(fields.typed(visit, AMOUNT_FIELDS))
    amount = reader.read("amount_cents", fields.cents, fields.MONEY)
    explanation = reader.read("explanation", str, fields.REQUIRED)
    form = Form(reader.values).refused(reader.errors)
    if form.errors:
        return await TRAVEL.ask_again(visit, claim_id, form)
    travel = pb.ManualAmount(amount_cents=amount, explanation=explanation)
    request = pb.ComputePartRequest(request_id=visit.request_id, id=claim_id, version=visit.version, travel=travel)
    return await _compute(visit, request, TRAVEL, form)


async def _compute(visit: Visit, request: pb.ComputePartRequest, asked: MoveForm, form: Form) -> Response:
    try:
        claim = await visit.calls(DeskServiceStub).ComputePart(request)
    except Refused as refused:
        return await asked.ask_again(visit, request.id, form, refused)
    computed = "La rémunération est calculée" if asked is FEE else "Le déplacement est calculé"
    worth = amount_of(claim.fee if asked is FEE else claim.travel)
    text = f"{computed} : {worth}. Vérifiez le calcul, puis acceptez."
    return await visit.done(text, address(visit, request.id), "PART_COMPUTED")
