"""What is typed survives ended sessions, lost networks, other windows and double taps; the amount follows it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.conftest import eventually
from tests.e2e.conftest import PHONE, Site, Visit, Visitor
from tests.e2e.test_every_page import check

KEPT, LOST, ENDED = "Brouillon conservé à", "le serveur ne répond pas", "votre session est terminée"


@dataclass
class Entry:
    """Somebody on « Rémunération » of a claim of theirs."""

    visitor: Visitor
    account: dict[str, str]
    claim: str

    @property
    def page(self) -> Page:
        return self.visitor.page

    def open(self, page: Page | None = None) -> Page:
        (page or self.page).goto(f"{self.visitor.site.address}/etats-de-frais/{self.claim}/remuneration")
        return page or self.page

    def type(self, name: str, text: str, page: Page | None = None) -> None:
        (page or self.page).locator(f"[name='{name}']").press_sequentially(text)

    def waits_for(self, state: str, page: Page | None = None) -> None:
        (page or self.page).locator(".saved", has_text=state).wait_for()

    def press(self, button: str, page: Page | None = None) -> None:
        (page or self.page).click(f"main button:text-is('{button}')")

    def record(self, page: Page | None = None) -> None:
        """« Enregistrer », until it is said to be done."""
        self.press("Enregistrer", page)
        (page or self.page).locator("[data-messages]", has_text="enregistrée").wait_for()

    def read(self, of: Visitor | None = None) -> dict[str, Any]:
        """The claim as it stands, for programs."""
        visitor = of or self.visitor
        answer = visitor.context.request.get(f"{visitor.site.address}/api/v1/claims/{self.claim}")
        assert answer.ok, answer.text()
        found: dict[str, Any] = answer.json()
        return found

    @property
    def recorded(self) -> Any:
        return self.read().get("recorded", {}).get("fee", {}).get("copies")

    @property
    def drafted(self) -> Any:
        return self.read().get("draft", {}).get("fee", {}).get("copies")

    def end_session(self) -> None:
        """« Quitter » in another tab: the session is over everywhere, and nobody told this page."""
        other = self.visitor.new_tab()
        other.goto(self.visitor.site.address + "/plan-du-site")
        other.click("button:has-text('Quitter')")
        other.wait_for_url("**/connexion")
        other.close()

    def log_in(self, page: Page) -> None:
        page.fill("[name=identifier]", self.account["identifier"])
        page.fill("[name=password]", self.visitor.password)
        page.click("main button:text-is('Valider')")
        page.wait_for_url(lambda address: "/connexion" not in address)


Begin = Callable[..., Entry]


@pytest.fixture
def begin(site: Site, visit: Visit) -> Begin:
    """Log in for the first time and open « Rémunération » of a past mission."""

    def start(nature: str = "COPIES", **options: Any) -> Entry:
        account, number = site.claimant(nature) if nature != "COPIES" else (site.newcomer(), "Correction de copies")
        visitor = visit(**options)
        page = visitor.log_in(account)
        visitor.choose_password()
        visitor.accept_conditions()
        page.locator(f"tr:has-text('{number}'):has-text('Non validé') a").first.click()
        page.wait_for_url(re.compile(r"/etats-de-frais/[0-9a-f-]{36}$"))
        entry = Entry(visitor, account, page.url.rpartition("/")[2])
        entry.open()
        return entry

    return start


def test_a_session_that_ends_while_typing_loses_nothing_and_records_nothing(begin: Begin) -> None:
    """P-CLM-20: the form stays, says so, and goes on once another tab has logged in; « Enregistrer » alone counts."""
    entry = begin()
    entry.type("copies", "7")
    entry.record()
    entry.page.fill("[name=copies]", "")
    entry.type("copies", "4")
    entry.waits_for(KEPT)
    entry.end_session()
    entry.type("copies", "2")
    entry.waits_for(ENDED)
    entry.press("Enregistrer")
    entry.waits_for(ENDED)
    assert entry.page.url.endswith("/remuneration")
    assert entry.page.locator("[name=copies]").input_value() == "42"
    with entry.visitor.context.expect_page() as opened:
        entry.page.click("a:has-text('Se reconnecter')")
    entry.log_in(opened.value)
    entry.waits_for(KEPT)
    opened.value.close()
    assert (entry.recorded, entry.drafted) == (7, 42)
    entry.record()
    assert (entry.recorded, entry.drafted) == (42, None)


def test_what_was_typed_before_the_session_ended_is_there_after_the_next_login(begin: Begin, visit: Visit) -> None:
    """S-SHELL-3: as it was typed, whether it could be read or not, and in another browser."""
    entry = begin()
    entry.type("copies", "quarante")
    entry.waits_for(KEPT)
    entry.end_session()
    entry.page.close()
    elsewhere = visit()
    page = elsewhere.log_in(entry.account, entry.visitor.password)
    entry.open(page)
    assert page.locator("[name=copies]").input_value() == "quarante"
    assert page.locator("[aria-invalid]").count() == 0
    assert "recorded" not in entry.read(elsewhere) or not entry.read(elsewhere)["recorded"].get("fee")


def test_a_lost_network_is_made_up_for_by_itself(begin: Begin) -> None:
    """P-CLM-20."""
    entry = begin()
    entry.visitor.context.set_offline(True)
    entry.type("copies", "12")
    entry.waits_for(LOST)
    entry.press("Enregistrer")
    assert entry.page.locator("[name=copies]").input_value() == "12"
    entry.page.fill("[name=copies]", "123")
    entry.visitor.context.set_offline(False)
    entry.waits_for(KEPT)
    assert (entry.recorded, entry.drafted) == (None, 123)
    entry.record()
    assert entry.recorded == 123
    entry.visitor.problems.clear()


def test_a_draft_whose_answer_is_lost_contradicts_nobody(begin: Begin) -> None:
    """It was kept: sent again, it is the same draft, and the page goes on from there."""
    entry = begin()
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort()

    entry.page.route("**/brouillon", lose, times=1)
    entry.type("copies", "5")
    entry.waits_for(LOST)
    assert lost == [200]
    entry.page.fill("[name=copies]", "51")
    entry.waits_for(KEPT)
    assert entry.drafted == 51
    entry.record()
    entry.visitor.problems.clear()


def test_another_window_is_told_and_overwrites_nothing(begin: Begin) -> None:
    """P-CLM-20: neither by a draft nor by « Enregistrer », until its person has seen what the other one did."""
    entry = begin()
    behind = entry.open(entry.visitor.new_tab())
    entry.type("copies", "11")
    entry.waits_for(KEPT)
    entry.type("copies", "99", behind)
    entry.waits_for("modifié ailleurs", behind)
    entry.press("Enregistrer", behind)
    behind.locator("#console", has_text="modifiées depuis").wait_for()
    assert behind.locator("[name=copies]").input_value() == "99"
    assert (entry.recorded, entry.drafted) == (None, 11)
    entry.record(behind)
    assert entry.recorded == 99


def test_a_double_tap_right_after_typing_records_once(begin: Begin) -> None:
    entry = begin()
    version = int(entry.read()["version"])
    entry.type("copies", "8")
    entry.page.dblclick("main button:text-is('Enregistrer')")
    entry.page.locator("[data-messages]", has_text="enregistrée").wait_for()
    assert "Erreur" not in entry.visitor.console()
    assert (entry.recorded, entry.drafted) == (8, None)
    # A draft of what was just typed, then the record: nothing more.
    assert int(entry.read()["version"]) <= version + 2


def test_a_page_that_is_left_at_once_keeps_what_was_typed(begin: Begin) -> None:
    """By a link, which waits for the draft so that the next page is up to date, or in any other way."""
    entry = begin()
    entry.type("copies", "6")
    entry.page.click("a:has-text('Récapitulatif')")
    entry.page.wait_for_url("**/recapitulatif")
    assert "6 copies" in entry.page.locator("main").inner_text()
    entry.open()
    entry.page.fill("[name=copies]", "65")
    entry.page.goto("about:blank")
    eventually(lambda: entry.drafted == 65, 5)


def test_the_amount_follows_half_days_while_they_are_typed(begin: Begin) -> None:
    """P-CLM-21: step by step; a row that is not finished counts for nothing yet and is no error."""
    entry = begin("PRATIQUE")
    amount = entry.page.locator("#calcul-remuneration")
    entry.type("half_days[0].start_time", "8h")
    entry.type("half_days[0].end_time", "10h")
    amount.locator(".amount-step", has_text="de 8 h à 10 h").wait_for()
    first = amount.locator(".amount-total").inner_text()
    entry.type("half_days[1].start_time", "13h30")
    entry.waits_for(KEPT)
    assert amount.locator(".amount-total").inner_text() == first
    assert entry.page.locator("[aria-invalid]").count() == 0
    entry.type("half_days[1].end_time", "15h")
    amount.locator(".amount-step", has_text="de 13 h 30 à 15 h").wait_for()
    assert amount.locator(".amount-total").inner_text() != first
    entry.page.fill("[name='half_days[0].end_time']", "13h15")
    amount.locator("text=se poursuit après 13 h").wait_for()
    shown = amount.locator(".amount-steps").inner_text()
    entry.record()
    assert entry.page.locator("#calcul-remuneration .amount-steps").inner_text() == shown


def test_half_days_are_entered_by_keyboard_alone(begin: Begin) -> None:
    entry = begin("PRATIQUE")
    page = entry.page
    page.locator("[name='half_days[0].date']").focus()
    for text in ("8h", "12h"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.locator("button:has-text('Ajouter des lignes')").focus()
    page.keyboard.press("Enter")
    page.locator("[name='half_days[7].date'], [name='half_days[5].date']").first.wait_for()
    focused = page.evaluate("document.activeElement.name")
    assert re.fullmatch(r"half_days\[[24]\]\.date", focused)
    assert page.locator("[name='half_days[0].end_time']").input_value() == "12h"
    page.keyboard.press("Enter")
    page.wait_for_url("**/remuneration")


def test_a_draft_is_given_up_in_a_dialog(begin: Begin) -> None:
    entry = begin()
    entry.type("copies", "3")
    entry.waits_for(KEPT)
    entry.page.click("a:has-text('Abandonner le brouillon')")
    dialog = entry.page.locator("dialog[open]")
    dialog.locator("button:has-text('Abandonner le brouillon')").click()
    entry.page.locator("[data-messages]", has_text="abandonné").wait_for()
    assert entry.page.url.endswith("/remuneration")
    assert entry.page.locator("[name=copies]").input_value() == ""
    assert entry.drafted is None


@pytest.mark.parametrize("nature", ["PRATIQUE", "ENTRETIEN_RSC", "VAE"])
def test_every_kind_of_fee_is_accessible_light_and_narrow(begin: Begin, nature: str) -> None:
    entry = begin(nature, viewport=PHONE)
    path = f"/etats-de-frais/{entry.claim}/remuneration"
    assert check(entry.visitor, path) == []
    entry.page.locator("main input:visible").last.press_sequentially("x")
    entry.waits_for(KEPT)
    entry.press("Enregistrer")
    entry.page.locator("#erreurs").wait_for()
    assert entry.page.evaluate("document.activeElement.id") == "erreurs"
