"""Nights: their zones, their rates, and what is declared (domain.md §2.2 and §2.5; R9, R19, R20, R26)."""

import pytest

from services.expenses.rules.places import Adjacency
from services.expenses.rules.travel import travel
from tests.services.expenses.rules.examples import (
    ARRAS,
    BOULOGNE,
    DOUAI,
    FORT_DE_FRANCE,
    LILLE,
    LYON_3,
    NOUMEA,
    PARIS,
    PARIS_13,
    REIMS,
    RENNES,
    cents_of,
    situation,
    trip,
)


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
