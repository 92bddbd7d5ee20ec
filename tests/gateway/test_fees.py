"""« Rémunération » for every nature of mission, without JavaScript (S-FEE-1 to S-FEE-7, S-CLM-9, P-CLM-21)."""

import re
from collections.abc import Mapping

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser, Form, Page, words
from tests.gateway.crowd import ORAL, SANTORIN
from tests.gateway.world import Site

# What the first day of a mission of half-days has typed in it.
MORNING = {"half_days[0].start_time": "8h", "half_days[0].end_time": "12h30"}
AFTERNOON = {"half_days[1].start_time": "14:00", "half_days[1].end_time": "17"}


def fee_form(page: Page) -> Form:
    """The form of « Rémunération », from any page of the claim."""
    fee = page.browser.get(journeys.base_of(page) + "/remuneration")
    return fee.form(fee.path)


def save(page: Page, typed: Mapping[str, str]) -> Page:
    return fee_form(page).submit("Enregistrer", **typed)


@pytest.fixture(scope="module")
def practical(site: Site) -> Page:
    """A claim of half-days over two days, which stays empty whatever the tests type."""
    browser, number = site.claimant("PRATIQUE")
    return journeys.open_claim(browser, number)


NATURES = [
    ("COPIES", {"copies": "42"}, "Nombre de copies corrigées", "42 copies"),
    ("ORAL", {"candidates": "12"}, "Nombre total de candidats interrogés", "12 candidats"),
    ("VAE", {"candidates": "4"}, "Nombre total de dossiers examinés", "4 dossiers"),
    ("ENTRETIEN_RSC", {"hours": "3", "minutes": "30"}, "Heures", "3 heures 30 minutes"),
    ("LECTURE_MEMOIRE", {"hours": "", "minutes": "45"}, "Minutes (facultatif)", "45 minutes"),
    ("PRATIQUE", MORNING, "Demi-journée 1, date", "1 demi-journée"),
    ("SPORT", {**MORNING, **AFTERNOON}, "Demi-journée 2, fin", "2 demi-journées"),
    ("EPS_PONCTUELLE", MORNING, "Demi-journée 1, début", "1 demi-journée"),
    ("ORAL_CC", MORNING, "Demi-journée 1, début", "1 demi-journée"),
]


@pytest.mark.parametrize(("nature", "typed", "label", "quantity"), NATURES, ids=[nature for nature, *_ in NATURES])
def test_each_nature_asks_for_its_own_quantity_and_explains_its_amount(
    site: Site, nature: str, typed: dict[str, str], label: str, quantity: str
) -> None:
    """S-CLM-9, P-CLM-21: the same steps on the tab, in the recap and for programs."""
    browser, number = site.claimant(nature)
    page = journeys.open_claim(browser, number)
    form = fee_form(page)
    assert label in [words(one) for one in form.element.iter("label")]
    recorded = form.submit("Enregistrer", **typed)
    assert recorded.keys == ["CLAIM_RECORDED"], recorded.content
    recap = browser.get(journeys.base_of(page) + "/recapitulatif")
    assert quantity in recap.content
    claim = browser.client.get(f"/api/v1/claims/{journeys.base_of(page).rpartition('/')[2]}").json()
    told = [" ".join(step["label"].split()) for step in claim["fee_calculation"]["steps"]]
    assert told
    assert told == steps_of(recorded) == steps_of(recap)


def steps_of(page: Page) -> list[str]:
    """What is paid, line by line, in the explanation of the fee."""
    return [words(line) for line in page.tree.xpath("//*[@id='calcul-remuneration']//p[@class='amount-step']/span")]


@pytest.mark.parametrize("number", [SANTORIN], ids=["santorin"])
def test_what_somebody_else_provides_is_read_only(site: Site, number: str) -> None:
    """S-FEE-5, S-CLM-9, S-CLM-17."""
    page = journeys.open_claim(site.examiner(), number)
    fee = page.browser.get(page.path + "/remuneration")
    assert "lecture seule" in fee.content
    assert "La quantité vient de SANTORIN" in fee.content
    assert "copies" not in {name for form in fee.forms for name in form.names}


