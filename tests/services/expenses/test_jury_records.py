"""A jury is recorded whole: all of its rows or none, over nothing that was not read, at a cost that does not grow."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import grpc
import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import from_rpc_error
from kit.identifiers import new_id
from tests.refusals import refused_for
from tests.services.expenses.conftest import DONE, TRAVEL, Expenses, day, entry, trip, wall
from tests.services.expenses.juries import Sitting, convene
from tests.services.expenses.test_costs import EXPENSES, MISSIONS, counted


def refusal_of(call: Callable[..., Any], request: Any) -> str:
    """The reason why a call is refused, empty when it is not."""
    try:
        call(request)
    except grpc.RpcError as error:
        return from_rpc_error(error).reason
    return ""


@pytest.fixture
def sitting(expenses: Expenses) -> Sitting:
    """A president and two members who marked copies of the CRPE, at 5 € each, on 11 June."""
    return convene(expenses, "Aubry", "Zola")


def test_a_wrong_row_refuses_all_and_each_sentence_names_its_member(sitting: Sitting) -> None:
    with refused_for("INVALID_FIELDS") as refused:
        sitting.record(Zola=-1, Vidal=12, Aubry=1_001)
    assert [one.field for one in refused[0].violations] == ["entries[0].copies", "entries[2].copies"]
    first, second = (one.message for one in refused[0].violations)
    assert first.startswith("Mme Claire Zola\u00a0: ")
    assert second.startswith("Mme Claire Aubry\u00a0: ")
    assert not any(member.HasField("fee") for member in sitting.read().members)


def test_a_quantity_of_another_kind_is_refused(sitting: Sitting) -> None:
    with refused_for("INVALID_FIELDS") as refused:
        sitting.stub.RecordJury(sitting.request_of({"Zola": pb.FeeInput(candidates=3)}))
    (wrong,) = refused[0].violations
    assert (wrong.field, wrong.reason) == ("entries[0].candidates", "FEE_INPUT_UNEXPECTED")


def test_half_days_and_durations_are_entered_like_an_examiner_would(expenses: Expenses) -> None:
    practical = convene(expenses, "Zola", nature="PRATIQUE", number="ITRF-19")
    assert practical.jury.fee_input_kind == pb.FEE_INPUT_KIND_HALF_DAYS
    outside = pb.HalfDay(date=day(DONE.replace(day=12)), start_time=wall("08:00"), end_time=wall("12:00"))
    given = pb.FeeInput(half_days=pb.HalfDays(half_days=[outside]))
    with refused_for("INVALID_FIELDS") as refused:
        practical.stub.RecordJury(practical.request_of({"Zola": given}))
    assert [one.field for one in refused[0].violations] == ["entries[0].half_days[0].date"]
    given.half_days.half_days[0].date.CopyFrom(day(DONE))
    jury = practical.stub.RecordJury(practical.request_of({"Zola": given}))
    # Four hours at 30 €.
    assert jury.members[1].calculation.amount_cents == 12_000
    assert jury.members[1].fee == given
    many = pb.FeeInput(half_days=pb.HalfDays(half_days=[outside] * 201))
    practical.read()
    with refused_for("INVALID_FIELDS") as refused:
        practical.stub.RecordJury(practical.request_of({"Zola": many}))
    assert [one.reason for one in refused[0].violations] == ["HALF_DAYS_TOO_MANY"]


def test_two_tabs_write_nothing_over_each_other(sitting: Sitting) -> None:
    """The second one is told which member changed; the others of its rows wait with it."""
    first = sitting.request({"Zola": 10})
    second = sitting.request({"Aubry": 5, "Zola": 11})
    sitting.stub.RecordJury(first)
    with refused_for("JURY_CHANGED") as refused:
        sitting.stub.RecordJury(second)
    (wrong,) = refused[0].violations
    assert (wrong.field, wrong.reason) == ("entries[1].version", "ENTRY_CHANGED")
    assert wrong.message.startswith("Mme Claire Zola\u00a0: ")
    assert [member.HasField("fee") for member in sitting.read().members] == [False, False, True]
    # Once it was read, it is theirs to replace; and whoever repeats what is recorded is in nobody's way.
    assert sitting.record(Aubry=5, Zola=11).members[2].fee.copies == 11
    again = sitting.request({"Zola": 11})
    again.entries[0].version += 1
    assert sitting.stub.RecordJury(again) == sitting.read()


def test_nothing_is_validated_that_was_not_read(sitting: Sitting) -> None:
    """A validation takes every entry, also one that another tab corrected meanwhile."""
    sitting.record(Aubry=5, Zola=10)
    confirmed = sitting.request({}, is_validated=True)
    sitting.record(Zola=100)
    with refused_for("JURY_CHANGED"):
        sitting.stub.RecordJury(confirmed)
    assert not any(member.is_validated for member in sitting.read().members)


def test_president_and_member_enter_their_halves_of_a_claim_at_the_same_time(
    expenses: Expenses, sitting: Sitting
) -> None:
    """Each change of the travel grows the version of the claim, which the president has not read, and conversely."""
    stub, claim = expenses.claims_of(sitting.people["Zola"]), sitting.claim_of("Zola")
    change = {"request_id": new_id(), "id": claim.id, "version": claim.version}
    stub.SaveDraft(pb.SaveDraftRequest(**change, draft=entry(None, trip()), update_mask=TRAVEL))
    claim = sitting.claim_of("Zola")
    sitting.record(Zola=10)
    change = {"request_id": new_id(), "id": claim.id, "version": claim.version}
    saved = stub.UpdateClaim(pb.UpdateClaimRequest(**change, input=entry(None, trip()), update_mask=TRAVEL))
    assert (saved.recorded.fee.copies, len(saved.recorded.travel.trips)) == (10, 1)
    sitting.record(is_validated=True)
    change = {"request_id": new_id(), "id": saved.id, "version": sitting.claim_of("Zola").version}
    validated = stub.ValidateClaim(pb.ValidateClaimRequest(**change))
    assert (validated.fee.status, validated.travel.status) == (pb.STATUS_VALIDATED, pb.STATUS_VALIDATED)
    # Taking the travel back leaves what is the president's.
    change = {"request_id": new_id(), "id": saved.id, "version": validated.version}
    assert stub.UnvalidateClaim(pb.UnvalidateClaimRequest(**change)).fee.status == pb.STATUS_VALIDATED


def test_many_at_once_wait_for_each_other_and_lose_nothing(expenses: Expenses, sitting: Sitting) -> None:
    """The president in several windows, members who type, missions that tells again: no two wait for one another."""
    windows = [replace(sitting) for _ in range(3)]

    def preside(window: Sitting) -> int:
        """Enter for everybody until it is accepted as it was read."""
        refusals = 0
        for count in range(8):
            window.read()
            found = refusal_of(window.stub.RecordJury, window.request({"Aubry": count, "Vidal": count, "Zola": count}))
            assert found in {"", "JURY_CHANGED"}
            refusals += bool(found)
        return refusals

    def enter(name: str) -> None:
        stub = expenses.claims_of(sitting.people[name])
        for _ in range(8):
            change = {"request_id": new_id(), "id": sitting.claims[name], "version": sitting.claim_of(name).version}
            draft = pb.SaveDraftRequest(**change, draft=entry(None, trip()), update_mask=TRAVEL)
            assert refusal_of(stub.SaveDraft, draft) in {"", "STALE_VERSION"}

    def tell(name: str) -> None:
        for revision in range(2, 10):
            given = sitting.convocations[name]
            given.revision = revision
            expenses.record(given)

    with ThreadPoolExecutor(7) as pool:
        done = [pool.submit(preside, window) for window in windows]
        done += [pool.submit(act, name) for act in (enter, tell) for name in ("Aubry", "Zola")]
        results = [one.result(60) for one in done]
    assert results[:3] != [8, 8, 8]
    copies = {member.fee.copies for member in sitting.read().members}
    assert len(copies) == 1, "some rows of one request were written and others were not"


def test_the_same_request_twice_has_one_effect(sitting: Sitting) -> None:
    request = sitting.request({"Zola": 10}, is_validated=True)
    answer = sitting.stub.RecordJury(request)
    assert sitting.stub.RecordJury(request) == answer == sitting.read()


def test_what_names_nobody_of_the_jury_or_somebody_twice_is_refused(expenses: Expenses, sitting: Sitting) -> None:
    other = convene(expenses, "Perec", presides="Queneau", number="CRPE-2")
    foreign = sitting.request({"Zola": 1})
    foreign.entries.add(claim_id=other.claims["Perec"], fee=pb.FeeInput(copies=1))
    with refused_for("JURY_CHANGED") as refused:
        sitting.stub.RecordJury(foreign)
    assert [(one.field, one.reason) for one in refused[0].violations] == [("entries[1].claim_id", "MEMBER_GONE")]
    twice = sitting.request({"Zola": 1})
    twice.entries.add(claim_id=sitting.claims["Zola"], version=twice.entries[0].version, fee=pb.FeeInput(copies=2))
    with refused_for("INVALID_FIELDS") as refused:
        sitting.stub.RecordJury(twice)
    assert [(one.field, one.reason) for one in refused[0].violations] == [("entries[1].claim_id", "MEMBER_REPEATED")]
    crowd = pb.RecordJuryRequest(request_id=new_id(), mission_id=sitting.mission_id, entries=[pb.JuryEntry()] * 501)
    with refused_for("INVALID_FIELDS") as refused:
        sitting.stub.RecordJury(crowd)
    assert [one.reason for one in refused[0].violations] == ["RECORDS_TOO_MANY"]
    assert not any(member.HasField("fee") for member in sitting.read().members)


def test_whoever_enters_is_told_that_a_member_left_the_jury_meanwhile(expenses: Expenses, sitting: Sitting) -> None:
    """A cancelled convocation is no missing page: all that was typed for the others is still to be recorded."""
    request = sitting.request({"Aubry": 3, "Zola": 10})
    left = sitting.convocations["Zola"]
    left.revision, left.is_cancelled = 2, True
    expenses.record(left)
    with refused_for("JURY_CHANGED") as refused:
        sitting.stub.RecordJury(request)
    assert [(one.field, one.reason) for one in refused[0].violations] == [("entries[1].claim_id", "MEMBER_GONE")]
    sitting.read()
    assert sitting.record(Aubry=3).members


def test_without_a_quantity_there_is_nothing_to_validate(sitting: Sitting) -> None:
    with refused_for("JURY_WITHOUT_ENTRY"):
        sitting.record(is_validated=True)


def test_a_missing_rate_loses_no_quantity_and_the_validation_names_it(expenses: Expenses) -> None:
    sitting = convene(expenses, "Zola", exam=("CONCOURS", "Concours sans taux"))
    jury = sitting.record(Zola=10)
    assert (jury.members[1].fee.copies, jury.members[1].calculation.HasField("amount_cents")) == (10, False)
    assert jury.members[1].calculation.warnings
    with refused_for("RATE_MISSING"):
        sitting.record(is_validated=True)


def test_a_quantity_that_no_longer_fits_the_mission_is_named_at_the_validation(expenses: Expenses) -> None:
    """Dates that moved after the record: nothing is validated at hours that are outside."""
    practical = convene(expenses, "Zola", nature="PRATIQUE")
    half_day = pb.HalfDay(date=day(DONE), start_time=wall("08:00"), end_time=wall("12:00"))
    given = pb.FeeInput(half_days=pb.HalfDays(half_days=[half_day]))
    practical.jury = practical.stub.RecordJury(practical.request_of({"Zola": given}))
    expenses.execute(
        "UPDATE claims SET start_wall_time = start_wall_time + interval '1 day',"
        " end_wall_time = end_wall_time + interval '1 day'"
    )
    practical.read()
    with refused_for("INVALID_FIELDS") as refused:
        practical.record(is_validated=True)
    (wrong,) = refused[0].violations
    assert wrong.field == "members[1].half_days[0].date"
    assert wrong.message.startswith("Mme Claire Zola\u00a0: ")


def test_each_change_is_audited_under_the_name_of_the_president(expenses: Expenses, sitting: Sitting) -> None:
    sitting.record(Zola=10, Aubry=3, is_validated=True)
    found = expenses.scalar(
        "SELECT count(*) FROM kit.audit WHERE action = 'RecordJury' AND actor_id = :actor"
        " AND entity = 'claim_parts' AND aggregate_id = ANY (CAST(:ids AS text[]))",
        actor=sitting.president_id,
        ids=[sitting.claims["Zola"], sitting.claims["Aubry"]],
    )
    assert found == 2


@pytest.mark.parametrize("size", [2, 30])
def test_a_jury_costs_the_same_whatever_its_size(expenses: Expenses, size: int) -> None:
    """A record writes the quantities together; a validation also touches the claims, which others have open."""
    names = [f"Membre{number:02}" for number in range(size - 1)]
    big = convene(expenses, *names)
    all_of_them = dict.fromkeys(big.claims, 10)
    costs: dict[str, int] = {}
    for case, act in {
        "list": lambda: big.stub.ListJuries(pb.ListJuriesRequest()),
        "jury": big.read,
        "record": lambda: big.record(**all_of_them),
        "validate": lambda: big.record(is_validated=True),
    }.items():
        with counted(expenses) as found:
            act()
        assert found[MISSIONS] == 0
        costs[case] = found[EXPENSES]
    assert costs == {"list": 2, "jury": 2, "record": 6, "validate": 7}
