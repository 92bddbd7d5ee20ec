"""`python -m gateway` as a process: it starts, survives, and ends what it had begun when it is asked to stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from tests.conftest import eventually
from tests.gateway.world import Site
from tools.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@contextmanager
def process(site: Site, port: int, **more: str) -> Iterator[subprocess.Popen[str]]:
    """The gateway of production in front of the services of a test."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}",
        "IMAGIN_ADDRESSES": ",".join(f"{name}={wire.address}" for name, wire in site.wires.items()),
        "IMAGIN_GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "IMAGIN_GATEWAY_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "IMAGIN_REDIS_URL": "redis://127.0.0.1:1/0",
        **more,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "gateway"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    ) as started:
        try:
            eventually(lambda: answers(port) or started.poll() is not None, 30)
            yield started
        finally:
            started.kill()


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/livez").status_code == 200
    except httpx.TransportError:
        return False


@contextmanager
def half_sent(port: int) -> Iterator[socket.socket]:
    """A form whose second half is still to come."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        head = f"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 33\r\n".encode()
        connection.sendall(head + FORM + b"\r\nidentifier=ESI000000")
        time.sleep(0.3)
        yield connection


def test_a_request_under_way_is_answered_before_the_process_ends(site: Site) -> None:
    port = free_port()
    with process(site, port) as gateway:
        with half_sent(port) as connection:
            gateway.send_signal(signal.SIGTERM)
            eventually(lambda: not answers(port))
            connection.sendall(b"&password=xyz")
            answer = connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 401 ")
        assert gateway.wait(10) in {0, -signal.SIGTERM}
        assert "Traceback" not in gateway.stderr.read()


def test_a_request_that_never_ends_does_not_keep_the_process(site: Site) -> None:
    port = free_port()
    with process(site, port, IMAGIN_GATEWAY_STOP_GRACE="1") as gateway, half_sent(port):
        began = time.monotonic()
        gateway.send_signal(signal.SIGTERM)
        gateway.wait(10)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_process_ends_at_once(site: Site, number: int) -> None:
    port = free_port()
    with process(site, port) as gateway:
        began = time.monotonic()
        gateway.send_signal(number)
        gateway.wait(10)
        assert time.monotonic() - began < 3


def test_connections_that_do_nothing_cost_little_and_keep_nobody_out(site: Site) -> None:
    """A thousand open connections: the pages are still served, and memory is a matter of kilobytes each."""
    port = free_port()
    with process(site, port) as gateway:
        assert httpx.get(f"http://127.0.0.1:{port}/connexion").status_code == 200
        before = psutil.Process(gateway.pid).memory_info().rss
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(800)]
        try:
            assert httpx.get(f"http://127.0.0.1:{port}/connexion").status_code == 200
            grown = psutil.Process(gateway.pid).memory_info().rss - before
            assert grown < 30 * 1024 * 1024
        finally:
            for connection in idle:
                connection.close()
