"""Health of a process over plain HTTP, on its own port: probes must not wait behind busy threads.

`/livez` answers as long as the process runs and touches nothing else: a database that is down is no reason to kill the
processes that wait for it. `/readyz` says whether calls may come. `/metrics` is for Prometheus.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from kit import metrics


class Health:
    """What the probes are told."""

    def __init__(self) -> None:
        self.is_ready = False
        # Told by a worker, which may live without consuming; a server that answers here is alive.
        self.is_alive: Callable[[], bool] = lambda: True
        self.address = ""

    @classmethod
    @contextmanager
    def listening(cls, listen: str) -> Iterator["Health"]:
        """Serve the three paths for the length of a `with` block; nothing is served without an address."""
        health = cls()
        if not listen:
            yield health
            return
        host, _, port = listen.rpartition(":")
        server = ThreadingHTTPServer((host.strip("[]"), int(port)), _handler(health))
        server.daemon_threads = True
        health.address = f"{host}:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
        thread.start()
        try:
            yield health
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def answer(self, path: str) -> tuple[int, bytes]:
        """Status and body for a path."""
        match path:
            case "/livez":
                return (200, b"live\n") if self.is_alive() else (503, b"not live\n")
            case "/readyz":
                return (200, b"ready\n") if self.is_ready else (503, b"not ready\n")
            case "/metrics":
                return 200, metrics.exposition()
            case _:
                return 404, b"not found\n"


def _handler(health: Health) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 5

        def do_GET(self) -> None:
            status, body = health.answer(self.path.partition("?")[0])
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """A probe a second is not worth a line."""

    return Handler
