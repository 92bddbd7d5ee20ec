"""Where claims and juries are entered: on one's own pages, or on those of a gestionnaire in somebody's name."""

from dataclasses import dataclass, replace
from typing import Any, Final

from fastapi import APIRouter, Depends, Request

from gateway.clients import Calls
from gateway.pages.claims.listing import ADDRESS
from gateway.visit import Visit, welcome
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import ClaimsServiceStub, DeskServiceStub, JuryServiceStub

JURIES: Final = ADDRESS + "/jurys"
DESK_ADDRESS: Final = "/gestion/etats-de-frais"
PROOFS: Final = "/pieces"
HISTORY: Final = "/historique"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The same pages, forms and moves at another address, for another caller."""

    activity: str
    """What the caller must have."""
    path: str
    """Address of what is entered, with its identifier in braces."""
    back: str
    """Address that leads out of it, with or without that identifier."""
    stub: type
    """Service that answers: all that stand for the same pages have the same RPCs."""
    is_on_behalf: bool = False
    """Whoever acts is not the examiner, or not the président: every page says so."""

    def base(self, **identifier: str) -> str:
        """Address of one claim, or of one jury."""
        return self.path.format(**identifier)

    def include(self, router: APIRouter, pages: APIRouter) -> None:
        """Give pages an address here."""

        async def mark(request: Request) -> None:
            request.state.place = self

        router.include_router(pages, prefix=self.path, dependencies=[Depends(mark)])


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPlace(Place):
    """Where a claim is entered: what its services name in two ways."""

    claim_request: type
    recap_request: type
    recorded: str
    """What is said once an entry is recorded."""
    list_address: str
    """Address of the claims among which it is."""

    def proofs_of(self, claim_id: str) -> str:
        """Address of the proofs of one claim."""
        return f"{self.list_address}/{claim_id}{PROOFS}"

    def history_of(self, claim_id: str) -> str:
        """Address of what happened to one claim."""
        return f"{self.list_address}/{claim_id}{HISTORY}"


OWN: Final = ClaimPlace(
    activity="claims",
    path=ADDRESS + "/{claim_id}",
    back=ADDRESS,
    stub=ClaimsServiceStub,
    claim_request=pb.GetClaimRequest,
    recap_request=pb.GetRecapRequest,
    recorded="Votre saisie est enregistrée. Validez l’état de frais pour le transmettre au gestionnaire.",
    list_address=ADDRESS,
)
ON_BEHALF: Final = ClaimPlace(
    activity="desk",
    path=DESK_ADDRESS + "/{claim_id}/saisie",
    back=DESK_ADDRESS + "/{claim_id}",
    stub=DeskServiceStub,
    is_on_behalf=True,
    claim_request=pb.GetDeskClaimRequest,
    recap_request=pb.GetDeskRecapRequest,
    recorded="La saisie est enregistrée au nom de l’intervenant. Validez l’état de frais pour le faire traiter.",
    list_address=DESK_ADDRESS,
)
# The claim that a gestionnaire reads and decides on, in nobody's name.
DESK: Final = replace(ON_BEHALF, path=ON_BEHALF.back, back=DESK_ADDRESS, is_on_behalf=False)
JURY: Final = Place(activity="claims", path=JURIES + "/{mission_id}", back=JURIES, stub=JuryServiceStub)
JURY_ON_BEHALF: Final = Place(
    activity="desk",
    path="/gestion/jurys/{mission_id}",
    back=DESK_ADDRESS,
    stub=DeskServiceStub,
    is_on_behalf=True,
)


def of(visit: Visit) -> Place:
    """Where the page of a visit stands, as the route that answers it was included."""
    place: Place = visit.request.state.place
    return place


def of_claim(visit: Visit) -> ClaimPlace:
    """The same for a page of a claim."""
    place: ClaimPlace = visit.request.state.place
    return place


def announce(visit: Visit, examiner: pb.ClaimExaminer) -> None:
    """Say on the page in whose name one acts, when that is somebody else."""
    if of(visit).is_on_behalf:
        visit.shell.on_behalf_of = f"{examiner.civility} {examiner.last_name} {examiner.first_name}"


def calls(visit: Visit) -> Calls:
    """The RPCs of the service that answers there."""
    return visit.calls(of(visit).stub)


async def _enter(request: Request) -> Visit:
    place: Place = request.state.place
    return await welcome(request, place.activity)


async def _bring(request: Request) -> Visit:
    place: Place = request.state.place
    return await welcome(request, place.activity, brings_file=True)


# Dependencies: a page for whoever may enter where it is shown; the same for a form that brings a file.
ENTERING: Final[Any] = Depends(_enter)
BRINGING: Final[Any] = Depends(_bring)
