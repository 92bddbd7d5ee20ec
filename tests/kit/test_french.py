"""French as people read and type it."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import french


def test_dates_are_short_in_tables_and_long_in_sentences():
    assert french.short_date(date(2026, 6, 2)) == "02/06/2026"
    assert french.long_date(date(2026, 6, 12)) == "vendredi 12\u00a0juin 2026"
    assert french.long_date(date(2026, 8, 1)) == "samedi 1er\u00a0août 2026"


def test_hours_are_short_in_tables_and_long_in_sentences():
    assert french.short_hour(time(8, 5)) == "08:05"
    assert french.long_hour(time(14, 32)) == "14\u00a0h\u00a032"
    assert french.long_hour(time(8)) == "8\u00a0h"


def test_a_period_is_said_once_for_one_day_and_twice_for_several():
    monday, tuesday = date(2026, 6, 8), date(2026, 6, 9)
    assert french.period(monday, time(8), monday, time(12, 30)) == (
        "Le lundi 8\u00a0juin 2026, de 8\u00a0h à 12\u00a0h\u00a030"
    )
    assert french.period(monday, time(8), tuesday, time(18)) == (
        "Du lundi 8\u00a0juin 2026 à 8\u00a0h au mardi 9\u00a0juin 2026 à 18\u00a0h"
    )


def test_durations_agree():
    assert french.duration(210) == "3\u00a0heures 30\u00a0minutes"
    assert french.duration(61) == "1\u00a0heure 1\u00a0minute"
    assert french.duration(0) == "0\u00a0minute"


def test_money_has_two_decimals_narrow_thousands_and_its_sign():
    assert french.money(123456) == "1\u202f234,56\u00a0€"
    assert french.money(0) == "0,00\u00a0€"
    assert french.money(-50) == "−0,50\u00a0€"
    assert french.money(14320, "XPF") == "14\u202f320\u00a0F\u00a0CFP"


def test_numbers_keep_the_decimals_they_carry():
    assert french.number(1234567) == "1\u202f234\u202f567"
    assert french.number(Decimal("0.32")) == "0,32"
    assert french.number(Decimal("1E+3")) == "1\u202f000"


@pytest.mark.parametrize(
    ("octets", "shown"),
    [(1, "1 ko"), (48_100, "47 ko"), (1024 * 1024, "1 Mo"), (1_572_864, "1,5 Mo"), (5 * 1024 * 1024, "5 Mo")],
)
def test_sizes_are_rounded_up(octets, shown):
    assert french.size(octets) == shown.replace(" ", "\u00a0")


def test_zero_is_singular():
    assert french.count(0, "mission affichée", "missions affichées") == "0\u00a0mission affichée"
    assert french.count(1, "mission affichée", "missions affichées") == "1\u00a0mission affichée"
    assert french.count(1200, "mission affichée", "missions affichées") == "1\u202f200\u00a0missions affichées"
    assert french.agree(2, "état", "états") == "états"


def test_spaces_and_apostrophes_are_those_of_french():
    assert french.typography("L'état n° 12 : « prêt » ?") == "L’état n°\u00a012\u00a0: «\u00a0prêt\u00a0»\u202f?"
    assert french.typography("5 Mo, 12 km et 3 €") == "5\u00a0Mo, 12\u00a0km et 3\u00a0€"
    assert french.typography("à 14:32 sur /missions?tri=debut") == "à 14:32 sur /missions?tri=debut"


@given(st.text())
def test_typography_applied_twice_changes_nothing_more(text):
    once = french.typography(text)
    assert french.typography(once) == once


def test_search_ignores_case_accents_ligatures_and_kinds_of_space():
    assert french.fold("  Lycée  Jean\u2011Mœrs d’ARC\u00a0") == "lycee jean-moers d'arc"


@given(st.text())
def test_folding_is_stable(text):
    assert french.fold(french.fold(text)) == french.fold(text)


def test_words_sort_in_french_order():
    words = ["zèbre", "Éric", "cote", "eric", "côté", "Erica", "côte", "Saint-Ouen", "Saint Denis", "coté"]
    assert sorted(words, key=french.collation_key) == [
        "cote", "coté", "côte", "côté", "eric", "Éric", "Erica", "Saint Denis", "Saint-Ouen", "zèbre",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["12/06/2026", "12-06-2026", "12.6.2026", " 12 06 2026 ", "12/6/26", "12062026", "12 juin 2026", "12 JUIN 2026"],
)
def test_a_date_is_read_as_people_type_it(text):
    assert french.parse_date(text) == date(2026, 6, 12)


def test_a_date_with_an_accented_month_or_the_first_is_read():
    assert french.parse_date("1er août 2026") == date(2026, 8, 1)


@pytest.mark.parametrize("text", ["", "31/02/2026", "2026", "12/13/2026", "demain", "١٢/٠٦/٢٠٢٦", "1" * 500, "12 mai"])
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(ValueError):
        french.parse_date(text)


@pytest.mark.parametrize("text", ["8:05", "08:05", "8h05", "8 h 05", "805", "0805", "08.05", "8 H 05"])
def test_an_hour_is_read_as_people_type_it(text):
    assert french.parse_hour(text) == time(8, 5)


def test_an_hour_without_minutes_is_on_the_hour():
    assert french.parse_hour("14") == french.parse_hour("14 h") == french.parse_hour("14h") == time(14)


@pytest.mark.parametrize("text", ["", "24:00", "12:60", "midi", "-1", "12:3:4"])
def test_what_is_not_an_hour_is_refused(text):
    with pytest.raises(ValueError):
        french.parse_hour(text)


@given(st.integers(min_value=0, max_value=10**12))
def test_money_that_is_shown_can_be_typed_back(cents):
    assert french.parse_money(french.money(cents)) == cents


@given(st.dates())
def test_a_date_that_is_shown_can_be_typed_back(value):
    assert french.parse_date(french.short_date(value)) == value


def test_amounts_accept_comma_point_spaces_and_sign():
    assert french.parse_money("1234.5") == french.parse_money("1 234,50 €") == french.parse_money("1234,5 euros")


@pytest.mark.parametrize("text", ["", "1,234.56", "12,345", "€", "1e3", "NaN", "Infinity", "1,", "--1"])
def test_what_is_not_an_amount_is_refused(text):
    with pytest.raises(ValueError):
        french.parse_money(text)


def test_whole_numbers_refuse_decimals():
    assert french.parse_integer("1 234") == 1234
    assert french.parse_number("60,5") == Decimal("60.5")
    with pytest.raises(ValueError):
        french.parse_integer("12,0")
