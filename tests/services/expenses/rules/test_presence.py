"""Presence is that of the claim, not of a line (R18, R20)."""

from datetime import date
from decimal import Decimal

import pytest

from services.expenses.rules.presence import WindowKind
from services.expenses.rules.travel import travel
from tests.services.expenses.rules.examples import (
    ARRAS,
    DOUAI,
    FORT_DE_FRANCE,
    LILLE,
    PARIS,
    REIMS,
    cents_of,
    situation,
    trip,
)

# --- Presence of the whole claim (R18) -------------------------------------------------------------------------------


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
        # The next line leaves from a residence: nobody was in Douai any more.
        ([("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1), ("26/06 13:00", "26/06 14:00", ARRAS, LILLE, 2)], 0, 0),
        # It leaves from a neighbouring town: one was still away.
        ([("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1), ("26/06 13:00", "26/06 14:00", LILLE, ARRAS, 1)], 4, 2),
        # There and back from a neighbouring town.
        (
            [
                ("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1),
                ("25/06 08:00", "25/06 17:00", LILLE, PARIS, 2),
                ("26/06 13:00", "26/06 14:00", LILLE, ARRAS, 1),
            ],
            4,
            2,
        ),
        # Three single ways in a chain, none of which leaves from where the one before arrived.
        (
            [
                ("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1),
                ("25/06 09:00", "25/06 10:00", LILLE, PARIS, 1),
                ("26/06 13:00", "26/06 14:00", REIMS, ARRAS, 1),
            ],
            4,
            2,
        ),
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
        # A trip from there by several modes: its legs leave from elsewhere, and it comes back.
        (
            [
                ("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1),
                ("25/06 08:00", "25/06 17:00", DOUAI, LILLE, 2),
                ("25/06 09:00", "25/06 10:00", LILLE, PARIS, 1),
                ("25/06 15:00", "25/06 16:00", PARIS, LILLE, 1),
                ("26/06 13:00", "26/06 14:00", DOUAI, ARRAS, 1),
            ],
            4,
            2,
        ),
        # One goes home meanwhile, and from there on a trip of its own.
        (
            [
                ("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1),
                ("25/06 07:00", "25/06 22:00", DOUAI, ARRAS, 2),
                ("25/06 10:00", "25/06 12:00", ARRAS, LILLE, 2),
                ("26/06 13:00", "26/06 14:00", DOUAI, ARRAS, 1),
            ],
            2,
            2,
        ),
        # One goes home each day, and sleeps where one stays.
        (
            [
                ("24/06 17:30", "24/06 18:30", ARRAS, DOUAI, 1),
                ("25/06 07:00", "26/06 19:30", DOUAI, ARRAS, 4),
                ("27/06 13:00", "27/06 14:00", DOUAI, ARRAS, 1),
            ],
            2,
            3,
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
        # Combined modes: to the station and back, and further from there; the next day by car.
        ([("24/06 07:30", "24/06 21:00", ARRAS, LILLE, 2), ("24/06 08:30", "24/06 20:00", LILLE, DOUAI, 2)], 2, 0),
        (
            [
                ("24/06 07:30", "24/06 21:00", ARRAS, LILLE, 2),
                ("24/06 08:30", "24/06 10:00", LILLE, DOUAI, 1),
                ("24/06 18:00", "24/06 20:00", DOUAI, LILLE, 1),
                ("25/06 07:30", "25/06 10:00", ARRAS, DOUAI, 2),
            ],
            2,
            0,
        ),
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


@pytest.mark.parametrize(
    ("lines", "remarked"),
    [
        # There and back, out and back, or back by another way.
        ([("24/06 07:30", "24/06 10:00", ARRAS, DOUAI, 2), ("25/06 07:30", "25/06 10:00", ARRAS, DOUAI, 2)], []),
        ([("24/06 07:30", "24/06 08:30", ARRAS, DOUAI, 1), ("24/06 18:00", "24/06 19:00", DOUAI, ARRAS, 1),
          ("25/06 07:30", "25/06 10:00", ARRAS, DOUAI, 2)], []),
        ([("24/06 07:30", "24/06 08:30", ARRAS, DOUAI, 1), ("24/06 18:00", "24/06 19:00", LILLE, ARRAS, 1),
          ("25/06 07:30", "25/06 10:00", ARRAS, DOUAI, 2)], []),
        # Nothing tells yet whether one came back.
        ([("24/06 07:30", "24/06 08:30", ARRAS, DOUAI, 1)], []),
        ([("24/06 07:30", "24/06 08:30", ARRAS, DOUAI, 1), ("24/06 09:00", "24/06 12:00", DOUAI, LILLE, 2)], []),
        # One left home again.
        ([("24/06 07:30", "24/06 08:30", ARRAS, DOUAI, 1), ("25/06 07:30", "25/06 10:00", ARRAS, DOUAI, 2)], [(0, 2)]),
        ([("24/06 07:30", "24/06 08:30", ARRAS, DOUAI, 1), ("24/06 09:00", "24/06 12:00", DOUAI, LILLE, 2),
          ("25/06 07:30", "25/06 10:00", ARRAS, DOUAI, 2)], [(0, 3)]),
        ([("24/06 07:30", "24/06 08:30", ARRAS, DOUAI, 1), ("24/06 09:00", "24/06 10:00", DOUAI, LILLE, 1),
          ("25/06 07:30", "25/06 10:00", ARRAS, DOUAI, 2)], [(1, 3)]),
        # Single legs of a there-and-back, which brings them home.
        ([("24/06 07:30", "24/06 21:00", ARRAS, LILLE, 2), ("24/06 08:30", "24/06 10:00", LILLE, DOUAI, 1),
          ("24/06 18:00", "24/06 20:00", DOUAI, LILLE, 1), ("25/06 07:30", "25/06 10:00", ARRAS, DOUAI, 2)], []),
        # Within a daily return too, each day of which comes back.
        ([("24/06 07:30", "26/06 21:00", ARRAS, LILLE, 6), ("25/06 08:30", "25/06 10:00", LILLE, DOUAI, 1),
          ("27/06 07:30", "27/06 10:00", ARRAS, DOUAI, 2)], []),
        # A trip from home while one is away leaves no doubt; a trip during a return home does not.
        ([("24/06 07:30", "24/06 08:30", ARRAS, DOUAI, 1), ("25/06 07:00", "25/06 22:00", DOUAI, ARRAS, 2),
          ("25/06 10:00", "25/06 12:00", ARRAS, LILLE, 2), ("26/06 13:00", "26/06 14:00", DOUAI, ARRAS, 1)], []),
    ],
)  # fmt: skip
def test_a_return_that_is_missing_is_remarked(rates, lines, remarked):
    """R18: without it nobody was away, and neither meals nor nights are owed where the line led."""
    trips = [
        trip(starts, ends, departure_town=leaves, arrival_town=reaches, one_way_count=count)
        for starts, ends, leaves, reaches, count in lines
    ]
    found = travel(trips, situation(), rates).warnings
    warnings = [one for one in found if one.reason != "TRIP_INSIDE_RESIDENCE"]
    assert [(one.field, one.reason) for one in warnings] == [
        (f"travel.trips[{line}].arrival_town", "RETURN_MISSING") for line, _ in remarked
    ]
    assert all(f"La ligne {other} part" in one.message for one, (_, other) in zip(warnings, remarked, strict=True))


def test_a_night_is_spent_where_one_stays_whatever_trips_one_makes(rates):
    """A leg of a trip from Lille is over with it: the night after it is one of Lille."""
    lines = [
        trip("24/06 17:30", "24/06 18:30", one_way_count=1, arrival_town=LILLE),
        trip("25/06 08:00", "25/06 17:00", departure_town=LILLE, arrival_town=DOUAI),
        trip("25/06 09:00", "25/06 10:00", one_way_count=1, departure_town=DOUAI, arrival_town=PARIS),
        trip("25/06 15:00", "25/06 16:00", one_way_count=1, departure_town=PARIS, arrival_town=DOUAI),
        trip("26/06 13:00", "26/06 14:00", one_way_count=1, departure_town=LILLE, arrival_town=ARRAS),
    ]
    amount = travel(lines, situation(), rates)
    assert [one.owed_night_count for one in amount.lines] == [2, 0, 0, 0, 0]
    assert cents_of(amount, "Nuitée") == 2 * 120_00


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


@pytest.mark.parametrize(
    ("starts", "ends", "meals"),
    [("24/06 10:59", "24/06 14:00", 1), ("24/06 11:00", "24/06 14:00", 1), ("24/06 11:01", "24/06 14:00", 0)],
)
def test_the_mission_goes_from_the_departure_to_the_return(rates, starts, ends, meals):
    """R14: not from the beginning of the work to its end, wherever it is."""
    facts = situation(start_date=date(2025, 6, 24), end_date=date(2025, 6, 24))
    assert travel([trip(starts, ends)], facts, rates).owed_meal_count == meals


@pytest.mark.parametrize(
    ("lines", "warned"),
    [
        # One after the other, even at the same minute.
        ([("24/06 07:30", "24/06 12:00", ARRAS, DOUAI, 2), ("24/06 12:00", "24/06 19:00", ARRAS, LILLE, 2)], []),
        ([("24/06 07:30", "24/06 12:01", ARRAS, DOUAI, 2), ("24/06 12:00", "24/06 19:00", ARRAS, LILLE, 2)], [1]),
        # Legs of one journey: from where the other leads, and further from there.
        ([("24/06 07:30", "24/06 21:00", ARRAS, LILLE, 2), ("24/06 08:30", "24/06 20:00", LILLE, PARIS, 2),
          ("24/06 10:00", "24/06 11:00", PARIS, DOUAI, 2)], []),
        ([("24/06 07:30", "24/06 21:00", ARRAS, LILLE, 2), ("24/06 08:30", "24/06 20:00", DOUAI, PARIS, 2)], [1]),
        # Out and back by two of them.
        ([("24/06 07:30", "24/06 21:00", ARRAS, LILLE, 2), ("24/06 08:30", "24/06 10:00", LILLE, DOUAI, 1),
          ("24/06 18:00", "24/06 20:00", DOUAI, LILLE, 1)], []),
        ([("24/06 07:30", "24/06 21:00", ARRAS, LILLE, 2), ("24/06 08:30", "24/06 10:00", LILLE, DOUAI, 1),
          ("24/06 18:00", "24/06 20:00", PARIS, LILLE, 1)], [2]),
        # A daily return is away by day only.
        ([("24/06 07:30", "26/06 19:00", ARRAS, DOUAI, 6), ("25/06 20:00", "25/06 22:00", ARRAS, LILLE, 2)], []),
        ([("24/06 07:30", "26/06 19:00", ARRAS, DOUAI, 6), ("25/06 18:00", "25/06 22:00", ARRAS, LILLE, 2)], [1]),
        ([("24/06 07:30", "26/06 19:00", ARRAS, DOUAI, 2), ("25/06 20:00", "25/06 22:00", ARRAS, LILLE, 2)], [1]),
    ],
)  # fmt: skip
def test_lines_that_overlap_without_being_legs_are_warned(rates, lines, warned):
    """Domain.md §5.3: told beside the later one, and refused nothing: presence is their union (R18)."""
    trips = [
        trip(starts, ends, departure_town=leaves, arrival_town=reaches, one_way_count=count)
        for starts, ends, leaves, reaches, count in lines
    ]
    amount = travel(trips, situation(), rates)
    assert [(one.field, one.reason) for one in amount.warnings] == [
        (f"travel.trips[{line}].departure_time", "TRIPS_OVERLAP") for line in warned
    ]


def test_each_line_says_what_it_is_owed(rates):
    """R21: the screen shows it beside each number; what is owed belongs to the line that led there."""
    out = trip("24/06 17:30", "24/06 18:00", one_way_count=1)
    back = trip("26/06 13:00", "26/06 14:00", one_way_count=1, departure_town=DOUAI, arrival_town=ARRAS)
    inside = trip("27/06 07:30", "27/06 19:00", departure_town=DOUAI, arrival_town=ARRAS)
    amount = travel([inside, back, out], situation(), rates)
    rights = [(one.line, one.owed_meal_count, one.owed_night_count, one.is_inside) for one in amount.lines]
    assert rights == [(0, 0, 0, True), (1, 0, 0, False), (2, 4, 2, False)]
    assert [one.amount_cents for one in amount.lines] == [0, 19_20, 19_20 + 80_00 + 180_00]
    assert {owed.line for owed in amount.entitlements} == {2}


# --- Time zones (R20) ------------------------------------------------------------------------------------------------


def test_windows_are_in_the_zone_of_the_mission(rates):
    """From Martinique to Paris: left at 17:00 (23:00 in Paris), there at 07:30 the next morning, one night."""
    out = trip("24/06 17:00", "25/06 07:30", one_way_count=1, departure_town=FORT_DE_FRANCE, arrival_town=PARIS)
    amount = travel([out], situation(place=PARIS, residences=(FORT_DE_FRANCE.code,)), rates)
    assert [(owed.kind, owed.day) for owed in amount.entitlements] == [(WindowKind.NIGHT, date(2025, 6, 25))]


def test_the_end_of_a_there_and_back_is_read_where_it_began(rates):
    """Back in Martinique at 07:59 it is 13:59 in Paris: the midday of Paris is not whole; at 08:00 it is."""
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
