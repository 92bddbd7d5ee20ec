"""The list of the claims of the academy as its address asks for it, carried along by the addresses of its claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from gateway.listing import DIRECTION, PAGE, SEARCH, SORT, Column, Listing
from gateway.pages.claims.places import DESK_ADDRESS
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb

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
QUEUE: Final = "file"

# In the address of a claim: the query of the list that the gestionnaire comes from.
LIST: Final = "liste"
LONGEST_LIST: Final = 1_000
_KEPT: Final = (QUEUE, SEARCH, SORT, DIRECTION, PAGE)


def listing(query: Mapping[str, str]) -> Listing:
    """What the list shows and how."""
    return Listing.read(DESK_ADDRESS, query, COLUMNS, sort="attente", kept=(QUEUE,))


def queue(query: Mapping[str, str]) -> str:
    """The queue that is asked for, the first one when it is none."""
    asked = query.get(QUEUE, FIRST_QUEUE)
    return asked if asked in QUEUES else FIRST_QUEUE


def asked(query: Mapping[str, str], *, page_token: str = "") -> pb.ListDeskClaimsRequest:
    """What is asked of the service."""
    shown = listing(query)
    return pb.ListDeskClaimsRequest(
        search=shown.search,
        statuses=QUEUES[queue(query)][1],
        sort=SORTS[shown.sort],
        is_descending=shown.is_descending,
        page_token=page_token,
    )


def carried(query: Mapping[str, str]) -> str:
    """A list for the address of a claim, `?liste=…`, so that a claim leads to the next one and back to its list."""
    return f"?{urlencode({LIST: _kept(query)})}"


def come_from(visit: Visit) -> dict[str, str]:
    """The query of the list that the gestionnaire comes from; empty when the address tells none."""
    text = visit.request.query_params.get(LIST, "")[:LONGEST_LIST]
    return {name: value for name, value in parse_qsl(text) if name in _KEPT}


def from_list(visit: Visit) -> str:
    """What the addresses of a claim carry on; empty when nothing is to be carried."""
    return f"?{urlencode(pairs(visit))}" if pairs(visit) else ""


def pairs(visit: Visit) -> list[tuple[str, str]]:
    """The same as what a form sends along."""
    query = come_from(visit)
    return [(LIST, _kept(query))] if query else []


@dataclass(frozen=True, slots=True)
class Around:
    """Addresses of the claims before and after one in its list; empty at its ends."""

    previous: str
    next: str


def around(visit: Visit, claim: pb.Claim) -> Around:
    """Those of a claim that was asked for with its list."""
    beside = (claim.previous_claim_id, claim.next_claim_id)
    return Around(*(f"{DESK_ADDRESS}/{one}{from_list(visit)}" if one else "" for one in beside))


def back(visit: Visit) -> str:
    """The list as it was left."""
    query = come_from(visit)
    return f"{DESK_ADDRESS}?{urlencode(query)}" if query else visit.back_to(DESK_ADDRESS)


def _kept(query: Mapping[str, str]) -> str:
    kept = {name: query[name] for name in _KEPT if query.get(name)}
    # The first queue asks for nothing, and is a list all the same.
    return urlencode(kept or {QUEUE: FIRST_QUEUE})[:LONGEST_LIST]
