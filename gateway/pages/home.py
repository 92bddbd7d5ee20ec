"""« Accueil IMAG'IN » and the settings of the frame around every page."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from gateway.forms import Form, choices
from gateway.shell import (
    CONTRASTS,
    DISPLAY_COOKIE,
    DISPLAY_COOKIE_SECONDS,
    ENLARGED,
    FRAME_COOKIE,
    JUSTIFICATIONS,
    SIZES,
    SPACINGS,
    Display,
)
from gateway.visit import Visit, anybody, local_address, person, remaining_seconds

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(visit: Visit = person("home")) -> Response:
    return await visit.page("home/home.html", session=visit.session)


@router.get("/affichage")
async def show_display(visit: Visit = anybody()) -> Response:
    display = visit.shell.display
    form = Form(
        {
            "contrast": display.contrast,
            "size": display.size,
            "spacing": display.spacing,
            "justification": display.justification,
        }
    )
    return await visit.page(
        "settings/display.html",
        form=form,
        contrasts=choices(CONTRASTS),
        sizes=choices(SIZES),
        spacings=choices(SPACINGS),
        justifications=choices(JUSTIFICATIONS),
        return_to=local_address(visit.request.query_params.get("retour", "/")),
    )


@router.post("/affichage")
async def choose_display(visit: Visit = anybody()) -> Response:
    names = ("contrast", "size", "spacing", "justification")
    wanted = {name: "" if visit.field("reset") else visit.field(name) for name in names}
    response = visit.redirect(local_address(visit.field("return_to")))
    _keep(visit, response, DISPLAY_COOKIE, Display.chosen(**wanted).cookie())
    return response


@router.post("/zone-de-travail")
async def enlarge(visit: Visit = anybody()) -> Response:
    response = visit.redirect(local_address(visit.field("return_to")))
    _keep(visit, response, FRAME_COOKIE, ENLARGED if visit.field("is_enlarged") else "normale")
    return response


@router.get("/session")
async def remaining(visit: Visit = person(before_password_change=True, is_automatic=True)) -> Response:
    """How long the session still lives; asking does not make it live longer."""
    return JSONResponse({"remaining_seconds": remaining_seconds(visit.session)})


@router.post("/session")
async def stay(visit: Visit = person(before_password_change=True)) -> Response:
    """« Rester connecté(e) »: the script reads the time left, a browser without script goes home."""
    if "text/html" in visit.request.headers.get("accept", ""):
        return await visit.done("Votre session est prolongée de 30 minutes.", "/", "SESSION_EXTENDED")
    return JSONResponse({"remaining_seconds": remaining_seconds(visit.session)})


def _keep(visit: Visit, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=DISPLAY_COOKIE_SECONDS,
        path="/",
        samesite="lax",
        httponly=True,
        secure=visit.gateway.settings.is_secure,
    )