def test_fees_put_together_are_told_once_on_each_claim_and_lead_to_each_other(site: Site) -> None:
    """S-FEE-5: written papers of continuous assessment, of one session and wave."""
    identifier, number, carrier = site.ask(
        "expenses",
        "SELECT claim.identifier, claim.mission_number, first.mission_number FROM claims claim"
        " JOIN claim_parts part ON part.claim_id = claim.id JOIN claims first ON first.id = part.carrier_claim_id"
        " WHERE part.kind = 'FEE' ORDER BY claim.mission_number LIMIT 1",
    )
    browser = site.welcome(identifier)
    member = journeys.open_claim(browser, number)
    assert member.content.count("Regroupée sur la mission") == 1
    assert f"Avec celle de la mission {carrier}" in member.content
    first = member.follow("Ouvrir cet état de frais")
    assert f"État de frais de la mission {carrier}" in first.heading
    assert first.content.count("Regroupe ") == 1
    assert first.follow(f"Mission {number}").heading == member.heading


@pytest.mark.parametrize(
    ("nature", "typed", "errors"),
    [
        ("ORAL", {"candidates": ""}, {"candidates": "Ce champ est obligatoire"}),
        ("ORAL", {"candidates": "douze"}, {"candidates": "Saisissez un nombre entier"}),
        ("ORAL", {"candidates": "-1"}, {"candidates": "Indiquez un nombre entier, 0 ou plus"}),
        ("ORAL", {"candidates": "2147483647"}, {"candidates": "Ce nombre ne peut pas dépasser"}),
        ("ENTRETIEN_RSC", {"hours": "", "minutes": ""}, {"hours": "Ce champ est obligatoire"}),
        (
            "ENTRETIEN_RSC",
            {"hours": "3,5", "minutes": "x"},
            {"hours": "Saisissez un", "minutes": "Saisissez les minutes"},
        ),
        ("ENTRETIEN_RSC", {"hours": "1", "minutes": "60"}, {"minutes": "Saisissez les minutes, de 0 à 59"}),
        ("ENTRETIEN_RSC", {"hours": "99999999999", "minutes": ""}, {"hours": "Saisissez un nombre entier"}),
        ("ENTRETIEN_RSC", {"hours": "900", "minutes": "5"}, {"hours": "Cette durée ne peut pas dépasser"}),
    ],
)
def test_a_quantity_that_is_none_is_refused_beside_its_field(
    site: Site, nature: str, typed: dict[str, str], errors: dict[str, str]
) -> None:
    browser, number = site.claimant(nature)
    page = save(journeys.open_claim(browser, number), typed)
    check_refused(page, typed, errors)


HALF_DAYS_REFUSED = [
    ({}, {"half_days[0].start_time": "Saisissez au moins une demi-journée"}),
    ({"half_days[0].start_time": "8h"}, {"half_days[0].end_time": "Demi-journée 1 : saisissez une heure"}),
    (
        {**MORNING, "half_days[0].date": "31/02/2026"},
        {"half_days[0].date": "Demi-journée 1 : saisissez une date au format"},
    ),
    ({**MORNING, "half_days[0].date": ""}, {"half_days[0].date": "Demi-journée 1 : saisissez une date"}),
    ({**MORNING, "half_days[0].end_time": "25h"}, {"half_days[0].end_time": "Demi-journée 1 : saisissez une heure"}),
    (
        {**MORNING, "half_days[0].end_time": "8h"},
        {"half_days[0].end_time": "Demi-journée 1 : l’heure de fin doit être après"},
    ),
    (
        {**MORNING, "half_days[0].date": "01/01/2026"},
        {"half_days[0].date": "Demi-journée 1 : indiquez une date de la mission"},
    ),
    (
        {**MORNING, "half_days[1].start_time": "12h", "half_days[1].end_time": "13h"},
        {"half_days[1].start_time": "Demi-journée 2 : cette demi-journée chevauche celle de la ligne 1"},
    ),
    (
        {**MORNING, "half_days[1].start_time": "8h", "half_days[1].end_time": "12h30"},
        {"half_days[1].start_time": "Demi-journée 2 : cette demi-journée répète la ligne 1"},
    ),
    (
        {**MORNING, "half_days[1].start_time": "13h", "half_days[1].end_time": "23h"},
        {"half_days[1].end_time": "Demi-journée 2 : les demi-journées du"},
    ),
]


