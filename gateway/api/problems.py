"""Refusals for programs: problem details (RFC 9457) with the stable reason and the French sentence."""

from http import HTTPStatus
from typing import Final

from starlette.responses import JSONResponse, Response

from kit.errors import Refused

BAD_REQUEST: Final = "La demande ne suit pas la description de l’API : corrigez-la à l’endroit indiqué."


def respond(status: int, reason: str, sentence: str, reference: str) -> Response:
    """A failure that no service has put into words."""
    return _problem(status, {"reason": reason, "detail": sentence, "reference": reference})


def bad_request(text: str) -> Response:
    """What is no request of ours; the text says where, for the developer who calls."""
    return respond(422, "INVALID_REQUEST", BAD_REQUEST, text)


def refused(raised: Refused, status: int) -> Response:
    """The refusal of a service, with the fields it names."""
    fields = [
        {"field": violation.field, "reason": violation.reason, "detail": violation.message}
        for violation in raised.violations
    ]
    return _problem(status, {"reason": raised.reason, "detail": raised.message, "fields": fields})


def _problem(status: int, content: dict[str, object]) -> Response:
    title = HTTPStatus(status).phrase
    return JSONResponse(
        {
            "type": "about:blank",
            "title": title,
            "status": status,
            **{name: value for name, value in content.items() if value},
        },
        status,
        media_type="application/problem+json",
    )
