"""Wrong input in the forms of a claim: each field says why, what was typed stays, and nothing is half done."""

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser, Form, Page
from tests.gateway.world import Site

# A name that several communes bear, and a name that begins many.
SEVERAL, MANY = "Saint-Denis", "Saint-"


@pytest.fixture(scope="module")
def claimant(site: Site) -> Browser:
    """An examiner whose claim stays empty whatever these tests type."""
    browser = site.examiner()
    journeys.accept_conditions(browser)
    return browser


@pytest.fixture(scope="module")
def base(claimant: Browser) -> str:
    return journeys.base_of(journeys.open_claim(claimant))


def is_untouched(browser: Browser, base: str) -> bool:
    return "Compléter l’état de frais" in browser.get(base).content


@pytest.mark.parametrize(
    ("copies", "sentence"),
    [
        ("", "Ce champ est obligatoire"),
        ("quarante", "Saisissez un nombre entier"),
        ("42,5", "Saisissez un nombre entier"),
        ("-1", "Indiquez un nombre entier, 0 ou plus"),
        ("1e309", "Saisissez un nombre entier"),
        ("NaN", "Saisissez un nombre entier"),
        ("99999999999999999999", "Saisissez un nombre entier"),
        ("2147483647", "Ce nombre ne peut pas dépasser"),
    ],
)
def test_a_quantity_that_is_none_is_refused_beside_its_field(
    claimant: Browser, base: str, copies: str, sentence: str
) -> None:
    """security.md B44."""
    form = claimant.get(base + "/remuneration").form(base + "/remuneration")
    page = form.submit("Enregistrer", copies=copies)
    assert page.status == 422
    assert page.title.startswith("Erreur : ")
    assert list(page.errors) == ["copies"]
    assert page.errors["copies"].startswith(sentence)
    assert page.summary == list(page.errors.values())
    assert page.form(base + "/remuneration").values["copies"] == copies
    assert is_untouched(claimant, base)


@pytest.mark.parametrize("copies", [" 42 ", "0042", "4\u202f2"])
def test_a_quantity_is_read_however_people_write_it(site: Site, copies: str) -> None:
    page = journeys.enter_fee(journeys.open_claim(site.examiner()), copies)
    assert page.keys == ["CLAIM_RECORDED"]
    assert page.form(page.path).values["copies"] == "42"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"departure_date": "31/02/2026"}, {"departure_date": "Saisissez une date au format JJ/MM/AAAA"}),
        ({"departure_date": ""}, {"departure_date": "Ce champ est obligatoire"}),
        ({"return_time": "25:00"}, {"return_time": "Saisissez une heure"}),
        ({"return_time": "24:00"}, {"return_time": "Saisissez une heure"}),
        ({"distance_hectometres": "60,55"}, {"distance_hectometres": "Saisissez un nombre"}),
        ({"distance_hectometres": "1e9"}, {"distance_hectometres": "Saisissez un nombre"}),
        ({"one_way_count": "deux"}, {"one_way_count": "Saisissez un nombre entier"}),
        ({"sundry_cents": "12,505"}, {"sundry_cents": "Saisissez un montant"}),
        ({"sundry_cents": "gratuit"}, {"sundry_cents": "Saisissez un montant"}),
        ({"night_count": "x", "full_meal_count": "y"}, {"night_count": "Saisissez", "full_meal_count": "Saisissez"}),
        ({"arrival_town": "Nulle-Part-sur-Rien"}, {"arrival_town": "Aucune commune ne porte ce nom"}),
        ({"arrival_town": "x"}, {"arrival_town": "Aucune commune ne porte ce nom"}),
        ({"arrival_town": ""}, {"arrival_town": "Ce champ est obligatoire"}),
        ({"night_town": "Nulle-Part-sur-Rien"}, {"night_town": "Aucune commune ne porte ce nom"}),
    ],
)
def test_a_line_that_cannot_be_read_keeps_what_was_typed(
    claimant: Browser, base: str, typed: dict[str, str], errors: dict[str, str]
) -> None:
    page = journeys.add_trip(claimant.get(base), comment="péage de Saint-Arnoult", **typed)
    assert page.status == 422
    assert page.title.startswith("Erreur : ")
    assert set(page.errors) == set(errors)
    for name, beginning in errors.items():
        assert page.errors[name].startswith(beginning), page.errors[name]
    shown = page.form(base + "/deplacement/lignes/…").values
    assert shown["comment"] == "péage de Saint-Arnoult"
    assert {name: shown[name] for name in typed} == typed
    assert is_untouched(claimant, base)


