"""What is typed in a line of travel before « OK » keeps it: apart from the lines, and never processed (P-CLM-20)."""

from collections.abc import Mapping, Sequence

from gateway.pages.claims import drafts, places, suggestions, trip_fields
from gateway.pages.claims.drafts import TRIPS, Kept
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb

_PART = "travel"


def typed(claim: pb.Claim, trip_id: str) -> dict[str, str]:
    """The texts of a line that was begun, by field; empty when nothing is left unfinished."""
    own = _key(trip_id)
    return {key.removeprefix(own): text for key, text in claim.draft.typed.items() if key.startswith(own)}


def begun(claim: pb.Claim) -> list[str]:
    """The lines that were begun and neither kept nor left, by their identifier: the oldest first."""
    return sorted({key.split(".")[1] for key in claim.draft.typed if key.startswith(TRIPS)})


async def keep(visit: Visit, claim_id: str, trip_id: str, values: Mapping[str, str]) -> Kept:
    """Keep the texts of a line as they stand while somebody types; the lines stay as they were, others begun too."""
    typed = {_key(trip_id) + name: values.get(name, "") for name in trip_fields.NAMES}
    return await drafts.keep(visit, claim_id, _PART, pb.ClaimInput(typed=typed))


async def forget(visit: Visit, claim: pb.Claim, trip_id: str) -> None:
    """Forget what was typed in a line, which stays as it was kept last. A draft that held nothing else is no more."""
    is_alone = _others(claim, trip_id, "") == {} and (claim.draft.fee, claim.draft.travel) == (
        claim.recorded.fee,
        claim.recorded.travel,
    )
    if is_alone:
        request = pb.DiscardDraftRequest(request_id=visit.request_id, id=claim.id, version=visit.version)
        await places.calls(visit).DiscardDraft(request)
    else:
        await commit(visit, claim, suggestions.lines(claim), trip_id)


async def commit(visit: Visit, claim: pb.Claim, lines: Sequence[pb.Trip], trip_id: str) -> None:
    """Keep the lines as they are now; nothing typed in this one is unfinished any more."""
    draft = pb.ClaimInput(travel=pb.TravelInput(trips=lines), typed=_others(claim, trip_id, TRIPS))
    await drafts.save(visit, claim.id, _PART, draft)


def _others(claim: pb.Claim, trip_id: str, prefix: str) -> dict[str, str]:
    """The texts with that prefix that are not of this line."""
    own = _key(trip_id)
    return {key: text for key, text in claim.draft.typed.items() if key.startswith(prefix) and not key.startswith(own)}


def _key(trip_id: str) -> str:
    return f"{TRIPS}{trip_id}."
