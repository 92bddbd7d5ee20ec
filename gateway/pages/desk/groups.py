"""« Regrouper », « Dégrouper »: fees of continuous assessment put together on one claim, and apart again."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from gateway import confirmation
from gateway.forms import Form
from gateway.pages.desk import lists
from gateway.pages.desk.opened import CLAIM, address, base, load
from gateway.rendering import allows
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub
from kit import french
from kit.errors import Refused

router = APIRouter()

MEMBERS: Final = "etats"
# Says that the choice is made: without it, the page lists what may be chosen.
CHOSEN: Final = "choix"
NONE_CHOSEN: Final = "Cochez au moins un état de frais à regrouper."


@router.get(CLAIM + "/regroupement")
async def ask_grouping(claim_id: str, visit: Visit = person("desk")) -> Response:
    """The claims that may be put on this one; once some are chosen, what they make together."""
    claim = await load(visit, claim_id)
    if not allows(claim, "group"):
        return visit.redirect(address(visit, claim_id))
    reply = await visit.calls(DeskServiceStub).ListGroupCandidates(pb.ListGroupCandidatesRequest(id=claim_id))
    query = visit.request.query_params
    ticked = set(query.getlist(MEMBERS))
    members = [one for one in reply.candidates if one.claim_id in ticked]
    if CHOSEN in query and members:
        return await _confirm(visit, claim, members)
    return await visit.page(
        "desk/group.html",
        claim=claim,
        base=base(claim_id),
        back=address(visit, claim_id),
        kept=lists.pairs(visit),
        candidates=reply.candidates,
        ticked=ticked,
        form=Form().refused({MEMBERS: NONE_CHOSEN} if CHOSEN in query else {}),
    )


@router.post(CLAIM + "/regroupement")
async def group(claim_id: str, visit: Visit = person("desk")) -> Response:
    members = [one for one in visit.form.getlist(MEMBERS) if isinstance(one, str)]
    request = pb.GroupFeesRequest(
        request_id=visit.request_id, id=claim_id, version=visit.version, member_claim_ids=members
    )
    try:
        claim = await visit.calls(DeskServiceStub).GroupFees(request)
    except Refused as refused:
        # What was ticked is still ticked on the list as it stands now.
        return await visit.refuse_all(refused, _choice(visit, claim_id, members))
    text = f"Les rémunérations sont regroupées sur l’état de frais de la mission {claim.mission.number}."
    return await visit.done(text, address(visit, claim_id), "FEES_GROUPED")


@router.get(CLAIM + "/degroupement")
async def ask_ungrouping(claim_id: str, visit: Visit = person("desk")) -> Response:
    claim = await load(visit, claim_id)
    if not allows(claim, "ungroup"):
        return visit.redirect(address(visit, claim_id))
    numbers = ", ".join(one.mission_number for one in claim.group_members)
    return await confirmation.ask(
        visit,
        title="Dégrouper les rémunérations",
        sentences=[
            f"Chacune de ces missions retrouve sa propre rémunération : {claim.mission.number}, {numbers}.",
            "Vous pourrez les regrouper de nouveau.",
        ],
        action=address(visit, claim_id, "/degroupement"),
        label="Dégrouper",
        back=address(visit, claim_id),
        version=claim.version,
    )


@router.post(CLAIM + "/degroupement")
async def ungroup(claim_id: str, visit: Visit = person("desk")) -> Response:
    request = pb.UngroupFeesRequest(request_id=visit.request_id, id=claim_id, version=visit.version)
    try:
        claim = await visit.calls(DeskServiceStub).UngroupFees(request)
    except Refused as refused:
        return await visit.refuse(refused, address(visit, claim_id))
    text = f"L’état de frais de la mission {claim.mission.number} ne porte plus que sa propre rémunération."
    return await visit.done(text, address(visit, claim_id), "FEES_UNGROUPED")


async def _confirm(visit: Visit, claim: pb.Claim, members: Sequence[pb.GroupMember]) -> Response:
    numbers = ", ".join(one.mission_number for one in members)
    return await confirmation.ask(
        visit,
        title="Regrouper les rémunérations",
        sentences=[
            f"La mission {claim.mission.number} portera aussi la rémunération de : {numbers}.",
            f"{_together(claim, members)} Le calcul exact, arrondi une seule fois, s’affichera sur l’état de frais.",
            "La rémunération des autres missions affichera « Annulé » ; leur déplacement n’est pas touché.",
        ],
        action=address(visit, claim.id, "/regroupement"),
        label="Regrouper",
        back=_choice(visit, claim.id, [one.claim_id for one in members]),
        version=claim.version,
        fields=[(MEMBERS, one.claim_id) for one in members],
    )


def _choice(visit: Visit, claim_id: str, members: Sequence[str]) -> str:
    """Address of the list of what may be grouped, with what is ticked."""
    query = [*((MEMBERS, one) for one in members), *lists.pairs(visit)]
    return f"{base(claim_id)}/regroupement?{urlencode(query)}"


def _together(claim: pb.Claim, members: Sequence[pb.GroupMember]) -> str:
    """What the fee will be made of, those that are already on the claim included."""
    entries = [claim.recorded.fee, *(one.fee for one in (*claim.group_members, *members))]
    half_days = [one for entry in entries for one in entry.half_days.half_days]
    minutes = sum(_minutes(one) for one in half_days)
    amount = claim.fee.amount_cents + sum(one.amount_cents for one in members)
    many = french.count(len(half_days), "demi-journée", "demi-journées")
    return f"En tout : {many}, {french.duration(minutes)}, soit environ {french.money(amount)}."


def _minutes(half_day: pb.HalfDay) -> int:
    start, end = half_day.start_time, half_day.end_time
    return (end.hours - start.hours) * 60 + end.minutes - start.minutes
