"""The list of the claims of the academy, by queues of work."""

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from gateway.listing import PAGE
from gateway.pages.desk import lists
from gateway.pages.desk.opened import ADDRESS
from gateway.tabs import Tab
from gateway.visit import Visit, person
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub

router = APIRouter()


@router.get(ADDRESS)
async def list_claims(visit: Visit = person("desk")) -> Response:
    query = visit.request.query_params
    request = lists.asked(query, page_token=query.get(PAGE, ""))
    reply = await visit.calls(DeskServiceStub).ListClaims(request)
    listing = lists.listing(query).holding(reply.count, reply.count)
    return await visit.page(
        "desk/list.html",
        listing=listing.between(reply.previous_page_token, reply.next_page_token),
        claims=reply.claims,
        is_count_capped=reply.is_count_capped,
        from_list=lists.carried(query),
        queues=[
            Tab(words, f"{ADDRESS}?{urlencode({lists.QUEUE: name})}", name == lists.queue(query))
            for name, (words, _) in lists.QUEUES.items()
        ],
    )
