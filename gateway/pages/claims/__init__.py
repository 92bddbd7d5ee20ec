"""« Saisie/consultation états de frais »: the list, the steps of one claim, its moves."""

from typing import Final

from fastapi import APIRouter

from gateway.pages.claims import declarations, drafts, entry, fee, history, juries, listing, moves, pieces, trips
from gateway.pages.claims.places import JURY, OWN

# What a gestionnaire also does, on the examiner's behalf.
ENTRY: Final = (trips.router, moves.router, fee.router, drafts.router, entry.router)

# A literal address comes before one with an id: /etats-de-frais/conditions is no claim.
router = APIRouter(include_in_schema=False)
router.include_router(listing.router)
router.include_router(juries.listing)
JURY.include(router, juries.router)
for part in (declarations.router, pieces.router, history.router, *ENTRY):
    OWN.include(router, part)
