"""« Pièces reçues par courrier »: the day on which proofs came by post, or that they did not after all (S-CLM-14)."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway.forms import Form
from gateway.pages.claims import fields
from gateway.pages.desk.opened import CLAIM, MoveForm, address, when
from gateway.rendering import short_date
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub
from kit import french
from kit.errors import Refused

router = APIRouter()

FIELDS: Final = ("received_date",)


def _values(visit: Visit, claim: pb.Claim) -> Mapping[str, str]:
    """The day that is noted, else today: mail is opened on the day that it comes."""
    return {"received_date": short_date(claim.post_received_date) or short_date(visit.now.date())}


POST: Final = MoveForm("desk/post.html", when("record_post"), FIELDS, _values)


@router.get(CLAIM + "/pieces-recues")
async def ask_post(claim_id: str, visit: Visit = person("desk")) -> Response:
    return await POST.ask(visit, claim_id)


@router.post(CLAIM + "/pieces-recues")
async def record_post(claim_id: str, visit: Visit = person("desk")) -> Response:
    is_taken_back = visit.field("action") == "undo"
    reader = fields.Reader(fields.typed(visit, FIELDS))
    day = None if is_taken_back else fields.day(reader.read("received_date", french.parse_date, fields.DATE))
    form = Form(reader.values).refused(reader.errors)
    if form.errors:
        return await POST.ask_again(visit, claim_id, form)
    request = pb.RecordPostRequest(request_id=visit.request_id, id=claim_id, version=visit.version, received_date=day)
    try:
        claim = await visit.calls(DeskServiceStub).RecordPost(request)
    except Refused as refused:
        return await POST.ask_again(visit, claim_id, form, refused)
    if is_taken_back:
        text = f"La réception des pièces de la mission {claim.mission.number} n’est plus notée."
        return await visit.done(text, address(visit, claim_id), "POST_UNDONE")
    received = short_date(claim.post_received_date)
    text = f"Les pièces de la mission {claim.mission.number} sont notées comme reçues par courrier le {received}."
    return await visit.done(text, address(visit, claim_id), "POST_RECORDED")