@pytest.mark.parametrize(("typed", "errors"), HALF_DAYS_REFUSED)
def test_a_half_day_that_cannot_be_is_refused_on_its_row(
    practical: Page, typed: dict[str, str], errors: dict[str, str]
) -> None:
    """S-FEE-3: partly filled, unreadable, outside the mission, ending too early, overlapping, too long."""
    check_refused(save(practical, typed), typed, errors)
    assert "Compléter l’état de frais" in practical.browser.get(practical.path).content


def check_refused(page: Page, typed: Mapping[str, str], errors: Mapping[str, str]) -> None:
    """Each sentence beside its field, and every text as it was typed."""
    assert page.status == 422
    assert page.title.startswith("Erreur : ")
    assert set(page.errors) == set(errors)
    for name, beginning in errors.items():
        assert page.errors[name].startswith(beginning), page.errors[name]
    assert page.summary == list(page.errors.values())
    shown = page.form(page.path).values
    assert {name: shown[name] for name in typed} == dict(typed)


def test_each_half_of_each_day_of_a_short_mission_has_its_row(practical: Page) -> None:
    shown = fee_form(practical).values
    assert [shown[f"half_days[{row}].date"] for row in range(4)] == ["01/06/2026"] * 2 + ["02/06/2026"] * 2
    assert not any(shown[f"half_days[{row}].{name}"] for row in range(4) for name in ("start_time", "end_time"))
    assert "half_days[4].date" not in shown


def test_rows_are_added_and_keep_what_is_typed(practical: Page) -> None:
    """Without any script: the button gives four more rows, and says nothing is wrong."""
    page = fee_form(practical).submit("Ajouter des lignes", **MORNING, **{"half_days[3].start_time": "n’importe quoi"})
    assert (page.status, page.errors) == (200, {})
    shown = page.form(page.path).values
    assert shown["half_days[7].date"] == ""
    assert page.tree.xpath("//*[@autofocus]/@name") == ["half_days[4].date"]
    typed = [value for name, value in shown.items() if name.endswith("time") and value]
    assert typed == ["8h", "12h30", "n’importe quoi"]
    again = page.form(page.path).submit("Ajouter des lignes")
    assert "half_days[11].date" in again.form(page.path).values


def test_half_days_are_recorded_in_any_order_and_shown_by_date(site: Site) -> None:
    """Rows without hours count for nothing; sentences number those that count, which come first once one is refused."""
    browser, number = site.claimant("PRATIQUE")
    form = fee_form(journeys.open_claim(browser, number))
    page = form.submit("Ajouter des lignes")
    day = form.values["half_days[0].date"]
    late = {"half_days[1].start_time": "14h", "half_days[1].end_time": "17h"}
    early = {"half_days[3].date": day, "half_days[3].start_time": "12h", "half_days[3].end_time": "8h"}
    refused = page.form(page.path).submit("Enregistrer", **late, **early)
    assert list(refused.errors) == ["half_days[1].end_time"]
    recorded = refused.form(refused.path).submit("Enregistrer", **{"half_days[1].end_time": "12h30"})
    assert recorded.keys == ["CLAIM_RECORDED"]
    shown = recorded.form(recorded.path).values
    assert [shown[f"half_days[{row}].start_time"] for row in range(2)] == ["12:00", "14:00"]
    assert [shown[f"half_days[{row}].end_time"] for row in range(2)] == ["12:30", "17:00"]


def test_a_half_day_without_a_break_is_a_remark_and_no_error(site: Site) -> None:
    browser, number = site.claimant("PRATIQUE")
    page = save(journeys.open_claim(browser, number), {**MORNING, "half_days[0].end_time": "16h"})
    assert (page.keys, page.errors) == (["CLAIM_RECORDED"], {})
    assert re.search(r"La demi-journée du \d\d/\d\d/2026 se poursuit après 13 h", page.content)


def test_suivant_keeps_a_draft_and_goes_on(examiner: Browser) -> None:
    page = journeys.open_claim(examiner, ORAL)
    travel = fee_form(page).submit("Suivant", candidates="9")
    assert travel.path.endswith("/deplacement")
    assert fee_form(page).values["candidates"] == "9"
    assert "Rien n’est saisi" not in examiner.get(journeys.base_of(page) + "/recapitulatif").content


def test_suivant_without_anything_goes_on_and_keeps_nothing(examiner: Browser) -> None:
    page = journeys.open_claim(examiner, ORAL)
    assert fee_form(page).submit("Suivant").path.endswith("/deplacement")
    assert "Compléter l’état de frais" in examiner.get(page.path).content
