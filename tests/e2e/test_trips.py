"""A line of travel in its dialog, by keyboard alone, on large and small screens, and through an ended session."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, Site, Visit, Visitor
from tests.e2e.test_every_page import STICKING_OUT

KEPT, ENDED = "Brouillon conservé à", "votre session est terminée"
BEGUN = "Une ligne commencée n’est pas terminée"
SIZES = pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["1280", "390"])


@dataclass
class Traveller:
    """Somebody on « Déplacement » of a claim of theirs."""

    visitor: Visitor
    account: dict[str, str]
    address: str

    @property
    def page(self) -> Page:
        return self.visitor.page

    @property
    def dialog(self) -> Locator:
        return self.page.locator("dialog[data-dialog-box][open]")

    @property
    def lines(self) -> list[str]:
        return [" ".join(title.split()) for title in self.page.locator(".trip-title").all_inner_texts()]

    def open(self, page: Page | None = None) -> Page:
        (page or self.page).goto(f"{self.visitor.site.address}{self.address}/deplacement")
        return page or self.page

    def reach(self, selector: str) -> None:
        """Press Tab until the focus is on an element."""
        for _ in range(80):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never reaches {selector}")

    def add(self) -> None:
        """The dialog of a new line, by keyboard."""
        self.page.locator("a:has-text('Ajouter une ligne')").focus()
        self.page.keyboard.press("Enter")
        self.dialog.locator("[name=departure_time]").wait_for()

    def type(self, name: str, text: str) -> None:
        self.reach(f"[name={name}]")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def waits_for(self, state: str) -> None:
        self.dialog.locator(".saved", has_text=state).wait_for()

    def press(self, button: str) -> None:
        """A button of the dialog; the page comes back without it."""
        self.reach(f"dialog .actions button:nth-of-type({1 + ('OK', 'Annuler').index(button)})")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


Begin = Callable[..., Traveller]


@pytest.fixture
def begin(site: Site, visit: Visit) -> Begin:
    """Log in for the first time and open « Déplacement » of a past mission."""

    def start(**options: object) -> Traveller:
        account = site.traveller()
        visitor = visit(**options)
        page = visitor.log_in_first(account)
        visitor.accept_conditions()
        page.locator("tr:has(td[data-label='Déplacement']:has-text('Non validé')) a").first.click()
        page.wait_for_url(re.compile(r"/etats-de-frais/[0-9a-f-]{36}$"))
        traveller = Traveller(visitor, account, page.url.removeprefix(site.address))
        traveller.open()
        return traveller

    return start


@SIZES
def test_a_line_is_entered_by_keyboard_in_its_dialog(begin: Begin, viewport: dict[str, int]) -> None:
    """S-CLM-11, P-CLM-21: the fields follow the mode, the amount what is typed, « OK » keeps the line."""
    traveller = begin(viewport=viewport)
    page = traveller.page
    traveller.add()
    dialog = traveller.dialog
    total = dialog.locator("#calcul-ligne .amount-total")
    traveller.type("departure_time", "06:45")
    traveller.waits_for(KEPT)
    before = total.inner_text()
    traveller.reach("[name=mode]")
    page.keyboard.press("ArrowDown")
    expect(dialog.locator("[name=transport_cents]")).to_be_visible()
    expect(dialog.locator("[name=power_cv]")).to_be_hidden()
    traveller.type("transport_cents", "41,50")
    expect(total).not_to_have_text(before)
    # Back to the car: what it asks for is there as it was.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowUp")
    expect(dialog.locator("[name=transport_cents]")).to_be_hidden()
    traveller.type("distance_hectometres", "12")
    traveller.type("power_cv", "5")
    traveller.waits_for(KEPT)
    assert Axe().run(page)["violations"] == []
    assert page.evaluate(STICKING_OUT) == []
    traveller.press("OK")
    assert len(traveller.lines) == 1
    assert "06:45" in page.locator(".trip").inner_text()
    assert "41,50" not in page.locator(".trip").inner_text()
    assert page.locator(f"text={BEGUN}").count() == 0
    assert Axe().run(page)["violations"] == []


@SIZES
def test_escape_leaves_a_line_for_later_and_annuler_forgets_it(begin: Begin, viewport: dict[str, int]) -> None:
    """P-CLM-20: closed is not cancelled; what was typed is resumed or abandoned from the tab."""
    traveller = begin(viewport=viewport)
    page = traveller.page
    traveller.add()
    page.keyboard.press("Escape")
    traveller.dialog.wait_for(state="detached")
    assert page.locator(f"text={BEGUN}").count() == 0, "nothing was typed"

    traveller.add()
    traveller.type("departure_time", "06:45")
    page.keyboard.press("Escape")
    page.locator(f"text={BEGUN}").wait_for()
    assert Axe().run(page)["violations"] == []
    page.locator("a:has-text('Reprendre')").focus()
    page.keyboard.press("Enter")
    expect(traveller.dialog.locator("[name=departure_time]")).to_have_value("06:45")
    traveller.press("Annuler")
    page.locator("text=Aucune ligne de déplacement").wait_for()
    assert page.locator(f"text={BEGUN}").count() == 0


def test_a_session_that_ends_while_a_line_is_typed_loses_nothing_and_keeps_nothing_twice(
    begin: Begin, visit: Visit
) -> None:
    """P-CLM-20: what was kept before the end is resumed in another browser, as one line."""
    traveller = begin()
    traveller.add()
    traveller.type("comment", "Péage de")
    traveller.waits_for(KEPT)
    other = traveller.visitor.new_tab()
    other.goto(traveller.visitor.site.address + "/plan-du-site")
    other.click("button:has-text('Quitter')")
    other.wait_for_url("**/connexion")
    traveller.page.keyboard.type(" Fleury")
    traveller.waits_for(ENDED)
    assert traveller.page.locator("dialog [name=comment]").input_value() == "Péage de Fleury"

    elsewhere = visit()
    page = elsewhere.log_in(traveller.account, traveller.visitor.password)
    traveller.open(page)
    page.locator(f"text={BEGUN}").wait_for()
    page.click("a:has-text('Reprendre')")
    expect(page.locator("dialog [name=comment]")).to_have_value("Péage de")
    page.fill("dialog [name=power_cv]", "5")
    page.fill("dialog [name=distance_hectometres]", "12")
    page.click("dialog button:has-text('OK')")
    page.locator(".trip").wait_for()
    assert page.locator(".trip").count() == 1
    assert page.locator(f"text={BEGUN}").count() == 0

    # The first window, still without a session, says that it keeps nothing, and overwrites nothing.
    traveller.page.keyboard.type(" !")
    expect(traveller.dialog.locator(".saved")).to_contain_text("Impossible de conserver")
    page.reload()
    assert page.locator(".trip").count() == 1


def test_the_fields_of_a_mode_show_without_any_script(begin: Begin) -> None:
    """S-TRV-2, S-SHELL-11: the choice itself shows them, and nothing typed is lost."""
    traveller = begin(javascript=False)
    page = traveller.page
    page.goto(page.url + "/lignes/nouvelle")
    page.fill("[name=distance_hectometres]", "61,5")
    page.check("[value=MODE_TRAIN]")
    expect(page.locator("[name=distance_hectometres]")).to_be_hidden()
    page.fill("[name=transport_cents]", "12,50")
    page.check("[value=MODE_PREPAID]")
    expect(page.locator("[name=sundry_cents]")).to_be_visible()
    expect(page.locator("text=le transport lui-même n’est pas remboursé")).to_be_visible()
    page.check("[value=MODE_CAR]")
    expect(page.locator("[name=distance_hectometres]")).to_have_value("61,5")
    page.check("[value=MODE_TRAIN]")
    expect(page.locator("[name=transport_cents]")).to_have_value("12,50")
    page.click("button:has-text('OK')")
    assert "TRAIN 2EME CLASSE" in page.locator(".trip").inner_text()
