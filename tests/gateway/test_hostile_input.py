"""Random and hostile input to every form and every address: never a failure of ours, never a trace, always fast."""

import re
import time
from urllib.parse import quote_from_bytes, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gateway import journeys
from tests.gateway.addresses import paths
from tests.gateway.browser import Browser, Form
from tests.gateway.hostile import ADDRESS_PARTS, BYTES
from tests.gateway.world import Site

SLOWEST = 5.0
# What the forms of every page send; the rest of the form is as the page gave it.
KEPT = {"form_token"}
# They end the session, or the account with it, of whoever sends them.
FATAL = ("/quitter",)
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Browser]:
    """Somebody for each kind of page; the examiner has something on every page of a claim."""
    return {
        "": site.browser(),
        "examiner": site.examiner(),
        "manager": site.browser_of("gestionnaire", "traite"),
    }


@pytest.fixture(scope="module")
def addresses(people: dict[str, Browser]) -> dict[str, list[str]]:
    """Pages that hold a form, by who opens them."""
    base = journeys.base_of(journeys.fill(people["examiner"]))
    desk = people["manager"].get("/gestion/etats-de-frais")
    claim = desk.tree.xpath("//tbody//th/a/@href")[0].partition("?")[0]
    person = people["manager"].get("/gestion/intervenants").tree.xpath("//tbody//th/a/@href")[0]
    line = people["examiner"].get(base + "/deplacement").links("Modifier")[0]
    parts = ("", "/remuneration", "/deplacement", "/recapitulatif", "/validation", "/non-effectuee")
    return {
        "": ["/connexion", "/adresse-mel/confirmation", "/affichage"],
        "examiner": [
            *[base + part for part in parts],
            base + "/deplacement/lignes/nouvelle",
            line,
            line + "/suppression",
            "/mot-de-passe",
            "/adresse-mel",
            "/affichage",
            "/etats-de-frais",
            "/etats-de-frais/conditions",
            "/missions",
        ],
        "manager": [
            "/gestion/etats-de-frais",
            claim,
            claim + "/annulation",
            claim + "/retablissement",
            "/gestion/intervenants",
            person,
            person + "/mot-de-passe-temporaire",
            person + "/en-clair",
            "/gestion/convocations/2026/BTS",
            "/gestion/convocations/2026/BTS/officialisation",
        ],
    }


@pytest.fixture(scope="module")
def forms(people: dict[str, Browser], addresses: dict[str, list[str]]) -> list[Form]:
    """Every form of the site, once."""
    found: dict[tuple[str, str, frozenset[str]], Form] = {}
    for who, pages in addresses.items():
        for address in pages:
            page = people[who].get(address)
            assert page.status == 200, address
            for form in page.forms:
                if urlsplit(form.address).path not in FATAL:
                    found.setdefault((who, urlsplit(form.address).path, frozenset(form.names)), form)
    return list(found.values())


def send(form: Form, body: bytes) -> httpx.Response:
    """One form, with a body of any bytes."""
    client = form.page.browser.client
    if form.method == "GET":
        return client.get(f"{form.address.partition('?')[0]}?{body.decode('ascii')[:3500]}")
    kind = {"content-type": "application/x-www-form-urlencoded", "origin": form.page.browser.site}
    return client.post(form.address, content=body, headers=kind)


def again(form: Form) -> Form:
    """The same form as its page shows it now: an old version would be refused before anything is read."""
    page = form.page.browser.get(form.page.address)
    same = (one for one in page.forms if (one.address, one.names) == (form.address, form.names))
    return next(same, form)


def encoded(form: Form, hostile: dict[str, bytes]) -> bytes:
    values: dict[str, list[bytes]] = {
        name: [one.encode() for one in (value if isinstance(value, list) else [value])]
        for name, value in form.values.items()
    }
    values |= {name: [value] for name, value in hostile.items()}
    pairs = [(name, one) for name, several in values.items() for one in several]
    return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(one)}" for name, one in pairs).encode()


def check(answer: httpx.Response, what: object, began: float) -> None:
    assert answer.status_code < 500, (what, answer.status_code, answer.text[:2000])
    assert "Traceback" not in answer.text, what
    assert "psycopg" not in answer.text, what
    assert time.monotonic() - began < SLOWEST, what
    assert answer.headers["content-security-policy"], what
    assert "x=1" not in answer.headers.get("set-cookie", ""), what


@pytest.mark.parametrize("value", BYTES, ids=[repr(value[:20]) for value in BYTES])
def test_every_form_stands_a_hostile_value_in_all_its_fields(forms: list[Form], value: bytes) -> None:
    assert len(forms) > 20
    for form in forms:
        hostile = dict.fromkeys(sorted(form.names - KEPT), value)
        began = time.monotonic()
        check(send(form, encoded(form, hostile)), (form.address, value[:40]), began)


