"""Amounts of travel: the worked cases of domain.md §2.5, R18 to R26, and the edges of each rule (S-TRV-1 to 9)."""

from datetime import date
from decimal import Decimal

import pytest

from services.expenses import errors
from services.expenses.rules.kilometres import kilometres
from services.expenses.rules.places import Adjacency
from services.expenses.rules.presence import WindowKind
from services.expenses.rules.travel import travel
from services.expenses.rules.trips import KilometrePolicy
from tests.services.expenses.rules.examples import (
    ARRAS,
    BOULOGNE,
    BRUSSELS,
    DOUAI,
    DUMBEA,
    FORT_DE_FRANCE,
    LE_LAMENTIN,
    LILLE,
    LYON_3,
    MATA_UTU,
    NOUMEA,
    PARIS,
    PARIS_13,
    REIMS,
    RENNES,
    SAINT_DENIS,
    SAINT_PIERRE,
    situation,
    trip,
)

ONE_DAY = ("24/06 07:30", "24/06 10:00")
"""Too early for a meal: only kilometres are paid."""


def cents_of(amount, word: str) -> int:
    """What the steps whose label begins so pay."""
    return sum(step.amount_cents for step in amount.steps if step.label.startswith(word))


# --- Kilometres ----------------------------------------------------------------------------------------------------


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


# --- Meals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "meals", "nights"),
    [
        ("24/06 07:30", "24/06 19:00", 1, 0),
        ("24/06 17:30", "26/06 14:00", 4, 2),
        ("24/06 17:30", "26/06 13:59", 3, 2),
        ("24/06 07:30", "26/06 19:00", 5, 2),
        # Midday: the whole of 11:00 to 14:00, both ends included.
        ("24/06 11:00", "24/06 14:00", 1, 0),
        ("24/06 11:01", "24/06 14:00", 0, 0),
        ("24/06 11:00", "24/06 13:59", 0, 0),
        # Evening: the whole of 18:00 to 21:00.
        ("24/06 18:00", "24/06 21:00", 1, 0),
        ("24/06 18:01", "24/06 21:00", 0, 0),
        ("24/06 18:00", "24/06 20:59", 0, 0),
        ("24/06 11:00", "24/06 21:00", 2, 0),
        # Night: the whole of 00:00 to 05:00.
        ("24/06 23:00", "25/06 05:00", 0, 1),
        ("24/06 23:00", "25/06 04:59", 0, 0),
        ("25/06 00:00", "25/06 05:00", 0, 1),
        ("25/06 00:01", "25/06 05:00", 0, 0),
        ("24/06 07:30", "24/06 10:00", 0, 0),
    ],
)
def test_presence_gives_right_to_meals_and_nights(rates, starts, ends, meals, nights):
    amount = travel([trip(starts, ends)], situation(), rates)
    assert (amount.owed_meal_count, amount.owed_night_count) == (meals, nights)
    assert cents_of(amount, "Repas") == meals * 20_00
    assert cents_of(amount, "Nuitée") == nights * 90_00


@pytest.mark.parametrize(
    ("day", "full", "half"),
    [
        ("24/06/2025", 20_00, 10_00),
        ("22/09/2023", 20_00, 10_00),
        ("21/09/2023", 17_50, 8_75),
        ("01/01/2020", 17_50, 8_75),
        # 15,25 / 2 = 7,625: half up.
        ("31/12/2019", 15_25, 7_63),
        ("28/02/2019", 15_25, 7_63),
    ],
)
def test_a_meal_takes_the_rate_of_its_day(rates, day, full, half):
    hours = (f"{day} 07:30", f"{day} 19:00")
    assert cents_of(travel([trip(*hours)], situation(), rates), "Repas") == full
    assert cents_of(travel([trip(*hours, half_meal_count=1)], situation(), rates), "Repas") == half


@pytest.mark.parametrize(
    ("declared", "cents"),
    [
        ({}, 5 * 20_00),
        ({"half_meal_count": 2}, 3 * 20_00 + 2 * 10_00),
        ({"free_meal_count": 2}, 3 * 20_00),
        ({"free_meal_count": 1, "half_meal_count": 1}, 3 * 20_00 + 10_00),
        ({"free_meal_count": 5}, 0),
        ({"half_meal_count": 5}, 5 * 10_00),
        # Less than what is owed is accepted.
        ({"full_meal_count": 0}, 0),
        ({"full_meal_count": 4}, 4 * 20_00),
        ({"full_meal_count": 1, "half_meal_count": 1}, 20_00 + 10_00),
        ({"full_meal_count": 5}, 5 * 20_00),
    ],
)
def test_full_meals_default_to_what_is_left(rates, declared, cents):
    """R21, over three days and five meals."""
    amount = travel([trip("24/06 07:30", "26/06 19:00", **declared)], situation(), rates)
    assert cents_of(amount, "Repas") == cents
    assert amount.owed_meal_count == 5


