"""Kilometres of a car: power, yearly brackets, policies (domain.md §2.1 and §2.5; R15, R20, R24, R25)."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from services.expenses.rules.intervals import Intervals
from services.expenses.rules.kilometres import kilometres
from services.expenses.rules.travel import travel
from services.expenses.rules.trips import KilometrePolicy
from tests.services.expenses.rules.examples import (
    MATA_UTU,
    NOUMEA,
    ONE_DAY,
    PAPEETE,
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


# Every line of domain.md §2.1: first and last day, fiscal powers, cents by kilometre in each bracket.
GENERATIONS = [
    ("01/08/2008", "28/02/2019", (1, 5), (25, 31, 18)),
    ("01/08/2008", "28/02/2019", (6, 7), (32, 39, 23)),
    ("01/08/2008", "28/02/2019", (8, 60), (35, 43, 25)),
    ("01/03/2019", "31/12/2021", (1, 5), (29, 36, 21)),
    ("01/03/2019", "31/12/2021", (6, 7), (37, 46, 27)),
    ("01/03/2019", "31/12/2021", (8, 60), (41, 50, 29)),
    ("01/01/2022", "24/06/2026", (1, 5), (32, 40, 23)),
    ("01/01/2022", "24/06/2026", (6, 7), (41, 51, 30)),
    ("01/01/2022", "24/06/2026", (8, 60), (45, 55, 32)),
]


@pytest.mark.parametrize(("first", "last", "powers", "cents"), GENERATIONS)
@pytest.mark.parametrize(("bracket", "already"), [(0, 0), (0, 1_900), (1, 2_000), (1, 9_900), (2, 10_000)])
def test_each_generation_pays_by_power_and_bracket(rates, first, last, powers, cents, bracket, already):  # noqa: PLR0917
    """R20: the rate is that of the day of departure, the kilometres those of its year."""
    for day in (first, last):
        for power in powers:
            line = trip(f"{day} 07:30", f"{day} 10:00", power_cv=power, kilometres=Decimal(50))
            facts = situation(year_kilometres={int(day[-4:]): already})
            assert travel([line], facts, rates).cents == 100 * cents[bracket]


# Every line of the Pacific: table, fiscal powers, francs by kilometre in each bracket.
PACIFIC = [
    (NOUMEA, (1, 5), ("52.05", "62.46", "37.15")),
    (PAPEETE, (1, 5), ("52.05", "62.46", "37.15")),
    (MATA_UTU, (1, 5), ("55.01", "93.82", "38.69")),
    (NOUMEA, (6, 7), ("56.42", "68.38", "40.10")),
    (MATA_UTU, (6, 7), ("56.42", "72.88", "43.05")),
    (PAPEETE, (8, 60), ("61.05", "72.88", "43.05")),
    (MATA_UTU, (8, 60), ("64.01", "75.83", "44.73")),
]


@pytest.mark.parametrize(("place", "powers", "francs"), PACIFIC)
@pytest.mark.parametrize(("bracket", "already"), [(0, 0), (1, 2_000), (2, 10_000)])
def test_the_pacific_pays_by_power_and_bracket(rates, place, powers, francs, bracket, already):  # noqa: PLR0917
    """1 000 F are 8,38 €; half up by line."""
    exact = Decimal(francs[bracket]) * 100 * Decimal("0.838")
    for power in powers:
        line = trip(*ONE_DAY, power_cv=power, kilometres=Decimal(50), arrival_town=place)
        facts = situation(place=place, residences=(), year_kilometres={2025: already})
        amount = travel([line], facts, rates)
        assert amount.cents == exact.to_integral_value(ROUND_HALF_UP)
        assert amount.is_to_confirm


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


@pytest.mark.parametrize("year_kilometres", [{}, {2025: Decimal(1_950)}, {2025: Intervals.of(5_000)}])
def test_the_first_bracket_only_takes_nothing_of_the_year(rates, year_kilometres):
    """R15: no interval either, so that it never pushes other claims further."""
    facts = situation(policy=KilometrePolicy.FIRST_BRACKET_ONLY, year_kilometres=year_kilometres)
    amount = travel([trip(*ONE_DAY, kilometres=Decimal(1_500))], facts, rates)
    assert (amount.cents, amount.year_intervals) == (960_00, {})
    assert amount.steps[0].label == "Indemnité kilométrique, 5\u00a0CV"


@pytest.mark.parametrize(
    ("taken", "kilometres", "cents", "intervals"),
    [
        # The lowest free kilometres first, in the gaps that others left.
        ([], "1000", 640_00, [[0, 20_000]]),
        ([[0, 20_000]], "1000", 800_00, [[20_000, 40_000]]),
        ([[20_000, 40_000]], "1000", 640_00, [[0, 20_000]]),
        ([[20_000, 40_000]], "1500", 640_00 + 400_00, [[0, 20_000], [40_000, 50_000]]),
        ([[0, 10_000], [15_000, 30_000]], "1000", 500 * 32 + 1_500 * 40, [[10_000, 15_000], [30_000, 45_000]]),
        ([[0, 19_999]], "0.1", 7, [[19_999, 20_001]]),
        ([[0, 20_000]], "0.1", 8, [[20_000, 20_002]]),
        # In whatever shape others are given: overlapping, touching, in any order.
        ([[15_000, 20_000], [0, 10_000], [10_000, 16_000]], "1000", 800_00, [[20_000, 40_000]]),
    ],
)
def test_a_line_takes_the_lowest_free_kilometres_of_the_year(rates, taken, kilometres, cents, intervals):
    """R24: tenths of a kilometre that others took, and those that the line takes."""
    facts = situation(year_kilometres={2025: Intervals.read(taken)})
    amount = travel([trip(*ONE_DAY, kilometres=Decimal(kilometres))], facts, rates)
    assert amount.cents == cents
    assert amount.year_intervals[2025].stored == intervals


def test_a_number_is_the_interval_from_nothing_to_it(rates):
    line = trip(*ONE_DAY, kilometres=Decimal(1_000))
    for already in (1_950, Decimal(1_950), Intervals.read([[0, 19_500]])):
        amount = travel([line], situation(year_kilometres={2025: already}), rates)
        assert amount.year_intervals[2025].stored == [[19_500, 39_500]]
        assert amount.cents == 50 * 32 + 1_950 * 40


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
