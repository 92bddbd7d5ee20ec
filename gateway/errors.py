"""Every way a page can fail, as a page: a sentence, what to do, a reference. Never a stack trace."""

import logging
from collections.abc import Callable
from typing import Any

import grpc
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from gateway import rendering
from gateway.api import problems
from gateway.guard import TooLarge
from gateway.visit import ActivityClosed, FormStale, LoginRequired, PasswordChangeRequired, login_address
from kit import telemetry
from kit.errors import Refused

log = logging.getLogger(__name__)

API_PREFIX = "/api/"
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
}
# The error page has words for these; another status takes those of its neighbour.
PAGES = frozenset({403, 404, 405, 413, 422, 429, 500, 503})

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

    def handle(kind: type[Exception], answer: Callable[[Request, Any], Response]) -> None:
        async def handler(request: Request, error: Exception) -> Response:
            return answer(request, error)

        app.add_exception_handler(kind, handler)

    handle(LoginRequired, _to_login)
    handle(PasswordChangeRequired, _to_password)
    handle(ActivityClosed, lambda request, _: error(request, 403, CLOSED, "ACTIVITY_CLOSED"))
    handle(FormStale, lambda request, _: error(request, 403, STALE, "FORM_STALE"))
    handle(TooLarge, lambda request, _: error(request, 413, "", "TOO_LARGE"))
    handle(Refused, _refused)
    handle(RequestValidationError, lambda request, _: error(request, 422, "", "INVALID_REQUEST"))
    handle(HTTPException, lambda request, raised: error(request, raised.status_code, "", "HTTP"))
    handle(Exception, _unforeseen)


def error(request: Request, status: int, sentence: str, reason: str) -> Response:
    """The page of a failure, or its JSON for a program."""
    reference = telemetry.trace_id()[:12]
    if request.url.path.startswith(API_PREFIX):
        return problems.respond(status, reason, sentence, reference)
    shown = status if status in PAGES else 404 if 400 <= status < 500 else 500
    return rendering.render(
        request, "errors/error.html", status=status, page_status=shown, sentence=sentence, reference=reference
    )


def _to_login(request: Request, _: LoginRequired) -> Response:
    if request.url.path.startswith(API_PREFIX):
        return problems.respond(401, "NOT_LOGGED_IN", "Votre session est terminée. Reconnectez-vous.", "")
    return RedirectResponse(login_address(request), 303)


def _to_password(request: Request, _: Exception) -> Response:
    if request.url.path.startswith(API_PREFIX):
        sentence = "Choisissez d’abord votre mot de passe personnel."
        return problems.respond(403, "PASSWORD_CHANGE_REQUIRED", sentence, "")
    return RedirectResponse("/mot-de-passe", 303)


def _refused(request: Request, refused: Refused) -> Response:
    if request.url.path.startswith(API_PREFIX):
        return problems.refused(refused, status_of(refused))
    if refused.reason == "NOT_LOGGED_IN":
        return RedirectResponse(login_address(request), 303)
    if refused.reason == "CONDITIONS_NOT_ACCEPTED":
        return RedirectResponse("/etats-de-frais/conditions", 303)
    return error(request, status_of(refused), refused.message, refused.reason)


def _unforeseen(request: Request, raised: Exception) -> Response:
    log.error("%s %s failed", request.method, request.url.path, exc_info=raised)
    return error(request, 500, "", "INTERNAL")
