"""What became of a mission, or of a person, after the validation; and tellings that arrive out of order."""

from datetime import UTC, datetime
from typing import Any

import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.missions.v1 import missions_pb2
from kit.identifiers import new_id
from tests.refusals import refused_for
from tests.services.expenses.conftest import (
    DONE,
    DOUAI,
    FEE,
    LENS,
    LILLE,
    TRAVEL,
    Examiner,
    Expenses,
    convocation,
    day,
    entry,
    trip,
    wall,
)
from tests.services.expenses.juries import convene
from tests.services.expenses.telling import moved, retold, returned, tell_people, tell_returns

LATER: dict[str, Any] = {
    "start": datetime(2026, 6, 12, 8, 0),  # noqa: DTZ001
    "centre": "Lycée Fénelon",
    "commune": DOUAI,
}


def seen_by_staff(expenses: Expenses, examiner: Examiner) -> pb.Claim:
    return expenses.desk_of().GetClaim(pb.GetDeskClaimRequest(id=examiner.claim.id))


def is_told(claim: pb.Claim) -> bool:
    return any("Mission modifiée depuis, le lundi 15\u00a0juin 2026" in one.message for one in claim.follow_ups)


@pytest.fixture
def validated(expenses: Expenses) -> Examiner:
    examiner = expenses.claim()
    examiner.save(entry(120, trip()))
    examiner.validate()
    return examiner


def test_a_mission_that_changes_after_the_validation_waits_for_it_to_be_taken_back(
    expenses: Expenses, validated: Examiner
) -> None:
    """S-CLM-6: nothing changes under a claim that is processed, and nothing that was told is lost."""
    before = validated.claim
    assert expenses.record(retold(validated.record, 2, **LATER)) == 1
    claim = validated.read()
    assert claim.version == before.version + 1
    assert (claim.mission, claim.fee, claim.travel) == (before.mission, before.fee, before.travel)
    staff = seen_by_staff(expenses, validated)
    assert is_told(staff)
    assert not is_told(claim)
    assert staff.mission_change_time.ToDatetime(UTC) == expenses.clock.now()
    assert not claim.HasField("mission_change_time")
    difference = expenses.scalar("SELECT difference FROM kit.audit WHERE aggregate = 'claim' ORDER BY id DESC LIMIT 1")
    assert difference["later_facts"]["to"]["centre_name"] == "Lycée Fénelon"
    # The same once more changes nothing.
    assert expenses.record(retold(validated.record, 3, **LATER)) == 0

    claim = validated.unvalidate()
    assert (claim.mission.centre.name, claim.mission.start_date) == ("Lycée Fénelon", day(LATER["start"].date()))
    assert claim.travel.status == claim.fee.status == pb.STATUS_TO_VALIDATE
    assert not is_told(seen_by_staff(expenses, validated))
    assert len(validated.stub.ListClaims(pb.ListClaimsRequest(search="fenelon")).claims) == 1


def test_facts_that_come_back_leave_nothing_waiting(expenses: Expenses, validated: Examiner) -> None:
    expenses.record(retold(validated.record, 2, **LATER))
    assert expenses.record(retold(validated.record, 3)) == 1
    assert not is_told(seen_by_staff(expenses, validated))
    assert expenses.scalar("SELECT later_facts FROM claims") is None
    validated.read()
    assert validated.unvalidate().mission.centre.name == "Lycée Faidherbe"


def test_the_days_of_a_mission_that_moved_are_shared_out_anew(expenses: Expenses, validated: Examiner) -> None:
    """R23: a mission that comes on the day of another one is carried by the first."""
    given = convocation(person_id=validated.person_id, start=datetime(2026, 6, 12, 7, 0))  # noqa: DTZ001
    expenses.record(given, retold(validated.record, 2, **LATER))
    assert validated.read().carrier_claim_id == ""
    assert validated.unvalidate().carrier_claim_id == expenses.claim_id(given)


def test_an_accepted_claim_keeps_its_mission(expenses: Expenses, validated: Examiner) -> None:
    parts = [pb.PART_KIND_FEE]
    expenses.desk_of().AcceptClaim(pb.AcceptClaimRequest(**validated.change, parts=parts))
    assert expenses.record(retold(validated.record, 2, **LATER)) == 1
    assert validated.read().mission.centre.name == "Lycée Faidherbe"
    assert is_told(seen_by_staff(expenses, validated))


def test_a_count_of_santorin_does_not_hold_the_mission(expenses: Expenses) -> None:
    """The travel is still to be entered, at the new dates; staff are told that the fee was counted before."""
    examiner = expenses.claim(fee_source="SANTORIN")
    tell_returns(expenses, returned(examiner.record, 10, datetime(2026, 6, 14, tzinfo=UTC)))
    assert expenses.record(retold(examiner.record, 2, fee_source="SANTORIN", **LATER)) == 1
    claim = examiner.read()
    assert claim.mission.centre.name == "Lycée Fénelon"
    assert (claim.fee.status, claim.fee.amount_cents) == (pb.STATUS_VALIDATED, 5_000)
    assert is_told(seen_by_staff(expenses, examiner))


