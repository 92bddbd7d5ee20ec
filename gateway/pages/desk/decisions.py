"""« Décisions sur le déplacement »: lines on the public-transport basis (R22), nights of disability (R26)."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway.forms import Form
from gateway.pages.desk.opened import CLAIM, MoveForm, address, amount_of, load, when
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub
from kit.errors import Refused

router = APIRouter()

TICKED: Final = "1"
# A box per line: the name of its field holds the id of the trip, as it came from the contract.
LINE: Final = "public_transport."
DISABILITY: Final = "has_disability_rate"


def _values(_: Visit, claim: pb.Claim) -> Mapping[str, str]:
    decided = claim.travel_decisions
    lines = {LINE + trip_id: TICKED for trip_id in decided.public_transport_trip_ids}
    return lines | ({DISABILITY: TICKED} if decided.has_disability_rate else {})


def _lines(claim: pb.Claim) -> Mapping[str, Any]:
    """The lines that are paid by kilometres, each with its number among all: no other has a basis to choose."""
    numbered = enumerate(claim.recorded.travel.trips, 1)
    return {"lines": [(number, LINE + trip.id, trip) for number, trip in numbered if trip.distance_hectometres]}


DECISIONS: Final = MoveForm("desk/decisions.html", when("decide"), (DISABILITY,), _values, _lines)


@router.get(CLAIM + "/deplacement/decisions")
async def ask_decisions(claim_id: str, visit: Visit = person("desk")) -> Response:
    return await DECISIONS.ask(visit, claim_id)


@router.post(CLAIM + "/deplacement/decisions")
async def decide(claim_id: str, visit: Visit = person("desk")) -> Response:
    ticked = {name: TICKED for name in visit.form if name == DISABILITY or name.startswith(LINE)}
    before = await load(visit, claim_id)
    request = pb.DecideTravelRequest(
        request_id=visit.request_id,
        id=claim_id,
        version=visit.version,
        decisions=pb.TravelDecisions(
            public_transport_trip_ids=[name.removeprefix(LINE) for name in ticked if name != DISABILITY],
            has_disability_rate=DISABILITY in ticked,
        ),
    )
    try:
        claim = await visit.calls(DeskServiceStub).DecideTravel(request)
    except Refused as refused:
        return await DECISIONS.ask_again(visit, claim_id, Form(ticked), refused)
    now, then = amount_of(claim.travel), amount_of(before.travel)
    text = f"Vos décisions sont enregistrées. Montant du déplacement : {now}, auparavant {then}."
    return await visit.done(text, address(visit, claim_id, "/deplacement/decisions"), "TRAVEL_DECIDED")
