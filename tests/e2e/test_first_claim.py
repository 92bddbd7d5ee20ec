"""The whole job: from the letter to the acceptance, with JavaScript and without."""

import re

import pytest

from tests.e2e.conftest import Site, Visit, Visitor
from tests.pdf_reading import assert_accessible, words

COPIES_TO_VALIDATE = "tr:has-text('Correction de copies'):not(:has-text('dématérialisées')):has-text('Non validé') a"


def fill_trip(visitor: Visitor) -> None:
    """There and back each day, by a car of 5 CV."""
    form = visitor.page.locator("form:has([name=power_cv])")
    form.locator("[name=power_cv]").fill("5")
    if not form.locator("[name=distance_hectometres]").input_value():
        form.locator("[name=distance_hectometres]").fill("60,5")
    if form.locator("[name=departure_date]").input_value() == form.locator("[name=return_date]").input_value():
        form.locator("[name=departure_time]").fill("07:00")
        form.locator("[name=return_time]").fill("19:00")
    form.locator("button:has-text('OK')").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_an_examiner_goes_from_the_letter_to_the_order_number_and_a_gestionnaire_accepts(
    site: Site, visit: Visit, javascript: bool
) -> None:
    """S-SHELL-11, S-AUTH-1, S-AUTH-2, S-MIS-1, S-MIS-2, S-MIS-4.

    S-CLM-1 to S-CLM-9, S-CLM-11, S-CLM-13, S-CLM-15, S-CLM-16.
    """
    examiner = visit(javascript=javascript)
    letter = site.newcomer()
    page = examiner.log_in(letter)
    examiner.open("/missions")
    assert page.url.endswith("/mot-de-passe"), "the temporary password opens nothing else"
    examiner.choose_password()
    assert "Votre mot de passe est enregistré" in examiner.console()

    examiner.open("/missions")
    assert page.locator("h1").inner_text() == "Consultation missions"
    page.locator("tbody a").first.click()
    page.locator("text=Centre d’examen").first.wait_for()
    examiner.open("/missions")
    duplicate = page.locator("a[href$='/convocation.pdf']").first.get_attribute("href")
    pdf = examiner.context.request.get(site.address + str(duplicate)).body()
    assert_accessible(pdf)
    assert "DUPLICATA" in words(pdf)

    examiner.accept_conditions()
    assert page.locator("h1").inner_text() == "Saisie/consultation états de frais"
    page.locator(COPIES_TO_VALIDATE).first.click()
    claim = page.url
    page.click("a:has-text('Compléter')")
    page.fill("[name=copies]", "42")
    page.click("button:text-is('Suivant')")
    page.wait_for_url(lambda address: not address.endswith("/remuneration"))
    if page.url.endswith("/deplacement"):
        page.click("a:has-text('Ajouter une ligne')")
        fill_trip(examiner)
        page.locator(".trip").wait_for()
    page.goto(claim + "/recapitulatif")
    assert re.search(r"\d,\d\d\s€", page.locator("#calcul-remuneration").inner_text())
    page.click("main a:text-is('Valider')")
    page.locator("button:has-text('OK')").last.wait_for()
    examiner.give_proofs_later()
    page.locator("button:has-text('OK')").last.click()
    page.wait_for_url("**/valide")
    number = page.locator(".order-number").inner_text()
    assert re.fullmatch(r"2026-SIEC-\d{6}", number)
    assert number in examiner.console()
    recap = examiner.context.request.get(claim + "/recapitulatif.pdf").body()
    assert_accessible(recap)
    assert number in words(recap)

    manager = visit(javascript=javascript)
    desk = manager.log_in(site.account("gestionnaire"))
    manager.open(f"/gestion/etats-de-frais?recherche={number}")
    desk.locator("tbody a").first.click()
    desk.click("button:text-is('Accepter')")
    assert "est accepté" in manager.console()

    page.goto(claim)
    assert "Validé par gestionnaire" in page.locator(".claim-statuses").inner_text()
    assert page.locator("a:has-text('Dévalider')").count() == 0


def test_a_claim_is_taken_back_and_keeps_its_number(site: Site, visit: Visit) -> None:
    """S-CLM-16: un-validated while nobody has processed it; the number stays."""
    examiner = visit()
    page = examiner.log_in_first(site.newcomer())
    examiner.accept_conditions()
    page.locator(COPIES_TO_VALIDATE).first.click()
    claim = page.url
    page.goto(claim + "/remuneration")
    page.fill("[name=copies]", "7")
    examiner.press("Enregistrer", "Votre saisie est enregistrée")

    def validate() -> str:
        page.goto(claim + "/recapitulatif")
        page.click("main a:text-is('Valider')")
        page.locator("button:has-text('OK')").last.wait_for()
        examiner.give_proofs_later()
        page.locator("button:has-text('OK')").last.click()
        page.wait_for_url("**/valide")
        return page.locator(".order-number").inner_text()

    number = validate()
    page.click("a:text-is('Dévalider')")
    page.locator("button:text-is('Dévalider')").last.click()
    page.wait_for_url("**/recapitulatif")
    assert "dévalidé" in examiner.console()
    assert validate() == number
