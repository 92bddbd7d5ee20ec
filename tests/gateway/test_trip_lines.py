"""Lines of travel together: combined modes, order, those begun and left, what the whole claim is owed (S-CLM-11)."""

import re

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Form, Page, words
from tests.gateway.world import PASSPHRASE, Site


@pytest.fixture
def page(site: Site) -> Page:
    """« Suivi » of a claim whose mission is at Saint-Denis, from 26/05/2026 at 8 h to 27/05/2026 at 17 h 30."""
    return journeys.open_claim(site.examiner())


def new_line(page: Page) -> Page:
    return page.browser.get(journeys.base_of(page) + "/deplacement/lignes/nouvelle")


def form(page: Page) -> Form:
    return page.form(journeys.base_of(page) + "/deplacement/lignes/…", "OK")


def titles(page: Page) -> list[str]:
    """The lines in the order of the screen."""
    return [words(title) for title in page.tree.xpath("//h3[@class='trip-title']")]


def shown(page: Page, *names: str) -> tuple[str, ...]:
    values = form(page).values
    return tuple(values[name] for name in names)


def typing(line: Page, **typed: str) -> Page:
    """What the script sends while somebody types."""
    values = form(line).values | typed
    address = form(line).address + "/brouillon"
    return line.browser.open(line.browser.post(address, values, headers={"imagin-automatic": "1"}))


def beside(page: Page, field: str) -> str:
    """What is said beside a field while somebody types."""
    return words(page.tree.get_element_by_id(f"champ-{field}-remarque"))


def tab(page: Page) -> Page:
    return page.browser.get(journeys.base_of(page) + "/deplacement")


# --- Combined modes ------------------------------------------------------------------------------------------------


def test_a_way_by_several_modes_is_a_line_per_mode_and_leg(page: Page) -> None:
    """S-TRV-4: home, station, centre and back; each new line begins where the last one arrived."""
    first = new_line(page)
    assert shown(first, "arrival_town", "one_way_count") == ("Saint-Denis (93)", "2")
    assert "Brunoy (91)" in first.content
    form(first).submit(
        "OK", arrival_town="Paris", arrival_code="", one_way_count="1", mode="MODE_TRAIN", transport_cents="4,60",
        return_date="26/05/2026", return_time="08:35",
    )  # fmt: skip

    second = new_line(page)
    assert shown(second, "departure_town", "departure_date", "departure_time") == ("75056", "26/05/2026", "08:35")
    assert shown(second, "arrival_town", "one_way_count") == ("Saint-Denis (93)", "1")
    form(second).submit("OK", mode="MODE_PUBLIC_TRANSPORT", transport_cents="2,15", return_time="09:05")

    # Arrived at the centre: the next line comes back from it, when the mission ends.
    third = new_line(page)
    assert shown(third, "departure_town", "departure_date", "departure_time") == ("93066", "27/05/2026", "17:30")
    assert shown(third, "arrival_town", "return_date") == ("Brunoy (91)", "27/05/2026")
    travel = form(third).submit("OK", mode="MODE_CAR", distance_hectometres="19", power_cv="5", return_time="18:40")

    assert titles(travel) == [
        "Ligne 1 : Brunoy vers Paris",
        "Ligne 2 : Paris vers Saint-Denis",
        "Ligne 3 : Saint-Denis vers Brunoy",
    ]
    assert "Repas dus3" in travel.content
    assert "Nuitées dues1" in travel.content
    assert "Kilomètres de 2026" in travel.content
    assert journeys.record_travel(page).keys == ["CLAIM_RECORDED"]


def test_a_later_line_may_leave_from_any_commune(page: Page) -> None:
    """S-TRV-8: towns reached, residences, centre, and « Autre commune » by search."""
    journeys.add_trip(page, one_way_count="1", return_date="26/05/2026")
    line = new_line(page)
    labels = [words(label) for label in line.tree.xpath("//*[@id='champ-departure-town']//label")]
    assert labels[:3] == ["Saint-Denis (93)", "Brunoy (91)", "Autre commune"]
    wrong = form(line).submit("OK", departure_town="other", return_time="18:40")
    assert list(wrong.errors) == ["departure_other"]
    wrong = form(line).submit("OK", departure_town="other", departure_other="Saint-", return_time="18:40")
    assert list(wrong.errors) == ["departure_choice"]
    travel = form(line).submit("OK", departure_town="other", departure_other="melun", return_time="18:40", power_cv="5")
    assert "Ligne 2 : Melun vers Brunoy" in titles(travel)
    # From then on that town is one of the choices.
    assert shown(travel.follow("Modifier la ligne 2"), "departure_town") == ("77288",)


def test_a_departure_that_is_none_of_the_choices_is_asked_again(page: Page) -> None:
    journeys.add_trip(page, one_way_count="1", return_date="26/05/2026")
    line = new_line(page)
    wrong = page.browser.send("POST", form(line).address, {**form(line).values, "departure_town": "99999"})
    assert "Choisissez d’où vous êtes parti(e)" in wrong.errors["champ-departure-town"]


