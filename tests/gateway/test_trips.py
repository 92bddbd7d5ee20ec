"""The form of a line of travel: each mode asks for its own, each refusal reaches its field, nothing typed is lost."""

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser, Form, Page
from tests.gateway.world import Site

# A name that several communes bear, and a name that begins many.
SEVERAL, MANY = "Saint-Denis", "Saint-"


@pytest.fixture(scope="module")
def faulty(site: Site) -> Page:
    """A line of a claim whose fee is entered: tests put one fault after another into it."""
    page = journeys.enter_fee(journeys.open_claim(site.examiner()))
    return journeys.add_trip(page, full_meal_count="0").follow("Modifier la ligne 1")


def change(faulty: Page, **typed: str) -> Page:
    """« OK » on that line as it was at first, but for what is typed."""
    now, first = line_form(faulty.browser.get(faulty.path)), line_form(faulty).values
    fresh = {name: now.values[name] for name in ("version", "request_id", "draft_id")}
    return faulty.browser.send("POST", now.address, {**first, **fresh, **typed})


def is_untouched(browser: Browser, base: str) -> bool:
    return "Compléter l’état de frais" in browser.get(base).content


def line_form(page: Page) -> Form:
    return page.form(journeys.base_of(page) + "/deplacement/lignes/…", "OK")


# --- What cannot be read -------------------------------------------------------------------------------------------


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
        ({"mode": "MODE_TRAIN", "transport_cents": "cher"}, {"transport_cents": "Saisissez un montant"}),
        ({"mode": "MODE_TRAIN"}, {"transport_cents": "Ce champ est obligatoire"}),
        ({"night_count": "x", "full_meal_count": "y"}, {"night_count": "Saisissez", "full_meal_count": "Saisissez"}),
        ({"arrival_town": "Nulle-Part-sur-Rien"}, {"arrival_town": "Aucune commune ne porte ce nom"}),
        ({"arrival_town": "x"}, {"arrival_town": "Aucune commune ne porte ce nom"}),
        ({"arrival_town": ""}, {"arrival_town": "Ce champ est obligatoire"}),
        ({"arrival_town": "", "arrival_country": "Belgique"}, {"arrival_town": "Ce champ est obligatoire"}),
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
    shown = line_form(page).values
    assert shown["comment"] == "péage de Saint-Arnoult"
    assert {name: shown[name] for name in typed} == typed
    assert is_untouched(claimant, base)


def test_everything_wrong_is_said_at_once(claimant: Browser, base: str) -> None:
    empty = dict.fromkeys(("departure_date", "departure_time", "return_date", "return_time", "arrival_town"), "")
    page = journeys.add_trip(claimant.get(base), distance_hectometres="x", one_way_count="", **empty)
    assert set(page.errors) == {*empty, "distance_hectometres", "one_way_count"}
    assert len(page.summary) == 7


def test_a_comment_that_is_too_long_or_hostile_is_refused_beside_it(claimant: Browser, base: str) -> None:
    """security.md B56."""
    for comment in ("x" * 5000, "péage\x00", "péage\x1b[31m"):
        page = journeys.add_trip(claimant.get(base), comment=comment)
        assert (page.status, list(page.errors)) == (422, ["comment"]), comment[:10]
        assert is_untouched(claimant, base)


# --- Modes ---------------------------------------------------------------------------------------------------------


def asked(page: Page) -> dict[str, set[str]]:
    """By mode, the fields that the style sheet shows when it is chosen."""
    found: dict[str, set[str]] = {}
    for option in page.tree.xpath("//input[@name='mode']"):
        flags = {name.removeprefix("asks-") for name in (option.get("class") or "").split()}
        fields = page.tree.xpath("//*[@id='champ-mode']//*[contains(@class, 'when-')]//input[@type!='hidden']")
        found[option.get("value")] = {
            field.get("name") for field in fields if any(f"when-{flag}" in _around(field).split() for flag in flags)
        }
    return found


