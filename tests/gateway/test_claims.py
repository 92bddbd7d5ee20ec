"""From the list of claims to the order number, without JavaScript (S-CLM-1 to S-CLM-16)."""

import re

from tests.gateway import journeys
from tests.gateway.browser import Browser
from tests.gateway.crowd import MARKING, SANTORIN
from tests.gateway.journeys import LIST
from tests.gateway.world import Site

PARTS = ("", "/remuneration", "/deplacement", "/recapitulatif", "/validation", "/devalidation", "/non-effectuee")
ORDER_NUMBER = re.compile(r"2026-SIEC-\d{6}")


def test_nothing_of_the_activity_is_served_before_the_conditions_are_accepted(examiner: Browser) -> None:
    """S-CLM-1."""
    page = examiner.get(LIST)
    assert (page.path, page.keys) == (f"{LIST}/conditions", ["CONDITIONS_NOT_ACCEPTED"])
    refused = page.form(f"{LIST}/conditions").submit("Valider")
    assert (refused.status, list(refused.errors)) == (422, ["is_accepted"])
    assert refused.summary == list(refused.errors.values())
    listed = refused.form(f"{LIST}/conditions").submit("Valider", is_accepted="1")
    assert listed.path == LIST
    # Once is enough, in every browser of the person.
    assert examiner.get(LIST).path == LIST


def test_conditions_that_changed_meanwhile_are_read_again(examiner: Browser) -> None:
    page = examiner.get(LIST)
    refused = page.form(f"{LIST}/conditions").submit("Valider", is_accepted="1", version="7")
    assert (refused.path, refused.keys) == (f"{LIST}/conditions", ["CONDITIONS_OUTDATED"])


def test_the_list_shows_both_statuses_and_is_searched_by_them(examiner: Browser) -> None:
    """S-CLM-2, S-SHELL-7."""
    page = journeys.accept_conditions(examiner)
    row = next(row for row in page.rows if row["N° de mission"] == MARKING)
    assert (row["Rémunération"], row["Déplacement"]) == ("Non validé", "Non validé")
    found = page.form(LIST).submit(recherche="pas de frais")
    assert found.rows
    assert {row["Déplacement"] for row in found.rows} == {"Pas de frais"}
    sorted_ = page.follow("Rémunération")
    assert [row["Rémunération"] for row in sorted_.rows] == sorted(row["Rémunération"] for row in page.rows)


def test_a_claim_goes_from_its_first_page_to_its_order_number(examiner: Browser) -> None:
    """S-CLM-4 to S-CLM-9, S-CLM-11, S-CLM-13, S-CLM-15, S-CLM-16, P-CLM-21."""
    page = journeys.open_claim(examiner)
    assert "À vous d’agir" in page.content
    assert "31 août 2026" in page.content
    page = page.follow("Compléter l’état de frais")
    assert page.path.endswith("/remuneration")
    kept = page.form(page.path).submit("Suivant", copies="40")
    assert kept.path.endswith("/deplacement")
    assert "Brouillon conservé" in kept.content
    recorded = kept.follow("Précédent").form(page.path).submit("Enregistrer", copies="42")
    assert recorded.keys == ["CLAIM_RECORDED"]
    # The amount explains itself: quantity, rate, date of effect, source.
    for words in ("103,74 €", "42 copies × 2,47 €", "taux en vigueur depuis le 10/09/2012", "Arrêté du"):
        assert words in recorded.content
    line = recorded.form(page.path).submit("Suivant").follow("Ajouter une ligne de déplacement")
    suggested = line.form(f"{journeys.base_of(line)}/deplacement/lignes/…").values
    assert suggested["departure_date"] == "26/05/2026"
    assert suggested["arrival_town"] == "Saint-Denis (93)"
    travel = line.form(f"{journeys.base_of(line)}/deplacement/lignes/…").submit("OK", power_cv="5")
    assert "Ligne 1 : Brunoy" in travel.content
    assert re.search(r"Repas dus\s*3.*Nuitées dues\s*1", travel.content)
    travel = travel.form(travel.path).submit("Enregistrer")
    assert travel.keys == ["CLAIM_RECORDED"]
    recap = travel.follow("Suivant")
    for words in ("42 copies", "103,74 €", "12,16 €", "60,00 €", "72,16 €"):
        assert words in recap.content
    asked = recap.follow("Valider")
    assert "72,16 €" in asked.content
    done = asked.form(asked.path).submit("OK", proofs="later")
    assert (done.path.rpartition("/")[2], done.keys) == ("valide", ["CLAIM_VALIDATED"])
    number = ORDER_NUMBER.search(done.content)[0]
    assert number in done.console[0][2]
    pdf = done.follow("Récapitulatif (PDF)")
    assert pdf.response.content.startswith(b"%PDF-")
    assert f"recapitulatif-{number}.pdf" in pdf.response.headers["content-disposition"]
    # Read only from now on, and the person may still take it back.
    consulted = done.follow("Consulter")
    assert "Validé" in consulted.content
    fee = examiner.get(journeys.base_of(done) + "/remuneration")
    assert "lecture seule" in fee.content
    assert "copies" not in {name for form in fee.forms for name in form.names}
    again = consulted.follow("Dévalider")
    undone = again.form(again.path).submit("Dévalider")
    assert undone.keys == ["CLAIM_UNVALIDATED"]
    validated = journeys.validate(undone)
    assert ORDER_NUMBER.search(validated.content)[0] == number


