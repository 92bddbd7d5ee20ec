"""Meals: the windows that give them, their rates, and what is declared (domain.md §2.2 and §2.5; R6, R7, R20, R21)."""

import pytest

from services.expenses import errors
from services.expenses.rules.travel import travel
from tests.services.expenses.rules.examples import (
    DUMBEA,
    FORT_DE_FRANCE,
    LE_LAMENTIN,
    NOUMEA,
    SAINT_DENIS,
    SAINT_PIERRE,
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
