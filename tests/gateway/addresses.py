"""The addresses of the site."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.routing import APIRoute

from gateway.routes import ROUTERS


def paths(method: str = "GET") -> set[str]:
    """The path of every address that is read, or answers another method, those of the routers inside a router too."""
    return {path for router in ROUTERS for path in _paths(router, "", method)}


def _paths(router: APIRouter, prefix: str, method: str) -> Iterator[str]:
    for route in router.routes:
        if not isinstance(route, APIRoute):
            yield from _paths(route.original_router, prefix + route.include_context.prefix, method)
        elif method in route.methods:
            yield prefix + route.path


# Every page that people open: `{claim}` is the id of a claim of theirs, `{desk}` the address of one on the desk.
EVERY_PAGE = (
    "/",
    "/accessibilite",
    "/adresse-mel",
    "/adresse-mel/confirmation",
    "/affichage",
    "/aide/home",
    "/aide/missions",
    "/aide/claims",
    "/cookies",
    "/donnees-personnelles",
    "/mentions-legales",
    "/mot-de-passe",
    "/plan-du-site",
    "/missions",
    "/etats-de-frais",
    "/etats-de-frais/conditions",
    "/etats-de-frais/jurys",
    "/etats-de-frais/{claim}",
    "/etats-de-frais/{claim}/remuneration",
    "/etats-de-frais/{claim}/deplacement",
    "/etats-de-frais/{claim}/deplacement/lignes/nouvelle",
    "/etats-de-frais/{claim}/pieces",
    "/etats-de-frais/{claim}/recapitulatif",
    "/etats-de-frais/{claim}/validation",
    "/etats-de-frais/{claim}/valide",
    "/etats-de-frais/{claim}/devalidation",
    "/etats-de-frais/{claim}/non-effectuee",
    "/etats-de-frais/{claim}/historique",
    "/gestion/etats-de-frais",
    "{desk}",
    "{desk}/pieces",
    "{desk}/deplacement/decisions",
    "{desk}/pieces-recues",
    "{desk}/annulation",
    "{desk}/remuneration/acceptation",
    "{desk}/deplacement/acceptation",
    "{desk}/historique",
    "{desk}/retablissement",
    "/gestion/convocations",
    "/gestion/intervenants",
)
