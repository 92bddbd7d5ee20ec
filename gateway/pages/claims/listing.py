"""The list of claims, and the conditions of use that come before it (S-CLM-1, S-CLM-2)."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway.forms import Form
from gateway.listing import Column, Listing
from gateway.tabs import session_tabs
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import ClaimsServiceStub
from kit.errors import Refused

router = APIRouter()

ADDRESS: Final = "/etats-de-frais"
COLUMNS: Final = (
    Column("Examen", "examen"),
    Column("Type de mission", "type"),
    Column("N° de mission", "numero"),
    Column("Date de début", "date"),
    Column("Centre", "centre"),
    Column("Rémunération", "remuneration"),
    Column("Déplacement", "deplacement"),
)
SORTS: Final = {
    "examen": pb.CLAIM_SORT_EXAM,
    "type": pb.CLAIM_SORT_LABEL,
    "numero": pb.CLAIM_SORT_NUMBER,
    "date": pb.CLAIM_SORT_START,
    "centre": pb.CLAIM_SORT_CENTRE,
    "remuneration": pb.CLAIM_SORT_FEE_STATUS,
    "deplacement": pb.CLAIM_SORT_TRAVEL_STATUS,
}
NOT_ACCEPTED: Final = "Cochez la case pour accepter les conditions : l’accès aux états de frais en dépend."


@router.get(ADDRESS)
async def list_claims(visit: Visit = person("claims")) -> Response:
    query = visit.request.query_params
    listing = Listing.read(ADDRESS, query, COLUMNS, sort="date", kept=("session",))
    reply = await visit.calls(ClaimsServiceStub).ListClaims(
        pb.ListClaimsRequest(
            session=query.get("session", ""),
            search=listing.search,
            sort=SORTS[listing.sort],
            is_descending=listing.is_descending,
        )
    )
    return await visit.page(
        "claims/list.html",
        listing=listing.holding(len(reply.claims), reply.total_count),
        claims=reply.claims,
        sessions=session_tabs(ADDRESS, reply.sessions, query.get("session", "")),
        presided_jury_count=reply.presided_jury_count,
    )


@router.get(ADDRESS + "/conditions")
async def show_conditions(visit: Visit = person("claims")) -> Response:
    conditions = await visit.calls(ClaimsServiceStub).GetConditions(pb.GetConditionsRequest())
    return await visit.page("claims/conditions.html", conditions=conditions, form=Form())


@router.post(ADDRESS + "/conditions")
async def accept_conditions(visit: Visit = person("claims")) -> Response:
    claims = visit.calls(ClaimsServiceStub)
    if not visit.field("is_accepted"):
        conditions = await claims.GetConditions(pb.GetConditionsRequest())
        form = Form().refused({"is_accepted": NOT_ACCEPTED})
        return await visit.page("claims/conditions.html", status=422, conditions=conditions, form=form)
    version = visit.field("version")
    request = pb.AcceptConditionsRequest(
        request_id=visit.request_id, version=int(version) if version.isdecimal() and len(version) < 9 else 0
    )
    try:
        await claims.AcceptConditions(request)
    except Refused as refused:
        return await visit.refuse(refused, ADDRESS + "/conditions")
    return visit.redirect(ADDRESS)