def test_lines_stand_in_order_of_time_whatever_the_order_in_which_they_came(page: Page) -> None:
    journeys.add_trip(page, departure_date="27/05/2026", departure_time="09:00")
    line = new_line(page)
    travel = form(line).submit("OK", return_date="26/05/2026", arrival_town="Melun", arrival_code="", power_cv="5")
    assert titles(travel) == ["Ligne 1 : Brunoy vers Melun", "Ligne 2 : Brunoy vers Saint-Denis"]
    # The number of a card is that by which sentences name the line.
    assert travel.follow("Modifier la ligne 2").heading == "Modifier la ligne 2"


def test_a_way_is_done_again_for_the_return(page: Page) -> None:
    there = journeys.add_trip(page, one_way_count="1", return_date="26/05/2026", return_time="09:10")
    back = there.follow("Refaire ce trajet au retour")
    assert shown(back, "departure_town", "arrival_town") == ("93066", "Brunoy (91)")
    assert shown(back, "departure_date", "departure_time", "return_time") == ("27/05/2026", "17:30", "")
    assert shown(back, "distance_hectometres", "power_cv", "one_way_count") == ("19", "5", "1")
    travel = form(back).submit("OK", return_time="18:40")
    assert titles(travel)[1] == "Ligne 2 : Saint-Denis vers Brunoy"
    # There and back in one line needs none.
    line = travel.follow("Modifier la ligne 1")
    assert not form(line).submit("OK", one_way_count="2").links("Refaire ce trajet au retour (ligne 1)")


def test_a_line_is_changed_and_deleted_by_its_name(page: Page) -> None:
    """S-CLM-11."""
    travel = journeys.add_trip(page)
    line = travel.follow("Modifier la ligne 1")
    assert line.heading == "Modifier la ligne 1"
    travel = form(line).submit("OK", power_cv="7")
    assert "7 CV" in travel.content
    asked = travel.follow("Supprimer la ligne 1")
    assert "Brunoy" in asked.content
    travel = asked.form(asked.path).submit("Supprimer la ligne")
    assert "Aucune ligne de déplacement" in travel.content
    # A line that is gone is gone; deleting it twice is no error.
    assert asked.form(asked.path).submit("Supprimer la ligne").status == 200
    assert travel.browser.get(line.path).status == 404


# --- What is owed --------------------------------------------------------------------------------------------------


def test_the_form_says_how_many_ways_a_daily_return_counts(page: Page) -> None:
    """S-TRV-4."""
    line = new_line(page)
    assert "pour un aller-retour chaque jour du 26/05/2026 au 27/05/2026 : 4 trajets" in line.content
    typed = typing(line, return_date="28/05/2026")
    assert "du 26/05/2026 au 28/05/2026 : 6 trajets" in typed.content
    assert "aller-retour chaque jour" not in typing(typed, return_date="26/05/2026").content


def test_what_is_owed_stands_beside_what_is_entered_and_says_why(page: Page) -> None:
    """S-TRV-5, R18: windows by presence, once; a daily return has no night."""
    line = new_line(page)
    assert "3 repas dus par cette ligne" in line.content
    assert "1 nuitée due par cette ligne" in line.content
    assert "Repas du soir du 26/05/2026 : En mission du 26/05/2026 à 8 h au 27/05/2026 à 17 h 30" in line.content
    daily = typing(line, one_way_count="4")
    assert "2 repas dus par cette ligne" in daily.content
    assert "Aucune nuitée due par cette ligne" in daily.content
    # The line is a draft of its own: the amounts of the claim are those of its lines.
    assert "Montant de cette ligne" in daily.content
    assert "Aucune ligne de déplacement" in tab(page).content


def test_what_is_wrong_is_said_beside_its_field_while_one_types(page: Page) -> None:
    """S-TRV-9, R25: the distance of the table, and why a longer one is asked about."""
    line = new_line(page)
    assert "Distance connue de Brunoy à Saint-Denis : 19 km" in line.content
    typed = typing(line, distance_hectometres="60,5")
    assert "est de 19 km : expliquez pourquoi la vôtre est plus longue" in beside(typed, "distance-reason")
    typed = typing(typed, distance_reason="Travaux")
    assert beside(typed, "distance-reason") == ""
    assert "121 km × " in typed.content


def test_a_way_inside_the_residence_says_that_it_opens_no_right(page: Page) -> None:
    """R19, S-TRV-5."""
    journeys.add_trip(page, one_way_count="1", return_date="26/05/2026")
    line = new_line(page)
    inside = typing(line, departure_town="93066", arrival_town="Brunoy (91)", one_way_count="2", return_time="18:40")
    assert "il n’ouvre droit ni au transport" in beside(inside, "arrival-town")


def test_a_town_that_is_not_found_yet_hides_the_amount_and_says_why(page: Page) -> None:
    typed = typing(new_line(page), arrival_town="Melu")
    assert "une fois la ville retrouvée dans la liste officielle" in typed.content


# --- Lines begun and left ------------------------------------------------------------------------------------------

BEGUN = "Une ligne commencée n’est pas terminée"