def _around(field: object) -> str:
    return next(box.get("class") for box in field.iterancestors() if "when" in (box.get("class") or ""))  # type: ignore[attr-defined]


def test_each_mode_shows_its_own_fields_without_any_script(claimant: Browser, base: str) -> None:
    """S-TRV-2: every field is in the page, and the style sheet shows those of the mode that is chosen."""
    distance = {"distance_hectometres", "distance_reason"}
    assert asked(claimant.get(base + "/deplacement/lignes/nouvelle")) == {
        "MODE_CAR": {*distance, "power_cv", "sundry_cents"},
        "MODE_TRAIN": {"transport_cents"},
        "MODE_PUBLIC_TRANSPORT": {"transport_cents"},
        "MODE_PREPAID": {"sundry_cents"},
        "MODE_TAXI": {"transport_cents"},
        "MODE_PASSENGER": set(),
        "MODE_OFFICIAL_CAR": set(),
        "MODE_PLANE": {"transport_cents"},
        "MODE_BOAT": {"transport_cents"},
    }


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("MODE_CAR", set()),
        ("MODE_TRAIN", {"when-ticket"}),
        ("MODE_PREPAID", {"when-ticket", "when-nothing"}),
        ("MODE_PASSENGER", {"when-nothing"}),
    ],
)
def test_a_mode_says_what_to_keep_and_that_it_pays_nothing(
    claimant: Browser, base: str, mode: str, said: set[str]
) -> None:
    """S-TRV-2: by its flags."""
    line = claimant.get(base + "/deplacement/lignes/nouvelle")
    (option,) = line.tree.xpath(f"//input[@name='mode'][@value='{mode}']")
    flags = {name.replace("asks-", "when-") for name in (option.get("class") or "").split()}
    notes = {note.get("class").split()[1] for note in line.tree.xpath("//p[starts-with(@class, 'when ')]")}
    assert notes == {"when-ticket", "when-nothing"}
    assert flags & notes == said


MODES = [
    # Mode, what is typed in every field, what is kept, what the line is worth beside its meals.
    ("MODE_CAR", {"distance_hectometres": "19", "power_cv": "5", "sundry_cents": "3"}, "15,16 €"),
    ("MODE_TRAIN", {"transport_cents": "12,5"}, "12,50 €"),
    ("MODE_PUBLIC_TRANSPORT", {"transport_cents": "12,5"}, "12,50 €"),
    ("MODE_PREPAID", {"sundry_cents": "3"}, "3,00 €"),
    ("MODE_TAXI", {"transport_cents": "12,5"}, "12,50 €"),
    ("MODE_PASSENGER", {}, "0,00 €"),
    ("MODE_OFFICIAL_CAR", {}, "0,00 €"),
    ("MODE_PLANE", {"transport_cents": "12,5"}, "12,50 €"),
    ("MODE_BOAT", {"transport_cents": "12,5"}, "12,50 €"),
]


@pytest.mark.parametrize(("mode", "kept", "amount"), MODES, ids=[mode for mode, *_ in MODES])
def test_what_another_mode_asks_for_never_counts(faulty: Page, mode: str, kept: dict[str, str], amount: str) -> None:
    """S-TRV-1, S-TRV-2, S-TRV-3: « Frais divers » with two modes only; no field of another mode is kept."""
    everything = {"distance_hectometres": "19", "power_cv": "5", "transport_cents": "12,5", "sundry_cents": "3"}
    page = change(faulty, mode=mode, comment="péage", **everything)
    assert page.status == 200, page.errors
    assert f"Montant{amount}" in page.content
    shown = line_form(page.follow("Modifier la ligne 1")).values
    names = ("distance_hectometres", "power_cv", "transport_cents", "sundry_cents")
    two_decimals = {"12,5": "12,50", "3": "3,00"}
    assert {name: shown[name] for name in names if shown[name]} == {
        name: two_decimals.get(text, text) for name, text in kept.items()
    }
    assert journeys.record_travel(page).keys == ["CLAIM_RECORDED"]


