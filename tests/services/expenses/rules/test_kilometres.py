"""Kilometres of a car: power, yearly brackets, policies (domain.md §2.1 and §2.5; R15, R20, R24, R25)."""

from datetime import date
from decimal import Decimal

import pytest

from services.expenses import errors
from services.expenses.rules.kilometres import kilometres
from services.expenses.rules.travel import travel
from services.expenses.rules.trips import KilometrePolicy
from tests.services.expenses.rules.examples import (
    MATA_UTU,
    NOUMEA,
    ONE_DAY,
    situation,
    trip,
)


@pytest.mark.parametrize(
    ("power", "one_ways", "distance", "already", "cents"),
    [
        (5, 2, "60", 0, 38_40),
        (5, 2, "60", 1_950, 44_00),
        (7, 2, "20", 9_980, 16_20),
        (8, 2, "125", 0, 112_50),
        (5, 1, "60", 0, 19_20),
        (5, 4, "30", 0, 38_40),
        # Edges of the brackets, to the kilometre.
        (5, 2, "1", 1_997, 64),
        (5, 2, "1", 1_998, 64),
        (5, 2, "1", 1_999, 72),
        (5, 2, "1", 2_000, 80),
        (5, 2, "1", 9_998, 80),
        (5, 2, "1", 9_999, 63),
        (5, 2, "1", 10_000, 46),
        # Through three brackets at once: 2 000 × 0,32 + 8 000 × 0,40 + 2 000 × 0,23.
        (5, 1, "12000", 0, 4_300_00),
        # Tenths of a kilometre, rounded once: 24,6 × 0,32 = 7,872.
        (5, 2, "12.3", 0, 7_87),
        # 0,1 × 0,32 + 0,1 × 0,40 = 0,072: each bracket alone would round to 3 and 4 cents.
        (5, 2, "0.1", Decimal("1999.9"), 7),
    ],
)
def test_kilometres_pay_by_power_and_yearly_bracket(rates, power, one_ways, distance, already, cents):  # noqa: PLR0917
    """S-TRV-6."""
    line = trip(*ONE_DAY, power_cv=power, one_way_count=one_ways, kilometres=Decimal(distance))
    amount = travel([line], situation(year_kilometres={2025: Decimal(already)}), rates)
    assert amount.cents == cents
    assert sum(step.amount_cents for step in amount.steps) == cents


@pytest.mark.parametrize(
    ("day", "cents"),
    [("31/12/2021", 34_80), ("01/01/2022", 38_40), ("28/02/2019", 30_00), ("01/03/2019", 34_80)],
)
def test_the_rate_of_kilometres_is_that_of_the_departure(rates, day, cents):
    assert travel([trip(f"{day} 07:30", f"{day} 10:00")], situation(), rates).cents == cents


def test_kilometres_of_a_claim_add_up_through_the_year(rates):
    """R24: each line goes on top of those that left before it, whatever their order on the form."""
    first = trip("24/06 07:30", "24/06 10:00", kilometres=Decimal(900))
    second = trip("25/06 07:30", "25/06 10:00", kilometres=Decimal(300), power_cv=7)
    for lines in ([first, second], [second, first]):
        amount = travel(lines, situation(), rates)
        # 1 800 × 0,32, then 200 × 0,41 + 400 × 0,51.
        assert amount.cents == 576_00 + 82_00 + 204_00
        assert amount.year_kilometres == {2025: Decimal(2_400)}


def test_a_line_over_new_year_counts_for_the_year_of_its_departure(rates):
    """R25: two lines are suggested."""
    line = trip("31/12/2025 18:30", "01/01/2026 04:00", kilometres=Decimal(50))
    amount = travel([line], situation(year_kilometres={2025: Decimal(2_000), 2026: Decimal(0)}), rates)
    assert amount.cents == 40_00
    assert amount.year_kilometres == {2025: Decimal(100)}
    assert [warning.reason for warning in amount.warnings] == ["TRIP_CROSSES_YEAR"]


def test_each_year_has_its_own_kilometres(rates):
    old, new = trip("31/12/2025 07:30", "31/12/2025 10:00"), trip("01/01/2026 07:30", "01/01/2026 10:00")
    amount = travel([old, new], situation(year_kilometres={2025: Decimal(5_000)}), rates)
    assert amount.cents == 48_00 + 38_40
    assert amount.year_kilometres == {2025: Decimal(120), 2026: Decimal(120)}


def test_the_first_bracket_only_ignores_the_year(rates):
    """R15."""
    facts = situation(policy=KilometrePolicy.FIRST_BRACKET_ONLY, year_kilometres={2025: Decimal(50_000)})
    assert travel([trip(*ONE_DAY)], facts, rates).cents == 38_40


def test_the_basis_of_the_railway_says_that_it_is_not_handled_yet(rates):
    with pytest.raises(errors.KilometrePolicyNotHandled, match="Rien n’est perdu"):
        travel([trip(*ONE_DAY)], situation(policy=KilometrePolicy.SNCF_2ND), rates)


@pytest.mark.parametrize(
    ("towns", "cents"),
    [
        # 120 km × 52,05 F = 6 246 F, at 8,38 € for 1 000 F: 52,34148 €.
        ({"departure_town": MATA_UTU, "arrival_town": NOUMEA, "place": NOUMEA}, 52_34),
        # 120 km × 55,01 F = 6 601,2 F: 55,318056 €.
        ({"departure_town": NOUMEA, "arrival_town": MATA_UTU, "place": MATA_UTU}, 55_32),
    ],
)
def test_the_pacific_pays_its_kilometres_in_francs(rates, towns, cents):
    place = towns.pop("place")
    line = trip("24/06 07:30", "24/06 10:00", **towns)
    amount = travel([line], situation(place=place, residences=()), rates)
    assert amount.cents == cents
    assert amount.is_to_confirm


def test_every_bracket_is_a_step_with_its_own_rate(rates):
    """P-CLM-21."""
    amount = travel([trip(*ONE_DAY)], situation(year_kilometres={2025: Decimal(1_950)}), rates)
    shown = [(step.label, step.quantity, step.unit, step.rate_cents, step.amount_cents) for step in amount.steps]
    assert shown == [
        ("Indemnité kilométrique, 5\u00a0CV, jusqu’à 2\u202f000\u00a0km dans l’année", 50, "km", 32, 16_00),
        ("Indemnité kilométrique, 5\u00a0CV, de 2\u202f001 à 10\u202f000\u00a0km dans l’année", 70, "km", 40, 28_00),
    ]
    assert {step.rate_valid_from for step in amount.steps} == {date(2022, 1, 1)}
    assert all("14 mars 2022" in step.source for step in amount.steps)
    assert kilometres(trip(*ONE_DAY)) == 120
