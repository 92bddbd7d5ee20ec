"""Opens an address of the gateway as one of the cast does, with a browser or a program; tells what became of it."""

import base64
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

import httpx
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Route

from gateway.app import create_app
from gateway.errors import CLOSED, STALE
from gateway.routes import ROUTERS
from gateway.settings import GatewaySettings
from kit import french
from kit.identifiers import new_id
from tests.authorization.calling import Answer
from tests.authorization.cast import Caller
from tests.authorization.stage import Scene, Stage
from tests.authorization.table import Row, filled
from tests.gateway.browser import Browser, Page

# What of a thing an address names.
PARAMETERS: Final = {
    "claim_id": "claim",
    "id": "claim",
    "mission_id": "mission",
    "convocation_id": "convocation",
    "document_id": "document",
    "trip_id": "trip",
    "job_id": "job",
    "person_id": "person",
    "session": "session",
    "exam_code": "exam",
}
API: Final = "/api/"
# A page that was led to without a word: what was asked for has no sense in this state.
AWAY: Final = "away"
_SENTENCES: Final = {CLOSED: "ACTIVITY_CLOSED", STALE: "FORM_STALE"}


def addresses() -> set[str]:
    """Every method and path of the application, those of the routers inside a router too."""
    app = create_app(GatewaySettings(academy="SIEC", redis_url="redis://nowhere"), ROUTERS)._app
    return {f"{method} {path}" for method, path in _walk(app, "") if method != "HEAD"}


def _walk(router: Any, prefix: str) -> Iterator[tuple[str, str]]:
    for route in router.routes:
        if isinstance(route, APIRoute | Route):
            yield from ((method, prefix + route.path) for method in route.methods or ())
        else:
            inner: APIRouter = route.original_router
            yield from _walk(inner, prefix + route.include_context.prefix)


@dataclass
class Doorstep:
    """The browsers of the cast."""

    stage: Stage
    _browsers: dict[str, Browser] = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict)

    def visit(self, row: Row, caller: Caller, scene: Scene) -> Answer:
        """Open an address; where it leads is part of the answer."""
        with self._rights(caller, scene):
            browser, token = self._browser(caller, scene)
            values = scene.told(caller)
            response = _send(browser, row, values, token)
            return _read(browser, row, caller, response)

    def _browser(self, caller: Caller, scene: Scene) -> tuple[Browser, str]:
        """The browser of a caller and the token of their forms; whoever forges a form has none."""
        identifier = self.stage.identifier_of(caller, scene)
        browser = self._browsers.get(identifier) or self._browsers.setdefault(identifier, self.stage.site.browser())
        # What an earlier visit was given is taken back, and so is its cookie.
        browser.client.cookies.clear()
        if not identifier:
            return browser, ""
        secret = self.stage.sessions[identifier]
        browser.client.cookies.set("imagin", secret)
        if identifier not in self._tokens:
            resolved = self.stage.line.call("SessionsService.ResolveSession", {"session_secret": secret}, Caller(""))
            self._tokens[identifier] = resolved.replies[0].form_token
        return browser, "" if caller.is_forger else self._tokens[identifier]

    @contextmanager
    def _rights(self, caller: Caller, scene: Scene) -> Iterator[None]:
        """The owner of a thing is a gestionnaire as long as they are called one."""
        if caller.name != "manager_owner":
            yield
            return
        with self.stage.given(scene.owner, "MANAGER"):
            yield


def _send(browser: Browser, row: Row, values: Mapping[str, str], token: str) -> httpx.Response:
    method, _, path = row.name.partition(" ")
    given = filled(row.settings.get("path", {}), values)
    address = re.sub(r"\{(\w+)\}", lambda name: quote(given.get(name[1]) or values[PARAMETERS[name[1]]]), path)
    options: dict[str, Any] = {"params": filled(row.settings.get("query", {}), values)}
    body = filled(row.request, values)
    headers = {"origin": browser.site, "sec-fetch-site": "same-origin"} if method != "GET" else {}
    if path.startswith(API):
        headers |= {"x-form-token": token, "accept": "application/json"}
    if files := filled(row.settings.get("files", {}), values):
        options["files"] = {name: ("piece.png", base64.b64decode(content)) for name, content in files.items()}
    if method == "GET":
        options["params"] = {**options["params"], **body}
    elif path.startswith(API) and not files:
        options["json"] = body
    else:
        options["data"] = {"form_token": token, "request_id": new_id(), **body}
    return browser.client.request(method, address, headers=headers, **options)


def _read(browser: Browser, row: Row, caller: Caller, response: httpx.Response) -> Answer:
    if row.name.partition(" ")[2].startswith(API):
        reason = response.json()["reason"] if response.status_code >= 400 else ""
        return Answer(reason, _text(response))
    location = response.headers.get("location", "")
    if response.is_redirect and location.startswith("/connexion") and "anybody" not in row.door:
        return Answer("NOT_LOGGED_IN", "")
    if location == "/connexion":
        # Whoever leaves, or chose a new password, begins there.
        return Answer("", "")
    if response.is_redirect and location == "/mot-de-passe" and caller.is_temporary:
        return Answer("PASSWORD_CHANGE_REQUIRED", "")
    page = browser._landed(response)
    text = _text(page.response)
    if page.response.headers["content-type"].startswith("text/html") and (reason := _reason(page)):
        return Answer(reason, text)
    is_away = response.is_redirect and row.name.startswith("GET ")
    return Answer(AWAY if is_away else "", text)


def _reason(page: Page) -> str:
    """Why not, as the page says it: the console, or the page of a failure."""
    for level, key, _ in page.console:
        if level != "success" and key:
            return key
    if page.status < 400:
        return ""
    said = page.content
    known = next((reason for sentence, reason in _SENTENCES.items() if _spaced(sentence) in said), "")
    return known or {404: "NOT_FOUND", 422: "INVALID_REQUEST"}.get(page.status, str(page.status))


def _spaced(sentence: str) -> str:
    """A sentence as `words` reads it from a page."""
    return " ".join(french.typography(sentence).split())


def _text(response: httpx.Response) -> str:
    """What an answer tells: of a page its content, for its frame repeats the address; of a file its headers."""
    kind = response.headers.get("content-type", "")
    if kind.startswith("text/html"):
        return response.text.partition('<main id="contenu"')[2].partition("</main>")[0]
    is_text = kind.startswith(("text/", "application/json", "application/problem"))
    return response.text if is_text else str(response.headers)
