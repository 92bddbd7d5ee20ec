"""What a gestionnaire computes, decides and notes on a claim, without JavaScript (S-CLM-14, S-FEE-7, R22, R26)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kit.identifiers import new_id
from tests.gateway import journeys
from tests.gateway.browser import Browser, Page, words
from tests.gateway.crowd import HANDLED, MARKING
from tests.gateway.journeys import DESK, on_the_desk
from tests.gateway.world import PRODUCED, Site

TWO_DAYS_LATER = datetime(2026, 6, 27, 6, 0, tzinfo=UTC)
FEE = "Calculer la rémunération"
TRAVEL = "Calculer le déplacement"
BASIS = "payer sur la base du tarif SNCF 2e classe"


@pytest.fixture(scope="module", autouse=True)
def later(site: Site) -> Iterator[None]:
    """The missions whose fee the gestionnaire computes are over."""
    site.clock.set(TWO_DAYS_LATER)
    yield
    site.clock.set(PRODUCED)


def asked(manager: Browser, examiner: Browser, number: str, link: str) -> Page:
    """The page of a move on a claim of an examiner."""
    return on_the_desk(manager, examiner, number).follow(link)


# --- Calculer --------------------------------------------------------------------------------------------------------


def test_a_fee_is_computed_in_hours_and_minutes_corrected_and_accepted(manager: Browser, examiner: Browser) -> None:
    """G-2, S-STA-10."""
    page = manager.get(f"{DESK}?file=a-calculer&recherche={examiner.identifier} {HANDLED}")
    assert page.rows[0]["Rémunération"] == "A traiter par le gestionnaire"
    form = asked(manager, examiner, HANDLED, FEE)
    computed = form.form(form.path).submit("Calculer", hours="3", minutes="30")
    assert computed.keys == ["PART_COMPUTED"]
    first = amount(computed, "calcul-remuneration")
    assert first in computed.console[0][2]
    assert "3 heures 30 minutes" in computed.content
    corrected = computed.follow("Corriger le calcul de la rémunération")
    assert (corrected.form(corrected.path).values["hours"], corrected.form(corrected.path).values["minutes"]) == (
        "3",
        "30",
    )
    again = corrected.form(corrected.path).submit("Calculer", hours="7", minutes="")
    assert cents(amount(again, "calcul-remuneration")) == 2 * cents(first)
    accepted = again.form(f"{DESK}/…", "Accepter").submit("Accepter")
    assert accepted.keys == ["CLAIM_ACCEPTED"]
    assert not accepted.links("Corriger le calcul")


def test_what_is_not_computed_yet_is_not_accepted_and_what_is_not_over_not_computed(
    site: Site, manager: Browser, examiner: Browser
) -> None:
    """S-STA-10: the page offers neither, and the addresses say why."""
    page = on_the_desk(manager, examiner, HANDLED)
    asked = page.follow("Annuler l’état de frais")
    given = {"form_token": manager.token(), "version": asked.form(asked.path).values["version"]}
    refused = manager.send("POST", f"{manager.site}{page.path}/acceptation", given | {"parts": "PART_KIND_FEE"})
    assert refused.keys == ["PART_NOT_COMPUTED"]
    site.clock.set(PRODUCED)
    refused = manager.send("POST", f"{manager.site}{page.path}/remuneration/calcul", given | {"hours": "3"})
    site.clock.set(TWO_DAYS_LATER)
    assert refused.keys == ["MISSION_NOT_OVER"]


def amount(page: Page, identifier: str) -> str:
    """What a part is worth on a page, without what is said of it."""
    (total,) = page.tree.get_element_by_id(identifier).find_class("amount-total")
    return " ".join((total.text or words(total)).split())


def cents(text: str) -> int:
    return int(re.sub(r"\D", "", text))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"hours": "", "minutes": ""}, "hours"),
        ({"hours": "trois"}, "hours"),
        ({"hours": "3", "minutes": "75"}, "minutes"),
        ({"hours": "11", "minutes": "0"}, "hours"),
        ({"hours": "99999999999"}, "hours"),
    ],
)
def test_a_time_that_cannot_be_is_refused_beside_its_field(
    manager: Browser, examiner: Browser, typed: dict[str, str], field: str
) -> None:
    """Ten hours a day at most; what was typed stays."""
    form = asked(manager, examiner, HANDLED, FEE)
    refused = form.form(form.path).submit("Calculer", **typed)
    assert (refused.status, list(refused.errors)) == (422, [field])
    assert refused.form(form.path).values["hours"] == typed["hours"]


def test_a_travel_abroad_gets_an_amount_and_its_explanation(site: Site, manager: Browser, examiner: Browser) -> None:
    """R26: no rate exists there."""
    send_abroad(site, examiner)
    form = asked(manager, examiner, MARKING, TRAVEL)
    for typed, fields in (
        ({"amount_cents": "", "explanation": ""}, ["amount_cents", "explanation"]),
        ({"amount_cents": "20000,01", "explanation": "Vol et hôtel"}, ["amount_cents"]),
        ({"amount_cents": "412,50", "explanation": "vol"}, ["explanation"]),
    ):
        refused = form.form(form.path).submit("Calculer", **typed)
        assert (refused.status, list(refused.errors)) == (422, fields)
        assert {name: refused.form(form.path).values[name] for name in typed} == typed
    computed = refused.form(form.path).submit("Calculer", amount_cents="412,50", explanation="Vol aller et retour")
    assert computed.keys == ["PART_COMPUTED"]
    assert "412,50 €" in computed.content
    corrected = computed.follow("Corriger le calcul du déplacement")
    assert corrected.form(corrected.path).values["explanation"] == "Vol aller et retour"
    follow_up = journeys.open_claim(examiner, MARKING)
    assert "Vol aller et retour" in examiner.get(journeys.base_of(follow_up) + "/recapitulatif").content
    again = corrected.form(corrected.path).submit("Calculer", amount_cents="400", explanation="Vol au tarif réduit")
    assert again.keys == ["PART_COMPUTED"]


def send_abroad(site: Site, examiner: Browser) -> None:
    """The demonstration has no mission abroad: the travel of one becomes the gestionnaire's."""
    site.execute(
        "expenses",
        "UPDATE claim_parts SET provider = 'MANAGER' FROM claims WHERE claim_parts.claim_id = claims.id "
        "AND claim_parts.kind = 'TRAVEL' AND claims.mission_number = :number AND claims.identifier = :identifier",
        number=MARKING,
        identifier=examiner.identifier,
    )


