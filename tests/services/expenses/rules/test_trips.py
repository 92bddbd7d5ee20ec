"""What may be wrong with a line of travel: each refusal names its field (product.md §8, R18, R25; S-TRV-1 to 9)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from kit.errors import InvalidFields
from services.expenses.rules.modes import MODES
from services.expenses.rules.travel import travel
from services.expenses.rules.trips import departure_towns
from tests.services.expenses.rules.examples import (
    ARRAS,
    BRUSSELS,
    DOUAI,
    FORT_DE_FRANCE,
    LILLE,
    PARIS,
    PARIS_13,
    situation,
    trip,
    wall,
)

DAY = ("24/06 07:30", "24/06 19:00")
THREE_DAYS = ("24/06 07:30", "26/06 19:00")
TOO_FAR = [("departure_date", "DATES_TOO_FAR"), ("return_date", "DATES_TOO_FAR")]
MISSION = {"start_date": date(2025, 6, 24), "end_date": date(2025, 6, 25)}


def refused(rates, *trips, **others) -> list[tuple[str, str]]:
    """Field and reason of everything that is refused, without the path of the list; empty when it is accepted."""
    try:
        travel(trips, situation(**others), rates)
    except InvalidFields as refusal:
        return [(found.field.removeprefix("travel."), found.reason) for found in refusal.violations]
    return []


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"kilometres": None}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"kilometres": Decimal(0)}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"kilometres": Decimal(-5)}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"kilometres": Decimal(20_001)}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"kilometres": Decimal("20000.1")}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"kilometres": Decimal("60.25")}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"kilometres": Decimal("NaN")}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"kilometres": Decimal("sNaN")}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"kilometres": Decimal("Infinity")}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"kilometres": Decimal("-Infinity"), "mode": "MOPED"}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"power_cv": None}, "power_cv", "POWER_INVALID"),
        ({"power_cv": 0}, "power_cv", "POWER_INVALID"),
        ({"power_cv": 61}, "power_cv", "POWER_INVALID"),
        ({"one_way_count": 0}, "one_way_count", "ONE_WAY_COUNT_INVALID"),
        ({"one_way_count": -1}, "one_way_count", "ONE_WAY_COUNT_INVALID"),
        ({"one_way_count": 201}, "one_way_count", "ONE_WAY_COUNT_INVALID"),
        ({"one_way_count": 10**9}, "one_way_count", "ONE_WAY_COUNT_INVALID"),
        ({"mode": "ROCKET"}, "mode", "MODE_CLOSED"),
        ({"mode": "TRAIN", "transport_cents": None}, "transport_cents", "TRANSPORT_INVALID"),
        ({"mode": "TRAIN", "transport_cents": -1}, "transport_cents", "TRANSPORT_INVALID"),
        ({"mode": "TAXI", "transport_cents": 5_000_01}, "transport_cents", "TRANSPORT_INVALID"),
        ({"mode": "MOPED", "kilometres": None}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"mode": "MOTORCYCLE", "kilometres": Decimal(0)}, "distance_hectometres", "KILOMETRES_INVALID"),
        ({"is_public_transport_basis": True, "power_cv": 61}, "power_cv", "POWER_INVALID"),
        ({"sundry_cents": -1, "comment": "Péage"}, "sundry_cents", "SUNDRY_INVALID"),
        ({"sundry_cents": 1_000_01, "comment": "Péage"}, "sundry_cents", "SUNDRY_INVALID"),
        ({"sundry_cents": 1}, "comment", "SUNDRY_UNEXPLAINED"),
        ({"sundry_cents": 1, "comment": " \u00a0"}, "comment", "SUNDRY_UNEXPLAINED"),
        ({"arrival_town": ARRAS}, "arrival_town", "TOWNS_ALIKE"),
        ({"departure_town": PARIS, "arrival_town": PARIS_13}, "arrival_town", "TOWNS_ALIKE"),
        ({"half_meal_count": -1}, "half_meal_count", "COUNT_INVALID"),
        ({"free_meal_count": 1_001}, "free_meal_count", "COUNT_INVALID"),
        ({"full_meal_count": True}, "full_meal_count", "COUNT_INVALID"),
        ({"night_count": -1}, "night_count", "COUNT_INVALID"),
        ({"full_meal_count": 2}, "full_meal_count", "MEALS_ABOVE_OWED"),
        ({"half_meal_count": 2}, "half_meal_count", "MEALS_ABOVE_OWED"),
        ({"free_meal_count": 2}, "free_meal_count", "MEALS_ABOVE_OWED"),
        ({"half_meal_count": 1, "full_meal_count": 1}, "full_meal_count", "MEALS_ABOVE_OWED"),
        ({"free_meal_count": 1, "half_meal_count": 1}, "half_meal_count", "MEALS_ABOVE_OWED"),
        ({"night_count": 1}, "night_count", "NIGHTS_ABOVE_OWED"),
    ],
)
def test_a_wrong_value_is_refused_on_its_field(rates, changes, field, reason):
    """S-TRV-1, S-TRV-2."""
    assert refused(rates, trip(*DAY, **changes)) == [(f"trips[0].{field}", reason)]


@pytest.mark.parametrize("mode", list(MODES))
def test_sundry_costs_exist_for_two_modes_only(rates, mode):
    """S-TRV-3, guide 2.4.4.3."""
    line = trip(*DAY, mode=mode, sundry_cents=5_00, comment="Péage", transport_cents=12_00)
    expected = [] if mode in {"CAR", "PREPAID"} else [("trips[0].sundry_cents", "SUNDRY_NOT_ALLOWED")]
    assert refused(rates, line) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"kilometres": Decimal("0.1")},
        {"kilometres": Decimal(20_000)},
        {"kilometres": Decimal("60.5")},
        {"kilometres": 60},
        {"mode": "TRAIN", "transport_cents": 0},
        {"mode": "TRAIN", "transport_cents": 1},
        {"mode": "BOAT", "transport_cents": 5_000_00},
        # What a mode does not ask for is not looked at.
        {"mode": "TRAIN", "transport_cents": 1, "kilometres": None, "power_cv": None},
        {"mode": "PREPAID", "transport_cents": -1, "kilometres": None, "power_cv": None},
        {"mode": "FREE", "kilometres": Decimal(-1), "power_cv": 0},
        {"mode": "MOPED", "power_cv": None},
        {"is_public_transport_basis": True, "power_cv": None},
        {"is_public_transport_basis": True, "sundry_cents": 5_00},
        {"power_cv": 1},
        {"power_cv": 60},
        {"one_way_count": 200},
        {"sundry_cents": 1_000_00, "comment": "Parking"},
        {"sundry_cents": 0},
        {"full_meal_count": 1, "half_meal_count": 0},
        {"night_count": 0},
        {"night_town": BRUSSELS},
    ],
)
def test_values_at_the_edge_are_accepted(rates, changes):
    assert refused(rates, trip(*DAY, **changes)) == []


@pytest.mark.parametrize(
    ("starts", "ends", "field", "reason"),
    [
        ("24/06 19:00", "24/06 07:30", "return_time", "RETURN_NOT_AFTER"),
        ("24/06 19:00", "24/06 19:00", "return_time", "RETURN_NOT_AFTER"),
        ("24/06 07:30", "23/06 19:00", "return_date", "RETURN_NOT_AFTER"),
        ("30/03/2025 02:30", "30/03/2025 10:00", "departure_time", "TIME_SKIPPED"),
        ("30/03/2025 00:30", "30/03/2025 02:00", "return_time", "TIME_SKIPPED"),
    ],
)
def test_hours_that_make_no_sense_are_refused(rates, starts, ends, field, reason):
    assert refused(rates, trip(starts, ends)) == [(f"trips[0].{field}", reason)]


def test_a_minute_is_enough_between_departure_and_return(rates):
    assert refused(rates, trip("24/06 19:00", "24/06 19:01")) == []


def test_each_end_is_read_in_its_own_zone(rates):
    """A single way to Martinique arrives "before" it left, as clocks show it; there and back does not."""
    line = trip("24/06 10:00", "24/06 09:00", one_way_count=1, arrival_town=FORT_DE_FRANCE)
    assert refused(rates, line) == []
    assert refused(rates, replace(line, one_way_count=2)) == [("trips[0].return_time", "RETURN_NOT_AFTER")]


@pytest.mark.parametrize(
    ("one_ways", "reason"),
    [(1, None), (2, None), (3, "MIXED"), (4, "MIXED"), (5, "MIXED"), (6, None), (7, "MIXED"), (12, "MIXED")],
)
def test_several_days_are_a_stay_or_a_daily_return(rates, one_ways, reason):
    """S-TRV-4, R18."""
    expected = [("trips[0].one_way_count", f"ONE_WAY_COUNT_{reason}")] if reason else []
    assert refused(rates, trip(*THREE_DAYS, one_way_count=one_ways)) == expected


@pytest.mark.parametrize("one_ways", [1, 2, 3, 4, 6])
def test_a_single_day_may_have_any_number_of_ways(rates, one_ways):
    assert refused(rates, trip(*DAY, one_way_count=one_ways)) == []


@pytest.mark.parametrize(
    ("ends", "reasons"),
    [("26/06 07:31", []), ("26/06 07:30", ["DAILY_RETURN_HOURS"]), ("26/06 06:00", ["DAILY_RETURN_HOURS"])],
)
def test_a_daily_return_comes_back_the_same_day(rates, ends, reasons):
    found = refused(rates, trip("24/06 07:30", ends, one_way_count=6))
    assert found == [("trips[0].return_time", reason) for reason in reasons]


@pytest.mark.parametrize(
    ("distance", "table", "is_refused"),
    [
        # More than 10 % and more than 5 km above the table.
        ("60", "60", False),
        ("59", "60", False),
        ("66", "60", False),
        ("66.1", "60", True),
        ("25", "20", False),
        ("25.1", "20", True),
        ("55", "50", False),
        ("55.1", "50", True),
        ("110", "100", False),
        ("110.1", "100", True),
        ("6", "1", False),
        ("6.1", "1", True),
        ("600", None, False),
        # A table that holds no number says nothing.
        ("600", "NaN", False),
        ("600", "sNaN", False),
        ("600", "Infinity", False),
        ("600", "-Infinity", False),
    ],
)
def test_a_distance_above_the_table_needs_a_reason(rates, distance, table, is_refused):
    """S-TRV-9, R25."""
    line = trip(*DAY, kilometres=Decimal(distance), table_kilometres=None if table is None else Decimal(table))
    assert refused(rates, line) == ([("trips[0].distance_reason", "DISTANCE_UNEXPLAINED")] if is_refused else [])
    assert refused(rates, replace(line, distance_reason="Route coupée")) == []


@pytest.mark.parametrize("taken", ["NaN", "sNaN", "Infinity"])
def test_kilometres_stand_nowhere_in_a_year_without_a_number(rates, taken):
    found = refused(rates, trip(*DAY), year_kilometres={2025: Decimal(taken)})
    assert found == [("trips[0].distance_hectometres", "KILOMETRES_INVALID")]
    assert refused(rates, trip(*DAY), year_kilometres={2024: Decimal(taken)}) == []


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        # Without a mission to compare with.
        ("01/01/2024 07:30", "31/12/2024 19:00", []),
        ("01/01/2024 07:30", "01/01/2025 19:00", [("return_date", "TRIP_TOO_LONG")]),
        ("31/12/2099 07:30", "31/12/2100 19:00", []),
        ("31/12/2100 07:30", "01/01/2101 19:00", [("return_date", "YEAR_INVALID")]),
        ("31/12/1999 07:30", "01/01/2000 19:00", [("departure_date", "YEAR_INVALID")]),
        ("01/01/0001 00:00", "31/12/9999 23:59", [("departure_date", "YEAR_INVALID"), ("return_date", "YEAR_INVALID")]),
        ("31/12/9999 07:30", "31/12/9999 23:59", [("departure_date", "YEAR_INVALID"), ("return_date", "YEAR_INVALID")]),
    ],
)
def test_a_line_stays_within_a_calendar(rates, starts, ends, expected):
    found = refused(rates, trip(starts, ends))
    assert found == [(f"trips[0].{field}", reason) for field, reason in expected]


def test_a_line_may_last_a_long_mission_with_a_month_on_each_side(rates):
    mission = {"start_date": date(2025, 3, 1), "end_date": date(2025, 10, 31)}
    assert refused(rates, trip("29/01/2025 07:30", "01/12/2025 19:00", comment="Avion"), **mission) == []


@pytest.mark.parametrize(
    ("starts", "ends", "comment", "expected"),
    [
        ("23/06 07:30", "26/06 19:00", "", []),
        ("22/06 07:30", "26/06 19:00", "", [("comment", "DATES_UNEXPLAINED")]),
        ("23/06 07:30", "27/06 19:00", "", [("comment", "DATES_UNEXPLAINED")]),
        ("22/06 07:30", "27/06 19:00", "Avion à jours fixes", []),
        ("24/05 07:30", "25/06 19:00", "Avion", []),
        ("23/05 07:30", "25/06 19:00", "Avion", [("departure_date", "DATES_TOO_FAR")]),
        ("24/06 07:30", "26/07 19:00", "Avion", []),
        ("24/06 07:30", "27/07 19:00", "Avion", [("return_date", "DATES_TOO_FAR")]),
        ("24/06/1900 07:30", "24/06/2100 19:00", "", TOO_FAR),
        ("01/01/0001 00:00", "31/12/9999 23:59", "", TOO_FAR),
    ],
)
def test_dates_stay_near_the_mission(rates, starts, ends, comment, expected):
    found = refused(rates, trip(starts, ends, comment=comment), **MISSION)
    assert found == [(f"trips[0].{field}", reason) for field, reason in expected]


def test_a_fixed_town_of_departure_cannot_be_changed(rates):
    facts = {"fixed_departure": ARRAS.code}
    assert refused(rates, trip(*DAY), **facts) == []
    assert refused(rates, trip(*DAY, departure_town=PARIS), **facts) == [("trips[0].departure_town", "DEPARTURE_FIXED")]


def test_a_fixed_departure_lets_one_go_on_from_where_one_arrived(rates):
    legs = [
        trip("24/06 07:30", "24/06 08:30", arrival_town=LILLE, one_way_count=1),
        trip("24/06 09:00", "24/06 10:00", departure_town=LILLE, arrival_town=DOUAI, one_way_count=1),
        trip("24/06 18:00", "24/06 19:00", departure_town=DOUAI, arrival_town=ARRAS, one_way_count=1),
    ]
    assert refused(rates, *legs, fixed_departure=ARRAS.code) == []
    assert refused(rates, *legs[1:], fixed_departure=ARRAS.code) == [("trips[0].departure_town", "DEPARTURE_FIXED")]


def test_fifty_lines_are_the_most(rates):
    lines = [trip(f"24/06 07:{minute:02d}", "24/06 19:00") for minute in range(51)]
    assert refused(rates, *lines[:50]) == []
    assert refused(rates, *lines) == [("trips", "TRIPS_TOO_MANY")]


def test_the_same_line_twice_is_refused(rates):
    line = trip(*DAY)
    assert refused(rates, line, replace(line, comment="Encore")) == [("trips[1]", "TRIP_REPEATED")]
    assert refused(rates, line, replace(line, return_time=wall("24/06 19:01"))) == []


def test_a_night_abroad_is_the_gestionnaires(rates):
    line = trip("24/06 17:30", "26/06 14:00", night_town=BRUSSELS)
    assert refused(rates, line) == [("trips[0].night_town", "NIGHT_ABROAD")]


def test_everything_wrong_is_told_at_once(rates):
    lines = [
        trip(*DAY, power_cv=0, sundry_cents=5),
        trip(*DAY, arrival_town=LILLE, kilometres=None),
        trip("24/06 19:00", "24/06 07:30"),
    ]
    assert set(refused(rates, *lines)) == {
        ("trips[0].power_cv", "POWER_INVALID"),
        ("trips[0].comment", "SUNDRY_UNEXPLAINED"),
        ("trips[1].distance_hectometres", "KILOMETRES_INVALID"),
        ("trips[2].return_time", "RETURN_NOT_AFTER"),
    }


def test_a_refusal_is_told_with_its_numbers(rates):
    with pytest.raises(InvalidFields) as refusal:
        travel([trip(*THREE_DAYS, half_meal_count=6, night_count=3)], situation(), rates)
    sentences = {found.field: found.message for found in refusal.value.violations}
    assert "5 repas" in sentences["travel.trips[0].half_meal_count"]
    assert "2\u00a0nuitées" in sentences["travel.trips[0].night_count"]


@pytest.mark.parametrize(
    ("home", "establishment", "distances", "expected"),
    [
        ("62041", "59178", {"62041": 54, "59178": 41}, ("59178", "62041")),
        ("62041", "59178", {"62041": 41, "59178": 54}, ("62041", "59178")),
        ("62041", "59178", {"62041": 41, "59178": 41}, ("62041", "59178")),
        ("62041", "59178", {"59178": 54}, ("59178", "62041")),
        ("62041", "59178", {}, ("62041", "59178")),
        ("62041", "62041", {}, ("62041",)),
        ("62041", None, {}, ("62041",)),
        (None, "59178", {}, ("59178",)),
        (None, None, {}, ()),
    ],
)
def test_the_residence_nearer_to_the_centre_is_offered_first(home, establishment, distances, expected):
    """R25."""
    kilometres = {code: Decimal(distance) for code, distance in distances.items()}
    assert departure_towns(home, establishment, kilometres) == expected
