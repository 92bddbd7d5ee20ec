"""The application: pages, JSON API and static files behind one guard."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from gateway import errors, rendering
from gateway.academy import AcademyCache
from gateway.api import description
from gateway.assets import PREFIX
from gateway.clients import Clients
from gateway.guard import ALIVE, Guard
from gateway.settings import GatewaySettings
from gateway.visit import Gateway
from kit.clock import Clock

# A console that waits for a Redis that is gone would hold every page.
REDIS_SECONDS = 0.2


def create_app(settings: GatewaySettings, routers: Iterable[APIRouter], clock: Clock | None = None) -> Guard:
    """The ASGI application of one process."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # Made here: channels belong to the event loop that uses them.
        clients = Clients(settings)
        redis = Redis.from_url(
            settings.redis_url,
            socket_timeout=REDIS_SECONDS,
            socket_connect_timeout=REDIS_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        academy = AcademyCache(clients, settings.academy)
        app.state.gateway = Gateway(settings, clients, redis, clock or Clock(settings.clock), academy)
        yield
        await clients.close()
        await redis.aclose()

    app = FastAPI(
        title="IMAG’IN",
        version="1",
        lifespan=lifespan,
        # The interactive documentation loads scripts from elsewhere; the description itself is enough.
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        # An address has one form; a redirect would name the host and the scheme of the request.
        redirect_slashes=False,
    )
    errors.install(app)
    description.install(app)
    for router in routers:
        app.include_router(router)
    app.add_api_route(ALIVE, _alive, include_in_schema=False)
    app.add_api_route(PREFIX + "{name}", _asset, include_in_schema=False, methods=["GET", "HEAD"])
    return Guard(app, settings)


async def _alive() -> Response:
    # Liveness never touches a dependency: a service that is down must not take the gateway with it.
    return PlainTextResponse("ok")


async def _asset(request: Request, name: str) -> Response:
    found = rendering.assets.respond(request, name)
    if found is None:
        raise HTTPException(404)
    return found
