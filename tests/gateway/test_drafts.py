"""What is typed and not recorded yet, as the script sends it and as pages show it (S-CLM-6, P-CLM-20)."""

from collections.abc import Mapping

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser, Page
from tests.gateway.world import Site

AUTOMATIC = {"imagin-automatic": "1"}
INCOMPLETE = "« Rémunération » contient une information incomplète ou illisible"


def fee_of(page: Page) -> Page:
    return page.browser.get(journeys.base_of(page) + "/remuneration")


def send(fee: Page, typed: Mapping[str, str], **changes: str) -> Page:
    """What the script sends while somebody types, from a page as it was shown."""
    form = fee.form(fee.path)
    address = fee.browser.site + form.element.get("data-draft")
    return fee.browser.open(fee.browser.post(address, {**form.values, **typed, **changes}, AUTOMATIC))


def state(page: Page) -> str:
    """What is said of the draft."""
    return " ".join(page.tree.get_element_by_id("brouillon").text_content().split())


def quantity(page: Page) -> str:
    """What « Rémunération » shows when it is opened again."""
    return fee_of(page).form(fee_of(page).path).values["copies"]


@pytest.fixture
def claim(examiner: Browser) -> Page:
    """« Suivi » of a claim whose copies are recorded."""
    page = journeys.open_claim(examiner)
    journeys.enter_fee(page, "42")
    return page


def test_a_draft_is_shown_again_with_its_amount_and_never_counts(claim: Page) -> None:
    kept = send(fee_of(claim), {"copies": "40"})
    assert kept.status == 200
    assert state(kept).startswith("Brouillon conservé à 8 h")
    assert "98,80 €" in kept.content
    assert quantity(claim) == "40"
    assert "Brouillon conservé le 25/06/2026" in fee_of(claim).content
    assert "103,74 €" in claim.browser.get(claim.path).content


@pytest.mark.parametrize("typed", ["quarante", "42,5", ""])
def test_a_text_that_cannot_be_read_is_kept_as_it_is_typed(claim: Page, typed: str) -> None:
    """Nothing is said to be wrong before somebody presses a button; the recap does not leave it out in silence."""
    kept = send(fee_of(claim), {"copies": typed})
    assert (kept.status, kept.errors) == (200, {})
    assert state(kept).startswith("Brouillon conservé")
    again = fee_of(claim)
    assert (again.form(again.path).values["copies"], again.errors) == (typed, {})
    for step in ("/recapitulatif", "/validation"):
        page = claim.browser.get(journeys.base_of(claim) + step)
        assert INCOMPLETE in page.content
        assert not page.links("Valider")
        assert not any(form.find("OK") is not None or form.find("Enregistrer") is not None for form in page.forms)
    refused = again.form(again.path).submit("Enregistrer")
    assert list(refused.errors) == ["copies"]
    recorded = refused.form(refused.path).submit("Enregistrer", copies="41")
    assert recorded.keys == ["CLAIM_RECORDED"]
    assert INCOMPLETE not in claim.browser.get(journeys.base_of(claim) + "/recapitulatif").content


def test_half_days_are_kept_row_by_row_whether_they_can_be_read_or_not(site: Site) -> None:
    browser, number = site.claimant("PRATIQUE")
    page = journeys.open_claim(browser, number)
    day = fee_of(page).form(fee_of(page).path).values["half_days[0].date"]
    first = {"half_days[0].start_time": "8h", "half_days[0].end_time": "12h"}
    send(fee_of(page), {**first, "half_days[1].start_time": "14h"})
    shown = fee_of(page).form(fee_of(page).path).values
    assert (shown["half_days[0].start_time"], shown["half_days[1].start_time"]) == ("08:00", "14h")
    # The first row becomes incomplete too: no half-day of an earlier draft may come back.
    kept = send(fee_of(page), {"half_days[0].start_time": "", "half_days[1].end_time": "x"})
    assert "0,00 €" in kept.content
    shown = fee_of(page).form(fee_of(page).path).values
    rows = sorted((shown[f"half_days[{row}].start_time"], shown[f"half_days[{row}].end_time"]) for row in range(2))
    assert rows == [("", "12:00"), ("14h", "x")]
    assert {shown[f"half_days[{row}].date"] for row in range(2)} == {day}


