"""« Traitement des états de frais »: the list of the academy, one claim, the decisions of a gestionnaire."""

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from gateway import confirmation, downloads
from gateway.errors import status_of
from gateway.forms import Form
from gateway.listing import Column, Listing
from gateway.pages import claims
from gateway.pages.claims.places import DESK_ADDRESS as ADDRESS
from gateway.pages.claims.places import ON_BEHALF
from gateway.tabs import Tab
from gateway.visit import Visit, field_errors, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub
from kit.errors import Refused

router = APIRouter(include_in_schema=False)
for part in claims.ENTRY:
    ON_BEHALF.include(router, part)

CLAIM: Final = ADDRESS + "/{claim_id}"
COLUMNS: Final = (
    Column("Intervenant", "intervenant"),
    Column("N° d’ordre", "ordre"),
    Column("Examen", "examen"),
    Column("Type de mission", "type"),
    Column("N° de mission", "numero"),
    Column("Date de début", "date"),
    # What nothing stores, no index sorts: the queues filter by status instead (decision 0012).
    Column("Rémunération"),
    Column("Déplacement"),
)
SORTS: Final = {
    # Oldest validation first: whoever has waited longest is served first.
    "attente": pb.CLAIM_SORT_UNSPECIFIED,
    "intervenant": pb.CLAIM_SORT_EXAMINER,
    "ordre": pb.CLAIM_SORT_ORDER_NUMBER,
    "examen": pb.CLAIM_SORT_EXAM,
    "type": pb.CLAIM_SORT_LABEL,
    "numero": pb.CLAIM_SORT_NUMBER,
    "date": pb.CLAIM_SORT_START,
}
# Queues of work: words and the statuses they gather.
QUEUES: Final = {
    "a-traiter": ("À traiter", (pb.STATUS_VALIDATED,)),
    "a-valider": ("En attente de l’intervenant", (pb.STATUS_TO_VALIDATE, pb.STATUS_ONGOING)),
    "acceptes": ("Acceptés", (pb.STATUS_ACCEPTED,)),
    "annules": ("Annulés", (pb.STATUS_CANCELLED,)),
    "tous": ("Tous", ()),
}
FIRST_QUEUE: Final = "a-traiter"
PART_WORDS: Final = {pb.PART_KIND_FEE: "Rémunération", pb.PART_KIND_TRAVEL: "Déplacement"}


@router.get(ADDRESS)
async def list_claims(visit: Visit = person("desk")) -> Response:
    query = visit.request.query_params
    listing = Listing.read(ADDRESS, query, COLUMNS, sort="attente", kept=("file",))
    queue = query.get("file", FIRST_QUEUE)
    _, statuses = QUEUES.get(queue, QUEUES[FIRST_QUEUE])
    reply = await visit.calls(DeskServiceStub).ListClaims(
        pb.ListDeskClaimsRequest(
            search=listing.search,
            statuses=statuses,
            sort=SORTS[listing.sort],
            is_descending=listing.is_descending,
            page_token=query.get("page", ""),
        )
    )
    return await visit.page(
        "desk/list.html",
        listing=listing.holding(reply.count, reply.count).between(reply.previous_page_token, reply.next_page_token),
        claims=reply.claims,
        is_count_capped=reply.is_count_capped,
        queues=[
            Tab(words, f"{ADDRESS}?{urlencode({'file': name})}", name == queue) for name, (words, _) in QUEUES.items()
        ],
    )


@router.get(CLAIM)
async def show_claim(claim_id: str, visit: Visit = person("desk")) -> Response:
    claim = await visit.calls(DeskServiceStub).GetClaim(pb.GetDeskClaimRequest(id=claim_id))
    validated = [part for part in (claim.fee, claim.travel) if part.status == pb.STATUS_VALIDATED]
    return await visit.page(
        "desk/claim.html",
        claim=claim,
        base=_base(claim_id),
        back=visit.back_to(ADDRESS),
        parts=[(pb.PartKind.Name(part.kind), PART_WORDS[part.kind]) for part in validated],
    )


