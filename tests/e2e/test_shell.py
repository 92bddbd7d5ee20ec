"""The frame around every page: search, sort, dialogs, enlarging, keyboard, session, console."""

import re
import time

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import PHONE, Site, Visit


def rows(page: Page) -> list[str]:
    return [row.inner_text() for row in page.locator("tbody tr").all()]


def test_a_list_is_searched_while_typing_and_its_address_follows(site: Site, visit: Visit) -> None:
    """S-SHELL-7: without case and accents, over every label shown, the count said."""
    visitor = visit()
    page = visitor.log_in(site.account("intervenant"))
    visitor.open("/missions")
    word = re.search(r"\d\d/\d\d/\d{4}", rows(page)[0])
    assert word is not None
    page.locator("#recherche").press_sequentially(word[0], delay=20)
    page.wait_for_url("**/missions?*recherche=*")
    page.wait_for_timeout(300)
    assert rows(page)
    assert all(word[0] in row for row in rows(page))
    assert page.evaluate("document.activeElement.id") == "recherche"
    page.reload()
    assert page.locator("#recherche").input_value() == word[0]


def test_a_list_is_searched_and_sorted_without_script(site: Site, visit: Visit) -> None:
    """S-SHELL-7, S-SHELL-8."""
    visitor = visit(javascript=False)
    page = visitor.log_in(site.account("intervenant"))
    visitor.open("/missions")
    everything = rows(page)
    page.click("#tri-numero")
    assert page.locator("th[aria-sort]").count() == 1
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("N°")
    numbers = [re.search(r"SI\d+", row)[0] for row in rows(page)]  # type: ignore[index]
    assert numbers == sorted(numbers)
    page.click("#tri-numero")
    assert [re.search(r"SI\d+", row)[0] for row in rows(page)] == numbers[::-1]  # type: ignore[index]
    page.fill("#recherche", numbers[0].lower())
    page.click("button:text-is('Rechercher')")
    assert len(rows(page)) == 1 < len(everything)
    assert page.locator("th[aria-sort=descending]").count() == 1, "a search keeps the sort"


def test_a_dialog_opens_has_an_address_and_gives_the_focus_back(site: Site, visit: Visit) -> None:
    """S-SHELL-10."""
    visitor = visit()
    page = visitor.log_in(site.account("intervenant"))
    visitor.open("/missions")
    link = page.locator("tbody a").first
    link.focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open] h1, dialog[open] h2").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == link.get_attribute("id")
    page.goto(site.address + str(link.get_attribute("href")))
    assert page.locator("h1").inner_text().startswith("Mission n°")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_work_area_is_enlarged_and_stays_so(site: Site, visit: Visit, javascript: bool) -> None:
    """S-SHELL-6: header and menu disappear, console and button stay, across pages."""
    visitor = visit(javascript=javascript)
    page = visitor.log_in(site.account("intervenant"))
    visitor.open("/missions")
    page.click(".button-enlarge")
    for path in ("/missions", "/"):
        visitor.open(path)
        assert page.locator("header.header").count() == 0
        assert page.locator("#menu").count() == 0
        assert page.locator("#console").is_visible()
    page.click(".button-enlarge")
    assert page.locator("header.header").is_visible()


