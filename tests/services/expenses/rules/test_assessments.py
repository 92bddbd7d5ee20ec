"""A travel as it is kept, told as it is shown: amounts, rights and takings of each line (P-CLM-21, R22, R24)."""

from typing import Any

import pytest

from services.expenses.rules.assessments import Assessment, assess_travel
from services.expenses.rules.intervals import Intervals
from services.expenses.rules.modes import OPEN_BY_DEFAULT
from services.expenses.rules.trips import KilometrePolicy
from tests.services.expenses.rules.examples import ARRAS, BRUSSELS, DOUAI, situation


def row(name: str, **changes: Any) -> dict[str, Any]:
    """A line as wire/inputs.py writes it: there and back by car, 60 km, over midday of 24 June 2025."""
    towns = {
        field: {"code": town.code, "name": town.name, "department": town.department, "population": town.population}
        for field, town in (("departure_town", ARRAS), ("arrival_town", DOUAI))
    }
    return {
        "id": name,
        "mode": "CAR",
        **towns,
        "night_town": None,
        "departure_date": "2025-06-24",
        "departure_time": "07:30",
        "return_date": "2025-06-24",
        "return_time": "19:00",
        "distance_hectometres": 600,
        "one_way_count": 2,
        "power_cv": 5,
        "transport_cents": 0,
        "night_count": 0,
        "full_meal_count": None,
        "half_meal_count": 0,
        "free_meal_count": 0,
        "sundry_cents": 0,
        "comment": "",
        "distance_reason": "",
        **changes,
    }


def assess(rates, *rows: dict[str, Any], modes=OPEN_BY_DEFAULT, basis=(), distances=None, **facts: Any) -> Assessment:
    return assess_travel(
        {"trips": list(rows)},
        situation=situation(**facts),
        distances=distances or {},
        open_modes=modes,
        rates=rates,
        public_transport_trip_ids=basis,
    )


def reasons(assessment: Assessment) -> list[tuple[str, str]]:
    return [(one.field.removeprefix("travel.trips"), one.reason) for one in assessment.refusal.violations]


def test_nothing_entered_is_worth_nothing_yet(rates):
    found = assess_travel(None, situation=situation(), distances={}, open_modes=(), rates=rates)
    assert (found.amount_cents, found.refusal, found.takings) == (None, None, {})


def test_a_travel_is_told_line_by_line(rates):
    """R21: what is owed is told with the line that it belongs to."""
    told = assess(rates, row("a"), row("b", mode="TRAIN", transport_cents=9_30, departure_date="2025-06-25",
                                       return_date="2025-06-25")).explained()  # fmt: skip
    assert (told["amount_cents"], told["owed_meal_count"], told["owed_night_count"]) == (38_40 + 9_30 + 40_00, 2, 0)
    assert [(one["trip_id"], one["amount_cents"], one["owed_meal_count"]) for one in told["trips"]] == [
        ("a", 58_40, 1),
        ("b", 29_30, 1),
    ]
    assert [(one["kind"], one["date"], one["trip_id"]) for one in told["entitlements"]] == [
        ("MIDDAY_MEAL", "2025-06-24", "a"),
        ("MIDDAY_MEAL", "2025-06-25", "b"),
    ]
    assert [step["trip_id"] for step in told["steps"]] == ["a", "a", "b", "b"]


@pytest.mark.parametrize(
    ("rows", "takings"),
    [
        ([row("a")], {"2025": [[0, 1_200]]}),
        ([row("a", mode="MOPED")], {"2025-06": [14_40, 0, 10_00]}),
        ([row("a", mode="MOPED", distance_hectometres=100)], {"2025-06": [2_40, 7_60, 10_00]}),
        ([row("a", mode="TRAIN", transport_cents=1)], {}),
        ([row("a"), row("b", mode="MOPED")], {"2025": [[0, 1_200]], "2025-06": [14_40, 0, 10_00]}),
    ],
)
def test_what_a_travel_takes_is_kept_with_its_part(rates, rows, takings):
    """R24."""
    assert assess(rates, *rows, modes=("CAR", "MOPED", "TRAIN")).takings == takings


def test_a_gestionnaire_decides_of_a_line_by_its_name(rates):
    """R22."""
    told = assess(rates, row("a"), row("b", departure_time="07:31"), basis=["b", "gone"]).explained()
    assert [one["is_public_transport_basis"] for one in told["trips"]] == [False, True]
    assert [one["amount_cents"] for one in told["trips"]] == [38_40, 23_40 + 20_00]


def test_a_mode_that_is_not_offered_is_refused(rates):
    """R26: by the academy, or for want of such a vehicle."""
    found = assess(rates, row("a", mode="MOPED"), row("b", mode=""), row("c"))
    assert reasons(found) == [("[0].mode", "MODE_CLOSED"), ("[1].mode", "MODE_MISSING")]


def test_what_is_missing_is_told_at_once(rates):
    found = assess(rates, row("a", arrival_town=None, return_time=None), row("b", departure_date=None))
    assert reasons(found) == [
        ("[0].arrival_town", "TOWN_MISSING"),
        ("[0].return_time", "TIME_MISSING"),
        ("[1].departure_date", "DATE_MISSING"),
    ]


def test_the_distance_of_the_table_is_looked_up_between_the_towns(rates):
    """R25."""
    found = assess(rates, row("a"), distances={(ARRAS.code, DOUAI.code): 300})
    assert reasons(found) == [("[0].distance_reason", "DISTANCE_UNEXPLAINED")]
    assert assess(rates, row("a"), distances={(DOUAI.code, ARRAS.code): 300}).amount_cents == 58_40


def test_a_mission_abroad_and_a_missing_rate_are_refused_by_name(rates):
    """R26."""
    assert assess(rates, row("a"), place=BRUSSELS).refusal.reason == "MISSION_ABROAD"
    assert (
        assess(rates, row("a", departure_date="2001-06-24", return_date="2001-06-24")).refusal.reason == "RATE_MISSING"
    )


def test_what_to_look_at_again_stands_beside_its_field(rates):
    """R22, R25."""
    over = row("b", departure_date="2025-12-31", departure_time="18:30", return_date="2026-01-01", return_time="04:00")
    told = assess(rates, row("a", sundry_cents=5_00), over, basis=["a"]).explained()
    assert [(one["trip_id"], one["field"]) for one in told["trip_remarks"]] == [
        ("a", "sundry_cents"),
        ("b", "return_date"),
    ]
    assert [one["message"] for one in told["trip_remarks"]] == told["warnings"]
    assert all(sentence.endswith(".") for sentence in told["warnings"])


@pytest.mark.parametrize(
    ("policy", "years"),
    [
        (KilometrePolicy.CUMUL_IMAGIN, [{"year": 2025, "earlier_hectometres": 19_505, "hectometres": 1_200}]),
        (KilometrePolicy.FIRST_BRACKET_ONLY, []),
        (KilometrePolicy.SNCF_2ND, []),
    ],
)
def test_the_kilometres_of_the_year_are_told_where_they_add_up(rates, policy, years):
    """R15, R24."""
    taken = Intervals.read([[0, 9_505], [10_000, 20_000]])
    told = assess(rates, row("a"), policy=policy, year_kilometres={2025: taken, 2024: 5}).explained()
    assert told["year_distances"] == years
