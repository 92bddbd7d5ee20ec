"""What the probes are told."""

import urllib.error
import urllib.request

import pytest

from kit.health import Health


def probe(health: Health, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://{health.address}{path}", timeout=2) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_a_process_is_alive_before_it_is_ready() -> None:
    with Health.listening("127.0.0.1:0") as health:
        assert (probe(health, "/livez"), probe(health, "/readyz")) == (200, 503)
        health.is_ready = True
        assert probe(health, "/readyz") == 200
        assert probe(health, "/metrics") == 200
        assert probe(health, "/") == 404


def test_a_worker_that_no_longer_consumes_is_not_alive() -> None:
    with Health.listening("127.0.0.1:0") as health:
        health.is_alive = lambda: False
        assert probe(health, "/livez") == 503


def test_without_an_address_nothing_is_served() -> None:
    with Health.listening("") as health:
        assert health.address == ""


def test_a_port_that_is_taken_stops_the_start() -> None:
    with Health.listening("127.0.0.1:0") as health, pytest.raises(OSError, match="in use"):
        Health.listening(health.address).__enter__()
