"""What an entry would be worth, while it is typed, and without keeping anything of it (P-CLM-21)."""

from datetime import datetime

import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from tests.refusals import refused_for
from tests.services.expenses.conftest import (
    FEE,
    LENS,
    TRAVEL,
    Examiner,
    Expenses,
    entry,
    town,
    trip,
    wall,
)  # fmt: skip


@pytest.fixture
def examiner(expenses: Expenses) -> Examiner:
    return expenses.claim()


def test_an_entry_is_worth_what_it_will_be_once_recorded(examiner: Examiner) -> None:
    given = entry(120, trip(sundry_cents=500, comment="Péage"))
    estimate = examiner.estimate(given)
    claim = examiner.save(given)
    assert estimate.fee_calculation == claim.fee_calculation
    assert estimate.travel_calculation == claim.travel_calculation
    assert estimate.travel_calculation.amount_cents == 5_840 + 500


def test_nothing_of_it_is_kept(examiner: Examiner) -> None:
    before = examiner.read()
    given = entry(120, trip(departure_town=town(LENS)))
    given.typed["n’importe quoi"] = "é" * 5_000
    assert examiner.estimate(given).travel_calculation.HasField("amount_cents")
    assert examiner.read() == before


@pytest.mark.parametrize(("mask", "names"), [(FEE, {"fee_calculation"}), (TRAVEL, {"travel_calculation"})])
def test_only_the_parts_named_are_computed(examiner: Examiner, mask: object, names: set[str]) -> None:
    estimate = examiner.estimate(entry(120, trip()), mask)
    assert {field.name for field, _ in estimate.ListFields()} == names


MISSING = [
    {"departure_date": None},
    {"return_time": None},
    {"arrival_town": None},
    {"mode": pb.MODE_UNSPECIFIED},
    {"distance_hectometres": 0},
    {"power_cv": 0},
    {"one_way_count": 0},
    {"sundry_cents": 500},
]


@pytest.mark.parametrize("changes", MISSING)
def test_what_is_still_empty_is_no_error(examiner: Examiner, changes: dict[str, object]) -> None:
    """The amount waits, and says for what; that of the fee is there already."""
    estimate = examiner.estimate(entry(120, trip(**changes)))
    assert not estimate.travel_calculation.HasField("amount_cents")
    assert len(estimate.travel_calculation.warnings) == 1
    assert estimate.fee_calculation.amount_cents == 60_000


def test_a_ticket_of_nothing_is_remarked(examiner: Examiner) -> None:
    """R21: nothing says whether nothing was paid, or not typed yet."""
    travel = examiner.estimate(entry(120, trip(mode=pb.MODE_TRAIN))).travel_calculation
    assert travel.amount_cents == 20_00
    assert [remark.field for remark in travel.trip_remarks] == ["transport_cents"]


WRONG = [
    ({"return_time": wall("06:00")}, "return_time", "RETURN_NOT_AFTER"),
    ({"one_way_count": -1}, "one_way_count", "ONE_WAY_COUNT_INVALID"),
    ({"full_meal_count": 2}, "full_meal_count", "MEALS_ABOVE_OWED"),
    ({"comment": "rien\0"}, "comment", "TEXT_INVALID"),
    ({"mode": pb.MODE_TAXI}, "mode", "MODE_CLOSED"),
]


@pytest.mark.parametrize(("changes", "field", "reason"), WRONG)
def test_what_is_wrong_is_told_beside_its_field(
    examiner: Examiner, changes: dict[str, object], field: str, reason: str
) -> None:
    """And only that: the lines to come are not wrong because they are empty."""
    with refused_for("INVALID_FIELDS") as found:
        examiner.estimate(entry(120, trip(**changes)))
    assert [(one.field, one.reason) for one in found[0].violations] == [(f"travel.trips[0].{field}", reason)]


def test_what_is_wrong_hides_what_is_only_empty(examiner: Examiner) -> None:
    given = entry(5_000, trip(power_cv=99, distance_hectometres=0), pb.Trip())
    with refused_for("INVALID_FIELDS") as found:
        examiner.estimate(given)
    assert [one.field for one in found[0].violations] == ["fee.copies"]


def test_half_days_wait_for_their_hours(expenses: Expenses) -> None:
    examiner = expenses.claim(nature="PRATIQUE", label="Épreuve pratique")
    half_day = pb.HalfDay(date=trip().departure_date, start_time=wall("08:00"))
    given = pb.ClaimInput(fee=pb.FeeInput(half_days=pb.HalfDays(half_days=[half_day])))
    estimate = examiner.estimate(given, FEE)
    assert estimate.fee_calculation.warnings == ["Indiquez une heure, par exemple 07:30."]
    given.fee.half_days.half_days[0].end_time.CopyFrom(wall("07:00"))
    with refused_for("INVALID_FIELDS") as found:
        examiner.estimate(given, FEE)
    assert [one.field for one in found[0].violations] == ["fee.half_days[0].end_time"]


def test_nothing_typed_is_worth_nothing_yet(examiner: Examiner) -> None:
    estimate = examiner.estimate(pb.ClaimInput())
    assert estimate.HasField("fee_calculation")
    assert estimate.HasField("travel_calculation")
    assert not estimate.fee_calculation.HasField("amount_cents")


def test_a_missing_rate_is_named(expenses: Expenses, examiner: Examiner) -> None:
    expenses.execute("DELETE FROM rates WHERE kind = 'COPY'")
    assert "COPY BGT" in examiner.estimate(entry(1), FEE).fee_calculation.warnings[0]


def test_an_estimate_is_refused_where_a_record_would_be(expenses: Expenses) -> None:
    to_come = expenses.claim(start=datetime(2026, 6, 20, 8, 0))  # noqa: DTZ001
    with refused_for("MISSION_NOT_BEGUN"):
        to_come.estimate(entry(1))
    examiner = expenses.claim(fee_source="SANTORIN")
    with refused_for("PART_HANDLED"):
        examiner.estimate(entry(1))
    examiner.save(entry(None, trip()), TRAVEL)
    examiner.validate()
    with refused_for("PART_VALIDATED"):
        examiner.estimate(entry(None, trip()), TRAVEL)
    with refused_for("INVALID_FIELDS"):
        examiner.estimate(entry(1), pb.EstimateClaimRequest().update_mask)
