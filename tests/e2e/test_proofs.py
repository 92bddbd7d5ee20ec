"""Proofs in a real browser: with and without JavaScript, by keyboard alone, over a slow network and one that is cut."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.conftest import eventually
from tests.e2e.conftest import DESKTOP, PHONE, Site, Visit, Visitor
from tests.e2e.test_every_page import STICKING_OUT, check
from tests.services.documents.corpus.images import filled_png
from tests.services.documents.deposits import a_pdf

DEPOSITED = "est déposée"
LOST = "La connexion a été coupée"
# Bytes in a second: a file of a megabyte takes longer than a busy machine needs to look at it.
SLOW = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 80_000}
FAST = SLOW | {"latency": 0, "uploadThroughput": -1}


def a_file(name: str = "rib.pdf", content: bytes = b"") -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": content or a_pdf(pages=2)}


@dataclass
class Depositor:
    """Somebody on the proofs of a claim of theirs."""

    visitor: Visitor
    address: str

    @property
    def page(self) -> Page:
        return self.visitor.page

    def form(self, folder: str = "payroll") -> Locator:
        return self.page.locator(f"#depot-{folder}")

    def choose(self, *files: FilePayload, folder: str = "payroll") -> None:
        self.form(folder).locator("[type=file]").set_input_files(list(files))

    def deposit(self, *files: FilePayload, folder: str = "payroll") -> None:
        self.choose(*files, folder=folder)
        self.form(folder).locator("button:has-text('Déposer')").click()

    def documents(self) -> list[str]:
        return [one.partition(" (")[0].strip() for one in self.page.locator("a.download").all_inner_texts()]

    def told(self, words: str) -> None:
        self.page.locator("#console [data-messages]", has_text=words).first.wait_for()

    def open(self) -> None:
        self.page.goto(self.visitor.site.address + self.address)


Begin = Callable[..., Depositor]


@pytest.fixture
def begin(site: Site, visit: Visit) -> Begin:
    """Log in for the first time and open the proofs of a past mission."""

    def start(**options: object) -> Depositor:
        visitor = visit(**options)
        page = visitor.log_in_first(site.traveller())
        visitor.accept_conditions()
        page.locator("tr:has-text('Non validé') a").first.click()
        page.wait_for_url(re.compile(r"/etats-de-frais/[0-9a-f-]{36}$"))
        page.goto(page.url + "/pieces")
        return Depositor(visitor, page.url.removeprefix(site.address))

    return start


def test_several_files_leave_one_after_the_other_and_the_page_follows(begin: Begin) -> None:
    """S-DOC-2 to S-DOC-5: without leaving the page, whose console and title follow; on a telephone."""
    depositor = begin(viewport=PHONE)
    page = depositor.page
    depositor.deposit(
        a_file("premier.pdf"), a_file("Deuxième (été).pdf"), a_file("page.pdf", b"<html>"), a_file("dernier.pdf")
    )
    expect(page.locator("a.download")).to_have_count(3)
    assert [name for name in depositor.documents() if name.startswith("premier")] == ["premier.pdf"]
    depositor.told("Son nom a été changé en")
    depositor.told("ni un PDF ni une image")
    expect(page.locator("h3").first).to_contain_text("3 pièces déposées sur 20")
    assert page.evaluate("scrollTo(0, 0) || document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page)["violations"] == []
    # Nothing was shown that a reload would not show.
    shown = depositor.documents()
    page.reload()
    assert depositor.documents() == shown


def test_files_that_a_full_folder_leaves_over_are_named(begin: Begin) -> None:
    """S-DOC-4: of twenty-two chosen at once, twenty are deposited."""
    depositor = begin()
    depositor.deposit(*(a_file(f"piece-{number}.pdf") for number in range(22)))
    expect(depositor.page.locator("a.download")).to_have_count(20, timeout=60_000)
    depositor.told("piece-20.pdf : non déposé. piece-21.pdf : non déposé.")
    assert "piece-21.pdf" in depositor.page.locator("#console [data-live-status]").inner_text()


def test_a_refusal_stands_at_its_field_and_the_choice_is_kept(begin: Begin) -> None:
    depositor = begin()
    page = depositor.page
    depositor.deposit(a_file("enorme.pdf", bytes(6 * 1024 * 1024)), folder="travel")
    sentence = page.locator("#champ-travel-file-erreur")
    expect(sentence).to_contain_text("dépasse 5 Mo")
    assert page.title().startswith("Erreur")
    assert page.evaluate("document.activeElement.id") == "erreurs"
    assert Axe().run(page)["violations"] == []
    depositor.deposit(a_file(), folder="travel")
    expect(page.locator("a.download")).to_have_count(1)
    expect(sentence).to_have_count(0)
    assert not page.title().startswith("Erreur")


def test_the_way_of_a_large_file_is_shown_and_said(begin: Begin) -> None:
    depositor = begin()
    page = depositor.page
    network = depositor.visitor.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    depositor.deposit(a_file("photo.png", filled_png(1_500_000)))
    bar = depositor.form().locator("progress")
    expect(bar).to_be_visible()
    expect(page.locator("[data-name]").first).to_have_text("photo.png")
    assert "photo.png : envoi en cours" in page.locator("#console [data-live-status]").inner_text().replace(
        "\u00a0", " "
    )
    # Not by a function that the page waits for itself: that is a script which our policy forbids.
    eventually(lambda: 0 < bar.evaluate("one => one.value") < 1, 20)
    network.send("Network.emulateNetworkConditions", FAST)
    expect(page.locator("a.download")).to_have_count(1, timeout=30_000)
    expect(bar).to_be_hidden()
    assert DEPOSITED in page.locator("#console [data-live-status]").inner_text()


@pytest.mark.parametrize("is_received", [False, True], ids=["before it arrives", "once it has arrived"])
def test_a_network_that_is_cut_and_mended_gives_one_document(begin: Begin, is_received: bool) -> None:
    """An answer that is lost is asked for again under the same identifier: one effect."""
    depositor = begin()
    page, visitor = depositor.page, depositor.visitor

    def cut(route: Route) -> None:
        if is_received:
            route.fetch(max_redirects=0)
        route.abort()

    page.route("**/pieces?dossier=*", cut)
    depositor.deposit(a_file())
    told = depositor.form().locator(".amount-warning", has_text=LOST)
    told.wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Réessayer"
    assert Axe().run(page)["violations"] == []
    page.unroute("**/pieces?dossier=*")
    page.keyboard.press("Enter")
    depositor.told(DEPOSITED)
    expect(page.locator("a.download")).to_have_count(1)
    expect(told).to_have_count(0)
    depositor.open()
    assert depositor.documents() == ["rib.pdf"]
    visitor.problems = [line for line in visitor.problems if "ERR_FAILED" not in line]


def test_by_keyboard_alone_a_proof_is_deposited_and_removed(begin: Begin) -> None:
    depositor = begin()
    page = depositor.page

    def reach(selector: str) -> None:
        for _ in range(120):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never reaches {selector}")

    reach("#champ-payroll-file")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files([a_file()])
    reach("#depot-payroll button")
    page.keyboard.press("Enter")
    depositor.told(DEPOSITED)
    assert page.evaluate("document.activeElement.id") == "champ-payroll-file"
    page.evaluate("document.querySelector('main').focus()")
    reach("a[href$='/suppression']")
    page.keyboard.press("Enter")
    page.locator("dialog[open] h1", has_text="Supprimer une pièce").wait_for()
    reach("dialog .button-danger")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    depositor.told("est supprimée")
    assert depositor.documents() == []


def test_without_javascript_a_proof_is_deposited_opened_and_removed(begin: Begin) -> None:
    depositor = begin(javascript=False)
    page = depositor.page
    depositor.deposit(a_file())
    depositor.told(DEPOSITED)
    with page.expect_download() as download:
        page.click("a.download")
    assert download.value.suggested_filename == "rib.pdf"
    depositor.deposit(a_file("vide.pdf", b" "))
    expect(page.locator("#champ-payroll-file-erreur")).to_contain_text("ni un PDF ni une image")
    page.click("a:has-text('Supprimer')")
    page.click("main button:text-is('Supprimer')")
    depositor.told("est supprimée")
    assert depositor.documents() == []


def test_the_validation_leads_to_the_place_and_what_is_validated_is_read_only(begin: Begin) -> None:
    """S-DOC-1, S-DOC-5."""
    depositor = begin()
    page = depositor.page
    base = depositor.address.removesuffix("/pieces")
    depositor.deposit(a_file())
    depositor.told(DEPOSITED)
    page.goto(f"{depositor.visitor.site.address}{base}/recapitulatif")
    assert "Récapitulatif des pièces justificatives" in page.locator("main").inner_text()
    assert check(depositor.visitor, base + "/recapitulatif") == []
    assert check(depositor.visitor, base + "/validation") == []
    assert check(depositor.visitor, depositor.address) == []


def test_a_gestionnaire_reads_the_proofs_beside_the_claim(site: Site, begin: Begin, visit: Visit) -> None:
    """S-DOC-6: the picture of each page, without leaving the claim; below it on a telephone."""
    depositor = begin()
    depositor.deposit(a_file())
    depositor.told(DEPOSITED)
    address = depositor.address.removesuffix("/pieces").replace("/etats-de-frais", "/gestion/etats-de-frais")
    manager = visit()
    manager.log_in(site.account("gestionnaire"))
    page = manager.open(address)
    picture = page.locator("#piece img")
    expect(picture).to_have_attribute("alt", "Page 1 sur 2 de la pièce rib.pdf")
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 100
    page.locator("#page-suivante").focus()
    page.keyboard.press("Enter")
    expect(picture).to_have_attribute("alt", "Page 2 sur 2 de la pièce rib.pdf")
    assert "page=2" in page.url
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        boxes = [page.locator(one).bounding_box() for one in (".beside-main", ".beside-given")]
        assert (boxes[1]["x"] >= boxes[0]["x"] + boxes[0]["width"]) == (viewport is DESKTOP)
        assert page.evaluate(STICKING_OUT) == []
    assert [problem for path in (address, address + "/pieces") for problem in check(manager, path)] == []