def test_of_two_gestionnaires_the_slower_one_is_told_and_loses_nothing_typed(
    site: Site, manager: Browser, examiner: Browser
) -> None:
    first = asked(manager, examiner, HANDLED, FEE)
    other = site.browser_of("gestionnaire", "traite")
    second = asked(other, examiner, HANDLED, FEE)
    assert first.form(first.path).submit("Calculer", hours="3", minutes="30").keys == ["PART_COMPUTED"]
    slower = second.form(second.path).submit("Calculer", hours="4", minutes="15")
    assert (slower.status, slower.keys) == (409, ["STALE_VERSION"])
    form = slower.form(second.path)
    assert (form.values["hours"], form.values["minutes"]) == ("4", "15")
    assert "3 heures 30 minutes" in slower.content or amount(slower, "calcul-remuneration") != "pas encore calculé"
    done = form.submit("Calculer")
    assert done.keys == ["PART_COMPUTED"]
    assert "4 heures 15 minutes" in done.content


def test_a_form_whose_move_is_over_leads_to_the_claim_that_says_why(manager: Browser, examiner: Browser) -> None:
    form = asked(manager, examiner, HANDLED, FEE)
    computed = form.form(form.path).submit("Calculer", hours="3", minutes="0")
    late = computed.follow("Corriger le calcul de la rémunération")
    computed.form(f"{DESK}/…", "Accepter").submit("Accepter")
    refused = late.form(late.path).submit("Calculer", hours="4")
    assert refused.path == computed.path
    assert refused.keys == ["STALE_VERSION"]
    assert manager.get(late.path).path == computed.path


# --- Décisions sur le déplacement ------------------------------------------------------------------------------------


