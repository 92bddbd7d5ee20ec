"""What every request passes, and what every answer carries (security.md W1 to W6, H1 to H3, B84, B92 to B97)."""

import socket
import time
from urllib.parse import quote

import httpx
import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser
from tests.gateway.world import PASSPHRASE, Site, World, running_site

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
    "/etats-de-frais/{claim}",
    "/etats-de-frais/{claim}/remuneration",
    "/etats-de-frais/{claim}/deplacement",
    "/etats-de-frais/{claim}/deplacement/lignes/nouvelle",
    "/etats-de-frais/{claim}/recapitulatif",
    "/etats-de-frais/{claim}/validation",
    "/etats-de-frais/{claim}/valide",
    "/etats-de-frais/{claim}/devalidation",
    "/etats-de-frais/{claim}/non-effectuee",
    "/gestion/etats-de-frais",
    "{desk}",
    "{desk}/annulation",
    "{desk}/retablissement",
    "/gestion/convocations",
    "/gestion/intervenants",
)
NOT_PAGES = ("/inconnu", "/static/inconnu.css", "/api/v1/inconnu", "/api/v1/missions", "/livez", "/connexion")
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
ON_EVERY_ANSWER = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def browser(site: Site) -> Browser:
    return site.examiner()


def raw(site: Site, request: bytes, seconds: float = 5.0) -> bytes:
    """What the server answers to bytes that no client would send."""
    host, port = site.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=seconds) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


# --- Headers -------------------------------------------------------------------------------------------------------


def test_every_answer_carries_the_same_headers(site: Site, browser: Browser) -> None:
    """W2, W6: pages, failures, files, PDFs, refusals of the guard."""
    base = journeys.base_of(journeys.validated(browser))
    addresses = [page.format(claim=base.rpartition("/")[2], desk=base) for page in EVERY_PAGE]
    answers = [browser.client.get(address) for address in (*addresses, *NOT_PAGES, base + "/recapitulatif.pdf")]
    answers += [
        browser.client.get("/", headers={"host": "evil.example"}),
        browser.client.request("TRACE", "/"),
        browser.client.post("/connexion", headers={"origin": "https://evil.example"}),
        browser.client.get("/?" + "x" * 5000),
    ]
    for answer in answers:
        carried = {name: answer.headers.get(name) for name in ON_EVERY_ANSWER}
        assert carried == ON_EVERY_ANSWER, answer.url
        assert answer.headers["cache-control"] == "no-store", answer.url
        assert "server" not in answer.headers
        kind = answer.headers.get("content-type", "")
        assert kind.endswith("charset=utf-8") or not kind.startswith("text"), answer.url


def test_files_are_kept_for_a_year_because_their_name_changes_with_them(site: Site, browser: Browser) -> None:
    page = browser.get("/")
    (style,) = page.tree.xpath("//link[@rel='stylesheet']/@href")
    answer = browser.client.get(style)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-security-policy"] == POLICY


def test_a_page_loads_nothing_from_elsewhere(browser: Browser) -> None:
    """W5, and no inline script or style, which the policy would block."""
    for address in ("/", "/missions", "/connexion", "/affichage"):
        page = browser.get(address)
        assert all(found.startswith("/") for found in page.tree.xpath("//@src | //link/@href")), address
        assert page.tree.xpath("//script[not(@src)] | //style | //@style | //@onclick") == []


def test_cookies_are_out_of_the_reach_of_scripts(site: Site) -> None:
    """W1."""
    browser = site.examiner()
    answer = browser.client.get("/connexion")
    assert "set-cookie" not in answer.headers
    login = site.browser()
    login.log_in(browser.identifier, PASSPHRASE)
    jar = {cookie.name: cookie for cookie in login.client.cookies.jar}
    assert set(jar) == {"imagin", "imagin-device"}
    for cookie in jar.values():
        rest = {name.lower(): value for name, value in cookie._rest.items()}
        assert "httponly" in rest
        assert rest["samesite"] == "lax"
        assert cookie.path == "/"
    # The session goes with the browser; the browser itself is known for a year.
    assert jar["imagin"].expires is None
    assert jar["imagin-device"].expires > time.time() + 300 * 24 * 3600