def test_the_keyboard_reaches_everything_and_the_focus_is_always_seen(site: Site, visit: Visit) -> None:
    """WCAG 2.4.7 and 2.4.11: no stop is hidden under the console."""
    visitor = visit()
    page = visitor.log_in(site.account("intervenant"))
    visitor.open("/missions")
    hidden, seen = [], set()
    for _ in range(120):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
                const element = document.activeElement;
                if (!element || element === document.body) return null;
                const box = element.getBoundingClientRect();
                const limit = document.getElementById('console').getBoundingClientRect().top;
                const inside = element.closest('#console, footer');
                const style = getComputedStyle(element);
                return {
                    name: element.outerHTML.slice(0, 80),
                    covered: !inside && box.bottom > limit + 1 && box.height < limit,
                    shown: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
                };
            }"""
        )
        if stop is None:
            break
        seen.add(stop["name"])
        if stop["covered"] or not stop["shown"]:
            hidden.append(stop)
    assert hidden == []
    assert len(seen) > 15


def test_the_first_claim_can_be_opened_by_keyboard_alone(site: Site, visit: Visit) -> None:
    visitor = visit()
    page = visitor.log_in(site.account("intervenant"))
    visitor.accept_conditions()
    page.locator("tbody a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/etats-de-frais/[0-9a-f-]{36}$"))


def test_a_phone_folds_the_menu_and_opens_it(site: Site, visit: Visit) -> None:
    visitor = visit(viewport=PHONE)
    page = visitor.log_in(site.account("intervenant"))
    visitor.open("/missions")
    entry = page.locator("#menu a:has-text('états de frais')")
    assert not entry.is_visible()
    page.click("[data-menu]")
    entry.click()
    page.wait_for_url("**/etats-de-frais**")


def test_a_phone_without_script_has_its_menu_open(site: Site, visit: Visit) -> None:
    visitor = visit(viewport=PHONE, javascript=False)
    page = visitor.log_in(site.account("intervenant"))
    visitor.open("/missions")
    assert page.locator("#menu a:has-text('états de frais')").is_visible()


def test_leaving_ends_the_session_in_every_tab(site: Site, visit: Visit) -> None:
    visitor = visit()
    page = visitor.log_in(site.account("intervenant"))
    other = visitor.new_tab()
    other.goto(site.address + "/missions")
    page.click("button:has-text('Quitter')")
    page.wait_for_url("**/connexion")
    other.reload()
    assert "/connexion" in other.url


def test_two_tabs_never_lose_work_in_silence(site: Site, visit: Visit) -> None:
    """P-CLM-20, A6: the second of two stale forms is refused with a sentence, and says what to do."""
    visitor = visit(javascript=False)
    page = visitor.log_in_first(site.newcomer())
    visitor.accept_conditions()
    page.locator("tr:has-text('Correction de copies'):has-text('Non validé') a").first.click()
    claim = page.url
    other = visitor.new_tab()
    for tab in (page, other):
        tab.goto(claim + "/remuneration")
    page.fill("[name=copies]", "11")
    page.click("button:text-is('Enregistrer')")
    other.fill("[name=copies]", "12")
    other.click("button:text-is('Enregistrer')")
    assert "modifiées depuis" in other.locator("#console").inner_text()
    page.goto(claim + "/remuneration")
    assert page.locator("[name=copies]").input_value() == "11"


def test_a_double_click_validates_once(site: Site, visit: Visit) -> None:
    """S-CLM-15: one number, even on a double click."""
    visitor = visit()
    page = visitor.log_in_first(site.newcomer())
    visitor.accept_conditions()
    page.locator("tr:has-text('Correction de copies'):has-text('Non validé') a").first.click()
    claim = page.url
    page.goto(claim + "/remuneration")
    page.fill("[name=copies]", "3")
    visitor.press("Enregistrer", "Votre saisie est enregistrée")
    page.goto(claim + "/validation")
    visitor.give_proofs_later()
    page.locator("button:has-text('OK')").dblclick()
    page.wait_for_url("**/valide")
    number = page.locator(".order-number").inner_text()
    page.goto(claim)
    assert page.locator(f"text={number}").first.is_visible()
    assert "Erreur" not in visitor.console()


def test_the_console_tells_what_happened_with_its_time_and_keeps_the_history(site: Site, visit: Visit) -> None:
    """S-SHELL-5."""
    visitor = visit()
    page = visitor.log_in(site.account("intervenant"))
    visitor.open("/etats-de-frais/01900000-0000-7000-8000-000000000000")
    assert page.locator("h1").inner_text() == "Page introuvable"
    visitor.open("/mot-de-passe")
    page.fill("[name=current_password]", "ce n’est pas le bon")
    page.fill("[name=new_password]", "encore quatre mots au hasard")
    page.fill("[name=repeated_password]", "encore quatre mots au hasard")
    page.click("main button:text-is('Valider')")
    assert re.search(r"\d\d:\d\d Erreur\s: ", visitor.console())
    time.sleep(0.5)
    assert "Erreur" in page.locator("#console [data-live-alert]").inner_text(), "said to screen readers"
    visitor.open("/missions")
    page.click("#console summary")
    assert "Erreur" in page.locator("#console .history").inner_text()


def test_the_session_dialog_warns_and_one_action_keeps_the_session(site: Site, visit: Visit) -> None:
    """S-SHELL-3: the page is made to believe that five minutes are left; the server then says the truth."""
    visitor = visit()
    page = visitor.page
    page.route(
        re.compile(r"/missions$"),
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            body=re.sub(r'data-session="\d+"', 'data-session="290"', answer.text()),
        ),
    )
    visitor.log_in(site.account("intervenant"))
    visitor.open("/missions")
    dialog = page.locator("dialog[data-session][open]")
    dialog.wait_for()
    assert "5 minutes" in dialog.inner_text()
    assert page.evaluate("document.activeElement.textContent") == "Rester connecté(e)"
    page.keyboard.press("Enter")
    dialog.wait_for(state="hidden")


def test_a_stranger_is_brought_back_to_the_page_they_wanted(site: Site, visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("/missions?tri=centre")
    assert "/connexion" in page.url
    account = site.account("intervenant")
    page.fill("[name=identifier]", account["identifier"])
    page.fill("[name=password]", account["password"])
    page.click("main button:text-is('Valider')")
    assert page.url.endswith("/missions?tri=centre")


def test_an_activity_without_right_is_neither_in_the_menu_nor_at_its_address(site: Site, visit: Visit) -> None:
    """S-SHELL-4."""
    visitor = visit()
    page = visitor.log_in(site.account("intervenant"))
    assert page.locator("#menu a[href^='/gestion']").count() == 0
    for path in ("/gestion/etats-de-frais", "/gestion/convocations", "/gestion/intervenants"):
        visitor.open(path)
        assert page.locator("h1").inner_text() == "Accès refusé"


def test_nothing_is_fetched_from_elsewhere(site: Site, visit: Visit) -> None:
    visitor = visit()
    foreign: list[str] = []
    visitor.page.on("request", lambda asked: foreign.append(asked.url) if site.address not in asked.url else None)
    visitor.log_in(site.account("intervenant"))
    visitor.accept_conditions()
    assert foreign == []
