"""A rate is dated and sourced; a missing one is named, two at once are refused."""

import doctest
from datetime import date
from decimal import Decimal

import pytest

from services.expenses import errors, rules
from services.expenses.rules.rates import Rate, Rates


def rate(kind: str, key: str, value: str, starts: str, ends: str | None = None) -> Rate:
    last = date.fromisoformat(ends) if ends else None
    return Rate(kind, key, Decimal(value), "CENT_PER_COPY", date.fromisoformat(starts), last, "Arrêté", False)


def test_the_example_of_the_package_is_true():
    """What the documentation of the rules prints is what they answer."""
    assert doctest.testmod(rules).failed == 0


@pytest.mark.parametrize(
    ("day", "cents"),
    [
        ("2019-03-01", 1525),
        ("2019-12-31", 1525),
        ("2020-01-01", 1750),
        ("2023-09-21", 1750),
        ("2023-09-22", 2000),
        ("2060-01-01", 2000),
    ],
)
def test_both_days_of_a_validity_are_included(rates, day, cents):
    assert rates.at("MEAL", "METROPOLE", date.fromisoformat(day)).value == cents


@pytest.mark.parametrize(
    ("kind", "key", "day"),
    [("MEAL", "METROPOLE", "2006-10-31"), ("MEAL", "MARS", "2025-01-01"), ("NOTHING", "X", "2025-01-01")],
)
def test_a_missing_rate_is_named_with_its_date(rates, kind, key, day):
    with pytest.raises(errors.RateMissing) as refused:
        rates.at(kind, key, date.fromisoformat(day))
    shown = "/".join(reversed(day.split("-")))
    assert kind in refused.value.sentence
    assert key in refused.value.sentence
    assert shown in refused.value.sentence


@pytest.mark.parametrize(
    ("first", "second", "is_refused"),
    [
        (("2020-01-01", "2020-12-31"), ("2021-01-01", None), False),
        (("2020-01-01", "2020-12-31"), ("2020-12-31", None), True),
        (("2020-01-01", None), ("2030-01-01", None), True),
        (("2020-01-01", "2020-12-31"), ("2020-01-01", "2020-12-31"), True),
        (("2020-01-01", "2020-12-31"), ("2020-06-01", "2020-06-02"), True),
        (("2020-01-01", "2020-01-31"), ("2020-06-01", None), False),
    ],
)
def test_two_rates_of_one_key_never_hold_on_one_day(first, second, is_refused):
    rows = [rate("COPY", "BGT", "500", *second), rate("COPY", "BGT", "500", *first)]
    if is_refused:
        with pytest.raises(errors.RatesOverlap, match="BGT"):
            Rates(rows)
    else:
        Rates(rows)


def test_the_same_days_under_another_key_are_no_overlap():
    Rates([rate("COPY", "BGT", "500", "2020-01-01"), rate("COPY", "BCP", "500", "2020-01-01")])


def test_the_special_key_wins_only_while_it_holds():
    rows = [rate("COPY", "BGT", "500", "2012-05-03"), rate("COPY", "BGT:ECRIT_CC", "510", "2021-09-01")]
    keys = ("BGT:ECRIT_CC", "BGT")
    assert Rates(rows).first("COPY", keys, date(2021, 8, 31)).value == 500
    assert Rates(rows).first("COPY", keys, date(2021, 9, 1)).value == 510


@pytest.mark.parametrize(
    ("power", "values"),
    [
        (1, (32, 40, 23)),
        (5, (32, 40, 23)),
        (6, (41, 51, 30)),
        (7, (41, 51, 30)),
        (8, (45, 55, 32)),
        (40, (45, 55, 32)),
    ],
)
def test_brackets_follow_the_fiscal_power(rates, power, values):
    brackets = rates.brackets("KM_CAR", power, date(2025, 6, 24))
    assert tuple(bracket.rate.value for bracket in brackets) == values
    assert [(bracket.lower, bracket.upper) for bracket in brackets] == [(0, 2000), (2000, 10_000), (10_000, None)]


@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("CV1-5:0-2000",),
        ("CV1-5:2001-",),
        ("CV1-5:0-2000", "CV1-5:2501-"),
        ("CV1-5:0-2000", "CV1-5:1501-"),
        ("CV1-5:0-2000", "CV1-5:2001-", "CV4-:5001-"),
        ("CV6-7:0-",),
    ],
)
def test_brackets_with_a_hole_are_a_missing_rate(keys):
    """Kilometres that no bracket pays would be silently lost."""
    table = Rates(rate("KM_CAR", key, "32", "2022-01-01") for key in keys)
    with pytest.raises(errors.RateMissing, match="CV5"):
        table.brackets("KM_CAR", 5, date(2025, 1, 1))


def test_a_binary_float_is_not_a_rate():
    row = {"kind": "K", "key": "K", "value": 52.05, "unit": "U", "valid_from": "2022-01-01", "valid_to": None}
    with pytest.raises(TypeError):
        Rate.read(row | {"source": "", "to_confirm": False})


def test_the_zeros_of_a_column_do_not_count():
    assert str(rate("COPY", "BGT", "500.000000", "2020-01-01").value) == "500"
    assert str(rate("COPY", "BGT", "52.050000", "2020-01-01").value) == "52.05"
