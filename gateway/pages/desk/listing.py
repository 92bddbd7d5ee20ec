"""The list of the claims of the academy, by queues of work."""

from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from gateway.listing import Column, Listing
from gateway.pages.desk.opened import ADDRESS
from gateway.tabs import Tab
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub

router = APIRouter()

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
    "a-calculer": ("À calculer", (pb.STATUS_TO_HANDLE,)),
    "a-valider": ("En attente de l’intervenant", (pb.STATUS_TO_VALIDATE, pb.STATUS_ONGOING)),
    "acceptes": ("Acceptés", (pb.STATUS_ACCEPTED,)),
    "annules": ("Annulés", (pb.STATUS_CANCELLED,)),
    "tous": ("Tous", ()),
}
FIRST_QUEUE: Final = "a-traiter"


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
