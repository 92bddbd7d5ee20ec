"""Every page: accessible, within its weight, inside the screen, under the strict policy, for every role."""

import gzip
from collections.abc import Iterator
from contextlib import closing

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.e2e.conftest import DESKTOP, PHONE, Site, Visit, Visitor
from tests.gateway import journeys
from tests.gateway.browser import Browser as WithoutScript
from tests.gateway.world import PASSPHRASE

ANYBODY = (
    "/connexion",
    "/affichage",
    "/guide",
    "/plan-du-site",
    "/aide/home",
    "/aide/missions",
    "/aide/claims",
    "/mentions-legales",
    "/donnees-personnelles",
    "/cookies",
    "/accessibilite",
    "/mot-de-passe/reinitialisation?lien=perdu",
    "/une/page/qui/n-existe-pas",
)
EXAMINER = ("/", "/mot-de-passe", "/adresse-mel", "/missions", "/missions?recherche=zzzz", "/etats-de-frais")
MANAGER = (
    "/",
    "/aide/desk",
    "/gestion/etats-de-frais",
    "/gestion/etats-de-frais?file=tous&tri=intervenant",
    "/gestion/convocations",
    "/gestion/intervenants",
)
# What makes a page scroll sideways; inside a box that scrolls by itself it does not matter.
STICKING_OUT = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter(
        (element) => element.getBoundingClientRect().right > root.clientWidth && !element.closest(".table-box"));
    return wide.slice(-3).map((element) => element.outerHTML.slice(0, 90));
}"""
HEAVIEST = 40 * 1024


@pytest.fixture(scope="module")
def examiner(site: Site, browser: Browser) -> Iterator[Visitor]:
    yield from _someone(site, browser, "intervenant")


@pytest.fixture(scope="module")
def manager(site: Site, browser: Browser) -> Iterator[Visitor]:
    yield from _someone(site, browser, "gestionnaire")


@pytest.fixture(scope="module")
def president(site: Site, browser: Browser) -> Iterator[Visitor]:
    yield from _someone(site, browser, "président de jury")


def _someone(site: Site, browser: Browser, role: str) -> Iterator[Visitor]:
    visitor = Visitor(site, browser.new_context(viewport=DESKTOP, locale="fr-FR"))
    visitor.log_in(site.account(role))
    if role != "gestionnaire":
        visitor.accept_conditions()
    yield visitor
    assert [problem for problem in visitor.problems if "status of 404" not in problem] == []
    visitor.context.close()


def inner_pages(visitor: Visitor, role: str) -> list[str]:
    """The pages behind the lists."""
    page = visitor.page

    def first(path: str, selector: str = "tbody a") -> str:
        visitor.open(path)
        # Without the list that a claim of the desk comes from.
        return str(page.locator(selector).first.get_attribute("href")).partition("?")[0]

    if role == "manager":
        claim = first("/gestion/etats-de-frais?file=tous")
        computed = first("/gestion/etats-de-frais?file=a-calculer&tri=date")
        group = first("/gestion/convocations")
        person = first("/gestion/intervenants")
        moves = ["", "/annulation", "/pieces", "/pieces-recues", "/historique"]
        inner = [*[claim + move for move in moves], computed, computed + "/remuneration/calcul"]
        return [*inner, group, person, person + "/mot-de-passe-temporaire"]
    if role == "president":
        jury = first("/etats-de-frais/jurys")
        return ["/etats-de-frais/jurys", jury, first(jury)]
    claim = first("/etats-de-frais", "tr:has-text('Non validé') a")
    tabs = [
        "",
        "/remuneration",
        "/deplacement",
        "/deplacement/lignes/nouvelle",
        "/pieces",
        "/recapitulatif",
        "/validation",
        "/historique",
    ]
    return [first("/missions"), *[claim + tab for tab in tabs], claim + "/non-effectuee"]


def check(visitor: Visitor, path: str) -> list[str]:
    """What is wrong with a page on a large and a small screen."""
    page, found = visitor.page, []
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        visitor.open(path)
        results = Axe().run(page)
        found += [
            f"{path} at {viewport['width']}: {violation['id']} {[node['target'] for node in violation['nodes']][:3]}"
            for violation in results["violations"]
        ]
        if len(page.locator("h1").all()) != 1:
            found.append(f"{path}: {len(page.locator('h1').all())} h1")
    page.set_viewport_size({"width": 320, "height": 700})
    found += [f"{path} at 320: {element} sticks out" for element in page.evaluate(STICKING_OUT)]
    weight = len(gzip.compress(page.content().encode()))
    if weight > HEAVIEST:
        found.append(f"{path}: {weight} bytes compressed")
    return found


@pytest.mark.parametrize("path", ANYBODY)
def test_a_page_for_anybody_is_accessible_light_and_narrow(path: str, visit: Visit) -> None:
    """P-SHELL-12."""
    assert check(visit(), path) == []


def test_the_pages_of_an_examiner_are_accessible_light_and_narrow(examiner: Visitor) -> None:
    assert [problem for path in EXAMINER for problem in check(examiner, path)] == []
    assert [problem for path in inner_pages(examiner, "examiner") for problem in check(examiner, path)] == []


def test_the_pages_of_a_gestionnaire_are_accessible_light_and_narrow(manager: Visitor) -> None:
    assert [problem for path in MANAGER for problem in check(manager, path)] == []
    assert [problem for path in inner_pages(manager, "manager") for problem in check(manager, path)] == []


def test_the_pages_of_a_president_are_accessible_light_and_narrow(president: Visitor) -> None:
    """S-CLM-10."""
    assert [problem for path in inner_pages(president, "president") for problem in check(president, path)] == []


@pytest.mark.parametrize(
    ("contrast", "size", "spacing", "justification"),
    # Pairwise: each value of a setting meets each value of every other one at least once.
    [
        ("standard", "200", "double", "justifie"),
        ("renforce", "100", "large", "justifie"),
        ("renforce", "200", "normal", "gauche"),
        ("renforce", "125", "double", "gauche"),
        ("inverse", "100", "double", "gauche"),
        ("inverse", "200", "large", "gauche"),
        ("inverse", "150", "normal", "justifie"),
        ("standard", "150", "large", "gauche"),
        ("standard", "125", "normal", "justifie"),
    ],
)
def test_display_settings_keep_pages_accessible_and_inside_the_screen(
    examiner: Visitor, contrast: str, size: str, spacing: str, justification: str
) -> None:
    """S-SHELL-2: rendered by the server from a cookie."""
    value = f"{contrast}.{size}.{spacing}.{justification}"
    examiner.context.add_cookies([{"name": "imagin-affichage", "value": value, "url": examiner.site.address}])
    try:
        problems = [problem for path in ("/missions", "/etats-de-frais", "/") for problem in check(examiner, path)]
    finally:
        examiner.context.clear_cookies(name="imagin-affichage")
    assert problems == []


def validated_claim(site: Site) -> str:
    """What finds on the desk a claim that its examiner has just validated."""
    letter, browser = site.newcomer(), WithoutScript(site.address)
    with closing(browser):
        page = browser.log_in(letter["identifier"], letter["password"])
        page.form("/mot-de-passe").submit("", new_password=PASSPHRASE, repeated_password=PASSPHRASE)
        rows = journeys.accept_conditions(browser).rows
        marking = next(row for row in rows if row["Type de mission"] == "Correction de copies" and is_open(row))
        done = journeys.validated(browser, marking["N° de mission"])
        assert done.keys == ["CLAIM_VALIDATED"], done.content
    return f"{letter['identifier']} {marking['N° de mission']}"


def is_open(row: dict[str, str]) -> bool:
    return row["Rémunération"] == row["Déplacement"] == "Non validé"


def test_the_decisions_on_a_validated_claim_are_accessible_light_and_narrow(site: Site, manager: Visitor) -> None:
    """G-2, P-CLM-23, R22, R26."""
    manager.open(f"/gestion/etats-de-frais?recherche={validated_claim(site)}")
    listed = str(manager.page.locator("tbody a").first.get_attribute("href"))
    claim = listed.partition("?")[0]
    moves = ("/deplacement/decisions", "/remuneration/acceptation", "/deplacement/acceptation", "/historique")
    paths = [listed, *[claim + move for move in moves]]
    assert [problem for path in paths for problem in check(manager, path)] == []