def test_free_then_half_meals_are_the_earliest(rates):
    """R21, over the change of rates of 22 September 2023: 21 midday and evening, 22 midday."""
    hours = ("21/09/2023 07:30", "22/09/2023 15:00")
    assert cents_of(travel([trip(*hours, free_meal_count=1)], situation(), rates), "Repas") == 17_50 + 20_00
    line = trip(*hours, free_meal_count=1, half_meal_count=1)
    assert cents_of(travel([line], situation(), rates), "Repas") == 8_75 + 20_00
    line = trip(*hours, free_meal_count=1, half_meal_count=2)
    assert cents_of(travel([line], situation(), rates), "Repas") == 8_75 + 10_00


def test_half_meals_are_rounded_once_for_the_line(rates):
    """Three half meals at 15,25 €: 22,875 € give 22,88 €, not three times 7,63 €."""
    line = trip("24/06/2019 07:30", "25/06/2019 15:00", half_meal_count=3)
    assert cents_of(travel([line], situation(), rates), "Repas") == 22_88


@pytest.mark.parametrize(
    ("leaves", "place", "day", "cents"),
    [
        (LE_LAMENTIN, FORT_DE_FRANCE, "24/06/2019", 15_75),
        (LE_LAMENTIN, FORT_DE_FRANCE, "24/06/2021", 17_50),
        (SAINT_PIERRE, SAINT_DENIS, "24/06/2025", 20_00),
        (DUMBEA, NOUMEA, "21/09/2023", 21_00),
        (DUMBEA, NOUMEA, "22/09/2023", 24_00),
    ],
)
def test_meals_overseas_have_their_own_rate(rates, leaves, place, day, cents):
    line = trip(f"{day} 07:30", f"{day} 15:00", departure_town=leaves, arrival_town=place)
    assert cents_of(travel([line], situation(place=place, residences=()), rates), "Repas") == cents


def test_a_meal_without_a_rate_is_refused(rates):
    line = trip("24/06/2018 07:30", "24/06/2018 15:00", departure_town=LE_LAMENTIN, arrival_town=FORT_DE_FRANCE)
    facts = situation(place=FORT_DE_FRANCE, residences=())
    with pytest.raises(errors.RateMissing, match="MEAL DOM_SPM"):
        travel([line], facts, rates)


# --- Nights --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("town", "cents"),
    [
        (DOUAI, 180_00),
        (REIMS, 180_00),
        (RENNES, 240_00),
        (LYON_3, 240_00),
        (BOULOGNE, 240_00),
        (PARIS, 280_00),
        (PARIS_13, 280_00),
        (FORT_DE_FRANCE, 240_00),
        (NOUMEA, 240_00),
    ],
)
def test_a_night_takes_the_zone_of_its_town(rates, town, cents):
    amount = travel([trip("24/06 17:30", "26/06 14:00", night_town=town)], situation(), rates)
    assert cents_of(amount, "Nuitée") == cents


def test_disability_and_reduced_mobility_have_one_rate_everywhere(rates):
    """R26."""
    for town in (DOUAI, PARIS, FORT_DE_FRANCE):
        line = trip("24/06 17:30", "26/06 14:00", night_town=town)
        assert cents_of(travel([line], situation(has_disability_rate=True), rates), "Nuitée") == 300_00


def test_the_town_of_arrival_is_where_the_nights_were_unless_told(rates):
    amount = travel([trip("24/06 17:30", "26/06 14:00", arrival_town=PARIS)], situation(place=PARIS), rates)
    assert cents_of(amount, "Nuitée") == 280_00


