"""Motorcycles, mopeds and the floor of mopeds by month of departure (domain.md §2.1)."""

from datetime import date
from decimal import Decimal

import pytest

from services.expenses.rules.rates import Rate, Rates
from services.expenses.rules.travel import travel
from services.expenses.rules.trips import MonthPaid
from tests.services.expenses.rules.examples import MATA_UTU, NOUMEA, ONE_DAY, PAPEETE, situation, trip

# mode, day, cents of 100 km there and back
RATES = [
    ("MOTORCYCLE", "31/07/2012", 12_00),
    ("MOTORCYCLE", "28/02/2019", 12_00),
    ("MOTORCYCLE", "01/03/2019", 14_00),
    ("MOTORCYCLE", "31/12/2021", 14_00),
    ("MOTORCYCLE", "01/01/2022", 15_00),
    ("MOTORCYCLE", "24/06/2025", 15_00),
    ("MOPED", "31/07/2012", 9_00),
    ("MOPED", "28/02/2019", 9_00),
    ("MOPED", "01/03/2019", 11_00),
    ("MOPED", "31/12/2021", 11_00),
    ("MOPED", "01/01/2022", 12_00),
    ("MOPED", "24/06/2025", 12_00),
]


@pytest.mark.parametrize(("mode", "day", "cents"), RATES)
def test_two_wheelers_pay_one_rate_by_kilometre(rates, mode, day, cents):
    """R20: that of the day of departure."""
    line = trip(f"{day} 07:30", f"{day} 10:00", mode=mode, kilometres=Decimal(50))
    assert travel([line], situation(), rates).cents == cents


@pytest.mark.parametrize(
    ("mode", "place", "cents"),
    [
        # 100 km × 26,09 F × 0,838.
        ("MOTORCYCLE", NOUMEA, 21_86),
        ("MOTORCYCLE", PAPEETE, 21_86),
        ("MOTORCYCLE", MATA_UTU, 23_05),
        ("MOPED", NOUMEA, 13_14),
        ("MOPED", PAPEETE, 13_14),
        ("MOPED", MATA_UTU, 13_79),
    ],
)
def test_the_pacific_pays_in_francs_half_up_by_line(rates, mode, place, cents):
    line = trip(*ONE_DAY, mode=mode, kilometres=Decimal(50), arrival_town=place)
    amount = travel([line], situation(place=place, residences=()), rates)
    assert amount.cents == cents
    assert amount.is_to_confirm
    assert "F\u00a0CFP" in amount.steps[0].label


def test_150_kilometres_by_motorcycle(rates):
    """Domain.md §2.5."""
    amount = travel([trip(*ONE_DAY, mode="MOTORCYCLE", kilometres=Decimal(75))], situation(), rates)
    assert amount.cents == 22_50


def test_two_wheelers_take_nothing_of_the_year(rates):
    facts = situation(year_kilometres={2025: Decimal(50_000)})
    for mode in ("MOTORCYCLE", "MOPED"):
        amount = travel([trip(*ONE_DAY, mode=mode)], facts, rates)
        assert amount.year_kilometres == {}
        assert amount.cents == (18_00 if mode == "MOTORCYCLE" else 14_40)


# --- The floor of mopeds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kilometres", "cents"),
    [
        # 83,4 km × 0,12 = 10,008 €: the floor of 10 € changes nothing; 83,2 km = 9,984 € round to 9,98 €.
        ("41.7", 10_01),
        ("41.6", 10_00),
        ("41.5", 10_00),
        ("0.1", 10_00),
        ("100", 24_00),
    ],
)
def test_a_month_of_mopeds_is_paid_the_floor_at_least(rates, kilometres, cents):
    line = trip(*ONE_DAY, mode="MOPED", kilometres=Decimal(kilometres))
    amount = travel([line], situation(), rates)
    assert amount.cents == cents
    paid = amount.month_allowances[2025, 6]
    assert (paid.allowance_cents + paid.top_up_cents, paid.floor_cents) == (cents, 10_00)
    assert sum(step.amount_cents for step in amount.steps) == cents


def test_the_step_of_the_floor_says_its_month_and_its_source(rates):
    amount = travel([trip(*ONE_DAY, mode="MOPED", kilometres=Decimal(10))], situation(), rates)
    allowance, complement = amount.steps
    assert (allowance.amount_cents, complement.amount_cents) == (2_40, 7_60)
    assert complement.label == "Complément jusqu’au minimum de 10,00\u00a0€ par mois, juin 2025"
    assert complement.rate_valid_from == date(2022, 1, 1)
    assert "14 mars 2022" in complement.source


