"""What is being typed, kept apart until it is recorded (P-CLM-20): kept, told in words, given up."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter
from google.protobuf.field_mask_pb2 import FieldMask
from starlette.responses import Response

from gateway import confirmation
from gateway.errors import status_of
from gateway.pages.claims import fee_forms, places, steps
from gateway.pages.claims.places import ENTERING
from gateway.pages.claims.steps import FEE, LABELS, TRAVEL
from gateway.visit import Visit, local_address
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import Refused, StaleVersion
from kit.identifiers import is_id, new_id

router = APIRouter()

DISCARD: Final = "/brouillon/abandon"
TRIPS: Final = "trips."
# The answers that concern what was typed; whatever else fails is for the page of failures, and for another attempt.
ABOUT_THE_ENTRY: Final = frozenset({409, 422})
DISCARDED: Final = "Le brouillon est abandonné : l’état de frais est revenu à ce qui est enregistré."


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a draft that the script sent: kept, or why not. The macro `draft_state` says it."""

    claim: pb.Claim
    """The claim as it stands now."""
    sentence: str = ""
    """Why it is not kept; empty when it is."""
    is_stale: bool = False
    """Somebody, or another window, has changed the claim: nothing is overwritten."""
    status: int = 200


async def save(visit: Visit, claim_id: str, part: str, draft: pb.ClaimInput, *, request_id: str = "") -> pb.Claim:
    """Keep one part (`fee`, `travel`): what was understood of it, and in `typed` the texts of what was not."""
    request = pb.SaveDraftRequest(
        request_id=request_id or visit.request_id,
        id=claim_id,
        version=visit.version,
        draft=draft,
        update_mask=FieldMask(paths=[part]),
    )
    claim: pb.Claim = await places.calls(visit).SaveDraft(request)
    return claim


async def keep(visit: Visit, claim_id: str, part: str, draft: pb.ClaimInput) -> Kept:
    """Keep what the script sends while somebody types, and tell what became of it.

    A draft has an identifier of its own, `draft_id`: what is sent again after an answer was lost is kept once, and the
    identifier of the form stays for the form.
    """
    given = visit.field("draft_id")
    try:
        return Kept(await save(visit, claim_id, part, draft, request_id=given if is_id(given) else new_id()))
    except Refused as refused:
        status = status_of(refused)
        if status not in ABOUT_THE_ENTRY:
            raise
        sentence = refused.violations[0].message if refused.violations else refused.message
        claim = await steps.load(visit, claim_id)
        return Kept(claim, sentence, is_stale=refused.reason == StaleVersion.reason, status=status)


async def refuse(visit: Visit, kept: Kept) -> Response:
    """Tell the script why a draft is not kept, whatever has become of the page that it was typed in."""
    return await visit.page("claims/not_kept.html", status=kept.status, claim=kept.claim, kept=kept)


def unfinished(visit: Visit, claim: pb.Claim) -> list[tuple[str, str]]:
    """Words and address of each tab where something typed cannot be read as it stands: it would not be recorded."""
    tabs = [FEE] if fee_forms.is_unfinished(claim) else []
    if any(name.startswith(TRIPS) for name in claim.draft.typed):
        tabs.append(TRAVEL)
    return [(LABELS[tab], steps.base(visit, claim.id) + tab) for tab in tabs]


@router.get(DISCARD)
async def ask_to_discard(claim_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id)
    back = _back(visit, claim_id)
    return await confirmation.ask(
        visit,
        title="Abandonner le brouillon",
        sentences=[
            "Ce qui a été saisi depuis le dernier enregistrement, rémunération et déplacement, sera effacé.",
            "L’état de frais reviendra à ce qui est enregistré.",
        ],
        action=f"{steps.base(visit, claim_id)}{DISCARD}?retour={quote(back)}",
        label="Abandonner le brouillon",
        back=back,
        version=claim.version,
        is_danger=True,
    )


@router.post(DISCARD)
async def discard(claim_id: str, visit: Visit = ENTERING) -> Response:
    request = pb.DiscardDraftRequest(request_id=visit.request_id, id=claim_id, version=visit.version)
    back = _back(visit, claim_id)
    try:
        await places.calls(visit).DiscardDraft(request)
    except Refused as refused:
        return await visit.refuse(refused, back)
    return await visit.done(DISCARDED, back, "DRAFT_DISCARDED")


def _back(visit: Visit, claim_id: str) -> str:
    """The page of the claim that the person came from."""
    base = steps.base(visit, claim_id)
    wanted = local_address(visit.request.query_params.get("retour", ""), base)
    return wanted if wanted.startswith(base + "/") else base