def test_a_mode_that_the_academy_has_not_opened_is_refused(faulty: Page) -> None:
    change(faulty, mode="MODE_FREE")
    assert journeys.record_travel(faulty).errors["champ-mode"].startswith("Choisissez un mode de transport")


def test_a_field_of_another_mode_never_holds_a_line_back(site: Site) -> None:
    """It stays as it was typed for whoever changes mode again."""
    page = journeys.add_trip(journeys.open_claim(site.examiner()), distance_hectometres="loin", return_date="x")
    assert set(page.errors) == {"distance_hectometres", "return_date"}
    page = line_form(page).submit("OK", mode="MODE_TRAIN", transport_cents="9")
    assert set(page.errors) == {"return_date"}
    assert line_form(page).values["distance_hectometres"] == "loin"
    assert line_form(page).submit("OK", return_date="27/05/2026").status == 200


def test_the_fare_of_the_railway_greys_tolls_and_parking_and_says_why(site: Site) -> None:
    """R22: nothing that was typed is lost, and nothing of it is paid."""
    site.execute(
        "expenses",
        "INSERT INTO parameters (name, valid_from, values) VALUES ('KILOMETRE_POLICY', '2026-06-20', '{SNCF_2ND}')",
    )
    late = {"departure_date": "22/06/2026", "return_date": "22/06/2026", "return_time": "19:00", "full_meal_count": "0"}
    typed = {"comment": "Remise des notes", "sundry_cents": "4,50", **late}
    page = journeys.add_trip(journeys.open_claim(site.examiner()), **typed)
    assert "les frais divers, péage ou parking, ne s’y ajoutent pas" in page.content
    line = page.follow("Modifier la ligne 1")
    assert "Frais divers 0,00 €" in line.content
    assert "sur la base du tarif SNCF de 2e classe" in line.content
    assert not line.tree.xpath("//input[@name='sundry_cents'][@type!='hidden']")
    assert line_form(line).values["sundry_cents"] == "4,50"
    assert "Base du tarif SNCF" in line_form(line).submit("OK").content


# --- What the rules refuse -----------------------------------------------------------------------------------------

PRESENCE = "heures de présence"
TRAIN = {"mode": "MODE_TRAIN"}
DAILY = {"one_way_count": "4"}
AGAINST_THE_RULES = [
    ({"return_date": "25/05/2026"}, "return_date", "Le retour doit être après le départ"),
    ({"return_date": "26/05/2026", "return_time": "08:00"}, "return_time", "Le retour doit être après le départ"),
    ({"departure_date": "01/01/2024", "return_date": "02/01/2024"}, "departure_date", "est à plus de"),
    ({"return_date": "01/09/2026"}, "return_date", "est à plus de"),
    ({"departure_date": "20/05/2026"}, "comment", "expliquez pourquoi en commentaire"),
    ({"power_cv": ""}, "power_cv", "Indiquez la puissance fiscale"),
    ({"power_cv": "99"}, "power_cv", "Indiquez la puissance fiscale"),
    ({"one_way_count": "0"}, "one_way_count", "Indiquez un nombre de trajets"),
    ({"one_way_count": "3"}, "one_way_count", "ou 4 si vous êtes rentré(e) chaque jour"),
    ({**DAILY, "return_time": "07:00"}, "return_time", "Avec un aller et retour chaque jour"),
    ({"distance_hectometres": "0"}, "distance_hectometres", "Indiquez la distance d’un trajet"),
    ({"distance_hectometres": "60,5"}, "distance_reason", "La distance connue entre ces deux villes est de 19 km"),
    ({**TRAIN, "transport_cents": "-1,00"}, "transport_cents", "Indiquez le montant total payé"),
    ({**TRAIN, "transport_cents": "9999"}, "transport_cents", "Indiquez le montant total payé"),
    ({"full_meal_count": "9"}, "full_meal_count", PRESENCE),
    ({"half_meal_count": "9"}, "half_meal_count", PRESENCE),
    ({"free_meal_count": "9"}, "free_meal_count", PRESENCE),
    ({"half_meal_count": "-1"}, "half_meal_count", "Indiquez un nombre entier, 0 ou plus"),
    ({"night_count": "5", "night_town": "75001"}, "night_count", PRESENCE),
    ({"night_count": "1", "night_town": "Gand", "night_country": "Belgique"}, "night_town", "nuitée à l’étranger"),
    ({"sundry_cents": "12,50"}, "comment", "Indiquez en commentaire la nature des frais divers"),
    ({"sundry_cents": "2000"}, "sundry_cents", "Indiquez des frais divers de 0 à"),
    ({"arrival_town": "Brunoy", "arrival_code": ""}, "arrival_town", "est aussi la ville de départ"),
]


