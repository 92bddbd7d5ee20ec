"""Where a request comes from and where an answer leads: nothing for another site (security.md W3, B84, B92, B96)."""

from urllib.parse import quote

import httpx
import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser
from tests.gateway.world import PASSPHRASE, Site


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://imagin.127.0.0.1"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://127.0.0.1:1"},
    ],
)
def test_a_change_from_another_site_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    """W3, B96: whatever token it carries."""
    form = {"form_token": browser.token(), "is_enlarged": "1", "return_to": "/"}
    answer = browser.client.post("/zone-de-travail", data=form, headers=headers)
    assert answer.status_code == 403
    assert "imagin-zone" not in browser.client.cookies


@pytest.mark.parametrize(
    "address", ["/quitter", "/affichage", "/adresse-mel", "/session", "/etats-de-frais/conditions"]
)
def test_a_change_without_the_token_of_the_session_is_refused(site: Site, browser: Browser, address: str) -> None:
    """W3."""
    other = site.examiner().token()
    for token in ({}, {"form_token": ""}, {"form_token": "x" * 64}, {"form_token": other}, {"form_token": ["a", "b"]}):
        answer = browser.client.post(address, data=token)
        assert answer.status_code == 403, token
        assert "Rechargez la page" in answer.text
    assert browser.get("/").path == "/"


def test_nothing_changes_by_reading(browser: Browser) -> None:
    """W3: GET and HEAD of every address that a form goes to."""
    for address in ("/quitter", "/zone-de-travail", "/mot-de-passe/oublie"):
        for method in ("GET", "HEAD"):
            assert browser.client.request(method, address).status_code == 405
    base = journeys.base_of(journeys.open_claim(browser))
    before = browser.get(base).content
    for move in ("effectuee", "non-effectuee", "validation"):
        for method in ("GET", "HEAD"):
            browser.client.request(method, f"{base}/{move}")
    assert browser.get(base).content == before


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "", "application/xml", "multipart/mixed"])
def test_a_form_in_another_wrapping_is_no_form(browser: Browser, kind: str) -> None:
    """B92: text/plain passes between sites without a question."""
    body = f"form_token={browser.token()}&is_enlarged=1".encode()
    answer = browser.client.post("/zone-de-travail", content=body, headers={"content-type": kind})
    assert answer.status_code == 403


ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\n/evil.example",
    "/%0d%0aset-cookie:x=1",
    " //evil.example",
    "/é",
    "evil.example",
    "",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_to_another_site(site: Site, browser: Browser, address: str) -> None:
    """B84: `suite`, `after`, `retour`, `return_to`."""
    login = site.browser()
    page = login.get(f"/connexion?suite={quote(address, safe='')}")
    form = page.form("/connexion")
    shown = form.values["after"]
    assert shown in {"", address}
    account = site.world.account("gestionnaire", "traite")
    given = {**form.values, "identifier": account.identifier, "password": account.password}
    for after in (shown, address):
        check_location(site, login.post(form.address, {**given, "after": after}))
    settings = browser.get(f"/affichage?retour={quote(address, safe='')}").form("/affichage")
    token = {"form_token": browser.token()}
    for path in ("/affichage", "/zone-de-travail"):
        check_location(site, browser.post(site.address + path, {**settings.values, **token, "return_to": address}))


def check_location(site: Site, answer: httpx.Response) -> None:
    assert answer.status_code == 303
    location = answer.headers["location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert str(httpx.URL(site.address).join(location)).startswith(site.address + "/")
    assert len(answer.headers.get_list("location")) == 1


def test_the_address_wanted_is_the_one_that_opens(site: Site, browser: Browser) -> None:
    login = site.browser()
    page = login.get("/missions?recherche=condorcet&tri=centre")
    assert page.path == "/connexion"
    form = page.form("/connexion")
    landed = form.submit("Valider", identifier=browser.identifier, password=PASSPHRASE)
    assert (landed.path, landed.query) == ("/missions", "recherche=condorcet&tri=centre")
