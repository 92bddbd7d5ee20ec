"""The gateway: `python -m gateway`."""

from collections.abc import Sequence

import uvicorn

from gateway.app import create_app
from gateway.routes import ROUTERS
from gateway.settings import GatewaySettings
from kit import telemetry


def main(arguments: Sequence[str] | None = None) -> None:  # noqa: ARG001
    settings = GatewaySettings()
    telemetry.configure(settings, "gateway")
    host, _, port = settings.listen.rpartition(":")
    uvicorn.run(
        create_app(settings, ROUTERS),
        host=host.strip("[]"),
        port=int(port),
        loop="uvloop",
        http="httptools",
        # The guard counts proxies itself; the server must not believe a header that anybody can send.
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=settings.stop_grace,
        limit_concurrency=512,
    )


if __name__ == "__main__":
    main()
