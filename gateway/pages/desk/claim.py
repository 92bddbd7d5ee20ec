"""One claim as staff see it, its recap, the acceptance of its parts (S-CLM-16)."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway import downloads
from gateway.pages.claims import pieces, steps, viewer
from gateway.pages.claims.places import DESK
from gateway.pages.desk import acceptance, lists
from gateway.pages.desk.opened import CLAIM, address, base, load
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub
from kit.errors import Refused

router = APIRouter()

PART_WORDS: Final = {pb.PART_KIND_FEE: "Rémunération", pb.PART_KIND_TRAVEL: "Déplacement"}


@router.get(CLAIM)
async def show_claim(claim_id: str, visit: Visit = person("desk")) -> Response:
    claim = await load(visit, claim_id, is_whole=True)
    validated = [part for part in (claim.fee, claim.travel) if part.status == pb.STATUS_VALIDATED]
    return await visit.page(
        "desk/claim.html",
        claim=claim,
        entry=steps.shown(claim),
        base=base(claim_id),
        back=lists.back(visit),
        from_list=lists.from_list(visit),
        around=lists.around(visit, claim),
        others=acceptance.offered(claim),
        parts=[(pb.PartKind.Name(part.kind), PART_WORDS[part.kind]) for part in validated],
        sections=pieces.sections(claim),
        proofs_address=DESK.proofs_of(claim_id),
        missing=pieces.missing(claim, DESK.proofs_of(claim_id)),
        may_deposit=pieces.may_deposit(claim),
        viewer=viewer.of(visit, claim, shows_first=True),
    )


@router.post(CLAIM + "/acceptation")
async def accept(claim_id: str, visit: Visit = person("desk")) -> Response:
    given = [name for name in visit.form.getlist("parts") if isinstance(name, str)]
    known = [pb.PartKind.Value(name) for name in given if name in pb.PartKind.keys()]  # noqa: SIM118
    request = pb.AcceptClaimRequest(request_id=visit.request_id, id=claim_id, version=visit.version, parts=known)
    try:
        claim = await visit.calls(DeskServiceStub).AcceptClaim(request)
    except Refused as refused:
        return await visit.refuse_all(refused, address(visit, claim_id))
    # A claim that SANTORIN validated has no order number.
    text = f"L’état de frais de la mission {claim.mission.number} est accepté."
    return await visit.done(text, address(visit, claim_id), "CLAIM_ACCEPTED")


@router.get(CLAIM + "/recapitulatif.pdf")
async def download_recap(claim_id: str, visit: Visit = person("desk")) -> Response:
    wanted = pb.GetDeskRecapRequest(id=claim_id)
    try:
        reply = await visit.calls(DeskServiceStub).GetRecap(wanted, downloads.SECONDS)
    except Refused as refused:
        return await visit.refuse(refused, address(visit, claim_id))
    return downloads.pdf(reply.pdf, reply.file_name)