def test_an_address_that_changes_after_the_validation_waits_too(expenses: Expenses, validated: Examiner) -> None:
    tell_people(expenses, moved(validated, LENS.code))
    claim = validated.read()
    assert [town.name for town in claim.departure_towns] == ["Arras"]
    claim = validated.unvalidate()
    assert [town.name for town in claim.departure_towns] == ["Lens"]
    assert not any("modifié depuis" in one.message for one in seen_by_staff(expenses, validated).follow_ups)


@pytest.mark.parametrize("order", ["person first", "convocation first"])
def test_the_newest_facts_of_a_person_count_whichever_way_comes_first(expenses: Expenses, order: str) -> None:
    """Missions and auth tell apart from each other: what missions read before the move may arrive after it."""
    given = convocation(person_revision=4)
    examiner = Examiner(given.examiner.person_id, given, expenses.claims_of(given.examiner.person_id))
    examiner.claim.examiner.CopyFrom(given.examiner)
    person = moved(examiner, LENS.code)
    person.facts.person_revision = 5
    older = moved(examiner, LILLE.code)
    older.facts.person_revision = 3
    if order == "person first":
        tell_people(expenses, person)
        expenses.record(given)
    else:
        expenses.record(given)
        tell_people(expenses, person)
        expenses.record(retold(given, 2, centre="Lycée Fénelon", person_revision=4))
    tell_people(expenses, older)
    assert expenses.scalar("SELECT home ->> 'name' FROM claims") == "Lens"


def test_a_quantity_of_the_former_nature_is_shown_and_entered_again(expenses: Expenses) -> None:
    """A page that nobody could open would leave the claim for ever where it is."""
    examiner = expenses.claim()
    examiner.save(entry(120))
    assert expenses.record(retold(examiner.record, 2, nature="PRATIQUE")) == 1
    claim = examiner.read()
    assert (claim.fee.HasField("amount_cents"), len(claim.fee_calculation.warnings)) == (False, 1)
    assert seen_by_staff(expenses, examiner).fee.status == pb.STATUS_TO_VALIDATE
    half_day = pb.HalfDay(date=day(DONE), start_time=wall("08:00"), end_time=wall("12:00"))
    examiner.save(pb.ClaimInput(fee=pb.FeeInput(half_days=pb.HalfDays(half_days=[half_day]))), FEE)
    assert examiner.validate().fee.status == pb.STATUS_VALIDATED


@pytest.mark.parametrize("nature", ["ORAL", "PRATIQUE", "DELIBERATION"])
def test_a_count_of_the_former_nature_keeps_nobody_from_the_travel(expenses: Expenses, nature: str) -> None:
    """The travel is validated with a recap that says what was counted; the fee waits for whoever counts it."""
    sitting = convene(expenses, "Zola")
    sitting.record(Zola=10, is_validated=True)
    given = sitting.convocations["Zola"]
    given.revision, given.mission.nature = 2, missions_pb2.Nature.Value(f"NATURE_{nature}")
    expenses.record(given)
    member = Examiner(
        sitting.people["Zola"], given, expenses.claims_of(sitting.people["Zola"]), sitting.claim_of("Zola")
    )
    member.save(entry(None, trip()), TRAVEL)
    assert member.validate().travel.status == pb.STATUS_VALIDATED
    entered = expenses.scalar("SELECT recap->'fee'->>'entered' FROM claims WHERE id = :id", id=member.claim.id)
    assert entered == "10\u00a0copies"
    desk = expenses.desk_of()
    with refused_for("AMOUNT_UNKNOWN"):
        desk.AcceptClaim(pb.AcceptClaimRequest(**member.change, parts=[pb.PART_KIND_FEE]))


def test_what_was_counted_before_the_mission_changed_is_paid_for_what_it_is_now(expenses: Expenses) -> None:
    """Nobody validated the mission with the count of a président: it is computed again at the acceptance."""
    sitting = convene(expenses, "Zola", exam=("BGT", "Baccalauréat général et technologique"))
    sitting.record(Zola=10, is_validated=True)
    given = sitting.convocations["Zola"]
    given.revision, given.mission.exam.code = 2, "AGREG"
    expenses.record(given)
    claim = sitting.claim_of("Zola")
    assert claim.fee.amount_cents == 5_000
    parts = [pb.PART_KIND_FEE]
    change = {"request_id": new_id(), "id": claim.id, "version": claim.version}
    claim = expenses.desk_of().AcceptClaim(pb.AcceptClaimRequest(**change, parts=parts))
    assert claim.fee.amount_cents == 6_000
