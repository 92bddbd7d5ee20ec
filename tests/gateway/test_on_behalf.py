"""A gestionnaire enters and validates in the name of the examiner once entry is closed, without JavaScript."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser, Page
from tests.gateway.journeys import DESK, on_the_desk
from tests.gateway.world import PRODUCED, Site

CLOSED = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
ENTER = "Saisir au nom de l’intervenant"


@pytest.fixture(autouse=True)
def closed(site: Site) -> Iterator[None]:
    """The day after the closing date."""
    site.clock.set(CLOSED)
    yield
    site.clock.set(PRODUCED)


def entered(manager: Browser, examiner: Browser) -> Page:
    """The first page of entry, from the desk."""
    return on_the_desk(manager, examiner).follow(ENTER)


def test_a_gestionnaire_enters_and_validates_in_the_name_of_the_examiner(manager: Browser, examiner: Browser) -> None:
    """G-19."""
    page = entered(manager, examiner)
    base = page.path
    fee = page.follow("Suivant")
    assert "Vous saisissez au nom de" in fee.content
    kept = fee.form(fee.path).submit("Suivant", copies="42")
    assert kept.path == f"{base}/deplacement"
    line = kept.follow("Ajouter une ligne")
    assert "Vous saisissez au nom de" in line.content
    travel = line.form(f"{base}/deplacement/lignes/…").submit("OK", power_cv="5")
    recorded = travel.form(travel.path).submit("Enregistrer")
    assert recorded.keys == ["CLAIM_RECORDED"]
    recap = manager.get(f"{base}/recapitulatif")
    assert "103,74 €" in recap.content
    asked = recap.follow("Valider")
    assert "Vous saisissez au nom de" in asked.content
    form = asked.form(asked.path)
    done = form.submit("OK", **{"proofs": "later"} if "proofs" in form.names else {})
    assert (done.path, done.keys) == (f"{base}/valide", ["CLAIM_VALIDATED"])
    assert done.follow("Récapitulatif (PDF)").response.content.startswith(b"%PDF-")
    desk = done.follow("Retour à l’état de frais")
    assert desk.path == base.removesuffix("/saisie")
    # The examiner reads that it was done in their name.
    assert "en votre nom" in journeys.open_claim(examiner).content


def test_what_is_wrong_is_said_beside_its_field_there_too(manager: Browser, examiner: Browser) -> None:
    fee = entered(manager, examiner).follow("Suivant")
    refused = fee.form(fee.path).submit("Enregistrer", copies="beaucoup")
    assert (refused.status, list(refused.errors)) == (422, ["copies"])
    assert "Vous saisissez au nom de" in refused.content


def test_a_validation_is_taken_back_in_the_name_of_the_examiner(
    site: Site, manager: Browser, examiner: Browser
) -> None:
    site.clock.set(PRODUCED)
    journeys.validated(examiner)
    site.clock.set(CLOSED)
    page = entered(manager, examiner)
    asked = page.follow("Dévalider")
    back = asked.form(asked.path).submit("Dévalider")
    assert back.keys == ["CLAIM_UNVALIDATED"]
    assert back.path.startswith(page.path)


def test_before_the_closing_date_the_page_says_who_may_and_until_when(
    site: Site, manager: Browser, examiner: Browser
) -> None:
    site.clock.set(PRODUCED)
    page = on_the_desk(manager, examiner)
    assert not page.links(ENTER)
    assert "au plus tard le lundi 31 août 2026" in page.content
    assert "Après le lundi 31 août 2026, un gestionnaire pourra saisir" in page.content
    refused = manager.send(
        "POST",
        f"{manager.site}{page.path}/saisie/remuneration",
        {
            "form_token": manager.token(),
            "version": page.form(f"{DESK}/…").values["version"],
            "copies": "42",
            "action": "save",
        },
    )
    assert refused.keys == ["CLAIMS_OPEN"]


def test_of_a_gestionnaire_and_another_the_slower_one_is_told_and_loses_nothing(
    site: Site, manager: Browser, examiner: Browser
) -> None:
    fee = entered(manager, examiner).follow("Suivant")
    other = entered(site.browser_of("gestionnaire", "traite"), examiner).follow("Suivant")
    assert fee.form(fee.path).submit("Enregistrer", copies="42").keys == ["CLAIM_RECORDED"]
    slower = other.form(other.path).submit("Enregistrer", copies="40")
    assert "STALE_VERSION" in slower.keys
    assert slower.form(other.path).values["copies"] == "40"


def test_an_examiner_has_no_way_in(examiner: Browser) -> None:
    page = journeys.open_claim(examiner)
    claim_id = page.path.rpartition("/")[2]
    assert examiner.get(f"{DESK}/{claim_id}/saisie").status == 403


def test_nobody_enters_their_own_claim_from_the_desk(site: Site) -> None:
    own = site.browser_of("gestionnaire", "ses propres frais")
    page = journeys.accept_conditions(own)
    number = page.rows[0]["N° de mission"]
    page = own.get(f"{DESK}?file=tous&recherche={own.identifier} {number}")
    page = page.follow(page.rows[0]["Intervenant"].rpartition(" ")[0])
    assert not page.links(ENTER)
    given = {
        "form_token": own.token(),
        "version": page.form(f"{DESK}/…").values["version"],
        "copies": "42",
        "action": "save",
    }
    assert own.send("POST", f"{own.site}{page.path}/saisie/remuneration", given).keys == ["OWN_CLAIM"]
