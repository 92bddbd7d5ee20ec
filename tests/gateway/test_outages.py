"""What becomes of the site when a part of it is gone: the rest works, and pages say what does not."""

import time
from collections.abc import Callable

import httpx
import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser, Page
from tests.gateway.world import Site, World, running_site
from tools.ports import free_port


def eventually_answered(ask: Callable[[], Page]) -> Page:
    """The page, once the gateway has found the service again."""
    deadline = time.monotonic() + 20
    while (page := ask()).status == 503 or "UNAVAILABLE" in page.keys:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return page


def test_without_redis_messages_stand_on_the_page_that_they_belong_to(world: World) -> None:
    """The console is lost, nothing else; and nobody waits for it."""
    with running_site(world, f"redis://127.0.0.1:{free_port()}/0") as site:
        examiner = site.examiner()
        began = time.monotonic()
        assert examiner.get("/missions").status == 200
        assert time.monotonic() - began < 2
        page = journeys.accept_conditions(examiner)
        assert page.path == "/etats-de-frais"
        recorded = journeys.enter_fee(journeys.open_claim(examiner))
        # What was said for the next page is lost; what was done is done.
        assert recorded.console == []
        assert "103,74 €" in recorded.content
        refused = journeys.enter_fee(recorded, copies="-1")
        assert refused.errors["copies"]
        validated = journeys.validate(recorded)
        assert "2026-SIEC-" in validated.content
        unknown = examiner.get("/etats-de-frais/01a20eea-c65e-76f7-9bd1-8acdefb7ec85")
        assert unknown.keys == ["NOT_FOUND"]


@pytest.mark.parametrize(
    ("service", "lost", "kept"),
    [
        ("missions", "/missions", "/etats-de-frais"),
        ("expenses", "/etats-de-frais", "/missions"),
    ],
)
def test_a_service_that_is_down_costs_its_own_pages_only(
    world: World, redis_url: str, service: str, lost: str, kept: str
) -> None:
    with running_site(world, redis_url) as site:
        examiner = site.examiner()
        journeys.accept_conditions(examiner)
        examiner.get("/missions")
        site.wires[service].cut()
        page = examiner.get(lost)
        assert page.status == 503
        assert page.heading == "Service momentanément indisponible"
        assert page.keys == ["UNAVAILABLE"]
        assert page.tree.xpath("//*[@class='reference']")[0].text.isalnum()
        assert "Traceback" not in page.response.text
        assert page.menu[0] == "Accueil"
        assert examiner.get(kept).status == 200
        assert examiner.get("/").status == 200
        answer = examiner.client.get("/api/v1" + {"/missions": "/missions", "/etats-de-frais": "/claims"}[lost])
        assert (answer.status_code, answer.json()["reason"]) == (503, "UNAVAILABLE")
        assert answer.headers["content-type"] == "application/problem+json"


def test_without_auth_nobody_enters_and_the_site_says_why(world: World, redis_url: str) -> None:
    with running_site(world, redis_url) as site:
        examiner = site.examiner()
        site.wires["auth"].cut()
        for browser, address in ((examiner, "/missions"), (examiner, "/connexion")):
            page = browser.get(address)
            assert (page.status, page.title) == (503, "Service momentanément indisponible – IMAG’IN")
        stranger: Browser = site.browser()
        page = stranger.get("/connexion")
        assert page.status == 200
        assert stranger.log_in("ESI000000", "un mot de passe").status == 503
        # The session is not lost with it: the cookie stays.
        assert "imagin" in examiner.client.cookies
        assert httpx.get(site.address + "/livez").text == "ok"


def test_a_change_whose_answer_is_lost_is_not_made_twice(own_site: Site) -> None:
    """The form is sent again with the identifier that it had: one effect, the same answer."""
    page = journeys.fill(own_site.examiner())
    asked = page.browser.get(journeys.base_of(page) + "/validation")
    form = asked.form(asked.path)
    own_site.wires["expenses"].cut()
    assert form.submit("OK").status == 503
    own_site.wires["expenses"].mend()
    first = eventually_answered(lambda: form.submit("OK"))
    again = form.submit("OK")
    assert first.content == again.content


def test_the_gateway_finds_a_service_that_came_back(own_site: Site) -> None:
    examiner = own_site.examiner()
    assert examiner.get("/missions").status == 200
    own_site.wires["missions"].cut()
    assert examiner.get("/missions").status == 503
    own_site.wires["missions"].mend()
    assert eventually_answered(lambda: examiner.get("/missions")).heading == "Consultation missions"
