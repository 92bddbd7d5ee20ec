"""What every request passes before any page: host, origin, size; and the headers that every response carries."""

import re
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.settings import GatewaySettings
from kit import telemetry

LARGEST_BODY = 256 * 1024
# A file of 5 MiB, and what a form writes around it.
LARGEST_UPLOAD = 5 * 1024 * 1024 + 64 * 1024
# Where a file may be sent: the proofs of a claim, on a page or by a program.
UPLOADS: Final = re.compile(r"/(?:(?:gestion/)?etats-de-frais/[^/]+/pieces|api/v1/(?:desk/)?claims/[^/]+/proofs)")
LONGEST_LENGTH = 12
LONGEST_ADDRESS = 4096
# Answers a constant, whoever asks: a probe knows the address of a process, not the name of the site.
ALIVE = "/livez"
SAFE = frozenset({"GET", "HEAD"})
ACCEPTED = SAFE | {"POST", "PUT", "PATCH", "DELETE"}

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not `no-referrer`: browsers would then send `Origin: null` with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class TooLarge(Exception):  # noqa: N818
    """The body goes past the limit while it is read."""


class Guard:
    """ASGI middleware around the application."""

    def __init__(self, app: ASGIApp, settings: GatewaySettings) -> None:
        self._app = app
        self._hosts = settings.hosts
        self._most_at_once = settings.requests_at_once
        self._running = 0
        self._headers = dict(HEADERS)
        if settings.is_secure:
            self._headers["strict-transport-security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
                if message["status"] == 503:
                    headers.setdefault("retry-after", RETRY_SECONDS)
            await send(message)

        with telemetry.continuing(""):
            if status := self._refusal(scope):
                await _plain(send_with_headers, status)
                return
            if scope["method"] == "HEAD":
                # Every page answers it as it answers GET; the server leaves the body out.
                scope = {**scope, "method": "GET"}
            self._running += 1
            try:
                await self._app(scope, _limited(receive, scope), send_with_headers)
            finally:
                self._running -= 1

    def _refusal(self, scope: Scope) -> int:
        """The status of a request that no page ever sees; 0 lets it pass."""
        headers = Headers(scope=scope)
        if scope["path"] == ALIVE:
            return 0
        host = headers.getlist("host")
        if len(host) != 1 or _name(host[0]) not in self._hosts:
            return 421
        if len(scope["raw_path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            return 414
        if scope["method"] not in ACCEPTED:
            return 405
        length = _length(headers)
        if length is None:
            return 400
        # Whoever sends a file that is too large reads so on the page that it was sent from.
        if length > LARGEST_BODY and not _is_upload(scope):
            return 413
        if scope["method"] not in SAFE and not _is_from_here(headers, host[0]):
            return 403
        # A queue that nobody would wait for is not joined: what is under way ends the sooner.
        return 503 if self._running >= self._most_at_once else 0


def _name(host: str) -> str:
    """The name in a Host header, without its port; empty when it is none."""
    try:
        return urlsplit(f"//{host}").hostname or "" if not set(host) & set("/@\\ ") else ""
    except ValueError:
        return ""


def _is_from_here(headers: Headers, host: str) -> bool:
    """A change comes from one of our own pages, or from a program that is no browser."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or _authority(origin).lower() == host.lower()


def _authority(origin: str) -> str:
    """Name and port in an Origin header; empty when it is no address, or `null`."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _length(headers: Headers) -> int | None:
    """The bytes that a request announces, 0 when it announces none; None when that is no number."""
    length = headers.get("content-length", "0")
    is_number = length.isascii() and length.isdecimal() and len(length) <= LONGEST_LENGTH
    return int(length) if is_number else None


def _is_upload(scope: Scope) -> bool:
    return scope["method"] == "POST" and UPLOADS.fullmatch(scope["path"]) is not None


def _limited(receive: Receive, scope: Scope) -> Receive:
    """The same body, refused as soon as its length or what comes of it goes past the limit of the address."""
    most = LARGEST_UPLOAD if _is_upload(scope) else LARGEST_BODY
    announced, received = _length(Headers(scope=scope)) or 0, 0

    async def count() -> Message:
        nonlocal received
        if announced > most:
            raise TooLarge
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise TooLarge
        return message

    return count


_SENTENCES = {
    400: "La demande est mal formée.",
    403: "Cette demande vient d’un autre site\u00a0: elle est refusée.",
    405: "Cette opération n’existe pas.",
    413: "L’envoi est trop volumineux.",
    414: "L’adresse est trop longue.",
    421: "Ce nom de site n’est pas servi ici.",
    503: "Trop de demandes arrivent en même temps. Patientez une minute, puis réessayez.",
}
RETRY_SECONDS = "10"


async def _plain(send: Send, status: int) -> None:
    body = _SENTENCES[status].encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