def test_the_history_of_the_visit_is_in_the_console(examiner: Browser) -> None:
    """S-SHELL-5."""
    journeys.validated(examiner)
    history = examiner.get("/").history
    assert [sentence.split(" ", 1)[1].split(" :")[0] for sentence in history] == [
        "Succès",
        "Succès",
        "Succès",
        "Information",
        "Succès",
    ]
    assert "Numéro d’ordre" in history[0]
    # A message is new once.
    assert examiner.get("/").console == []


def test_validating_twice_gives_one_number(examiner: Browser) -> None:
    """S-CLM-15: a double click, or a browser that repeats, has one effect."""
    page = journeys.fill(examiner)
    form = page.browser.get(journeys.base_of(page) + "/validation").form("/etats-de-frais/…")
    first, second = form.submit("OK", proofs="later"), form.submit("OK", proofs="later")
    assert second.path == first.path
    assert second.keys == ["CLAIM_VALIDATED"]
    assert ORDER_NUMBER.search(first.content)[0] == ORDER_NUMBER.search(second.content)[0]


def test_a_mission_that_was_not_done_is_declared_and_taken_back(examiner: Browser) -> None:
    """S-CLM-5."""
    page = journeys.open_claim(examiner).follow("Mission non effectuée")
    assert MARKING in page.content
    page = page.form(page.path).submit("Confirmer")
    assert page.keys == ["MISSION_NOT_DONE"]
    assert "Mission non effectuée" in page.content
    back = page.form(page.path + "/effectuee").submit("J’ai effectué")
    assert back.keys == ["MISSION_DONE"]
    assert "Compléter l’état de frais" in back.content


def test_a_claim_of_dematerialised_marking_is_read_only(examiner: Browser) -> None:
    """S-CLM-17: what SANTORIN returned."""
    page = journeys.open_claim(examiner, SANTORIN)
    fee = examiner.get(page.path + "/remuneration")
    assert "lecture seule" in fee.content
    assert "copies" in fee.content


def test_a_tab_without_a_reason_leads_to_the_follow_up(examiner: Browser) -> None:
    """S-CLM-7."""
    page = journeys.open_claim(examiner, SANTORIN)
    assert examiner.get(page.path + "/deplacement").path == page.path


def test_the_claim_of_somebody_else_does_not_exist(site: Site, examiner: Browser) -> None:
    """security.md B62: reading and every move."""
    other = site.browser_of("intervenant", "à venir")
    claim = journeys.accept_conditions(other).tree.xpath("//tbody/tr//a/@href")[0]
    journeys.accept_conditions(examiner)
    token = {"form_token": examiner.token(), "version": "1", "copies": "1", "action": "save"}
    for part in PARTS:
        assert examiner.get(claim + part).keys == ["NOT_FOUND"], part
    for part in PARTS[1:]:
        page = examiner.send("POST", site.address + claim + part, token)
        assert "NOT_FOUND" in page.keys, part