@pytest.mark.parametrize(
    ("starts", "ends", "cents"),
    [
        # The night takes the rate of its morning (R20).
        ("20/09/2023 22:00", "21/09/2023 05:00", 110_00),
        ("21/09/2023 22:00", "22/09/2023 05:00", 140_00),
        ("20/09/2023 22:00", "22/09/2023 05:00", 110_00 + 140_00),
        # No zone before 1 March 2019.
        ("27/02/2019 22:00", "28/02/2019 05:00", 60_00),
        ("28/02/2019 22:00", "01/03/2019 05:00", 110_00),
    ],
)
def test_a_night_takes_the_rate_of_its_morning(rates, starts, ends, cents):
    line = trip(starts, ends, arrival_town=PARIS)
    assert cents_of(travel([line], situation(place=PARIS), rates), "Nuitée") == cents


@pytest.mark.parametrize(("declared", "cents"), [(None, 180_00), (0, 0), (1, 90_00), (2, 180_00)])
def test_fewer_nights_than_owed_are_accepted(rates, declared, cents):
    amount = travel([trip("24/06 17:30", "26/06 14:00", night_count=declared)], situation(), rates)
    assert cents_of(amount, "Nuitée") == cents
    assert amount.owed_night_count == 2


def test_nights_at_home_are_not_owed(rates):
    """R19: one went home for the night, or to a commune declared adjacent."""
    for town in (ARRAS, LILLE):
        line = trip("24/06 17:30", "26/06 14:00", night_town=town)
        amount = travel([line], situation(adjacency=Adjacency([(LILLE.code, ARRAS.code)])), rates)
        assert (amount.owed_night_count, cents_of(amount, "Nuitée")) == (0, 0)


# --- Presence of the whole claim (R18) -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one_ways", "meals", "nights", "kilometres_paid"),
    [(1, 5, 2, 60), (2, 5, 2, 120), (6, 3, 0, 360)],
)
def test_a_daily_return_has_its_meals_and_no_night(rates, one_ways, meals, nights, kilometres_paid):
    amount = travel([trip("24/06 07:30", "26/06 19:00", one_way_count=one_ways)], situation(), rates)
    assert (amount.owed_meal_count, amount.owed_night_count) == (meals, nights)
    assert amount.year_kilometres == {2025: Decimal(kilometres_paid)}


@pytest.mark.parametrize(
    ("starts", "ends", "meals"),
    [
        ("24/06 11:00", "26/06 14:00", 3),
        ("24/06 11:01", "26/06 14:00", 0),
        ("24/06 11:00", "26/06 13:59", 0),
        ("24/06 11:00", "26/06 21:00", 6),
    ],
)
def test_each_day_of_a_daily_return_has_the_hours_of_its_ends(rates, starts, ends, meals):
    assert travel([trip(starts, ends, one_way_count=6)], situation(), rates).owed_meal_count == meals


def test_two_single_ways_are_one_stay(rates):
    """A single way lasts until the next line leaves the town that it reached."""
    out = trip("24/06 17:30", "24/06 18:30", one_way_count=1)
    back = trip("26/06 13:00", "26/06 14:00", one_way_count=1, departure_town=DOUAI, arrival_town=ARRAS)
    for lines in ([out, back], [back, out]):
        amount = travel(lines, situation(), rates)
        assert (amount.owed_meal_count, amount.owed_night_count) == (4, 2)
        assert amount.cents == 38_40 + 80_00 + 180_00