def test_every_form_stands_any_text_in_any_field(forms: list[Form]) -> None:
    fields = [(form, name) for form in forms for name in sorted(form.names - KEPT)]
    text = st.one_of(st.text(max_size=40), st.text(st.sampled_from("0123456789,.:/-+e "), max_size=12))

    @RELAXED
    @given(st.sampled_from(range(len(fields))), text)
    def stands(place: int, typed: str) -> None:
        form, name = fields[place]
        form = again(form)
        value = typed.encode("utf-8", "surrogatepass")
        began = time.monotonic()
        check(send(form, encoded(form, {name: value})), (form.address, name, typed), began)

    stands()


@pytest.mark.parametrize(
    "body",
    [
        b"&" * 50_000,
        b"=" * 1_000,
        b"a" * 200_000,
        b"&".join(b"f%d=1" % number for number in range(20_000)),
        b"form_token",
        b"%",
        b"%zz=%zz",
        b"\xff\xfe=\x00",
        b'{"form_token": 1}',
    ],
    ids=lambda body: repr(body[:16]),
)
def test_a_body_that_is_no_form_is_refused(forms: list[Form], body: bytes) -> None:
    """security.md B92."""
    for form in forms:
        if form.method == "POST":
            began = time.monotonic()
            answer = send(form, body)
            check(answer, (form.address, body[:20]), began)
            assert answer.status_code in {200, 303, 400, 401, 403, 409, 413, 422, 429}


MULTIPART = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (MULTIPART, b"--x\r\nContent-Disposition: form-data; name=identifier\r\n\r\nESI000000\r\n"),
        (MULTIPART, b"--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nc\r\n--x--\r\n"),
        (MULTIPART, b"--x\r\n" + b"X-Header: " + b"y" * 100_000 + b"\r\n\r\nc\r\n--x--\r\n"),
        (MULTIPART, b"".join(b"--x\r\nContent-Disposition: form-data; name=f%d\r\n\r\n1\r\n" % n for n in range(3000))),
        (MULTIPART, b"--x--"),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=" + "y" * 5000, b"--x--"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"identifier=+ADw-"),
        ("application/x-www-form-urlencoded; charset=x", b"identifier=a"),
    ],
)
def test_a_form_in_parts_is_read_with_care(people: dict[str, Browser], kind: str, body: bytes) -> None:
    """security.md B76."""
    began = time.monotonic()
    answer = people[""].client.post("/connexion", content=body, headers={"content-type": kind})
    check(answer, (kind, body[:40]), began)
    assert answer.status_code in {400, 401, 422, 429}


PATHS = sorted(path for path in paths() if "{" in path)
QUERIES = ("recherche", "tri", "sens", "page", "session", "file", "suite", "retour", "lien", "inconnu")


@pytest.mark.parametrize("path", PATHS)
def test_every_address_stands_a_hostile_part(people: dict[str, Browser], path: str) -> None:
    """security.md B35, B36, B97."""
    browser = people["manager" if path.startswith("/gestion") else "examiner"]
    for part in ADDRESS_PARTS:
        began = time.monotonic()
        answer = browser.client.get(re.sub(r"\{\w+\}", lambda _, part=part: part, path))
        check(answer, (path, part[:60]), began)
        assert answer.status_code in {303, 400, 403, 404, 409, 414, 422} or answer.headers["content-type"]


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("", "/connexion"),
        ("", "/mot-de-passe/reinitialisation"),
        ("", "/adresse-mel/confirmation"),
        ("", "/affichage"),
        ("examiner", "/missions"),
        ("examiner", "/etats-de-frais"),
        ("manager", "/gestion/etats-de-frais"),
        ("manager", "/gestion/intervenants"),
        ("examiner", "/api/v1/missions"),
        ("examiner", "/api/v1/communes"),
        ("manager", "/api/v1/desk/claims"),
    ],
)
def test_every_list_stands_a_hostile_query(people: dict[str, Browser], who: str, address: str) -> None:
    """security.md B32 to B34."""
    for value in ADDRESS_PARTS:
        query = "&".join(f"{name}={value[:300]}" for name in QUERIES)
        began = time.monotonic()
        check(people[who].client.get(f"{address}?{query}"), (address, value[:60]), began)


@pytest.mark.parametrize(
    "headers",
    [
        {"accept-language": "fr;q=abc," * 2000},
        {"accept-encoding": "gzip;q=x, *;q=" + "9" * 400},
        {"accept": "a/" * 5000},
        {"referer": "http://[::1"},
        {"referer": "\xff\xfe"},
        {"traceparent": "00-" + "f" * 400},
        {"x-user-id": "1", "x-academie": "LILLE", "authorization": "Bearer x"},
        {"if-none-match": "*", "range": "bytes=0-0,5-3"},
        {"content-encoding": "gzip"},
        {"imagin-automatic": "\xe9"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_every_page_stands_hostile_headers(people: dict[str, Browser], headers: dict[str, str]) -> None:
    """security.md B95, B108."""
    given = {name: value.encode("latin-1") for name, value in headers.items()}
    for who, address in (("", "/connexion"), ("examiner", "/missions"), ("examiner", "/etats-de-frais/x")):
        began = time.monotonic()
        answer = people[who].client.get(address, headers=given)
        check(answer, (address, headers), began)
        assert answer.status_code in {200, 400, 404, 431}
