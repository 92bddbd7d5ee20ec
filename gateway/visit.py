"""One request of one person: session, identity, form, console. Every page function receives a `Visit`.

@router.get("/missions")
async def missions(visit: Visit = person("missions")) -> Response:
    reply = await visit.calls(MissionsServiceStub).ListMissions(ListMissionsRequest())
    return await visit.page("missions/list.html", missions=reply.missions)
"""

import hmac
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit
from zoneinfo import ZoneInfo

import grpc
from fastapi import Depends, Request
from redis.asyncio import Redis
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from gateway import rendering
from gateway.academy import AcademyCache
from gateway.clients import Calls, Clients
from gateway.console import Console
from gateway.settings import GatewaySettings
from gateway.shell import Display, Message, Shell
from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from kit import french
from kit.clock import Clock, real_now
from kit.errors import NotLoggedIn, Refused
from kit.identifiers import is_id, new_id

AUTOMATIC_HEADER = "imagin-automatic"
LONGEST_SECRET = 128
LONGEST_VERSION = 18
MOST_FIELDS = 2_000
# Beside a file: what it is, the folder where it goes, the token.
MOST_FIELDS_OF_UPLOAD = 20
LONGEST_FIELD_OF_UPLOAD = 8 * 1024
# A file may come for longer than the identities are good with which it is passed on: older ones are asked for again.
RENEWED_AFTER_SECONDS = 20.0
FORM_HEADER = "x-form-token"
API_PREFIX = "/api/"


class LoginRequired(Exception):  # noqa: N818
    """Nobody is logged in, or no more: to the login page, which says why and leads back here."""


class PasswordChangeRequired(Exception):  # noqa: N818
    """The person still has a temporary password."""


class ActivityClosed(Exception):  # noqa: N818
    """The person has no right to this activity, or the academy has not opened it."""


class FormStale(Exception):  # noqa: N818
    """The form was not made for this session: another site, or a page older than the last login."""


@dataclass
class Gateway:
    """What the process owns, made once."""

    settings: GatewaySettings
    clients: Clients
    redis: Redis
    clock: Clock
    academy: AcademyCache

    @property
    def session_cookie(self) -> str:
        return "__Host-imagin" if self.settings.is_secure else "imagin"

    @property
    def device_cookie(self) -> str:
        return "__Host-imagin-device" if self.settings.is_secure else "imagin-device"


