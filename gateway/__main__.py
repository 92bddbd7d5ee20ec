"""The gateway: `python -m gateway`."""

import uvicorn

from gateway.app import create_app
from gateway.routes import ROUTERS
from gateway.settings import GatewaySettings
from kit import telemetry
from kit.clock import Clock


def make_server(settings: GatewaySettings, clock: Clock | None = None) -> uvicorn.Server:
    """The HTTP server of one process, not started yet."""
    host, _, port = settings.listen.rpartition(":")
    return uvicorn.Server(
        uvicorn.Config(
            create_app(settings, ROUTERS, clock),
            host=host.strip("[]"),
            port=int(port),
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="on",
            # The guard counts proxies itself; the server must not believe a header that anybody can send.
            proxy_headers=False,
            server_header=False,
            access_log=False,
            log_config=None,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=settings.stop_grace,
            # Of connections, most of them idle: the guard limits the requests under way.
            limit_concurrency=4096,
        )
    )


def main() -> None:
    settings = GatewaySettings()
    telemetry.configure(settings, "gateway")
    make_server(settings).run()


if __name__ == "__main__":
    main()
