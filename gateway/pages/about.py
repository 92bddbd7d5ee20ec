"""Pages about the service: site plan, help, legal pages, accessibility."""

from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from gateway.rendering import TEMPLATES
from gateway.visit import Visit, anybody

router = APIRouter(include_in_schema=False)

# Topics that anybody may read; those of the staff appear to those who have the activity.
ALWAYS_TOLD: Final = ("home", "missions", "claims")
TOPICS: Final = frozenset(path.stem for path in (TEMPLATES / "help").iterdir()) - {"help", "titles"}


@router.get("/plan-du-site")
async def site_plan(visit: Visit = anybody()) -> Response:
    return await visit.page("about/site_plan.html")


@router.get("/mentions-legales")
async def legal(visit: Visit = anybody()) -> Response:
    return await visit.page("about/legal.html", contact=(await visit.gateway.academy.get()).contact)


@router.get("/donnees-personnelles")
async def personal_data(visit: Visit = anybody()) -> Response:
    return await visit.page("about/personal_data.html", contact=(await visit.gateway.academy.get()).contact)


@router.get("/cookies")
async def cookies(visit: Visit = anybody()) -> Response:
    return await visit.page("about/cookies.html")


@router.get("/accessibilite")
async def accessibility(visit: Visit = anybody()) -> Response:
    return await visit.page("about/accessibility.html", contact=(await visit.gateway.academy.get()).contact)


@router.get("/guide")
async def guide(visit: Visit = anybody()) -> Response:
    """S-SHELL-1, S-SHELL-11."""
    return await visit.page("about/guide.html", topics=_topics(visit))


@router.get("/aide")
async def help_of_home() -> Response:
    return RedirectResponse("/aide/home", 303)


@router.get("/aide/{topic}")
async def help_page(topic: str, visit: Visit = anybody()) -> Response:
    if topic not in TOPICS:
        raise HTTPException(404)
    return await visit.page("help/help.html", topic=topic, topics=_topics(visit))


def _topics(visit: Visit) -> list[str]:
    open_to_them = [activity.key for activity in visit.shell.activities if activity.key in TOPICS]
    return list(dict.fromkeys([*ALWAYS_TOLD, *open_to_them]))