def test_everything_wrong_is_said_at_once(claimant: Browser, base: str) -> None:
    empty = dict.fromkeys(("departure_date", "departure_time", "return_date", "return_time", "arrival_town"), "")
    page = journeys.add_trip(claimant.get(base), distance_hectometres="", one_way_count="", **empty)
    assert set(page.errors) == {*empty, "distance_hectometres", "one_way_count"}
    assert len(page.summary) == 7


def test_a_comment_that_is_too_long_or_hostile_is_refused_beside_it(claimant: Browser, base: str) -> None:
    """security.md B56."""
    for comment in ("x" * 5000, "péage\x00", "péage\x1b[31m"):
        page = journeys.add_trip(claimant.get(base), comment=comment)
        assert (page.status, list(page.errors)) == (422, ["comment"]), comment[:10]
        assert is_untouched(claimant, base)


def test_a_name_of_several_communes_is_chosen_from_a_list(site: Site) -> None:
    """S-TRV-8."""
    browser = site.examiner()
    page = journeys.add_trip(journeys.open_claim(browser), arrival_town=SEVERAL, arrival_code="", sundry_cents="abc")
    assert page.errors["arrival_choice"].startswith("Plusieurs communes correspondent")
    form = page.form(journeys.base_of(page) + "/deplacement/lignes/…")
    codes = [option.get("value") for option in form.element.xpath(".//select[@name='arrival_choice']/option")]
    assert "93066" in codes
    assert len(codes) > 1
    # The town that was chosen stays chosen while something else is still wrong.
    page = form.submit("OK", arrival_choice="93066")
    assert list(page.errors) == ["sundry_cents"]
    form = page.form(journeys.base_of(page) + "/deplacement/lignes/…")
    assert (form.values["arrival_town"], form.values["arrival_code"]) == ("Saint-Denis (93)", "93066")
    assert "Ligne 1 : Brunoy vers Saint-Denis" in form.submit("OK", sundry_cents="").content.replace("  ", " ")


def test_a_postal_code_is_never_taken_for_the_code_of_another_town(site: Site) -> None:
    """13100 is the postal code of Aix-en-Provence and the code of Saint-Rémy-de-Provence."""
    page = journeys.add_trip(journeys.open_claim(site.examiner()), arrival_town="13100")
    shown = page.content if page.status == 200 else page.form(journeys.base_of(page) + "/deplacement/lignes/…").values
    assert "Aix-en-Provence" in str(shown) or "arrival_choice" in page.errors
    assert "Saint-Rémy" not in page.content


def test_a_name_that_begins_many_proposes_some(claimant: Browser, base: str) -> None:
    page = journeys.add_trip(claimant.get(base), arrival_town=MANY, arrival_code="")
    assert "arrival_choice" in page.errors


def line_form(page: Page) -> Form:
    return page.form(journeys.base_of(page) + "/deplacement/lignes/…")


PRESENCE = "heures de présence"
AGAINST_THE_RULES = [
    ({"return_date": "25/05/2026"}, "return_date", "Le retour doit être après le départ"),
    ({"departure_date": "01/01/2024", "return_date": "02/01/2024"}, "departure_date", "est à plus de"),
    ({"power_cv": ""}, "power_cv", "Indiquez la puissance fiscale"),
    ({"power_cv": "99"}, "power_cv", "Indiquez la puissance fiscale"),
    ({"one_way_count": "0"}, "one_way_count", "Indiquez un nombre de trajets"),
    ({"distance_hectometres": "0"}, "distance_hectometres", "Indiquez la distance d’un trajet"),
    ({"distance_hectometres": "60,5"}, "distance_reason", "La distance connue entre ces deux villes est de 19 km"),
    ({"full_meal_count": "9"}, "full_meal_count", PRESENCE),
    ({"night_count": "5", "night_town": "75001"}, "night_count", PRESENCE),
    ({"sundry_cents": "12,50"}, "comment", "Indiquez en commentaire la nature des frais divers"),
    ({"mode": "MODE_TRAIN", "transport_cents": "0"}, "transport_cents", "Indiquez le montant"),
    ({"arrival_town": "Brunoy", "arrival_code": ""}, "arrival_town", "est aussi la ville de départ"),
]