@pytest.mark.parametrize(
    ("lines", "meals", "nights"),
    [
        # Nobody comes back: the line lasts its own time.
        ([("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1)], 0, 0),
        # The next line leaves from elsewhere: nobody was in Douai any more.
        ([("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1), ("26/06 13:00", "26/06 14:00", LILLE, ARRAS, 1)], 0, 0),
        # Three towns, one after the other.
        (
            [
                ("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1),
                ("25/06 09:00", "25/06 10:00", DOUAI, LILLE, 1),
                ("26/06 13:00", "26/06 14:00", LILLE, ARRAS, 1),
            ],
            4,
            2,
        ),
        # A trip from the town where one stays comes back to it: the stay goes on.
        (
            [
                ("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1),
                ("25/06 08:00", "25/06 17:00", DOUAI, LILLE, 2),
                ("26/06 13:00", "26/06 14:00", DOUAI, ARRAS, 1),
            ],
            4,
            2,
        ),
        # And ends with the last return when nothing leaves for good.
        (
            [("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1), ("25/06 08:00", "25/06 17:00", DOUAI, LILLE, 2)],
            2,
            1,
        ),
        # One who goes home is not on mission there.
        (
            [
                ("24/06 07:30", "24/06 08:30", ARRAS, DOUAI, 1),
                ("24/06 15:00", "24/06 16:00", DOUAI, ARRAS, 1),
                ("25/06 07:30", "25/06 08:30", ARRAS, DOUAI, 1),
                ("25/06 15:00", "25/06 16:00", DOUAI, ARRAS, 1),
            ],
            2,
            0,
        ),
        # Two lines that overlap never pay a window twice.
        ([("24/06 07:30", "24/06 19:00", ARRAS, DOUAI, 2), ("24/06 08:00", "24/06 20:00", ARRAS, LILLE, 2)], 1, 0),
        # Two lines that touch are one presence; a minute between them is an interruption.
        ([("24/06 10:00", "24/06 12:00", ARRAS, DOUAI, 2), ("24/06 12:00", "24/06 15:00", ARRAS, LILLE, 2)], 1, 0),
        ([("24/06 10:00", "24/06 12:00", ARRAS, DOUAI, 2), ("24/06 12:01", "24/06 15:00", ARRAS, LILLE, 2)], 0, 0),
        # Combined modes: to the station and back, and further from there.
        ([("24/06 07:30", "24/06 21:00", ARRAS, LILLE, 2), ("24/06 08:30", "24/06 20:00", LILLE, DOUAI, 2)], 2, 0),
    ],
)
def test_presence_is_that_of_the_claim(rates, lines, meals, nights):
    trips = [
        trip(starts, ends, departure_town=leaves, arrival_town=reaches, one_way_count=count)
        for starts, ends, leaves, reaches, count in lines
    ]
    for order in (trips, trips[::-1]):
        amount = travel(order, situation(), rates)
        assert (amount.owed_meal_count, amount.owed_night_count) == (meals, nights)


def test_meals_may_be_declared_on_any_line_of_the_stay(rates):
    """The meal of the stay belongs to the line that led there; declaring it on the way back is as good."""
    out = trip("24/06 07:30", "24/06 08:30", one_way_count=1, full_meal_count=0)
    back = trip(
        "24/06 18:30", "24/06 19:30", one_way_count=1, departure_town=DOUAI, arrival_town=ARRAS, full_meal_count=1
    )
    amount = travel([out, back], situation(), rates)
    (meal,) = (step for step in amount.steps if step.label == "Repas")
    assert (meal.amount_cents, meal.line) == (20_00, 1)


def test_nights_declared_on_the_way_back_take_the_town_of_the_stay(rates):
    out = trip("24/06 17:30", "24/06 18:30", one_way_count=1, arrival_town=PARIS, night_count=0)
    back = trip("26/06 13:00", "26/06 14:00", one_way_count=1, departure_town=PARIS, arrival_town=ARRAS, night_count=2)
    amount = travel([out, back], situation(place=PARIS), rates)
    assert cents_of(amount, "Nuitée") == 280_00


def test_what_is_owed_is_explained(rates):
    """N: the screen shows the number owed and why."""
    amount = travel([trip("24/06 07:30", "25/06 06:00")], situation(), rates)
    assert [(owed.kind, owed.day) for owed in amount.entitlements] == [
        (WindowKind.MIDDAY_MEAL, date(2025, 6, 24)),
        (WindowKind.EVENING_MEAL, date(2025, 6, 24)),
        (WindowKind.NIGHT, date(2025, 6, 25)),
    ]
    assert amount.entitlements[0].explanation == (
        "En mission du 24/06/2025 à 7\u00a0h\u00a030 au 25/06/2025 à 6\u00a0h, "
        "donc sans interruption de 11\u00a0h à 14\u00a0h."
    )


# --- Inside the residences (R8, R13, R19) --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "residences", "is_paid"),
    [
        (DOUAI, ("62041",), True),
        (DOUAI, ("62041", "59178"), False),
        (LILLE, ("62041",), False),
        (ARRAS, ("59350",), True),
        (PARIS_13, ("62041", "75101"), False),
    ],
)
def test_nothing_is_owed_inside_a_residence(rates, place, residences, is_paid):
    leaves = next(town for town in (ARRAS, LILLE, PARIS) if town.code == residences[0])
    line = trip("24/06 07:30", "25/06 19:00", departure_town=leaves, arrival_town=place)
    facts = situation(place=place, residences=residences, adjacency=Adjacency([(LILLE.code, ARRAS.code)]))
    amount = travel([line], facts, rates)
    assert bool(amount.cents) is is_paid
    assert bool(amount.year_kilometres) is is_paid
    assert [warning.reason for warning in amount.warnings] == ([] if is_paid else ["TRIP_INSIDE_RESIDENCE"])


def test_there_and_back_from_elsewhere_to_a_residence_owes_nothing_there(rates):
    """R8: no meal inside the commune of either residence, wherever one comes from."""
    line = trip("24/06 07:30", "24/06 19:00", departure_town=PARIS, arrival_town=LILLE)
    assert travel([line], situation(residences=("62041", "59350")), rates).cents == 0


def test_the_way_back_home_is_paid(rates):
    back = trip("24/06 10:30", "24/06 14:30", one_way_count=1, departure_town=DOUAI, arrival_town=ARRAS)
    assert travel([back], situation(), rates).cents == 19_20 + 20_00


# --- Time zones (R20) ----------------------------------------------------------------------------------------------


def test_windows_are_in_the_zone_of_the_mission(rates):
    """From Martinique to Paris: left at 17:00 (23:00 in Paris), there at 07:30 the next morning, one night."""
    out = trip("24/06 17:00", "25/06 07:30", one_way_count=1, departure_town=FORT_DE_FRANCE, arrival_town=PARIS)
    amount = travel([out], situation(place=PARIS, residences=(FORT_DE_FRANCE.code,)), rates)
    assert [(owed.kind, owed.day) for owed in amount.entitlements] == [(WindowKind.NIGHT, date(2025, 6, 25))]


def test_the_end_of_a_there_and_back_is_read_where_it_began(rates):
    """Back in Martinique at 07:00, 13:00 in Paris: the midday of Paris is not whole; at 08:00 it is."""
    for hour, middays in (("07:59", 0), ("08:00", 1)):
        line = trip("24/06 23:00", f"25/06 {hour}", departure_town=FORT_DE_FRANCE, arrival_town=PARIS, night_count=0)
        amount = travel([line], situation(place=PARIS, residences=(FORT_DE_FRANCE.code,)), rates)
        kinds = [owed.kind for owed in amount.entitlements]
        assert kinds.count(WindowKind.MIDDAY_MEAL) == middays


@pytest.mark.parametrize(
    ("starts", "ends", "nights"),
    [
        # Clocks go forward, then back, in the night that is owed.
        ("29/03/2025 22:00", "30/03/2025 05:00", 1),
        ("29/03/2025 22:00", "30/03/2025 04:59", 0),
        ("25/10/2025 22:00", "26/10/2025 05:00", 1),
        ("25/10/2025 22:00", "26/10/2025 04:59", 0),
    ],
)
def test_windows_are_wall_times_when_clocks_change(rates, starts, ends, nights):
    assert travel([trip(starts, ends)], situation(), rates).owed_night_count == nights


# --- The rest ------------------------------------------------------------------------------------------------------


def test_no_line_costs_nothing(rates):
    amount = travel([], situation(), rates)
    assert (amount.cents, amount.steps, amount.entitlements, amount.year_kilometres) == (0, (), (), {})


def test_sundry_costs_are_paid_as_they_are_with_their_source(rates):
    amount = travel([trip(*ONE_DAY, sundry_cents=12_30, comment="Péage A1")], situation(), rates)
    assert amount.cents == 38_40 + 12_30
    sundry = amount.steps[-1]
    assert (sundry.label, sundry.rate_cents, sundry.amount_cents) == ("Frais divers", None, 12_30)
    assert "article 11" in sundry.source


def test_a_mission_abroad_is_the_gestionnaires(rates):
    """R26."""
    with pytest.raises(errors.MissionAbroad, match="gestionnaire"):
        travel([trip(*ONE_DAY)], situation(place=BRUSSELS), rates)


def test_the_steps_are_told_line_by_line(rates):
    lines = [trip("25/06 07:30", "25/06 19:00"), trip("24/06 07:30", "24/06 19:00")]
    amount = travel(lines, situation(), rates)
    assert [step.line for step in amount.steps] == [0, 0, 1, 1]


def test_a_rate_to_confirm_marks_the_whole_amount(rates):
    assert travel([trip("24/06/2018 07:30", "24/06/2018 19:00")], situation(), rates).is_to_confirm
    assert not travel([trip("24/06/2025 07:30", "24/06/2025 19:00")], situation(), rates).is_to_confirm