@pytest.mark.parametrize(("typed", "field", "sentence"), AGAINST_THE_RULES)
def test_a_line_against_the_rules_opens_again_at_its_field(
    faulty: Page, typed: dict[str, str], field: str, sentence: str
) -> None:
    """« OK » keeps it, its card says what is wrong, and « Enregistrer » leads to the field with all that it holds."""
    kept = change(faulty, **typed)
    assert not kept.errors
    assert sentence in kept.content
    refused = journeys.record_travel(faulty)
    assert refused.status == 422
    assert refused.title.startswith("Erreur : ")
    assert sentence in refused.errors[field]
    shown = line_form(refused).values
    as_it_is = {name: text for name, text in typed.items() if not name.startswith(("arrival", "night_town"))}
    assert {name: shown[name] for name in as_it_is} == {name: _shown(text) for name, text in as_it_is.items()}


def _shown(typed: str) -> str:
    """A number that is nothing is shown as an empty field; an amount has two decimals."""
    return {"0": "", "9999": "9999,00", "2000": "2000,00"}.get(typed, typed)


def test_a_ticket_of_nothing_is_kept_and_remarked(faulty: Page) -> None:
    """R21: the ticket of the way back may be on the way out."""
    kept = change(faulty, **TRAIN, transport_cents="0")
    assert not kept.errors
    assert "Aucun montant n’est indiqué pour les billets" in kept.content
    # Opened again, the form asks for nothing more.
    assert line_form(kept.follow("Modifier")).values["transport_cents"] == "0,00"
    assert journeys.record_travel(faulty).keys == ["CLAIM_RECORDED"]


def test_validating_leads_to_the_line_too(faulty: Page) -> None:
    change(faulty, power_cv="")
    assert "power_cv" in journeys.validate(faulty).errors
    change(faulty, power_cv="5")
    assert journeys.record_travel(faulty).keys == ["CLAIM_RECORDED"]


def test_what_is_wrong_with_other_lines_is_said_with_their_number(site: Site) -> None:
    page = journeys.open_claim(site.examiner())
    journeys.add_trip(page, power_cv="")
    journeys.add_trip(page, power_cv="", departure_date="27/05/2026", departure_time="09:00")
    refused = journeys.record_travel(page)
    assert list(refused.errors) == ["power_cv"]
    assert any("Ligne 2 : Indiquez la puissance fiscale" in sentence for _, _, sentence in refused.console)


def test_a_line_typed_while_another_window_changed_the_claim_stays_on_the_screen(site: Site) -> None:
    """P-CLM-20."""
    page = journeys.add_trip(journeys.open_claim(site.examiner()))
    line, other = (page.follow("Modifier la ligne 1") for _ in range(2))
    line_form(other).submit("OK", comment="d’abord")
    stale = line_form(line).submit("OK", comment="ensuite")
    assert (stale.status, stale.keys) == (409, ["STALE_VERSION"])
    assert line_form(stale).values["comment"] == "ensuite"
    assert "ensuite" in line_form(stale).submit("OK").content