@pytest.mark.parametrize(("typed", "field", "sentence"), AGAINST_THE_RULES)
def test_a_line_against_the_rules_opens_again_at_its_field(
    site: Site, typed: dict[str, str], field: str, sentence: str
) -> None:
    """« Enregistrer » and « Valider » lead to the line, with all that it holds."""
    page = journeys.open_claim(site.examiner())
    journeys.enter_fee(page)
    kept = journeys.add_trip(page, **typed)
    assert not kept.errors
    for refused in (journeys.record_travel(page), journeys.validate(page)):
        assert refused.status == 422
        assert refused.title.startswith("Erreur : ")
        assert sentence in refused.errors[field]
        shown = line_form(refused).values
        as_it_is = {name: typed for name, typed in typed.items() if not name.startswith(("arrival", "night_town"))}
        assert {name: shown[name] for name in as_it_is} == {name: _shown(value) for name, value in as_it_is.items()}
    assert "Déplacement Non validé" in page.browser.get(journeys.base_of(page)).content.replace("tN", "t N")


def _shown(typed: str) -> str:
    """A number that is nothing is shown as an empty field."""
    return "" if typed == "0" else typed


def test_a_corrected_line_is_recorded(site: Site) -> None:
    page = journeys.open_claim(site.examiner())
    journeys.add_trip(page, full_meal_count="9")
    refused = journeys.record_travel(page)
    assert line_form(refused).values["full_meal_count"] == "9"
    line_form(refused).submit("OK", full_meal_count="3")
    assert journeys.record_travel(page).keys == ["CLAIM_RECORDED"]


def test_what_is_wrong_with_other_lines_is_said_with_their_number(site: Site) -> None:
    page = journeys.open_claim(site.examiner())
    journeys.add_trip(page, power_cv="")
    journeys.add_trip(page, power_cv="", departure_date="27/05/2026", departure_time="09:00")
    refused = journeys.record_travel(page)
    assert list(refused.errors) == ["power_cv"]
    assert any("Ligne 2 : Indiquez la puissance fiscale" in sentence for _, _, sentence in refused.console)


def test_validating_without_a_quantity_opens_the_fee(site: Site) -> None:
    page = journeys.open_claim(site.examiner())
    refused = journeys.validate(page)
    assert refused.status == 422
    assert refused.errors["copies"].startswith("Saisissez d’abord la quantité")


def test_a_line_is_changed_and_deleted_by_its_name(site: Site) -> None:
    """S-CLM-11."""
    travel = journeys.add_trip(journeys.open_claim(site.examiner()))
    line = travel.follow("Modifier")
    assert line.heading == "Modifier la ligne 1"
    travel = line_form(line).submit("OK", power_cv="7")
    assert "7 CV" in travel.content
    asked = travel.follow("Supprimer la ligne 1")
    assert "Brunoy" in asked.content
    travel = asked.form(asked.path).submit("Supprimer la ligne")
    assert "Aucune ligne de déplacement" in travel.content
    # A line that is gone is gone; deleting it twice is no error.
    assert asked.form(asked.path).submit("Supprimer la ligne").status == 200
    assert travel.browser.get(line.path).status == 404


def test_the_departure_that_the_convocation_fixes_cannot_be_typed(site: Site) -> None:
    """S-CLM-11, security.md B57."""
    browser = site.browser()
    browser.log_in("ESI967849", site.letter_of("ESI967849"))
    page = browser.get("/mot-de-passe")
    page.form("/mot-de-passe").submit(
        "", new_password="quatre tortues vertes", repeated_password="quatre tortues vertes"
    )
    claim = journeys.open_claim(browser, "SI10559")
    line = browser.get(journeys.base_of(claim) + "/deplacement/lignes/nouvelle")
    form = line_form(line)
    assert "departure_town" not in form.names
    kept = browser.send("POST", form.address, {**form.values, "power_cv": "5", "departure_town": "75056"})
    assert "Ligne 1 : Paris" not in kept.content


def test_a_line_repeated_is_noticed(site: Site) -> None:
    """security.md B59."""
    page = journeys.open_claim(site.examiner())
    journeys.add_trip(page)
    journeys.add_trip(page)
    refused = journeys.record_travel(page)
    sentences = [*refused.errors.values(), *(sentence for _, _, sentence in refused.console)]
    assert any("Cette ligne répète la ligne 1" in sentence for sentence in sentences)
