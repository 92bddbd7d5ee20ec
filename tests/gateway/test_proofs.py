"""Proofs at the validation: what becomes of them is chosen, announced and followed (S-CLM-13 to S-CLM-15)."""

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Page
from tests.gateway.world import Site
from tests.pdf_reading import words

ADDRESS = "Par voie postale"


@pytest.fixture
def asked(site: Site) -> Page:
    """The page of validation of somebody who has no payroll file yet."""
    page = journeys.fill(site.examiner(is_new=True))
    return page.browser.get(journeys.base_of(page) + "/validation")


def follow_up(page: Page) -> str:
    return page.browser.get(journeys.base_of(page)).content


def test_proofs_are_announced_before_anything_is_validated(asked: Page) -> None:
    """S-DOC-1: what, why, where to; in the recap and again at the validation."""
    recap = asked.browser.get(journeys.base_of(asked) + "/recapitulatif")
    for page in (recap, asked):
        for told in ("Relevé d’identité bancaire", "Copie de carte vitale", ADDRESS):
            assert told in page.content
    assert "proofs" not in asked.form(asked.path).values, "nothing is chosen beforehand"


def test_without_a_choice_nothing_is_validated_and_the_choice_says_so(asked: Page) -> None:
    refused = asked.form(asked.path).submit("OK")
    assert (refused.status, refused.keys) == (409, ["PROOFS_MISSING"])
    assert refused.title.startswith("Erreur : ")
    assert list(refused.errors) == ["champ-proofs"]
    assert refused.summary == list(refused.errors.values())
    assert "Non validé" in follow_up(asked)
    validated = refused.form(refused.path).submit("OK", proofs="later")
    assert validated.keys == ["CLAIM_VALIDATED"]


def test_a_choice_that_does_not_exist_is_none(asked: Page) -> None:
    form = asked.form(asked.path)
    refused = asked.browser.send("POST", form.address, {**form.values, "proofs": "pigeon"})
    assert refused.keys == ["PROOFS_MISSING"]


def test_proofs_by_post_get_a_slip_and_are_followed(asked: Page) -> None:
    """S-CLM-14."""
    done = asked.form(asked.path).submit("OK", proofs="post")
    assert done.path.endswith("/valide")
    assert "Il reste des pièces justificatives à envoyer" in done.content
    assert ADDRESS in done.content
    slip = words(done.follow("Récapitulatif (PDF)").response.content)
    assert "Bordereau à joindre" in slip
    assert "envoyez vos pièces justificatives par courrier" in follow_up(done)


def test_a_validation_without_sending_says_what_is_still_to_give(asked: Page) -> None:
    done = asked.form(asked.path).submit("OK", proofs="later")
    assert "Des pièces justificatives restent à fournir" in done.content
    assert "Bordereau à joindre" not in words(done.follow("Récapitulatif (PDF)").response.content)
    assert "voie postale" not in follow_up(done).replace(ADDRESS, "")


def test_nights_without_an_invoice_are_warned_about(site: Site) -> None:
    page = journeys.enter_fee(journeys.open_claim(site.examiner()))
    journeys.add_trip(page, night_count="1", night_town="Saint-Denis (93)", night_code="93066")
    journeys.record_travel(page)
    asked = page.browser.get(journeys.base_of(page) + "/validation")
    assert "Factures d’hébergement" in asked.content
    assert "remboursées sur facture" in asked.content


def test_whoever_owes_no_proof_is_asked_nothing(site: Site) -> None:
    browser, number = site.claimant("ENTRETIEN_RSC")
    site.execute(
        "expenses",
        "UPDATE claims SET has_active_payroll_file = true, has_insee_number = true WHERE identifier = :one",
        one=browser.identifier,
    )
    page = journeys.open_claim(browser, number)
    fee = browser.get(page.path + "/remuneration")
    fee.form(fee.path).submit("Enregistrer", hours="2")
    asked = browser.get(page.path + "/validation")
    assert "proofs" not in asked.form(asked.path).names
    assert asked.form(asked.path).submit("OK").keys == ["CLAIM_VALIDATED"]
