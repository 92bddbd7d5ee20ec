"""« Traitement des états de frais »: the list of the academy, one claim, what a gestionnaire does with it."""

from fastapi import APIRouter

from gateway.pages import claims
from gateway.pages.claims import history, juries, pieces
from gateway.pages.claims.places import DESK, JURY_ON_BEHALF, ON_BEHALF
from gateway.pages.desk import acceptance, cancellation, claim, computation, decisions, groups, listing, post

router = APIRouter(include_in_schema=False)
for part in (listing, claim, acceptance, computation, groups, decisions, post, cancellation):
    router.include_router(part.router)
for read in (pieces, history):
    DESK.include(router, read.router)
for entry in claims.ENTRY:
    ON_BEHALF.include(router, entry)
JURY_ON_BEHALF.include(router, juries.router)