def test_a_line_is_paid_on_the_basis_of_the_railway_and_back(manager: Browser, examiner: Browser) -> None:
    """R22: the page shows the amount before, then after."""
    journeys.validated(examiner)
    page = asked(manager, examiner, MARKING, "Décisions sur le déplacement")
    before = amount(page, "calcul-deplacement")
    assert BASIS in page.content
    (box,) = [name for name in page.form(page.path).names if name.startswith("public_transport.")]
    decided = page.form(page.path).submit("Enregistrer", **{box: "1"})
    assert (decided.path, decided.keys) == (page.path, ["TRAVEL_DECIDED"])
    after = amount(decided, "calcul-deplacement")
    assert after != before
    assert after in decided.console[0][2]
    assert before in decided.console[0][2]
    assert decided.form(page.path).values[box] == "1"
    undone = decided.form(page.path)
    del undone.page.tree.xpath(f"//input[@name='{box}']")[0].attrib["checked"]
    assert amount(undone.submit("Enregistrer"), "calcul-deplacement") == before


def test_disability_is_confirmed_on_its_page_and_shown_nowhere_else(manager: Browser, examiner: Browser) -> None:
    """R26."""
    claim = journeys.validated(examiner)
    page = asked(manager, examiner, MARKING, "Décisions sur le déplacement")
    decided = page.form(page.path).submit("Enregistrer", has_disability_rate="1")
    assert decided.form(page.path).values["has_disability_rate"] == "1"
    desk = on_the_desk(manager, examiner, MARKING)
    listed = manager.get(f"{DESK}?recherche={examiner.identifier}")
    own = examiner.get(journeys.base_of(claim) + "/recapitulatif")
    for shown in (desk, listed, own):
        assert "andicap" not in shown.content


# --- Pièces reçues par courrier --------------------------------------------------------------------------------------


def test_proofs_that_came_by_post_are_noted_and_taken_back(site: Site, manager: Browser) -> None:
    """S-CLM-14: today unless another day is typed, never a day to come."""
    examiner = site.examiner(is_new=True)
    journeys.validated(examiner)
    page = asked(manager, examiner, MARKING, "Pièces reçues par courrier")
    form = page.form(page.path)
    assert form.values["received_date"] == "27/06/2026"
    for typed in ("", "hier", "28/06/2026"):
        refused = form.submit("Enregistrer", received_date=typed)
        assert (refused.status, list(refused.errors)) == (422, ["received_date"])
        assert refused.form(page.path).values["received_date"] == typed
    noted = form.submit("Enregistrer", received_date="26/06/2026")
    assert noted.keys == ["POST_RECORDED"]
    assert "Pièces reçues par courrier le vendredi 26 juin 2026" in noted.content
    asked_again = noted.follow("Pièces reçues par courrier")
    back = asked_again.form(page.path).submit("Pièces non reçues")
    assert back.keys == ["POST_UNDONE"]
    assert "vendredi 26 juin 2026" not in back.content


# --- Who may not -----------------------------------------------------------------------------------------------------


def test_nobody_computes_nor_decides_on_their_own_claim(site: Site) -> None:
    """G-4: their page offers nothing and every address leads back to it."""
    own = site.browser_of("gestionnaire", "ses propres frais")
    page = manager_page(own)
    for move in ("Calculer", "Regrouper", "Décisions", "Pièces reçues", "Saisir au nom"):
        assert not page.links(move), move
    given = {"form_token": own.token(), "version": page.form(f"{DESK}/…").values["version"]}
    typed = {
        "hours": "3",
        "amount_cents": "1",
        "explanation": "Vol et hôtel",
        "received_date": "26/06/2026",
        "etats": new_id(),
    }
    for move in (
        "remuneration/calcul",
        "deplacement/calcul",
        "deplacement/decisions",
        "pieces-recues",
        "regroupement",
        "degroupement",
    ):
        assert own.get(f"{page.path}/{move}").path == page.path, move
        refused = own.send("POST", f"{own.site}{page.path}/{move}", given | typed)
        assert refused.keys == ["OWN_CLAIM"], move


def manager_page(own: Browser) -> Page:
    number = journeys.accept_conditions(own).rows[0]["N° de mission"]
    page = own.get(f"{DESK}?file=tous&recherche={own.identifier} {number}")
    return page.follow(page.rows[0]["Intervenant"].rpartition(" ")[0])
