"""What is wrong is said beside its field, and nothing of it is kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.type.date_pb2 import Date
from google.type.timeofday_pb2 import TimeOfDay

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from tests.refusals import refused_for
from tests.services.expenses.conftest import (
    ARRAS,
    BOTH,
    DONE,
    FEE,
    LENS,
    LILLE,
    TRAVEL,
    Examiner,
    Expenses,
    convocation,
    day,
    entry,
    town,
    trip,
    wall,
)  # fmt: skip


@pytest.fixture
def examiner(expenses: Expenses) -> Examiner:
    return expenses.claim()


WRONG_TRIPS = [
    # No date, no hour, no town, no mode.
    ({"departure_date": None}, "departure_date", "DATE_MISSING"),
    ({"departure_date": Date(year=2026, month=2, day=30)}, "departure_date", "DATE_MISSING"),
    ({"departure_date": Date(year=2026, month=13, day=1)}, "departure_date", "DATE_MISSING"),
    ({"return_time": None}, "return_time", "TIME_MISSING"),
    ({"return_time": TimeOfDay(hours=24)}, "return_time", "TIME_MISSING"),
    ({"departure_time": TimeOfDay(hours=25)}, "departure_time", "TIME_MISSING"),
    ({"departure_town": None}, "departure_town", "TOWN_MISSING"),
    ({"arrival_town": pb.Town(code="00000")}, "arrival_town", "TOWN_MISSING"),
    ({"night_town": pb.Town(code="nulle part", name="Lille")}, "night_town", "ENTRY_TOO_LONG"),
    ({"mode": pb.MODE_UNSPECIFIED}, "mode", "MODE_MISSING"),
    ({"mode": 77}, "mode", "MODE_MISSING"),
    # B51 to B56.
    ({"mode": pb.MODE_TRAIN, "transport_cents": -1}, "transport_cents", "TRANSPORT_INVALID"),
    ({"mode": pb.MODE_TRAIN, "transport_cents": 500_001}, "transport_cents", "TRANSPORT_INVALID"),
    ({"mode": pb.MODE_TAXI}, "mode", "MODE_CLOSED"),
    ({"mode": pb.MODE_MOPED}, "mode", "MODE_CLOSED"),
    ({"return_time": wall("06:59")}, "return_time", "RETURN_NOT_AFTER"),
    ({"return_date": day(DONE - timedelta(days=1))}, "return_date", "RETURN_NOT_AFTER"),
    ({"departure_date": day(DONE - timedelta(days=40))}, "departure_date", "DATES_TOO_FAR"),
    ({"departure_date": Date(year=1900, month=1, day=1)}, "departure_date", "DATES_TOO_FAR"),
    ({"departure_date": day(DONE - timedelta(days=3))}, "comment", "DATES_UNEXPLAINED"),
    ({"one_way_count": 0}, "one_way_count", "ONE_WAY_COUNT_INVALID"),
    ({"one_way_count": -1}, "one_way_count", "ONE_WAY_COUNT_INVALID"),
    ({"one_way_count": 2**31 - 1}, "one_way_count", "ONE_WAY_COUNT_INVALID"),
    ({"distance_hectometres": 0}, "distance_hectometres", "KILOMETRES_INVALID"),
    ({"distance_hectometres": -50}, "distance_hectometres", "KILOMETRES_INVALID"),
    ({"distance_hectometres": 200_010}, "distance_hectometres", "KILOMETRES_INVALID"),
    ({"power_cv": 0}, "power_cv", "POWER_INVALID"),
    ({"power_cv": 99}, "power_cv", "POWER_INVALID"),
    ({"sundry_cents": 500}, "comment", "SUNDRY_UNEXPLAINED"),
    ({"sundry_cents": -1, "comment": "Péage"}, "sundry_cents", "SUNDRY_INVALID"),
    ({"sundry_cents": 100_000_000, "comment": "Péage"}, "sundry_cents", "SUNDRY_INVALID"),
    ({"full_meal_count": 2}, "full_meal_count", "MEALS_ABOVE_OWED"),
    ({"half_meal_count": -1}, "half_meal_count", "COUNT_INVALID"),
    ({"night_count": 1}, "night_count", "NIGHTS_ABOVE_OWED"),
    ({"comment": "é" * 501}, "comment", "ENTRY_TOO_LONG"),
    ({"comment": "\x1b[31mrouge"}, "comment", "TEXT_INVALID"),
    ({"comment": "rien\0"}, "comment", "TEXT_INVALID"),
    ({"arrival_town": town(ARRAS)}, "arrival_town", "TOWNS_ALIKE"),
]


def test_a_wrong_line_names_its_field(examiner: Examiner) -> None:
    """And nothing of it is kept."""
    for changes, field, reason in WRONG_TRIPS:
        with refused_for("INVALID_FIELDS") as found:
            examiner.save(entry(120, trip(**changes)))
        said = [(one.field, one.reason) for one in found[0].violations]
        assert (f"travel.trips[0].{field}", reason) in said, changes
        assert all(one.message.endswith(".") for one in found[0].violations)
    assert examiner.read().recorded == pb.ClaimInput()


def test_what_is_wrong_with_both_parts_is_said_at_once(examiner: Examiner) -> None:
    with refused_for("INVALID_FIELDS") as found:
        examiner.save(entry(1_001, trip(power_cv=0), trip(one_way_count=0)))
    assert [one.field for one in found[0].violations] == [
        "fee.copies", "travel.trips[1].one_way_count", "travel.trips[0].power_cv",
    ]  # fmt: skip


@pytest.mark.parametrize(("copies", "reason"), [(-1, "COUNT_INVALID"), (1_001, "COPIES_TOO_MANY")])
def test_copies_have_bounds(examiner: Examiner, copies: int, reason: str) -> None:
    with refused_for("INVALID_FIELDS") as found:
        examiner.save(entry(copies), FEE)
    assert [(one.field, one.reason) for one in found[0].violations] == [("fee.copies", reason)]


def test_no_copy_at_all_is_paid_nothing_with_a_warning(examiner: Examiner) -> None:
    claim = examiner.save(entry(0), FEE)
    assert claim.fee.amount_cents == 0
    (warning,) = claim.fee_calculation.warnings
    assert "0,00\u00a0€" in warning


def test_a_quantity_of_another_kind_is_refused(examiner: Examiner) -> None:
    """B50."""
    with refused_for("INVALID_FIELDS") as found:
        examiner.save(pb.ClaimInput(fee=pb.FeeInput(duration_minutes=90)), FEE)
    assert [(one.field, one.reason) for one in found[0].violations] == [
        ("fee.duration_minutes", "FEE_INPUT_UNEXPECTED")
    ]


def test_fifty_lines_are_enough(examiner: Examiner) -> None:
    """B59."""
    with refused_for("INVALID_FIELDS") as found:
        examiner.save(entry(None, *[trip() for _ in range(51)]), TRAVEL)
    assert [(one.field, one.reason) for one in found[0].violations] == [("travel.trips", "TRIPS_TOO_MANY")]
    with refused_for("INVALID_FIELDS"):
        examiner.draft(entry(None, *[trip() for _ in range(10_000)]), TRAVEL)


def test_the_same_line_twice_is_refused(examiner: Examiner) -> None:
    with refused_for("INVALID_FIELDS") as found:
        examiner.save(entry(None, trip(), trip()), TRAVEL)
    assert [(one.field, one.reason) for one in found[0].violations] == [("travel.trips[1]", "TRIP_REPEATED")]


def test_lines_that_share_an_identifier_get_their_own(examiner: Examiner) -> None:
    one, other = trip(id="x"), trip(departure_time=wall("06:00"))
    other.id = one.id
    claim = examiner.draft(entry(None, one, other), TRAVEL)
    assert len({line.id for line in claim.draft.travel.trips}) == 2


def test_a_distance_above_the_table_needs_a_reason(expenses: Expenses, examiner: Examiner) -> None:
    """R25."""
    expenses.execute("INSERT INTO distances VALUES ('62041', '59350', 500)")
    with refused_for("INVALID_FIELDS") as found:
        examiner.save(entry(None, trip()), TRAVEL)
    assert [(one.field, one.reason) for one in found[0].violations] == [
        ("travel.trips[0].distance_reason", "DISTANCE_UNEXPLAINED")
    ]
    assert "50\u00a0km" in found[0].violations[0].message.replace(" km", "\u00a0km")
    examiner.save(entry(None, trip(distance_reason="Travaux sur l’A1")), TRAVEL)


def test_a_fixed_departure_may_not_be_changed(expenses: Expenses) -> None:
    """S-CLM-11, B57."""
    examiner = expenses.claim(is_departure_fixed=True)
    with refused_for("INVALID_FIELDS") as found:
        examiner.save(entry(None, trip(departure_town=town(LENS))), TRAVEL)
    assert [one.reason for one in found[0].violations] == ["DEPARTURE_FIXED"]
    examiner.save(entry(None, trip()), TRAVEL)


@pytest.mark.parametrize("paths", [[], ["order_number"], ["fee", "fee.copies"]])
def test_only_the_two_parts_are_recorded(examiner: Examiner, paths: list[str]) -> None:
    """B43: nothing else can be written."""
    for change in (examiner.save, examiner.draft):
        with refused_for("INVALID_FIELDS") as found:
            change(entry(1), FieldMask(paths=paths))
        assert [(one.field, one.reason) for one in found[0].violations] == [("update_mask", "MASK_INVALID")]


def test_a_change_needs_its_request_and_the_version_that_was_read(examiner: Examiner) -> None:
    """B41, B42."""
    asked = {"id": examiner.claim.id, "input": entry(1), "update_mask": FEE}
    with refused_for("REQUEST_ID_MISSING"):
        examiner.stub.UpdateClaim(pb.UpdateClaimRequest(**asked, version=examiner.claim.version))
    for version in (0, 99, -1):
        with refused_for("STALE_VERSION"):
            examiner.stub.UpdateClaim(pb.UpdateClaimRequest(**asked, request_id=new_id(), version=version))


PROVIDERS: list[tuple[dict[str, object], str, int]] = [
    ({"fee_source": "SANTORIN"}, "PART_HANDLED", pb.STATUS_HANDLED),
    ({"fee_source": "HANDLED"}, "PART_HANDLED", pb.STATUS_HANDLED),
    ({"fee_source": "MANAGER"}, "PART_TO_HANDLE", pb.STATUS_TO_HANDLE),
    ({"fee_source": "NONE"}, "PART_WITHOUT_COST", pb.STATUS_NO_COST),
    ({"evaluation": "ECA"}, "PART_WITHOUT_COST", pb.STATUS_NO_COST),
    ({"header": "MINISTÈRE DE L’ÉDUCATION NATIONALE"}, "PART_HANDLED", pb.STATUS_HANDLED),
]


@pytest.mark.parametrize(("facts", "reason", "status"), PROVIDERS)
def test_a_fee_that_others_provide_is_read_only(
    expenses: Expenses, facts: dict[str, object], reason: str, status: int
) -> None:
    """S-CLM-10, S-CLM-17, B45."""
    examiner = expenses.claim(**facts)
    assert examiner.claim.fee.status == status
    assert not examiner.claim.fee.has_tab
    with refused_for(reason):
        examiner.save(entry(120), FEE)
    claim = examiner.save(entry(None, trip()), TRAVEL)
    assert claim.travel.amount_cents == 5_840


@pytest.mark.parametrize("facts", [{"opens_travel": False}, {"commune": ARRAS}, {"home": LILLE}])
def test_a_mission_at_home_opens_no_travel(expenses: Expenses, facts: dict[str, object]) -> None:
    """R4, R19."""
    examiner = expenses.claim(**facts)
    assert examiner.claim.travel.status == pb.STATUS_NO_COST
    with refused_for("PART_WITHOUT_COST"):
        examiner.save(entry(None, trip()), TRAVEL)
    examiner.save(entry(120), FEE)
    claim = examiner.validate()
    assert (claim.fee.status, claim.travel.status) == (pb.STATUS_VALIDATED, pb.STATUS_NO_COST)


MOVES: dict[str, tuple[Callable[[Examiner], object], str]] = {
    "save": (lambda one: one.save(entry(1)), "PART_VALIDATED"),
    "draft": (lambda one: one.draft(entry(1)), "PART_VALIDATED"),
    "validate": (lambda one: one.validate(), "PART_VALIDATED"),
    "declare": (lambda one: one.declare_not_done(), "PART_VALIDATED"),
    "undo": (lambda one: one.stub.UndoNotDone(pb.UndoNotDoneRequest(**one.change)), "NOT_DECLARED_NOT_DONE"),
}


@pytest.mark.parametrize("name", MOVES)
def test_a_validated_claim_is_read_only(examiner: Examiner, name: str) -> None:
    examiner.save(entry(120))
    examiner.validate()
    move, reason = MOVES[name]
    with refused_for(reason):
        move(examiner)


def test_what_is_not_validated_is_not_taken_back(examiner: Examiner) -> None:
    """B63."""
    with refused_for("PART_NOT_VALIDATED"):
        examiner.unvalidate()


def test_a_mission_declared_not_done_takes_no_entry(examiner: Examiner) -> None:
    """B40."""
    examiner.declare_not_done()
    for move in (lambda: examiner.save(entry(1)), examiner.validate, examiner.declare_not_done):
        with refused_for("DECLARED_NOT_DONE"):
            move()


def test_a_missing_rate_is_named_when_validating_and_loses_nothing(expenses: Expenses, examiner: Examiner) -> None:
    """domain.md §3.5: never 0."""
    expenses.execute("DELETE FROM rates WHERE kind = 'COPY'")
    claim = examiner.save(entry(120), BOTH)
    assert claim.recorded.fee.copies == 120
    assert not claim.fee.HasField("amount_cents")
    assert "COPY BGT" in claim.fee_calculation.warnings[0]
    with refused_for("RATE_MISSING") as found:
        examiner.validate()
    assert "11/06/2026" in found[0].message


def test_an_amount_on_a_rate_to_confirm_says_so(expenses: Expenses) -> None:
    examiner = expenses.claim(exam=("BTS", "Brevet de technicien supérieur"))
    claim = examiner.save(entry(10), FEE)
    assert claim.fee.is_to_confirm
    assert claim.fee_calculation.is_to_confirm
    assert any("montant à confirmer" in told.message for told in claim.follow_ups)


def test_three_one_ways_in_three_days_need_lines_of_their_own(examiner: Examiner) -> None:
    """R18."""
    line = trip(departure_date=day(DONE - timedelta(days=2)), comment="Trois jours", one_way_count=3)
    with refused_for("INVALID_FIELDS") as found:
        examiner.save(entry(120, line))
    said = [(one.field, one.reason) for one in found[0].violations]
    assert ("travel.trips[0].one_way_count", "ONE_WAY_COUNT_MIXED") in said


def test_proofs_that_are_not_there_are_named_one_by_one_until_the_person_confirms(expenses: Expenses) -> None:
    """S-CLM-15: a warning with a second confirmation, never a block."""
    examiner = expenses.claim(has_active_payroll_file=False, has_insee_number=False)
    examiner.save(entry(120), FEE)
    with refused_for("PROOFS_MISSING") as found:
        examiner.validate()
    assert {one.reason for one in found[0].violations} == {"PROOF_EXPECTED"}
    assert [one.field for one in found[0].violations] == ["required_proofs[0]", "required_proofs[1]"]
    assert examiner.validate(is_confirmed=True).order_number


@pytest.mark.parametrize("reason", ["", "    ", "non"])
def test_a_cancellation_says_why(examiner: Examiner, expenses: Expenses, reason: str) -> None:
    with refused_for("INVALID_FIELDS") as found:
        expenses.desk_of().CancelClaim(pb.CancelClaimRequest(**examiner.change, reason=reason))
    assert [(one.field, one.reason) for one in found[0].violations] == [("reason", "REASON_LENGTH")]


def test_a_convocation_of_which_no_claim_can_be_made_names_its_place(expenses: Expenses) -> None:
    right, wrong = convocation(), convocation()
    wrong.mission.time_zone = "Mars/Olympus_Mons"
    with refused_for("INVALID_FIELDS") as found:
        expenses.record(right, wrong)
    assert [(one.field, one.reason) for one in found[0].violations] == [("convocations[1]", "RECORD_INVALID")]
