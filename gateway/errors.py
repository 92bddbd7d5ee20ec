"""Every way a page can fail, as a page: a sentence, what to do, a reference. Never a stack trace."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import grpc
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

import kit.errors
from gateway import rendering
from gateway.api import problems
from gateway.guard import TooLarge
from gateway.visit import (
    ActivityClosed,
    FormStale,
    LoginRequired,
    PasswordChangeRequired,
    Visit,
    is_for_program,
    login_address,
)
from kit import telemetry
from kit.errors import NotLoggedIn, Refused

log = logging.getLogger(__name__)

TEMPLATE = "errors/error.html"
STATUS_OF_CODE = {
    grpc.StatusCode.INVALID_ARGUMENT: 422,
    grpc.StatusCode.OUT_OF_RANGE: 422,
    grpc.StatusCode.UNAUTHENTICATED: 401,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.ALREADY_EXISTS: 409,
    grpc.StatusCode.ABORTED: 409,
    grpc.StatusCode.FAILED_PRECONDITION: 409,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
    grpc.StatusCode.UNAVAILABLE: 503,
    grpc.StatusCode.DEADLINE_EXCEEDED: 503,
    # What a service keeps was altered or lost: it works, has put it into words, and would answer the same again.
    grpc.StatusCode.DATA_LOSS: 502,
}
# The error page has words for these; another status takes those of its neighbour.
PAGES = frozenset({403, 404, 405, 413, 422, 429, 500, 503})
NEIGHBOURS = {400: 422, 401: 403, 409: 422, 415: 422, 502: 500}

CLOSED = (
    "Cette activité ne vous est pas ouverte. Si vous pensez en avoir besoin, contactez votre gestionnaire\u00a0: "
    "il connaît les activités ouvertes par l’académie et vos habilitations."
)
STALE = "Ce formulaire a été affiché pour une autre connexion. Rechargez la page, puis recommencez votre saisie."


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal."""
    return STATUS_OF_CODE.get(refused.code, 500)


def install(app: FastAPI) -> None:
    """Give the application its handlers."""

    def handle(kind: type[Exception], answer: Callable[[Request, Any], Awaitable[Response]]) -> None:
        async def handler(request: Request, raised: Exception) -> Response:
            return await answer(request, raised)

        app.add_exception_handler(kind, handler)

    handle(LoginRequired, _to_login)
    handle(PasswordChangeRequired, _to_password)
    handle(ActivityClosed, lambda request, _: error(request, 403, CLOSED, "ACTIVITY_CLOSED"))
    handle(FormStale, lambda request, _: error(request, 403, STALE, "FORM_STALE"))
    handle(TooLarge, lambda request, _: error(request, 413, "", "TOO_LARGE"))
    # Whoever hung up in the middle of a form reads no answer, and it is no defect to log.
    handle(ClientDisconnect, lambda request, _: error(request, 400, "", "HUNG_UP"))
    handle(Refused, _refused)
    handle(RequestValidationError, lambda request, _: error(request, 422, "", "INVALID_REQUEST"))
    handle(HTTPException, _http)
    handle(Exception, _unforeseen)


async def error(request: Request, status: int, sentence: str, reason: str) -> Response:
    """The page of a failure, or its JSON for a program."""
    reference = telemetry.trace_id()[:12]
    if is_for_program(request):
        return problems.respond(status, reason, sentence, reference)
    return rendering.render(request, TEMPLATE, **_page(status, sentence, reference))


def _page(status: int, sentence: str, reference: str) -> dict[str, Any]:
    otherwise = 404 if 400 <= status < 500 else 500
    shown = status if status in PAGES else NEIGHBOURS.get(status, otherwise)
    return {"status": status, "page_status": shown, "sentence": sentence, "reference": reference}


async def _to_login(request: Request, _: LoginRequired) -> Response:
    if is_for_program(request):
        return problems.respond(401, NotLoggedIn.reason, NotLoggedIn.message, "")
    return RedirectResponse(login_address(request), 303)


async def _to_password(request: Request, _: Exception) -> Response:
    refusal = kit.errors.PasswordChangeRequired
    if is_for_program(request):
        return problems.respond(403, refusal.reason, refusal.message, "")
    return RedirectResponse("/mot-de-passe", 303)


async def _refused(request: Request, refused: Refused) -> Response:
    status = status_of(refused)
    if is_for_program(request):
        return problems.refused(refused, status)
    if refused.reason == NotLoggedIn.reason:
        return RedirectResponse(login_address(request), 303)
    visit: Visit | None = getattr(request.state, "visit", None)
    if visit is None:
        return await error(request, status, refused.message, refused.reason)
    if refused.reason == "CONDITIONS_NOT_ACCEPTED":
        await visit.say("information", refused.message, refused.reason)
        return visit.redirect("/etats-de-frais/conditions")
    return await visit.page(TEMPLATE, refused=refused, **_page(status, refused.message, telemetry.trace_id()[:12]))


async def _http(request: Request, raised: HTTPException) -> Response:
    response = await error(request, raised.status_code, "", "HTTP")
    # A method that an address does not know comes with those that it does.
    response.headers.update(raised.headers or {})
    return response


async def _unforeseen(request: Request, raised: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=raised)
    return await error(request, 500, "", "INTERNAL")