@dataclass
class Visit:
    """A request and the person behind it."""

    gateway: Gateway
    request: Request
    session_secret: str = ""
    # None on pages that anybody may open.
    session: auth_pb2.Session | None = None
    # When auth said so, on the clock of this process.
    resolved: float = 0.0
    # Why the session of the cookie is over; none when there was none or it was left on purpose.
    ended: Refused | None = None
    form: FormData = field(default_factory=FormData)
    _said: list[Message] = field(default_factory=list)

    @property
    def shell(self) -> Shell:
        return self.request.state.shell

    @property
    def console(self) -> Console:
        return Console(self.gateway.redis, self.gateway.settings.academy, self.session_secret)

    @property
    def client_address(self) -> str:
        """The address of the browser, counted from our own proxies: what a client adds is not believed."""
        trusted = self.gateway.settings.trusted_proxies
        # A proxy appends to the line that it got, or adds one of its own below it.
        lines = self.request.headers.getlist("x-forwarded-for")
        forwarded = [part.strip() for line in lines for part in line.split(",")]
        if trusted and len(forwarded) >= trusted and forwarded[-trusted]:
            return forwarded[-trusted]
        return self.request.client.host if self.request.client else ""

    def field(self, name: str) -> str:
        """A field of the form as it was typed; empty when there is none."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def request_id(self) -> str:
        """The identifier that the form brought: sent twice, it has one effect."""
        given = self.field("request_id")
        return given if is_id(given) else new_id()

    @property
    def version(self) -> int:
        """The version that the form was made from; 0 when it brings none, which is never current."""
        given = self.field("version")
        return int(given) if given.isascii() and given.isdecimal() and len(given) <= LONGEST_VERSION else 0

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[UploadFile | None]:
        """Read a form that brings one file, now that it is known who sends it; None when no file was chosen.

        The token of a program stands in a header and is checked first; that of a page comes with the form.
        """
        if FORM_HEADER in self.request.headers:
            _check_token(self)
        async with self.request.form(
            max_files=1, max_fields=MOST_FIELDS_OF_UPLOAD, max_part_size=LONGEST_FIELD_OF_UPLOAD
        ) as form:
            self.form = form
            _check_token(self)
            if time.monotonic() - self.resolved > RENEWED_AFTER_SECONDS and not await _resolve(self, is_activity=False):
                raise LoginRequired
            files = [value for value in form.values() if isinstance(value, UploadFile) and value.filename]
            yield files[0] if files else None

    def back_to(self, address: str) -> str:
        """A list as it was left, when the person comes from it."""
        came_from = _split(self.request.headers.get("referer", ""))
        is_ours = came_from.netloc == self.request.headers.get("host") and came_from.path == address
        return f"{address}?{came_from.query}" if is_ours and came_from.query else address

    def calls(self, stub_class: type) -> Calls:
        """The RPCs of a service, on behalf of the person, or of the gateway before anybody has logged in."""
        return self.gateway.clients.calls(stub_class, self.session.tokens if self.session else None)

    @property
    def now(self) -> datetime:
        """The present moment on the clocks of the academy."""
        return self.gateway.clock.now().astimezone(ZoneInfo(self.shell.time_zone))

    def message(self, level: str, text: str, key: str = "") -> Message:
        """A line of the console, at the present hour of the academy."""
        return Message(level, french.typography(text), self.now.strftime("%H:%M"), key)

    async def say(self, level: str, text: str, key: str = "") -> None:
        """Say something on the next page."""
        await self.console.say(self.message(level, text, key))

    async def page(
        self,
        template: str,
        *,
        status: int = 200,
        refused: Refused | None = None,
        said: Sequence[Message] = (),
        **values: Any,
    ) -> Response:
        """A whole page. The refusal that led to it is said in its console, and what else it has to say."""
        shell = self.shell
        shown = list(said)
        if self.session is not None:
            waiting, history = await self.console.read()
            shown, shell.history = [*shown, *waiting], history
        if refused is not None:
            message = self.message("error", refused.message, refused.reason)
            shown.append(message)
            if self.session is not None:
                await self.console.remember(message)
                shell.history = [message, *shell.history]
        shell.messages = shown
        return rendering.render(self.request, template, status=status, **values)

    async def refuse(self, refused: Refused, address: str) -> Response:
        """Say why not in the console of another page, and go there."""
        await self.say("error", refused.message, refused.reason)
        return self.redirect(address)

    async def refuse_all(self, refused: Refused, address: str) -> Response:
        """The same for a refusal of fields that no form of the other page holds: each sentence is said."""
        for violation in refused.violations:
            await self.say("error", violation.message, violation.reason)
        return self.redirect(address) if refused.violations else await self.refuse(refused, address)

    async def done(self, text: str, address: str, key: str = "") -> Response:
        """Say that something is done, and go on."""
        await self.say("success", text, key)
        return self.redirect(address)

    def redirect(self, address: str) -> Response:
        """After a change: the browser asks for the next page, so that a reload repeats nothing."""
        return RedirectResponse(address, 303)

    def set_session_cookie(self, response: Response, secret: str) -> None:
        """A cookie without a date: it goes with the browser, and the server ends the session anyhow."""
        self._set_cookie(response, self.gateway.session_cookie, secret)

    def set_device_cookie(self, response: Response, secret: str) -> None:
        self._set_cookie(response, self.gateway.device_cookie, secret, max_age=365 * 24 * 3600)

    def _set_cookie(self, response: Response, name: str, value: str, **more: Any) -> None:
        secure = self.gateway.settings.is_secure
        response.set_cookie(name, value, httponly=True, samesite="lax", secure=secure, path="/", **more)

    def clear_session_cookie(self, response: Response) -> None:
        secure = self.gateway.settings.is_secure
        response.delete_cookie(self.gateway.session_cookie, path="/", secure=secure, httponly=True, samesite="lax")


def field_errors(refused: Refused) -> dict[str, str]:
    """The sentences of a refusal by name of field, for `Form.refused`."""
    return {violation.field: violation.message for violation in refused.violations}


def _split(address: str) -> SplitResult:
    """The parts of an address that somebody else wrote; all empty when it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def is_for_program(request: Request) -> bool:
    """A call of the JSON API, which sends no form and reads no page."""
    return request.url.path.startswith(API_PREFIX)


def local_address(address: str, otherwise: str = "/") -> str:
    """An address of ours that a form or a link brought, or another one: nobody is sent to a foreign site."""
    parts = _split(address)
    is_ours = address.startswith("/") and not address.startswith("//") and not parts.scheme and not parts.netloc
    is_clean = is_ours and address.isascii() and address.isprintable() and "\\" not in address
    return address if is_clean else otherwise