def test_a_draft_sent_twice_because_its_answer_was_lost_is_kept_once(claim: Page) -> None:
    fee = fee_of(claim)
    first, second = send(fee, {"copies": "40"}), send(fee, {"copies": "40"})
    versions = [page.form(fee.path).values["version"] for page in (first, second)]
    assert first.status == second.status == 200
    assert versions[0] == versions[1]
    # The form itself still has its own identifier: recording is no repetition of the draft.
    assert first.form(fee.path).submit("Enregistrer").keys == ["CLAIM_RECORDED"]


def test_a_draft_of_an_older_page_overwrites_nothing_and_says_so(claim: Page) -> None:
    behind = fee_of(claim)
    send(fee_of(claim), {"copies": "40"})
    refused = send(behind, {"copies": "99"})
    assert refused.status == 409
    assert "modifié ailleurs" in state(refused)
    assert "Recharger la page" in state(refused)
    assert quantity(claim) == "40"


def test_an_older_form_keeps_what_was_typed_in_it_and_shows_what_is_recorded(claim: Page) -> None:
    """Nobody's work is lost in silence: pressing again, once the other value was read, records what was typed."""
    behind = fee_of(claim)
    journeys.enter_fee(claim, "40")
    refused = behind.form(behind.path).submit("Enregistrer", copies="99")
    assert (refused.status, refused.keys) == (409, ["STALE_VERSION"])
    assert refused.form(refused.path).values["copies"] == "99"
    assert "Enregistré à présent : 40 copies" in refused.content
    assert quantity(claim) == "40"
    assert refused.form(refused.path).submit("Enregistrer").keys == ["CLAIM_RECORDED"]
    assert quantity(claim) == "99"


def test_a_draft_that_may_not_be_kept_says_why_beside_the_form(claim: Page) -> None:
    kept = send(fee_of(claim), {"copies": "4" * 600})
    assert kept.status == 422
    assert state(kept).startswith("Impossible de conserver : Ce texte est trop long")


def test_a_claim_that_is_cancelled_meanwhile_is_said_beside_what_is_typed(site: Site, manager: Browser) -> None:
    """The tab is gone: the answer says why nonetheless, and the page keeps what was typed."""
    examiner = site.examiner()
    fee = fee_of(journeys.open_claim(examiner))
    asked = journeys.on_the_desk(manager, examiner).follow("Annuler")
    asked.form(asked.path).submit("Annuler", reason="Mission faite par une autre personne.")
    kept = send(fee, {"copies": "40"})
    assert kept.status == 409
    assert state(kept).startswith("Impossible de conserver : ")
    refused = fee.form(fee.path).submit("Enregistrer", copies="40")
    assert refused.path == journeys.base_of(fee)
    assert [level for level, *_ in refused.console] == ["error"]


def test_a_draft_of_a_session_that_is_over_leads_to_the_login(claim: Page) -> None:
    fee = fee_of(claim)
    claim.browser.client.cookies.clear()
    form = fee.form(fee.path)
    answer = claim.browser.post(claim.browser.site + form.element.get("data-draft"), form.values, AUTOMATIC)
    assert answer.is_redirect
    assert answer.headers["location"].startswith("/connexion")


def test_a_draft_is_given_up_once_it_is_confirmed(claim: Page) -> None:
    send(fee_of(claim), {"copies": "40"})
    asked = fee_of(claim).follow("Abandonner le brouillon")
    assert quantity(claim) == "40"
    assert asked.links("Retour")[-1] == fee_of(claim).path
    done = asked.form("/etats-de-frais/…", "Abandonner").submit("Abandonner le brouillon")
    assert (done.path, done.keys) == (fee_of(claim).path, ["DRAFT_DISCARDED"])
    assert quantity(claim) == "42"
    assert "Saisie enregistrée" in done.content


def test_giving_a_draft_up_leads_nowhere_else(claim: Page) -> None:
    base = journeys.base_of(claim)
    for foreign in ("https://ailleurs.example", "/gestion/etats-de-frais", "//ailleurs.example", f"{base}evil"):
        asked = claim.browser.get(f"{base}/brouillon/abandon?retour={foreign}")
        assert asked.links("Retour")[-1] == base, foreign
