"""Every page that a link leads to: it is there, it is light, and every address of the gateway is reached by one."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.gateway import journeys
from tests.gateway.addresses import paths
from tests.gateway.browser import Browser, Page
from tests.gateway.crowd import HANDLED, MARKING, ORAL
from tests.gateway.journeys import on_the_desk
from tests.gateway.test_desk_groups import group, with_orals
from tests.gateway.test_desk_moves import send_abroad
from tests.gateway.test_letters import group_with_drafts, small_group, work
from tests.gateway.test_on_behalf import CLOSED
from tests.gateway.test_pieces import a_file, deposit, proofs_of
from tests.gateway.world import PRODUCED, Site

LARGEST_PAGE = 40 * 1024
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GROUP = re.compile(r"(?<=^/gestion/convocations/)(?!travaux)[^/]+/[^/]+")
# Opened by a form, by a mail, by the script, or by nobody but programs.
WITHOUT_A_LINK = {
    "/connexion",
    "/session",
    "/adresse-mel",
    "/adresse-mel/confirmation",
    "/mot-de-passe/reinitialisation",
    "/etats-de-frais/conditions",
    "/etats-de-frais/{claim_id}/valide",
    "/gestion/etats-de-frais/{claim_id}/saisie/valide",
    "/etats-de-frais/jurys/{mission_id}/validation",
    # Past the closing date only, from the claim of a member.
    "/gestion/jurys/{mission_id}",
    "/gestion/jurys/{mission_id}/membres/{claim_id}",
    "/gestion/jurys/{mission_id}/validation",
    "/aide",
    "/aide/{topic}",
}


def pattern(address: str) -> str:
    """The same for every claim, mission, person or group of convocations."""
    return GROUP.sub("{}/{}", ID.sub("{}", urlsplit(address).path))


def links(page: Page) -> Iterator[str]:
    for address in page.tree.xpath("//a/@href | //main//img/@src"):
        parts = urlsplit(address)
        if not parts.netloc and parts.path and not parts.scheme:
            yield address


def crawl(browser: Browser, *starts: str) -> dict[str, Page]:
    """One page of each kind that links lead to, by its pattern."""
    asked: set[str] = set()
    seen: dict[str, Page] = {}
    waiting = deque(starts)
    while waiting:
        address = waiting.popleft()
        if pattern(address) in asked:
            continue
        asked.add(pattern(address))
        page = browser.get(address)
        assert page.status == 200, (address, page.status)
        seen[pattern(page.address)] = page
        if page.response.headers["content-type"].startswith("text/html"):
            waiting += links(page)
    return seen


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, Page]:
    """What an examiner with claims in every state and a gestionnaire with jobs can open."""
    examiner, manager = site.examiner(), site.browser_of("gestionnaire", "traite")
    done = journeys.validated(examiner, MARKING)
    entered = journeys.add_trip(journeys.open_claim(examiner, ORAL))
    deposit(proofs_of(entered), a_file())
    job = small_group(manager).form("/gestion/convocations/…", "Éditer les originaux").submit()
    work(site, job)
    desk = f"/gestion/etats-de-frais?file=tous&recherche={examiner.identifier} {MARKING}"
    cancelled = manager.get(manager.get(desk).tree.xpath("//tbody//th/a/@href")[0])
    of_the_manager = crawl(manager, "/", cancelled.path, job.path, group_with_drafts(manager).path)
    of_the_manager |= crawl(manager, deposit(manager.get(cancelled.path + "/pieces"), a_file()).path)
    asked = cancelled.follow("Annuler l’état de frais")
    back = asked.form(asked.path).submit("Annuler l’état de frais", reason="Mission saisie deux fois")
    of_the_manager |= crawl(manager, *back.links("Rétablir"))
    untouched = journeys.open_claim(site.examiner())
    president = site.browser_of("président de jury")
    presided = journeys.accept_conditions(president).follow("Jurys que vous présidez")
    validated = site.examiner()
    own = journeys.validated(validated)
    abroad = site.examiner()
    send_abroad(site, abroad)
    grouped, (first, second, _) = with_orals(site, "ESI429668")
    group(manager, grouped, first, second)
    of_the_validated = crawl(validated, own.path)
    site.clock.set(CLOSED)
    # Of a pattern a crawl opens one page: each of these claims has moves that the others have not.
    for one, number in (
        (validated, MARKING),
        (validated, HANDLED),
        (examiner, ORAL),
        (abroad, MARKING),
        (grouped, first),
    ):
        of_the_manager |= crawl(manager, on_the_desk(manager, one, number).path)
    site.clock.set(PRODUCED)
    return {
        **crawl(president, presided.path),
        **of_the_manager,
        **of_the_validated,
        **crawl(untouched.browser, untouched.path),
        **crawl(examiner, "/", *proofs_of(entered).links("Afficher"), done.path, entered.path),
        **crawl(site.browser(), "/connexion"),
    }


def read(pages: dict[str, Page]) -> dict[str, Page]:
    """Those that are no files."""
    return {
        address: page
        for address, page in pages.items()
        if page.response.headers["content-type"].startswith("text/html")
    }


def test_every_address_of_the_gateway_is_reached_by_a_link(pages: dict[str, Page]) -> None:
    pages_of = {path for path in paths() if not path.startswith("/api/")}
    unreached = {
        path
        for path in pages_of - WITHOUT_A_LINK
        if not any(re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", path), found) for found in pages)
    }
    assert unreached == set()


def test_every_page_that_a_link_leads_to_weighs_at_most_40_kilobytes(pages: dict[str, Page]) -> None:
    weights = {
        address: int(page.response.headers["content-length"])
        for address, page in pages.items()
        if page.response.headers["content-type"].startswith("text/html")
    }
    assert len(weights) > 30
    assert all(
        page.response.headers["content-encoding"] == "gzip" for address, page in pages.items() if address in weights
    )
    assert max(weights.values()) <= LARGEST_PAGE, weights


def test_every_page_has_a_title_a_heading_and_a_place_for_what_it_says(pages: dict[str, Page]) -> None:
    for address, page in read(pages).items():
        assert page.title.endswith("– IMAG’IN"), address
        assert page.heading, address
        assert page.tree.xpath("//section[@id='console']"), address
    titles = Counter(page.title for page in read(pages).values())
    assert [title for title, count in titles.items() if count > 1] == []
