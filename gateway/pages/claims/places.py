"""Where a claim is entered: on the examiner's own pages, or on those of a gestionnaire who enters on their behalf."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Depends, Request

from gateway.clients import Calls
from gateway.pages.claims.listing import ADDRESS
from gateway.visit import Visit, welcome
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import ClaimsServiceStub, DeskServiceStub

DESK_ADDRESS: Final = "/gestion/etats-de-frais"


@dataclass(frozen=True, slots=True)
class Place:
    """The same pages, forms and moves at another address, for another caller."""

    activity: str
    """What the caller must have."""
    path: str
    """Address of a claim, with its `{claim_id}`."""
    back: str
    """Address that leads out of a claim, with or without its `{claim_id}`."""
    stub: type
    """Service that answers: both have the same RPCs of entry."""
    claim_request: type
    recap_request: type
    recorded: str
    """What is said once an entry is recorded."""
    is_on_behalf: bool = False
    """Whoever acts is not the examiner: every page says so."""

    def base(self, claim_id: str) -> str:
        """Address of a claim."""
        return self.path.format(claim_id=claim_id)

    def include(self, router: APIRouter, part: APIRouter) -> None:
        """Give the pages of a part an address here."""

        async def mark(request: Request) -> None:
            request.state.place = self

        router.include_router(part, prefix=self.path, dependencies=[Depends(mark)])


OWN: Final = Place(
    activity="claims",
    path=ADDRESS + "/{claim_id}",
    back=ADDRESS,
    stub=ClaimsServiceStub,
    claim_request=pb.GetClaimRequest,
    recap_request=pb.GetRecapRequest,
    recorded="Votre saisie est enregistrée. Validez l’état de frais pour le transmettre au gestionnaire.",
)
ON_BEHALF: Final = Place(
    activity="desk",
    path=DESK_ADDRESS + "/{claim_id}/saisie",
    back=DESK_ADDRESS + "/{claim_id}",
    stub=DeskServiceStub,
    claim_request=pb.GetDeskClaimRequest,
    recap_request=pb.GetDeskRecapRequest,
    recorded="La saisie est enregistrée au nom de l’intervenant. Validez l’état de frais pour le faire traiter.",
    is_on_behalf=True,
)


def of_request(request: Request) -> Place:
    """Where the page of a request stands, as the route that answers it was included."""
    place: Place = request.state.place
    return place


def of(visit: Visit) -> Place:
    """Where the page of a visit stands."""
    return of_request(visit.request)


def announce(visit: Visit, examiner: pb.ClaimExaminer) -> None:
    """Say on the page in whose name one acts, when that is somebody else."""
    if of(visit).is_on_behalf:
        visit.shell.on_behalf_of = f"{examiner.civility} {examiner.last_name} {examiner.first_name}"


def calls(visit: Visit) -> Calls:
    """The RPCs of the service that answers there."""
    return visit.calls(of(visit).stub)


async def _enter(request: Request) -> Visit:
    return await welcome(request, of_request(request).activity)


# Dependency: a page of a claim for whoever may enter where it is shown.
ENTERING: Final[Any] = Depends(_enter)