def test_behind_https_cookies_are_for_this_host_alone(world: World, redis_url: str) -> None:
    """W1, W2: __Host- cookies, Secure, HSTS."""
    with running_site(world, redis_url, public_url="https://imagin.example") as site:
        given = {"host": "imagin.example", "origin": "https://imagin.example"}
        account = world.account("gestionnaire", "traite")
        form = {"identifier": account.identifier, "password": account.password}
        answer = httpx.post(site.address + "/connexion", data=form, headers=given)
        assert answer.status_code == 303
        cookies = answer.headers.get_list("set-cookie")
        assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-imagin", "__Host-imagin-device"}
        for cookie in cookies:
            assert {"secure", "httponly", "path=/", "samesite=lax"} <= set(cookie.lower().replace("; ", ";").split(";"))
            assert "domain" not in cookie.lower()
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
        assert httpx.get(site.address + "/connexion").status_code == 421
        assert httpx.get(site.address + "/livez").text == "ok"


# --- Cross-site requests -------------------------------------------------------------------------------------------


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


# --- Host, methods, sizes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.1@evil.example", "[::1", "a b"]
)
def test_another_name_of_the_site_is_not_served(site: Site, host: str) -> None:
    """B94, B13."""
    answer = raw(site, f"GET /connexion HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert status(answer) in {400, 421}


def test_two_names_or_none_are_refused(site: Site) -> None:
    two = b"GET /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    none = b"GET /connexion HTTP/1.0\r\n\r\n"
    assert status(raw(site, two)) in {400, 421}
    assert status(raw(site, none)) in {400, 421}


METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "DEBUG")


@pytest.mark.parametrize("method", METHODS)
def test_a_method_that_an_address_does_not_know_is_refused(browser: Browser, method: str) -> None:
    """H1, B64."""
    for address in ("/", "/missions", "/connexion", "/etats-de-frais", "/static/x", "/livez", "/api/v1/missions"):
        host = browser.site.removeprefix("http://")
        head = f"{method} {address} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        with socket.create_connection(tuple(host.split(":"))) as connection:
            connection.sendall(head.encode())
            answer = connection.recv(65536)
        assert status(answer) in {400, 405}, (method, address, answer[:60])


def test_an_overriding_method_is_ignored(browser: Browser) -> None:
    """B64."""
    answer = browser.client.get("/missions", headers={"x-http-method-override": "DELETE"})
    assert answer.status_code == 200


def test_head_answers_as_get_without_a_body(browser: Browser) -> None:
    get, head = browser.client.get("/missions"), browser.client.head("/missions")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize(
    "address", ["/docs", "/redoc", "/openapi.json", "/metrics", "/.git/config", "/.env", "/readyz"]
)
def test_nothing_of_the_inside_is_served(browser: Browser, address: str) -> None:
    """H1."""
    assert browser.client.get(address).status_code == 404


def test_a_body_that_is_too_large_is_refused_whatever_it_pretends(site: Site, browser: Browser) -> None:
    """B4, B67: by its length, or while it is read."""
    honest = browser.client.post("/connexion", content=b"x" * (256 * 1024 + 1), headers=FORM)
    assert honest.status_code == 413

    def pieces():
        for _ in range(64):
            yield b"identifier=" + b"x" * 16384 + b"&"

    chunked = browser.client.post("/connexion", content=pieces(), headers=FORM)
    assert chunked.status_code == 413
    assert "dépasse la taille acceptée" in chunked.text
    for length in (b"-1", b"1e9", "²".encode("latin-1"), b"9" * 400, b"0x10", b"+5"):
        head = b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " + length
        assert status(raw(site, head + b"\r\n\r\nx")) in {400, 413}, length
    assert browser.get("/").path == "/"


