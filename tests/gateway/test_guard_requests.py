"""Hosts, methods, sizes, and how many requests at once (security.md H1, H3, B4, B64, B67, B94, B97)."""

import socket
import time

import httpx
import pytest

from tests.gateway.browser import Browser
from tests.gateway.world import Site, World, running_site

FORM = {"content-type": "application/x-www-form-urlencoded"}


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
