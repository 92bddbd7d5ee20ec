"""What missions and auth tell: convocations, returns of SANTORIN, people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from imagin.access.v1 import access_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from services.expenses.models import Rate
from tests.refusals import refused_for
from tests.services.expenses.conftest import (
    ARRAS,
    DOUAI,
    FEE,
    LENS,
    LILLE,
    TRAVEL,
    Examiner,
    Expenses,
    convocation,
    entry,
    trip,
)  # fmt: skip
from tests.services.expenses.telling import moved, retold, returned, tell_people, tell_returns

# --- Convocations ------------------------------------------------------------------------------------------------


def test_an_official_convocation_makes_a_claim_once(expenses: Expenses) -> None:
    """S-CLM-2; the outbox of missions may tell twice."""
    given = convocation()
    assert expenses.record(given) == 1
    assert expenses.record(given) == 0
    assert expenses.scalar("SELECT count(*) FROM claims") == 1
    assert expenses.scalar("SELECT count(*) FROM claim_parts") == 2
    assert (
        expenses.scalar(
            "SELECT count(*) FROM kit.audit WHERE action = 'RecordConvocations' AND aggregate = 'claim'"
            " AND aggregate_id = (SELECT id::text FROM claims)"
        )
        == 1
    )


@pytest.mark.parametrize("facts", [{"fee_source": "NONE"}, {"evaluation": "ECA"}])
def test_a_mission_that_opens_nothing_makes_no_claim(expenses: Expenses, facts: dict[str, Any]) -> None:
    assert expenses.record(convocation(**facts, opens_travel=False)) == 0
    assert expenses.record(convocation(**facts, commune=ARRAS)) == 0
    assert expenses.record(convocation(**facts)) == 1


def test_a_centre_declared_adjacent_to_the_home_opens_no_travel(expenses: Expenses) -> None:
    """S-TRV-7, R4, R19: in that direction only."""
    expenses.execute("INSERT INTO adjacent VALUES ('59350', '62041')")
    assert expenses.claim().claim.travel.status == pb.STATUS_NO_COST
    assert expenses.claim(commune=ARRAS, home=LILLE, establishment=LILLE).claim.travel.status == pb.STATUS_TO_VALIDATE


def test_a_change_of_the_mission_reaches_a_claim_that_nobody_validated(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(120))
    later = retold(examiner.record, 2, centre="Lycée Fénelon", commune=DOUAI, label="Correction")
    assert expenses.record(later) == 1
    claim = examiner.read()
    assert claim.version == 3
    assert (claim.mission.centre.name, claim.mission.label) == ("Lycée Fénelon", "Correction")
    assert claim.recorded.fee.copies == 120
    assert len(examiner.stub.ListClaims(pb.ListClaimsRequest(search="fenelon correction")).claims) == 1
    # One that comes late changes nothing, and neither does one that says the same.
    assert expenses.record(retold(examiner.record, 1, centre="Lycée Faidherbe")) == 0
    assert expenses.record(pb.ConvocationRecord.FromString(later.SerializeToString())) == 0
    assert examiner.read() == claim


def test_a_refresh_that_says_the_same_disturbs_nobody(expenses: Expenses) -> None:
    examiner = expenses.claim()
    same = pb.ConvocationRecord.FromString(examiner.record.SerializeToString())
    same.revision = 2
    assert expenses.record(same) == 0
    assert examiner.save(entry(1)).version == 2


def test_a_cancelled_convocation_cancels_the_claim_and_brings_it_back(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(120, trip()))
    before = examiner.validate()
    assert expenses.record(retold(examiner.record, 2, is_cancelled=True)) == 1
    claim = examiner.read()
    assert {claim.fee.status, claim.travel.status} == {pb.STATUS_CANCELLED}
    assert "La convocation à cette mission a été annulée le lundi 15\u00a0juin 2026" in claim.follow_ups[0].message
    desk = expenses.desk_of()
    with refused_for("CONVOCATION_CANCELLED"):
        desk.UncancelClaim(pb.UncancelClaimRequest(request_id=new_id(), id=claim.id, version=claim.version))
    assert expenses.record(retold(examiner.record, 3)) == 1
    back = examiner.read()
    assert (back.fee, back.travel) == (before.fee, before.travel)


def test_a_convocation_cancelled_before_it_was_known_makes_no_claim(expenses: Expenses) -> None:
    assert expenses.record(convocation(is_cancelled=True)) == 0


def test_the_newest_of_two_tellings_counts_wherever_it_stands(expenses: Expenses) -> None:
    given = convocation()
    assert expenses.record(retold(given, 5, centre="Lycée Fénelon"), retold(given, 2)) == 1
    assert expenses.scalar("SELECT centre_name FROM claims") == "Lycée Fénelon"


def test_five_hundred_convocations_are_told_at_once_and_no_more(expenses: Expenses) -> None:
    told = [convocation() for _ in range(501)]
    with refused_for("INVALID_FIELDS") as found:
        expenses.record(*told)
    assert found[0].violations[0].reason == "RECORDS_TOO_MANY"
    assert expenses.record(*told[:500]) == 500


def test_a_record_of_which_no_claim_can_be_made_is_named(expenses: Expenses) -> None:
    wrong = convocation()
    wrong.mission.time_zone = "Europe/Nulle-Part"
    empty = pb.ConvocationRecord(convocation_id=new_id())
    with refused_for("INVALID_FIELDS") as found:
        expenses.record(convocation(), wrong, empty)
    assert {one.field for one in found[0].violations} == {"convocations[1]", "convocations[2]"}
    assert expenses.scalar("SELECT count(*) FROM claims") == 0


@pytest.mark.parametrize("year", [1, 9999])
def test_a_mission_at_the_ends_of_the_calendar_is_named(expenses: Expenses, year: int) -> None:
    """Its instants in UTC would leave it."""
    record = convocation()
    zone, day = ("Asia/Tokyo", 1) if year == 1 else ("America/Noronha", 31)
    record.mission.time_zone = zone
    for end in (record.mission.start_date, record.mission.end_date):
        end.year, end.month, end.day = year, 1 if year == 1 else 12, day
    record.mission.start_time.hours, record.mission.end_time.hours = (1, 2) if year == 1 else (22, 23)
    with refused_for("INVALID_FIELDS") as found:
        expenses.record(record)
    assert [one.reason for one in found[0].violations] == ["RECORD_INVALID"]


@pytest.mark.parametrize("coefficient", ["deux", "1,5", "-1", "100", "NaN", "sNaN", "Infinity", "1E+999999"])
def test_a_coefficient_that_is_no_number_is_named(expenses: Expenses, coefficient: str) -> None:
    record = convocation(nature="VAE")
    record.mission.vae_coefficient = coefficient
    with refused_for("INVALID_FIELDS") as found:
        expenses.record(record)
    assert [one.reason for one in found[0].violations] == ["RECORD_INVALID"]


@pytest.mark.parametrize("nature", ["SURVEILLANCE", "AIDE_DEROULEMENT", "ORAL_EC"])
def test_a_nature_that_asks_for_nothing_is_the_gestionnaire_s_whatever_the_feed_says(
    expenses: Expenses, nature: str
) -> None:
    """product.md §7: an examiner who must enter what no form asks for could never validate the travel either."""
    examiner = expenses.claim(nature=nature)
    assert examiner.claim.fee.status == pb.STATUS_TO_HANDLE
    examiner.save(entry(None, trip()), TRAVEL)
    assert examiner.validate().travel.status == pb.STATUS_VALIDATED


@pytest.mark.parametrize(("minutes", "provider"), [(0, "MANAGER"), (1, "EXAMINER")])
def test_an_oral_that_nobody_timed_is_the_gestionnaire_s(expenses: Expenses, minutes: int, provider: str) -> None:
    """S-FEE-2: candidates alone give no amount."""
    record = convocation(nature="ORAL")
    record.mission.paper.duration_minutes = minutes
    expenses.record(record)
    assert expenses.scalar("SELECT provider FROM claim_parts WHERE kind = 'FEE'") == provider


def test_two_tellings_of_the_same_convocations_at_once_make_each_claim_once(expenses: Expenses) -> None:
    people = [new_id() for _ in range(8)]
    told = [convocation(person_id=people[place % 8]) for place in range(200)]
    with ThreadPoolExecutor(4) as clients:
        counts = list(clients.map(lambda some: expenses.record(*some), [told, told[::-1], told[50:], told[:150]]))
    assert sum(counts) >= 200
    assert expenses.scalar("SELECT count(*) FROM claims") == 200
    assert expenses.scalar("SELECT count(*) FROM claim_parts WHERE kind = 'TRAVEL' AND carrier_claim_id IS NULL") == 8


# --- Several missions a day (R23) --------------------------------------------------------------------------------


def two_missions(expenses: Expenses, **changes: Any) -> tuple[Examiner, Examiner]:
    """A morning and an afternoon of one person."""
    morning = expenses.claim(number="LI1", start=datetime(2026, 6, 11, 8, 0))  # noqa: DTZ001
    start = datetime(2026, 6, 11, 14, 0)  # noqa: DTZ001
    given = convocation(number="LI2", start=start, person_id=morning.person_id, **changes)
    expenses.record(given)
    afternoon = Examiner(morning.person_id, given, morning.stub, pb.Claim(id=expenses.claim_id(given)))
    morning.read()
    afternoon.read()
    return morning, afternoon


def test_the_first_mission_of_the_day_carries_the_trips(expenses: Expenses) -> None:
    """S-CLM-12, B58."""
    morning, afternoon = two_missions(expenses)
    claim = afternoon.claim
    assert claim.travel.status == pb.STATUS_DEFERRED
    assert (claim.carrier_claim_id, claim.carrier_mission_number) == (morning.claim.id, "LI1")
    assert not claim.travel.has_tab
    (link,) = [told for told in claim.follow_ups if told.claim_id]
    assert link.claim_id == morning.claim.id
    with refused_for("TRAVEL_DEFERRED"):
        afternoon.save(entry(None, trip()), TRAVEL)
    afternoon.save(entry(30), FEE)
    assert afternoon.validate().travel.status == pb.STATUS_DEFERRED
    assert any("de la mission LI2 se saisissent ici" in told.message for told in morning.claim.follow_ups)
    assert list(morning.claim.carried_mission_numbers) == ["LI2"]
    # Once that claim is validated, the other one still leads to it and says what to do.
    morning.read()
    morning.save(entry(30, trip()))
    morning.validate()
    claim = afternoon.read()
    assert (claim.travel.status, claim.carrier_claim_id) == (pb.STATUS_DEFERRED, morning.claim.id)
    assert any("dévalidez-le si un déplacement y manque" in told.message for told in claim.follow_ups)


@pytest.mark.parametrize("leave", ["cancel", "not done", "convocation"])
def test_when_the_first_mission_falls_away_the_next_one_carries_the_trips(expenses: Expenses, leave: str) -> None:
    morning, afternoon = two_missions(expenses)
    change = {"request_id": new_id(), "id": morning.claim.id, "version": morning.claim.version}
    desk = expenses.desk_of()
    if leave == "cancel":
        morning.claim = desk.CancelClaim(pb.CancelClaimRequest(**change, reason="Mission annulée"))
    elif leave == "not done":
        morning.declare_not_done()
    else:
        expenses.record(retold(morning.record, 2, is_cancelled=True))
    assert afternoon.read().travel.status == pb.STATUS_TO_VALIDATE
    change = {"request_id": new_id(), "id": morning.claim.id, "version": morning.claim.version}
    if leave == "cancel":
        desk.UncancelClaim(pb.UncancelClaimRequest(**change))
    elif leave == "not done":
        morning.stub.UndoNotDone(pb.UndoNotDoneRequest(**change))
    else:
        expenses.record(retold(morning.record, 3, start=datetime(2026, 6, 11, 8, 0)))  # noqa: DTZ001
    assert afternoon.read().travel.status == pb.STATUS_DEFERRED
    assert morning.read().travel.status == pb.STATUS_TO_VALIDATE


def test_a_first_mission_that_comes_back_after_the_others_were_paid_says_so(expenses: Expenses) -> None:
    """R23: the trips that were accepted meanwhile are not announced as those of this claim."""
    morning, afternoon = two_missions(expenses)
    morning.declare_not_done()
    afternoon.read()
    afternoon.save(entry(30, trip()))
    change = {"request_id": new_id(), "id": afternoon.claim.id, "version": afternoon.validate().version}
    desk = expenses.desk_of()
    desk.AcceptClaim(pb.AcceptClaimRequest(**change, parts=[pb.PART_KIND_TRAVEL]))
    morning.read()
    claim = morning.stub.UndoNotDone(pb.UndoNotDoneRequest(**morning.change))
    assert list(claim.carried_mission_numbers) == []
    words = "Le déplacement de la mission LI2, du même jour, est déjà validé par le gestionnaire"
    for seen in (claim, desk.GetClaim(pb.GetDeskClaimRequest(id=claim.id))):
        assert len([told for told in seen.follow_ups if words in told.message]) == 1


def test_a_carrier_may_leave_after_its_own_mission(expenses: Expenses) -> None:
    """Its lines are compared with the days of every mission whose trips it carries."""
    morning, _ = two_missions(expenses, end=datetime(2026, 6, 16, 18, 0))  # noqa: DTZ001
    expenses.clock.set(datetime(2026, 6, 18, 10, 0, tzinfo=UTC))
    later = trip()
    later.departure_date.day = later.return_date.day = 16
    morning.save(entry(None, trip(), later), TRAVEL)


# --- Returns of SANTORIN -----------------------------------------------------------------------------------------


def test_a_return_that_says_done_is_the_entry_and_the_validation(expenses: Expenses) -> None:
    """S-CLM-17."""
    examiner = expenses.claim(fee_source="SANTORIN", opens_travel=False)
    assert examiner.claim.fee.status == pb.STATUS_HANDLED
    at = datetime(2026, 6, 14, 20, 0, tzinfo=UTC)
    assert tell_returns(expenses, returned(examiner.record, 1_200, at)) == 1
    claim = examiner.read()
    assert claim.fee.status == pb.STATUS_VALIDATED
    assert claim.fee.amount_cents == 600_000
    assert claim.recorded.fee.copies == 1_200
    assert claim.fee.has_tab
    assert list(claim.allowed_moves) == [pb.MOVE_PROVE]
    assert any("SANTORIN a transmis" in told.message for told in claim.follow_ups)
    page = expenses.desk_of().ListClaims(pb.ListDeskClaimsRequest(statuses=[pb.STATUS_VALIDATED]))
    assert [row.id for row in page.claims] == [claim.id]


def test_the_newest_return_wins(expenses: Expenses) -> None:
    examiner = expenses.claim(fee_source="SANTORIN")
    noon = datetime(2026, 6, 14, 12, 0, tzinfo=UTC)
    second = timedelta(seconds=1)
    assert tell_returns(expenses, returned(examiner.record, 10, noon)) == 1
    assert tell_returns(expenses, returned(examiner.record, 20, noon - second)) == 0
    assert examiner.read().recorded.fee.copies == 10
    # At the same instant the later line wins.
    assert tell_returns(expenses, returned(examiner.record, 30, noon), returned(examiner.record, 40, noon)) == 1
    assert examiner.read().fee.amount_cents == 20_000
    assert tell_returns(expenses, returned(examiner.record, 40, noon + second, is_done=False)) == 1
    assert examiner.read().fee.status == pb.STATUS_HANDLED


def test_an_accepted_fee_does_not_follow_a_return(expenses: Expenses) -> None:
    examiner = expenses.claim(fee_source="SANTORIN")
    noon = datetime(2026, 6, 14, 12, 0, tzinfo=UTC)
    tell_returns(expenses, returned(examiner.record, 10, noon))
    change = {"request_id": new_id(), "id": examiner.claim.id, "version": examiner.read().version}
    expenses.desk_of().AcceptClaim(pb.AcceptClaimRequest(**change, parts=[pb.PART_KIND_FEE]))
    tell_returns(expenses, returned(examiner.record, 99, noon + timedelta(hours=1)))
    assert examiner.read().fee.amount_cents == 5_000


def test_a_return_of_a_mission_without_claim_is_no_defect(expenses: Expenses) -> None:
    assert tell_returns(expenses, returned(convocation(), 10, datetime(2026, 6, 14, tzinfo=UTC))) == 0
    with refused_for("INVALID_FIELDS"):
        tell_returns(expenses, *[pb.ReturnRecord()] * 501)


def test_a_fee_without_an_amount_is_accepted_once_its_rate_is_known(expenses: Expenses) -> None:
    """domain.md §3.5: a missing rate is never 0, and what is accepted is paid."""
    examiner = expenses.claim(fee_source="SANTORIN", opens_travel=False, exam=("XYZ", "Examen nouveau"))
    tell_returns(expenses, returned(examiner.record, 10, datetime(2026, 6, 14, tzinfo=UTC)))
    assert not examiner.read().fee.HasField("amount_cents")
    desk = expenses.desk_of()
    with refused_for("AMOUNT_UNKNOWN"):
        desk.AcceptClaim(pb.AcceptClaimRequest(**examiner.change, parts=[pb.PART_KIND_FEE]))
    rate = {"kind": "COPY", "key": "XYZ", "unit": "CENT_PER_COPY", "valid_from": date(2012, 1, 1)}
    with expenses.started.database.transaction() as session:
        session.add(Rate(**rate, valid_to=None, value=Decimal(250), source="Arrêté", is_to_confirm=False))
    claim = desk.AcceptClaim(pb.AcceptClaimRequest(**examiner.change, parts=[pb.PART_KIND_FEE]))
    assert (claim.fee.status, claim.fee.amount_cents) == (pb.STATUS_ACCEPTED, 2_500)
    assert [step.quantity for step in claim.fee_calculation.steps] == ["10"]


def test_a_count_of_what_no_rate_pays_is_not_accepted(expenses: Expenses) -> None:
    """An acceptance would be the end of it."""
    examiner = expenses.claim(fee_source="SANTORIN", opens_travel=False, nature="HARMONISATION")
    tell_returns(expenses, returned(examiner.record, 10, datetime(2026, 6, 14, tzinfo=UTC)))
    examiner.read()
    with refused_for("AMOUNT_UNKNOWN"):
        expenses.desk_of().AcceptClaim(pb.AcceptClaimRequest(**examiner.change, parts=[pb.PART_KIND_FEE]))


@pytest.mark.parametrize("seconds", [2**62, -(2**62), 253_402_300_800])
def test_an_instant_that_no_calendar_has_is_refused(expenses: Expenses, seconds: int) -> None:
    examiner = expenses.claim(fee_source="SANTORIN")
    told = returned(examiner.record, 10, datetime(2026, 6, 14, tzinfo=UTC))
    told.return_time.seconds = seconds
    with refused_for("INVALID_VALUE"):
        tell_returns(expenses, told)


def test_a_return_leaves_a_fee_that_the_examiner_enters(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(5), FEE)
    tell_returns(expenses, returned(examiner.record, 10, datetime(2026, 6, 14, tzinfo=UTC)))
    assert examiner.read().recorded.fee.copies == 5


# --- People ------------------------------------------------------------------------------------------------------


def test_a_person_who_moves_changes_the_travel_that_is_not_validated(expenses: Expenses) -> None:
    examiner = expenses.claim()
    assert tell_people(expenses, moved(examiner, LILLE.code)) == 1
    claim = examiner.read()
    assert claim.travel.status == pb.STATUS_NO_COST
    assert [town.name for town in claim.departure_towns] == ["Lille"]
    assert tell_people(expenses, moved(examiner, LILLE.code)) == 0
    assert tell_people(expenses, moved(examiner, LENS.code, has_active_payroll_file=False)) == 1
    claim = examiner.read()
    assert claim.travel.status == pb.STATUS_TO_VALIDATE
    assert [proof.label for proof in claim.required_proofs] == ["Relevé d’identité bancaire"]


def test_a_validated_travel_keeps_the_address_and_notes_the_change(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(1, trip()))
    examiner.validate()
    assert tell_people(expenses, moved(examiner, LILLE.code)) == 1
    assert examiner.read().travel.amount_cents == 5_840
    assert expenses.scalar("SELECT home ->> 'name' FROM claims") == "Arras"
    told = expenses.desk_of().GetClaim(pb.GetDeskClaimRequest(id=examiner.claim.id)).follow_ups
    assert any("modifié depuis, le lundi 15\u00a0juin 2026" in one.message for one in told)
    assert not any("modifié depuis" in one.message for one in examiner.claim.follow_ups)


@pytest.mark.parametrize("name", ["RecordConvocations", "RecordReturns", "RecordPeople"])
def test_only_the_owner_of_a_fact_tells_it(expenses: Expenses, name: str) -> None:
    request = getattr(pb, f"{name}Request")(request_id=new_id())
    owner = "auth" if name == "RecordPeople" else "missions"
    manager = expenses.started.stub_for(pb_grpc.RecordsServiceStub, new_id(), access_pb2.ROLE_MANAGER)
    with refused_for("ACCESS_DENIED"):
        getattr(manager, name)(request)
    for service in ("gateway", "portal", "loader"):
        with pytest.raises(Exception, match=r"ACCESS_DENIED|NOT_LOGGED_IN"):
            getattr(expenses.started.stub(pb_grpc.RecordsServiceStub, service=service), name)(request)
    assert getattr(expenses.started.stub(pb_grpc.RecordsServiceStub, service=owner), name)(request).changed_count == 0