@pytest.mark.parametrize(
    ("days", "cents"),
    [
        # Once for the month, whatever the number of lines.
        (("03/06", "24/06"), 10_00),
        # Each month of departure has its own.
        (("30/06", "01/07"), 20_00),
        (("31/12/2025", "01/01/2026"), 20_00),
    ],
)
def test_the_floor_is_by_month_of_departure(rates, days, cents):
    lines = [trip(f"{day} 07:30", f"{day} 10:00", mode="MOPED", kilometres=Decimal(10)) for day in days]
    for order in (lines, lines[::-1]):
        assert travel(order, situation(), rates).cents == cents


def test_a_night_over_the_end_of_the_month_counts_for_its_departure(rates):
    line = trip("30/06 20:00", "01/07 04:00", mode="MOPED", kilometres=Decimal(10))
    assert list(travel([line], situation(), rates).month_allowances) == [(2025, 6)]


@pytest.mark.parametrize("day", ["28/02/2019", "31/07/2012"])
def test_there_was_no_floor_before_march_2019(rates, day):
    line = trip(f"{day} 07:30", f"{day} 10:00", mode="MOPED", kilometres=Decimal(10))
    assert travel([line], situation(), rates).cents == 1_80


def test_the_floor_of_the_pacific_is_in_francs(rates):
    """646 F × 0,838 = 541,348 cents."""
    line = trip(*ONE_DAY, mode="MOPED", kilometres=Decimal(5), arrival_town=NOUMEA)
    assert travel([line], situation(place=NOUMEA, residences=()), rates).cents == 5_41


@pytest.mark.parametrize(
    ("others", "cents"),
    [
        # Nothing paid yet for the month.
        (MonthPaid(), 10_00),
        # Another claim was paid 4 € and the 6 € that were missing: these 2,40 € are 2,40 € less to top up.
        (MonthPaid(4_00, 6_00), 0),
        (MonthPaid(8_00, 2_00), 40),
        (MonthPaid(7_60, 2_40), 0),
        (MonthPaid(7_59, 2_41), 0),
        (MonthPaid(9_00, 1_00), 1_40),
        # The floor was reached without a top-up.
        (MonthPaid(10_00, 0), 2_40),
        (MonthPaid(50_00, 0), 2_40),
        # A top-up that was taken back elsewhere is given again.
        (MonthPaid(5_00, -5_00), 10_00),
        # Never a negative amount, whatever is known of the others.
        (MonthPaid(0, 10_00), 0),
        (MonthPaid(0, 50_00), 0),
    ],
)
def test_the_floor_is_topped_up_once_over_all_claims(rates, others, cents):
    line = trip(*ONE_DAY, mode="MOPED", kilometres=Decimal(10))
    amount = travel([line], situation(month_allowances={(2025, 6): others}), rates)
    assert amount.cents == cents
    assert sum(step.amount_cents for step in amount.steps) == cents
    if others.top_up_cents and cents < 2_40:
        assert amount.steps[-1].label.startswith("Reprise du complément")


def test_another_month_of_the_others_changes_nothing(rates):
    facts = situation(month_allowances={(2025, 5): MonthPaid(50_00, 0), (2024, 6): MonthPaid(50_00, 0)})
    assert travel([trip(*ONE_DAY, mode="MOPED", kilometres=Decimal(10))], facts, rates).cents == 10_00


def test_motorcycles_have_no_floor(rates):
    amount = travel([trip(*ONE_DAY, mode="MOTORCYCLE", kilometres=Decimal(1))], situation(), rates)
    assert (amount.cents, amount.month_allowances) == (30, {})


def test_a_floor_that_changes_within_a_month_is_that_of_its_first_day():
    """Whichever claim comes first, the month has one floor."""
    rows = [("KM_OTHER", 12, "2022-01-01", None), ("KM_OTHER_FLOOR", 1000, "2022-01-01", "2025-06-14"),
            ("KM_OTHER_FLOOR", 2000, "2025-06-15", None)]  # fmt: skip
    table = Rates(
        Rate(
            kind, "MOPED", Decimal(value), "CENT", date.fromisoformat(start), end and date.fromisoformat(end), "", False
        )
        for kind, value, start, end in rows
    )
    assert travel([trip(*ONE_DAY, mode="MOPED", kilometres=Decimal(10))], situation(), table).cents == 10_00