def test_a_line_repeated_is_noticed(site: Site) -> None:
    """security.md B59."""
    page = journeys.open_claim(site.examiner())
    journeys.add_trip(page)
    again = journeys.add_trip(page)
    assert "Cette ligne répète la ligne 1" in again.content
    refused = journeys.record_travel(page)
    sentences = [*refused.errors.values(), *(sentence for _, _, sentence in refused.console)]
    assert any("Cette ligne répète la ligne 1" in sentence for sentence in sentences)


# --- Towns ---------------------------------------------------------------------------------------------------------


def test_a_name_of_several_communes_is_chosen_from_a_list(site: Site) -> None:
    """S-TRV-8."""
    browser = site.examiner()
    page = journeys.add_trip(journeys.open_claim(browser), arrival_town=SEVERAL, arrival_code="", sundry_cents="abc")
    assert page.errors["arrival_choice"].startswith("Plusieurs communes correspondent")
    form = line_form(page)
    codes = [option.get("value") for option in form.element.xpath(".//select[@name='arrival_choice']/option")]
    assert "93066" in codes
    assert len(codes) > 1
    # The town that was chosen stays chosen while something else is still wrong.
    page = form.submit("OK", arrival_choice="93066")
    assert list(page.errors) == ["sundry_cents"]
    form = line_form(page)
    assert (form.values["arrival_town"], form.values["arrival_code"]) == ("Saint-Denis (93)", "93066")
    assert "Ligne 1 : Brunoy vers Saint-Denis" in form.submit("OK", sundry_cents="").content


def test_a_postal_code_is_never_taken_for_the_code_of_another_town(site: Site) -> None:
    """13100 is the postal code of Aix-en-Provence and the code of Saint-Rémy-de-Provence."""
    page = journeys.add_trip(journeys.open_claim(site.examiner()), arrival_town="13100")
    shown = page.content if page.status == 200 else line_form(page).values
    assert "Aix-en-Provence" in str(shown) or "arrival_choice" in page.errors
    assert "Saint-Rémy" not in page.content


def test_a_name_that_begins_many_proposes_some(claimant: Browser, base: str) -> None:
    page = journeys.add_trip(claimant.get(base), arrival_town=MANY, arrival_code="")
    assert "arrival_choice" in page.errors


def test_a_town_abroad_is_written_by_hand_with_its_country(site: Site) -> None:
    """S-TRV-8: no list knows it, and nobody is asked for it."""
    page = journeys.open_claim(site.examiner())
    travel = journeys.add_trip(page, arrival_town="Gand", arrival_code="", arrival_country="Belgique", sundry_cents="")
    assert "Ligne 1 : Brunoy vers Gand (Belgique)" in travel.content
    line = travel.follow("Modifier la ligne 1")
    shown = line_form(line).values
    assert (shown["arrival_town"], shown["arrival_country"]) == ("Gand", "Belgique")
    # Left as it stands it stays; another town of that country is another town.
    travel = line_form(line).submit("OK", one_way_count="1")
    assert "Ligne 1 : Brunoy vers Gand (Belgique)" in travel.content
    line = travel.follow("Modifier la ligne 1")
    travel = line_form(line).submit("OK", arrival_town="Bruges")
    assert "Ligne 1 : Brunoy vers Bruges (Belgique)" in travel.content


def test_france_is_not_abroad(site: Site) -> None:
    travel = journeys.add_trip(journeys.open_claim(site.examiner()), arrival_country=" FRANCE ")
    assert "Ligne 1 : Brunoy vers Saint-Denis" in travel.content


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
    assert not {"departure_town", "departure_other"} & form.names
    assert "Fixée par la convocation" in line.content
    forged = {"power_cv": "5", "departure_town": "75056", "departure_other": "Paris"}
    kept = browser.send("POST", form.address, {**form.values, **forged})
    assert "Ligne 1 : Paris" not in kept.content