async def _open(request: Request, activity: str, *, brings_file: bool = False) -> Visit:
    """The visit of a request: display settings, academy, form; one that brings a file is read later."""
    gateway: Gateway = request.app.state.gateway
    academy = await gateway.academy.get()
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    request.state.shell = Shell(
        authority=academy.header or academy.name,
        academy=academy.name,
        time_zone=academy.time_zone or "Europe/Paris",
        activity=activity,
        address=address if request.method == "GET" else "/",
        display=Display.read(request.cookies),
    )
    if gateway.clock.is_shifted:
        here = ZoneInfo(request.state.shell.time_zone)
        request.state.shell.demo_date = gateway.clock.now().astimezone(here).date()
    visit = request.state.visit = Visit(gateway, request)
    if request.method == "POST" and not is_for_program(request) and not brings_file:
        visit.form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    secret = request.cookies.get(gateway.session_cookie, "")
    visit.session_secret = secret if len(secret) <= LONGEST_SECRET else ""
    return visit


async def _resolve(visit: Visit, *, is_activity: bool) -> bool:
    """Ask auth who is behind the cookie; False when nobody is."""
    if not visit.session_secret:
        return False
    ask = auth_pb2.ResolveSessionRequest(session_secret=visit.session_secret, is_activity=is_activity)
    try:
        session = await visit.gateway.clients.calls(auth_pb2_grpc.SessionsServiceStub).ResolveSession(ask)
    except Refused as refused:
        if refused.code is not grpc.StatusCode.UNAUTHENTICATED:
            raise
        visit.ended = refused if refused.reason != NotLoggedIn.reason else None
        return False
    visit.session, visit.resolved = session, time.monotonic()
    shell = visit.shell
    shell.person, shell.form_token = session.person, session.form_token
    shell.activities = [] if session.must_change_password else session.activities
    shell.session_seconds = remaining_seconds(session)
    return True


def remaining_seconds(session: auth_pb2.Session) -> int:
    """Seconds before the session ends unless something is done."""
    return max(0, int((session.expire_time.ToDatetime(tzinfo=UTC) - real_now()).total_seconds()))


def _check_token(visit: Visit) -> None:
    """A change must come from a form made for this session."""
    given = visit.form.get("form_token") or visit.request.headers.get(FORM_HEADER, "")
    expected = visit.session.form_token if visit.session else ""
    if not isinstance(given, str) or not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise FormStale


def anybody(activity: str = "", *, is_login: bool = False) -> Any:
    """Dependency: a page that needs no session; a person who has one keeps their menu.

    Logging in asks for no token of an earlier session: the guard has checked where the request comes from.
    """

    async def depend(request: Request) -> Visit:
        visit = await _open(request, activity)
        await _resolve(visit, is_activity=AUTOMATIC_HEADER not in request.headers)
        if visit.session is not None and request.method != "GET" and not is_login:
            _check_token(visit)
        return visit

    return Depends(depend)


async def welcome(
    request: Request,
    activity: str = "",
    *,
    before_password_change: bool = False,
    is_automatic: bool = False,
    brings_file: bool = False,
) -> Visit:
    """The visit of somebody who is logged in, and who has the activity when one is named.

    Of a form that `brings_file` nothing is read yet: `Visit.receiving` does, and checks its token.
    """
    visit = await _open(request, activity, brings_file=brings_file)
    is_activity = not is_automatic and AUTOMATIC_HEADER not in request.headers
    if not await _resolve(visit, is_activity=is_activity) or visit.session is None:
        raise LoginRequired
    if request.method != "GET" and not brings_file:
        _check_token(visit)
    if visit.session.must_change_password and not before_password_change:
        raise PasswordChangeRequired
    if activity and activity not in {"home", *(known.key for known in visit.session.activities)}:
        raise ActivityClosed
    return visit


def person(
    activity: str = "",
    *,
    before_password_change: bool = False,
    is_automatic: bool = False,
    brings_file: bool = False,
) -> Any:
    """Dependency: a page for somebody who is logged in, and who has the activity when one is named."""

    async def depend(request: Request) -> Visit:
        return await welcome(
            request,
            activity,
            before_password_change=before_password_change,
            is_automatic=is_automatic,
            brings_file=brings_file,
        )

    return Depends(depend)


def login_address(request: Request) -> str:
    """The login page, which leads back: to the page that was wanted, or to the one that a form stood on."""
    wanted = _split(str(request.url) if request.method == "GET" else request.headers.get("referer", ""))
    is_ours = request.method == "GET" or wanted.netloc == request.headers.get("host")
    after = local_address(wanted.path + (f"?{wanted.query}" if wanted.query else ""), "/") if is_ours else "/"
    return f"/connexion?suite={quote(after)}" if after != "/" else "/connexion"