@router.post(CLAIM + "/acceptation")
async def accept(claim_id: str, visit: Visit = person("desk")) -> Response:
    given = [name for name in visit.form.getlist("parts") if isinstance(name, str)]
    known = [pb.PartKind.Value(name) for name in given if name in pb.PartKind.keys()]  # noqa: SIM118
    request = pb.AcceptClaimRequest(request_id=visit.request_id, id=claim_id, version=visit.version, parts=known)
    try:
        claim = await visit.calls(DeskServiceStub).AcceptClaim(request)
    except Refused as refused:
        return await visit.refuse_all(refused, _base(claim_id))
    # A claim that SANTORIN validated has no order number.
    text = f"L’état de frais de la mission {claim.mission.number} est accepté."
    return await visit.done(text, _base(claim_id), "CLAIM_ACCEPTED")


@router.get(CLAIM + "/annulation")
async def ask_cancellation(claim_id: str, visit: Visit = person("desk")) -> Response:
    return await _cancellation_page(visit, claim_id, Form())


@router.post(CLAIM + "/annulation")
async def cancel(claim_id: str, visit: Visit = person("desk")) -> Response:
    reason = visit.field("reason").strip()
    request = pb.CancelClaimRequest(request_id=visit.request_id, id=claim_id, version=visit.version, reason=reason)
    try:
        claim = await visit.calls(DeskServiceStub).CancelClaim(request)
    except Refused as refused:
        if not refused.violations:
            return await visit.refuse(refused, _base(claim_id))
        form = Form({"reason": reason}).refused(field_errors(refused))
        return await _cancellation_page(visit, claim_id, form, status=status_of(refused), refused=refused)
    text = f"L’état de frais de la mission {claim.mission.number} est annulé : l’intervenant lira votre motif."
    return await visit.done(text, _base(claim_id), "CANCELLATION_DONE")


@router.get(CLAIM + "/retablissement")
async def ask_uncancellation(claim_id: str, visit: Visit = person("desk")) -> Response:
    claim = await visit.calls(DeskServiceStub).GetClaim(pb.GetDeskClaimRequest(id=claim_id))
    return await confirmation.ask(
        visit,
        title="Rétablir l’état de frais",
        sentences=[
            f"L’état de frais de la mission {claim.mission.number} redevient ce qu’il était avant l’annulation."
        ],
        action=_base(claim_id) + "/retablissement",
        label="Rétablir",
        back=_base(claim_id),
        version=claim.version,
    )


@router.post(CLAIM + "/retablissement")
async def uncancel(claim_id: str, visit: Visit = person("desk")) -> Response:
    request = pb.UncancelClaimRequest(request_id=visit.request_id, id=claim_id, version=visit.version)
    try:
        claim = await visit.calls(DeskServiceStub).UncancelClaim(request)
    except Refused as refused:
        return await visit.refuse(refused, _base(claim_id))
    text = f"L’état de frais de la mission {claim.mission.number} est rétabli."
    return await visit.done(text, _base(claim_id), "CLAIM_UNCANCELLED")


@router.get(CLAIM + "/recapitulatif.pdf")
async def download_recap(claim_id: str, visit: Visit = person("desk")) -> Response:
    wanted = pb.GetDeskRecapRequest(id=claim_id)
    try:
        reply = await visit.calls(DeskServiceStub).GetRecap(wanted, downloads.SECONDS)
    except Refused as refused:
        return await visit.refuse(refused, _base(claim_id))
    return downloads.pdf(reply.pdf, reply.file_name)


async def _cancellation_page(
    visit: Visit, claim_id: str, form: Form, *, status: int = 200, refused: Refused | None = None
) -> Response:
    claim = await visit.calls(DeskServiceStub).GetClaim(pb.GetDeskClaimRequest(id=claim_id))
    return await visit.page(
        "desk/cancel.html", status=status, refused=refused, claim=claim, base=_base(claim_id), form=form
    )


def _base(claim_id: str) -> str:
    return f"{ADDRESS}/{claim_id}"
