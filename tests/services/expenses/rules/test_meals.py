"""Meals: the windows that give them, their rates, and what is declared (domain.md §2.2 and §2.5; R6, R7, R20, R21)."""

import pytest

from kit.errors import InvalidFields
from services.expenses import errors
from services.expenses.rules.places import Adjacency, Commune
from services.expenses.rules.travel import travel
from tests.services.expenses.rules.examples import (
    ARRAS,
    DOUAI,
    FORT_DE_FRANCE,
    LE_LAMENTIN,
    LILLE,
    MATA_UTU,
    NOUMEA,
    PAPEETE,
    PARIS,
    cents_of,
    situation,
    trip,
)


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


# Every line of domain.md §2.2: first and last day, cents of a meal in each zone, None before it had one.
GENERATIONS = [
    ("01/11/2006", "28/02/2019", 15_25, None, None),
    ("01/03/2019", "31/12/2019", 15_25, 15_75, 21_00),
    ("01/01/2020", "21/09/2023", 17_50, 17_50, 21_00),
    ("22/09/2023", "24/06/2026", 20_00, 20_00, 24_00),
]


OVERSEAS = ("97105", "97209", "97302", "97411", "97502", "97611", "97701", "97801")
PACIFIC = (NOUMEA.code, PAPEETE.code, MATA_UTU.code)


@pytest.mark.parametrize(("first", "last", "metropole", "overseas", "pacific"), GENERATIONS)
def test_each_generation_pays_a_meal_by_zone_of_the_mission(rates, first, last, metropole, overseas, pacific):  # noqa: PLR0917
    """R20: the rate of the day of the meal."""
    for cents, codes in ((metropole, (DOUAI.code,)), (overseas, OVERSEAS), (pacific, PACIFIC)):
        for place in map(Commune, codes if cents else ()):
            for day in (first, last):
                line = trip(f"{day} 11:00", f"{day} 14:00", mode="PREPAID", departure_town=place, arrival_town=PARIS)
                amount = travel([line], situation(place=place, residences=()), rates)
                assert amount.cents == cents, (place, day)


def test_a_meal_without_a_rate_is_refused(rates):
    line = trip("24/06/2018 07:30", "24/06/2018 15:00", departure_town=LE_LAMENTIN, arrival_town=FORT_DE_FRANCE)
    facts = situation(place=FORT_DE_FRANCE, residences=())
    with pytest.raises(errors.RateMissing, match="MEAL DOM_SPM"):
        travel([line], facts, rates)


# Half meals in each generation, by zone: (day, place, cents of 1, 2 and 3 of them).
HALVES = [
    ("24/06/2025", DOUAI, (10_00, 20_00, 30_00)),
    ("24/06/2022", DOUAI, (8_75, 17_50, 26_25)),
    # 7,625, 15,25 and 22,875: half up, once for the line.
    ("24/06/2019", DOUAI, (7_63, 15_25, 22_88)),
    # 7,875, 15,75 and 23,625.
    ("24/06/2019", Commune("97209"), (7_88, 15_75, 23_63)),
    ("24/06/2019", NOUMEA, (10_50, 21_00, 31_50)),
    ("24/06/2025", NOUMEA, (12_00, 24_00, 36_00)),
]


@pytest.mark.parametrize(("day", "place", "cents"), HALVES)
def test_half_meals_are_half_of_each_rate_rounded_once(rates, day, place, cents):
    """R7, domain.md §2.2."""
    following = f"25{day[2:]}"
    for count, expected in enumerate(cents, 1):
        line = trip(f"{day} 07:30", f"{following} 15:00", mode="PREPAID", departure_town=place, arrival_town=PARIS,
                    half_meal_count=count, full_meal_count=0, night_count=0)  # fmt: skip
        assert travel([line], situation(place=place, residences=()), rates).cents == expected


@pytest.mark.parametrize(
    ("declared", "field"),
    [
        ({"full_meal_count": 6}, "full_meal_count"),
        ({"half_meal_count": 6}, "half_meal_count"),
        ({"free_meal_count": 6}, "free_meal_count"),
        ({"half_meal_count": 1, "full_meal_count": 5}, "full_meal_count"),
        ({"free_meal_count": 1, "full_meal_count": 5}, "full_meal_count"),
        ({"free_meal_count": 3, "half_meal_count": 3}, "half_meal_count"),
    ],
)
def test_one_meal_more_than_owed_is_refused_on_its_field(rates, declared, field):
    """R21: five are owed; one less is accepted."""
    hours = ("24/06 07:30", "26/06 19:00")
    with pytest.raises(InvalidFields) as refused:
        travel([trip(*hours, **declared)], situation(), rates)
    assert [(one.field, one.reason) for one in refused.value.violations] == [
        (f"travel.trips[0].{field}", "MEALS_ABOVE_OWED")
    ]
    travel([trip(*hours, **(declared | {field: declared[field] - 1}))], situation(), rates)


def test_no_meal_is_owed_in_a_residence_or_next_to_it(rates):
    """R8, R19."""
    line = trip("24/06 07:30", "24/06 19:00", arrival_town=LILLE)
    for facts in (
        situation(place=LILLE, residences=(ARRAS.code, LILLE.code)),
        situation(place=LILLE, adjacency=Adjacency([(LILLE.code, ARRAS.code)])),
    ):
        assert travel([line], facts, rates).owed_meal_count == 0


def test_a_meal_given_free_is_not_paid(rates):
    """R6."""
    line = trip("24/06 07:30", "24/06 19:00", free_meal_count=1)
    amount = travel([line], situation(), rates)
    assert (cents_of(amount, "Repas"), amount.owed_meal_count) == (0, 1)
