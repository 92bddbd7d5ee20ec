"""« Saisie/consultation états de frais »: the list, the steps of one claim, its moves."""

from fastapi import APIRouter

from gateway.pages.claims import entry, fee, listing, moves, trips

# A literal address comes before one with an id: /etats-de-frais/conditions is no claim.
router = APIRouter(include_in_schema=False)
for part in (listing, trips, moves, fee, entry):
    router.include_router(part.router)