def test_what_is_typed_survives_and_is_resumed_where_it_was_left(page: Page) -> None:
    """P-CLM-20: as it was typed, readable or not, emptied fields included."""
    typing(new_line(page), departure_time="7 h 1/2", comment="Péage de", power_cv="")
    travel = tab(page)
    assert BEGUN in travel.content
    assert "une nouvelle ligne vers Saint-Denis (93), départ le 26/05/2026" in travel.content
    resumed = travel.follow("Reprendre")
    assert resumed.heading == "Ajouter une ligne de déplacement"
    assert shown(resumed, "departure_time", "comment", "power_cv") == ("7 h 1/2", "Péage de", "")
    wrong = form(resumed).submit("OK", power_cv="5")
    assert list(wrong.errors) == ["departure_time"]
    travel = form(wrong).submit("OK", departure_time="7 h 30")
    assert titles(travel) == ["Ligne 1 : Brunoy vers Saint-Denis"]
    assert BEGUN not in travel.content


def test_it_survives_the_end_of_the_session(page: Page) -> None:
    typing(new_line(page), comment="Péage de")
    page.browser.log_out()
    page.browser.log_in(page.browser.identifier, PASSPHRASE)
    assert shown(tab(page).follow("Reprendre"), "comment") == ("Péage de",)


def test_a_line_begun_is_abandoned_or_cancelled_and_stays_as_it_was(page: Page) -> None:
    travel = journeys.add_trip(page, comment="d’abord")
    line = travel.follow("Modifier la ligne 1")
    typed = typing(line, comment="ensuite")
    travel = tab(page)
    assert "Vous avez modifié la ligne 1 vers Saint-Denis (93)" in travel.content
    travel = travel.form(line.path, "Abandonner").submit("Abandonner")
    assert BEGUN not in travel.content
    assert "d’abord" in travel.content
    travel = form(typing(travel.follow("Modifier la ligne 1"), comment="enfin")).submit("Annuler")
    assert BEGUN not in travel.content
    assert "d’abord" in travel.content
    assert typed.status == 200


def test_leaving_a_line_of_which_nothing_was_kept_changes_nothing(page: Page) -> None:
    travel = form(new_line(page)).submit("Annuler")
    assert travel.path.endswith("/deplacement")
    assert "Compléter l’état de frais" in page.browser.get(journeys.base_of(page)).content


def test_a_draft_that_held_nothing_else_is_gone_with_the_line(page: Page) -> None:
    typing(new_line(page), comment="Péage de")
    assert "Brouillon conservé" in tab(page).content
    tab(page).form(journeys.base_of(page) + "/deplacement/lignes/…", "Abandonner").submit("Abandonner")
    assert "Brouillon conservé" not in tab(page).content
    assert "Compléter l’état de frais" in page.browser.get(journeys.base_of(page)).content


def test_two_lines_begun_one_after_the_other_are_both_kept(page: Page) -> None:
    typing(new_line(page), comment="la première")
    typing(new_line(page), comment="la seconde")
    addresses = tab(page).links("Reprendre")
    assert {shown(page.browser.get(address), "comment")[0] for address in addresses} == {"la première", "la seconde"}


def test_a_record_leaves_a_line_begun_for_later(page: Page) -> None:
    """Only what « OK » kept counts, and nothing typed is lost."""
    journeys.add_trip(page)
    typing(new_line(page), comment="plus tard")
    recorded = journeys.record_travel(page)
    assert recorded.keys == ["CLAIM_RECORDED"]
    assert titles(recorded) == ["Ligne 1 : Brunoy vers Saint-Denis"]
    assert shown(recorded.follow("Reprendre"), "comment") == ("plus tard",)


def test_what_is_typed_in_another_window_is_not_overwritten(page: Page) -> None:
    line = new_line(page)
    journeys.enter_fee(page)
    stale = typing(line, comment="trop tard")
    assert stale.status == 409
    assert "Impossible de conserver" in stale.content
    assert BEGUN not in tab(page).content


def test_what_cannot_be_kept_is_said(page: Page) -> None:
    refused = typing(new_line(page), comment="x" * 501)
    assert refused.status == 422
    assert "Impossible de conserver : Ce texte est trop long" in refused.content


def test_nothing_is_entered_where_nothing_may_be(site: Site) -> None:
    """The pages of lines lead to the tab, which says why."""
    page = journeys.validated(site.examiner())
    base = journeys.base_of(page)
    assert page.browser.get(base + "/deplacement/lignes/nouvelle").path == base + "/deplacement"
    assert "en lecture seule" in tab(page).content
    assert not tab(page).links("Modifier")


def test_an_address_of_a_line_that_never_was_is_none(page: Page) -> None:
    lines = journeys.base_of(page) + "/deplacement/lignes/"
    line = new_line(page)
    assert page.browser.get(lines + "0197a3c0-5b1e-7a44-9f0a-2f6a1c9d0001").status == 404
    for wrong in ("autre", re.sub(r"\w$", "", form(line).address.rpartition("/")[2])):
        for address in (lines + wrong, lines + wrong + "/brouillon"):
            assert page.browser.post(page.browser.site + address, form(line).values).status_code == 404