def test_both_lengths_at_once_are_refused(site: Site) -> None:
    """H3: what smuggles a second request."""
    head = b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = raw(site, head + b"0\r\n\r\nGET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert b"\r\n\r\nok" not in answer
    twice = b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"
    assert status(raw(site, twice)) == 400


@pytest.mark.parametrize(
    "head",
    [
        b"GET /connexion HTTP/1.1\r\nHost : 127.0.0.1\r\n\r\n",
        b"GET /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\n folded: x\r\n\r\n",
        b"GET /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\x00b\r\n\r\n",
        b"GET /conn exion HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /connexion HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"G\xc3\x89T / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ],
)
def test_what_is_no_http_gets_no_page(site: Site, head: bytes) -> None:
    """H3, B94."""
    assert status(raw(site, head)) in {0, 400, 404, 421}
    assert httpx.get(site.address + "/livez").text == "ok"


def test_a_long_address_or_header_is_refused(site: Site, browser: Browser) -> None:
    """B94, B97."""
    assert browser.client.get("/missions?recherche=" + "x" * 5000).status_code == 414
    assert browser.client.get("/" + "a/" * 4600).status_code == 414
    answer = httpx.get(site.address + "/missions", headers={"cookie": "imagin=" + "x" * 100_000})
    assert answer.status_code in {303, 400, 431}


# --- Cookies that nobody gave --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cookie",
    [
        "imagin=planted-by-somebody",
        "imagin=" + "x" * 10_000,
        "imagin=; imagin=a; imagin=b",
        "imagin=\xff\xfe",
        "imagin-affichage=size=9999.<script>.x.y.z; imagin-zone=../../x",
        "imagin-affichage=" + "." * 4000,
        "=; ;;; =a; a=; é",
    ],
)
def test_a_cookie_that_was_not_given_opens_nothing(site: Site, cookie: str) -> None:
    """B9, B109."""
    header = {"cookie": cookie.encode("latin-1")}
    answer = httpx.get(site.address + "/missions", headers=header)
    assert (answer.status_code, answer.headers["location"]) == (303, "/connexion?suite=/missions")
    page = httpx.get(site.address + "/connexion", headers=header)
    assert page.status_code == 200
    assert 'data-contrast="standard" data-size="100"' in page.text
    assert "9999" not in page.text


def test_a_planted_session_is_never_the_one_that_opens(site: Site, browser: Browser) -> None:
    """SE3: fixation."""
    victim = site.browser()
    victim.client.cookies.set("imagin", "planted-by-somebody", domain="127.0.0.1")
    victim.log_in(browser.identifier, PASSPHRASE)
    values = [cookie.value for cookie in victim.client.cookies.jar if cookie.name == "imagin"]
    assert any(value != "planted-by-somebody" for value in values)
    planted = httpx.get(site.address + "/missions", cookies={"imagin": "planted-by-somebody"})
    assert planted.status_code == 303


# --- Addresses to come back to -------------------------------------------------------------------------------------

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


# --- Addresses of clients ------------------------------------------------------------------------------------------


def guess(site: Site, number: int, forwarded: str) -> int:
    """A wrong password for somebody else each time, and what is answered."""
    form = {"identifier": f"ESI{number:06}", "password": "un essai parmi d’autres"}
    headers = {"x-forwarded-for": forwarded, "x-real-ip": forwarded, "forwarded": f"for={forwarded}"}
    return httpx.post(site.address + "/connexion", data=form, headers=headers).status_code


def use_up(site: Site) -> None:
    """All but one of the guesses that an address has are made."""
    site.execute("auth", "UPDATE throttles SET count = budget - 1 WHERE budget = 100")


def test_a_client_cannot_choose_the_address_it_comes_from(own_site: Site) -> None:
    """H2, B95: guesses of many identifiers are counted together however the header turns."""
    assert guess(own_site, 1, "203.0.113.1") == 401
    use_up(own_site)
    assert [guess(own_site, number, f"203.0.113.{number}") for number in (2, 3)] == [401, 429]


def test_behind_proxies_the_address_is_counted_from_our_side(world: World, redis_url: str) -> None:
    with running_site(world, redis_url, trusted_proxies=1) as site:
        assert guess(site, 1, "203.0.113.1, 198.51.100.7") == 401
        use_up(site)
        statuses = [guess(site, number, f"203.0.113.{number}, 198.51.100.7") for number in (2, 3)]
        assert statuses == [401, 429]
        assert guess(site, 4, "198.51.100.8") == 401


# --- Too many at once ----------------------------------------------------------------------------------------------


def test_requests_beyond_the_limit_are_asked_to_come_back(world: World, redis_url: str) -> None:
    with running_site(world, redis_url, requests_at_once=1) as site:
        host, port = site.address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as slow:
            # A body that never ends keeps the only place.
            slow.sendall(b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n" + _form_type())
            time.sleep(0.2)
            answer = httpx.get(site.address + "/connexion")
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "10"
            assert "Patientez une minute" in answer.text
        deadline = time.monotonic() + 5
        while httpx.get(site.address + "/connexion").status_code != 200:
            assert time.monotonic() < deadline


def _form_type() -> bytes:
    return b"Content-Type: application/x-www-form-urlencoded\r\n\r\nidentifier=x"
