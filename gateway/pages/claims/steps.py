"""What the pages of one claim share: its tabs, its address, its present entry (S-CLM-4, S-CLM-7)."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from gateway.pages.claims import places
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import Refused

FOLLOW_UP: Final = ""
FEE: Final = "/remuneration"
TRAVEL: Final = "/deplacement"
RECAP: Final = "/recapitulatif"
LABELS: Final = {FOLLOW_UP: "Suivi", FEE: "Rémunération", TRAVEL: "Déplacement", RECAP: "Récapitulatif"}


@dataclass(frozen=True, slots=True)
class Step:
    """One tab of a claim."""

    label: str
    address: str
    is_current: bool
    is_done: bool


def base(visit: Visit, claim_id: str) -> str:
    """Address of a claim, where it is entered."""
    return places.of(visit).base(claim_id=claim_id)


def back(visit: Visit, claim_id: str) -> str:
    """Address that leads out of a claim."""
    return places.of(visit).back.format(claim_id=claim_id)


def proofs(visit: Visit, claim_id: str) -> str:
    """Address of the proofs of a claim, for whoever enters it."""
    return places.of_claim(visit).proofs_of(claim_id)


async def load(visit: Visit, claim_id: str, *, needs_proofs: bool = False) -> pb.Claim:
    """The claim of the page, with what was deposited for it when the page tells so."""
    request = places.of_claim(visit).claim_request(id=claim_id, needs_proofs=needs_proofs)
    claim: pb.Claim = await places.calls(visit).GetClaim(request)
    places.announce(visit, claim.examiner)
    return claim


def shown(claim: pb.Claim) -> pb.ClaimInput:
    """What the tabs show: part by part, the draft if there is one, else what is recorded."""
    both = pb.ClaimInput()
    for source in (claim.recorded, claim.draft):
        for part in ("fee", "travel"):
            if source.HasField(part):
                getattr(both, part).CopyFrom(getattr(source, part))
    return both


def next_of(visit: Visit, claim: pb.Claim, tab: str) -> str:
    """Address of the tab after one; « Suivi » when there is none."""
    known = tabs(claim)
    following = [*known, FOLLOW_UP][known.index(tab) + 1] if tab in known else FOLLOW_UP
    return base(visit, claim.id) + following


def tabs(claim: pb.Claim) -> list[str]:
    """The tabs that have a reason, in order."""
    parts = [path for path, part in ((FEE, claim.fee), (TRAVEL, claim.travel)) if part.has_tab]
    return [FOLLOW_UP, *parts, *([RECAP] if parts else [])]


async def page(
    visit: Visit,
    template: str,
    claim: pb.Claim,
    current: str,
    *,
    status: int = 200,
    refused: Refused | None = None,
    **values: object,
) -> Response:
    """A tab of a claim; one that has no reason leads to « Suivi »."""
    known = tabs(claim)
    address = base(visit, claim.id)
    if current not in known:
        return await visit.refuse(refused, address) if refused else visit.redirect(address)
    entry = shown(claim)
    done = {FEE: entry.HasField("fee"), TRAVEL: entry.HasField("travel")}
    place = known.index(current)
    around = [*[address + path for path in known], ""]
    return await visit.page(
        template,
        status=status,
        refused=refused,
        claim=claim,
        base=address,
        back=back(visit, claim.id),
        steps=[Step(LABELS[path], address + path, path == current, done.get(path, False)) for path in known],
        previous=around[place - 1] if place else "",
        next=around[place + 1],
        trips=entry.travel.trips,
        fee=entry.fee,
        **values,
    )
