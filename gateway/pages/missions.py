"""« Consultation missions »: the list, one mission, the duplicate of its convocation (S-MIS-1, S-MIS-2, S-MIS-4)."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway import downloads
from gateway.listing import Column, Listing
from gateway.tabs import session_tabs
from gateway.visit import Visit, person
from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1.missions_pb2_grpc import MissionsServiceStub
from kit.errors import Refused

router = APIRouter(include_in_schema=False)

ADDRESS: Final = "/missions"
COLUMNS: Final = (
    Column("Examen", "examen"),
    Column("Type de mission", "type"),
    Column("N° de mission", "numero"),
    Column("Date de début", "date"),
    Column("Centre", "centre"),
    Column("Qualité", "qualite"),
    Column("Duplicata", kind="actions"),
)
SORTS: Final = {
    "examen": pb.ListMissionsRequest.SORT_EXAM,
    "type": pb.ListMissionsRequest.SORT_LABEL,
    "numero": pb.ListMissionsRequest.SORT_NUMBER,
    "date": pb.ListMissionsRequest.SORT_START,
    "centre": pb.ListMissionsRequest.SORT_CENTRE,
    "qualite": pb.ListMissionsRequest.SORT_CAPACITY,
}


@router.get(ADDRESS)
async def list_missions(visit: Visit = person("missions")) -> Response:
    query = visit.request.query_params
    listing = Listing.read(ADDRESS, query, COLUMNS, sort="date", kept=("session",))
    reply = await visit.calls(MissionsServiceStub).ListMissions(
        pb.ListMissionsRequest(
            session=query.get("session", ""),
            search=listing.search,
            sort=SORTS[listing.sort],
            is_descending=listing.is_descending,
        )
    )
    return await visit.page(
        "missions/list.html",
        listing=listing.holding(len(reply.missions), reply.total_count),
        missions=reply.missions,
        sessions=session_tabs(ADDRESS, reply.sessions, query.get("session", "")),
    )


@router.get(ADDRESS + "/{convocation_id}")
async def show_mission(convocation_id: str, visit: Visit = person("missions")) -> Response:
    convened = await visit.calls(MissionsServiceStub).GetMission(pb.GetMissionRequest(convocation_id=convocation_id))
    return await visit.page("missions/detail.html", convened=convened, back=visit.back_to(ADDRESS))


@router.get(ADDRESS + "/{convocation_id}/convocation.pdf")
async def download_duplicate(convocation_id: str, visit: Visit = person("missions")) -> Response:
    wanted = pb.GetConvocationDuplicateRequest(convocation_id=convocation_id)
    try:
        reply = await visit.calls(MissionsServiceStub).GetConvocationDuplicate(wanted, downloads.SECONDS)
    except Refused as refused:
        return await visit.refuse(refused, ADDRESS)
    return downloads.pdf(reply.pdf, reply.file_name)
