"""Where a jury is entered: by its president or, past the closing date, by a gestionnaire in the president's place."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Depends, Request

from gateway.clients import Calls
from gateway.pages.claims.listing import ADDRESS
from gateway.pages.claims.places import DESK_ADDRESS
from gateway.visit import Visit, welcome
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub, JuryServiceStub

JURIES: Final = ADDRESS + "/jurys"


@dataclass(frozen=True, slots=True)
class Seat:
    """The same pages at another address, for another caller."""

    activity: str
    """What the caller must have."""
    path: str
    """Address of a jury, with its `{mission_id}`."""
    back: str
    """Address of the list that leads there."""
    stub: type
    """Service that answers: both have the same RPCs of a jury."""
    is_on_behalf: bool = False
    """Whoever acts is not the president: every page says so."""

    def include(self, router: APIRouter, pages: APIRouter) -> None:
        """Give the pages of a jury an address here."""

        async def mark(request: Request) -> None:
            request.state.seat = self

        router.include_router(pages, prefix=self.path, dependencies=[Depends(mark)])


PRESIDENT: Final = Seat("claims", JURIES + "/{mission_id}", JURIES, JuryServiceStub)
DESK: Final = Seat("desk", "/gestion/jurys/{mission_id}", DESK_ADDRESS, DeskServiceStub, is_on_behalf=True)


def of(visit: Visit) -> Seat:
    """Where the page of a visit stands."""
    seat: Seat = visit.request.state.seat
    return seat


def base(visit: Visit, mission_id: str) -> str:
    """Address of a jury there."""
    return of(visit).path.format(mission_id=mission_id)


def calls(visit: Visit) -> Calls:
    """The RPCs of the service that answers there."""
    return visit.calls(of(visit).stub)


async def _enter(request: Request) -> Visit:
    seat: Seat = request.state.seat
    return await welcome(request, seat.activity)


# Dependency: a page of a jury for whoever may enter where it is shown.
SEATED: Final[Any] = Depends(_enter)
