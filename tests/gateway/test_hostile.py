"""Headers, addresses and bodies that no honest client writes: refused in words, never a failure of ours."""

import base64

import httpx
import pytest

from kit.identifiers import new_id
from tests.gateway.browser import Browser
from tests.gateway.world import Site, World, running_site

# What looks like the start of an IPv6 address is no address at all, and Python says so by an exception.
NO_ADDRESS = "http://[evil"


@pytest.fixture(scope="module")
def browser(site: Site) -> Browser:
    return site.examiner()


@pytest.fixture(scope="module")
def manager(site: Site) -> Browser:
    return site.browser_of("gestionnaire", "traite les états de frais")


def opaque(text: str) -> str:
    """A token of a page as somebody else would make it."""
    return base64.urlsafe_b64encode(text.encode()).decode()


# --- Headers -------------------------------------------------------------------------------------------------------


def test_an_origin_that_is_no_address_is_another_site(site: Site) -> None:
    """B96."""
    answer = httpx.post(site.address + "/connexion", data={"identifier": "x"}, headers={"origin": NO_ADDRESS})
    assert answer.status_code == 403


@pytest.mark.parametrize("referer", [NO_ADDRESS, "//[", "http://[::1", "é"])
def test_a_page_is_shown_wherever_the_browser_says_it_comes_from(browser: Browser, referer: str) -> None:
    """B94: a list to go back to, and a login that leads back."""
    header = {"referer": referer.encode("latin-1")}
    mission = browser.get("/missions").links()[0]
    assert browser.client.get(mission, headers=header).status_code == 200
    stranger = httpx.post(browser.site + "/session", headers=header)
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/connexion")


def test_an_address_to_come_back_to_that_is_none_is_ignored(browser: Browser) -> None:
    """B84."""
    for address in ("//[", "http://[", "//[::1"):
        page = httpx.get(browser.site + "/connexion", params={"suite": address})
        assert page.status_code == 200
        form = {"form_token": browser.token(), "return_to": address}
        answer = browser.post(browser.site + "/zone-de-travail", form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_proxy_that_adds_a_line_of_its_own_is_believed_and_not_the_client(world: World, redis_url: str) -> None:
    """H2: some proxies append to the header of the client, others add a second one."""
    with running_site(world, redis_url, trusted_proxies=1) as site:
        statuses = []
        for number in range(3):
            form = {"identifier": f"ESI{number:06}", "password": "un essai parmi d’autres"}
            headers = [("x-forwarded-for", f"203.0.113.{number}"), ("x-forwarded-for", "198.51.100.7")]
            statuses.append(httpx.post(site.address + "/connexion", data=form, headers=headers).status_code)
            # All but one of the guesses that an address has are made.
            site.execute("auth", "UPDATE throttles SET count = greatest(count, budget - 1) WHERE budget = 100")
        assert statuses == [401, 401, 429]


# --- Pages of lists ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/gestion/intervenants", "/gestion/etats-de-frais"])
@pytest.mark.parametrize("text", ["[" * 2900, '["\\ud800","x"]', '["\\u0000","x"]', "null", "{}", "1", "[[],{}]"])
def test_a_page_of_a_list_that_nobody_made_is_no_failure(manager: Browser, address: str, text: str) -> None:
    """B33."""
    answer = manager.client.get(address, params={"page": opaque(text)})
    assert answer.status_code in {200, 422}


# --- The API -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b'{"\\ud800": 1}',
        b'{"identifier": "\\udfff"}',
        b'{"identifier": {"\\ud800": 1}}',
        b'{"a\\u0000": 1}',
        b'"\\ud800"',
        b"[" * 100_000,
        b'{"identifier": ' + b"9" * 5_000 + b"}",
        b'{"identifier": NaN}',
        b'{"identifier": "a", "identifier": "b"}',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf{}",
    ],
)
def test_a_body_that_is_no_text_is_refused_in_words(site: Site, body: bytes) -> None:
    """B91."""
    answer = httpx.post(site.address + "/api/v1/session", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["reason"] == "INVALID_REQUEST"


def test_an_idempotency_key_that_is_none_is_refused_and_not_replaced(browser: Browser) -> None:
    """B42: whoever sends it again would change the thing twice, believing the opposite."""
    headers = {"x-form-token": browser.token(), "content-type": "application/json"}
    change = f"/api/v1/claims/{new_id()}/validate"
    for key in ("1", "x" * 300, new_id().upper()):
        answer = browser.client.post(change, content=b"{}", headers={**headers, "idempotency-key": key})
        assert (answer.status_code, answer.json()["reason"]) == (422, "INVALID_REQUEST")
    answer = browser.client.post(change, content=b"{}", headers={**headers, "idempotency-key": new_id()})
    assert answer.json()["reason"] != "INVALID_REQUEST"
