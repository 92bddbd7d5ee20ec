"""The cookies that the site gives, and those that it never gave (security.md W1, W2, SE3, B9, B109)."""

import time

import httpx
import pytest

from tests.gateway.browser import Browser
from tests.gateway.world import PASSPHRASE, Site, World, running_site


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
