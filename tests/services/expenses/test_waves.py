"""Copies that SANTORIN counts, paid on one claim by session, wave and exam (S-FEE-5, S-CLM-17)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from tests.services.expenses.conftest import Examiner, Expenses, convocation
from tests.services.expenses.grouping import at, at_desk, change, several
from tests.services.expenses.telling import retold, returned, tell_returns

AT = datetime(2026, 6, 14, 12, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


WAVE = {"nature": "ECRIT_CC", "fee_source": "SANTORIN", "wave": "vague 1", "label": "Correction de copies CC"}


@pytest.fixture
def wave(expenses: Expenses) -> list[Examiner]:
    return several(expenses, 3, **WAVE)


def test_missions_of_a_wave_are_paid_on_the_first_one_once_all_are_done(
    expenses: Expenses, wave: list[Examiner]
) -> None:
    """S-FEE-5, S-CLM-17: at the rates of each, and the comment says so on every claim."""
    first, *others = wave
    assert [one.claim.fee_carrier_claim_id for one in wave] == ["", first.claim.id, first.claim.id]
    assert {one.claim.fee.status for one in wave} == {pb.STATUS_HANDLED}
    assert tell_returns(expenses, returned(first.record, 10, AT), returned(others[0].record, 20, AT)) == 2
    claim = first.read()
    # Nobody is paid by halves: the third mission is still being marked.
    assert (claim.fee.status, claim.fee.amount_cents) == (pb.STATUS_HANDLED, 15_000)
    assert "LI2 (en attente)" in claim.group_comment
    assert tell_returns(expenses, returned(others[1].record, 0, AT)) == 2
    claim = first.read()
    assert (claim.fee.status, claim.fee.amount_cents, claim.fee.is_to_confirm) == (pb.STATUS_VALIDATED, 15_000, True)
    assert sum(step.amount_cents for step in claim.fee_calculation.steps) == 15_000
    assert [(one.mission_number, one.fee.copies, one.amount_cents) for one in claim.group_members] == [
        ("LI1", 20, 10_000),
        ("LI2", 0, 0),
    ]
    assert claim.group_comment.startswith(
        "Regroupe 3\u00a0missions de la session 2026, vague 1\u00a0: LI0 (10\u00a0copies)"
    )
    assert claim.group_comment in [told.message for told in claim.follow_ups]
    for other in others:
        claim = other.read()
        assert claim.fee.status == pb.STATUS_HANDLED
        assert not claim.fee.HasField("amount_cents")
        assert not claim.fee_calculation.steps
        assert claim.fee_carrier_mission_number == "LI0"
        assert "Regroupée sur la mission LI0" in claim.group_comment
        assert [told.claim_id for told in claim.follow_ups if told.message == claim.group_comment] == [first.claim.id]


def test_only_the_same_wave_exam_session_and_person_are_grouped(expenses: Expenses) -> None:
    found = several(expenses, 2, **WAVE)
    person_id = found[0].person_id
    apart = [
        {"wave": "vague 2"},
        {"wave": ""},
        {"session": "2025"},
        {"exam": ("BCP", "Baccalauréat professionnel")},
        {"person_id": new_id()},
        {"nature": "COPIES"},
        {"fee_source": "EXAMINER"},
    ]
    for facts in apart:
        given = expenses.claim(**{"person_id": person_id, "opens_travel": False, **WAVE, **facts})
        assert (given.claim.fee_carrier_claim_id, len(given.claim.group_members)) == ("", 0), facts
    assert len(found[0].read().group_members) == 1


RETURNS: list[tuple[int, int, bool, datetime]] = [
    # Of which mission, how many copies, done, when.
    (0, 7, False, AT - timedelta(days=1)),
    (0, 10, True, AT),
    (1, 20, True, AT),
    (1, 25, True, LATER),
    (2, 0, True, LATER),
]


@pytest.mark.parametrize("order", [*permutations(range(len(RETURNS)))][::17])
def test_returns_in_any_order_and_twice_give_the_same_fee(
    expenses: Expenses, wave: list[Examiner], order: tuple[int, ...]
) -> None:
    """S-CLM-17: in any order, twice, late; at each telling one by one."""
    for place in (*order, *order[:2]):
        mission, copies, is_done, at = RETURNS[place]
        tell_returns(expenses, returned(wave[mission].record, copies, at, is_done=is_done))
    claim = wave[0].read()
    assert (claim.fee.status, claim.fee.amount_cents) == (pb.STATUS_VALIDATED, 17_500)
    assert claim.fee.validate_time.ToDatetime(UTC) == LATER
    assert [one.fee.copies for one in claim.group_members] == [25, 0]


def test_returns_told_at_once_count_every_mission(expenses: Expenses, wave: list[Examiner]) -> None:
    """Two deliveries about one group write one after the other."""
    with ThreadPoolExecutor(3) as clients:
        list(clients.map(lambda one: tell_returns(expenses, returned(one.record, 10, AT)), wave))
    assert wave[0].read().fee.amount_cents == 15_000
    assert wave[0].read().fee.status == pb.STATUS_VALIDATED


def test_the_claim_that_carries_changes_with_the_missions(expenses: Expenses, wave: list[Examiner]) -> None:
    """The earliest carries, whatever comes, moves or is cancelled, before and after the returns."""
    first, second, third = wave
    tell_returns(expenses, *[returned(one.record, 10, AT) for one in wave])
    before = second.read().version
    expenses.record(retold(first.record, 2, is_cancelled=True, start=at(9), **WAVE))
    claim = second.read()
    assert claim.version > before
    assert (claim.fee.status, claim.fee.amount_cents) == (pb.STATUS_VALIDATED, 10_000)
    assert third.read().fee_carrier_claim_id == second.claim.id
    assert first.read().group_comment == ""
    # It comes back: it carries again, and the others wait for nobody.
    expenses.record(retold(first.record, 3, start=at(9), **WAVE))
    assert first.read().fee.amount_cents == 15_000
    assert (second.read().fee.status, second.claim.fee_carrier_claim_id) == (pb.STATUS_HANDLED, first.claim.id)
    # An earlier mission becomes known, whose marking is not over: nothing is validated until it is.
    late = convocation(person_id=first.person_id, number="LI9", start=at(8), opens_travel=False, **WAVE)
    expenses.record(late)
    assert first.read().fee.status == pb.STATUS_HANDLED
    tell_returns(expenses, returned(late, 1, AT))
    desk = expenses.desk_of()
    claim = desk.GetClaim(pb.GetDeskClaimRequest(id=expenses.claim_id(late)))
    assert (claim.fee.status, claim.fee.amount_cents, len(claim.group_members)) == (pb.STATUS_VALIDATED, 15_500, 3)
    # The wave of one changes: it is on its own.
    expenses.record(retold(third.record, 2, start=at(11), **WAVE | {"wave": "vague 2"}))
    assert (third.read().fee.status, third.claim.fee.amount_cents) == (pb.STATUS_VALIDATED, 5_000)


def test_a_return_that_comes_late_changes_no_amount_that_is_accepted(expenses: Expenses) -> None:
    """S-CLM-17: neither the same one again, whatever became of the rates, nor another one."""
    examiner = expenses.claim(fee_source="SANTORIN")
    told = returned(examiner.record, 10, AT)
    tell_returns(expenses, told)
    desk, parts = expenses.desk_of(), [pb.PART_KIND_FEE]
    accepted = desk.AcceptClaim(pb.AcceptClaimRequest(**change(examiner.read()), parts=parts))
    expenses.execute("UPDATE rates SET value = value * 2 WHERE kind = 'COPY'")
    assert tell_returns(expenses, told) == 0
    assert at_desk(expenses, examiner) == accepted
    assert tell_returns(expenses, returned(examiner.record, 20, LATER)) == 1
    claim = at_desk(expenses, examiner)
    assert (claim.fee, claim.fee_calculation) == (accepted.fee, accepted.fee_calculation)
    # Nothing says by itself that ten copies are not paid: staff are told.
    words = "SANTORIN a transmis un autre décompte le dimanche 14\u00a0juin 2026 à 15\u00a0h"
    assert [words in told.message for told in claim.follow_ups].count(True) == 1
    assert not any("décompte" in told.message for told in (*accepted.follow_ups, *examiner.read().follow_ups))


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"fee_source": "EXAMINER"}, pb.STATUS_TO_VALIDATE),
        ({"fee_source": "EXAMINER", "nature": "COPIES", "wave": ""}, pb.STATUS_TO_VALIDATE),
        ({"nature": "COPIES"}, pb.STATUS_HANDLED),
        ({"fee_source": "HANDLED"}, pb.STATUS_HANDLED),
    ],
)
def test_a_mission_that_is_no_more_of_a_wave_is_on_its_own(
    expenses: Expenses, wave: list[Examiner], changes: dict[str, Any], status: int
) -> None:
    """It would show « Annulé » for ever, for only a gestionnaire's group can be parted."""
    first, second, _ = wave
    expenses.record(retold(second.record, 2, start=at(10), opens_travel=False, **WAVE | changes))
    claim = second.read()
    assert (claim.fee.status, claim.fee_carrier_claim_id, claim.group_comment) == (status, "", "")
    assert [one.mission_number for one in first.read().group_members] == ["LI2"]


def test_what_is_accepted_keeps_those_it_was_paid_for(expenses: Expenses, wave: list[Examiner]) -> None:
    """A mission that becomes known afterwards is paid on its own."""
    first, second, _ = wave
    tell_returns(expenses, *[returned(one.record, 10, AT) for one in wave])
    desk = expenses.desk_of()
    claim = desk.AcceptClaim(pb.AcceptClaimRequest(**change(first.read()), parts=[pb.PART_KIND_FEE]))
    assert (claim.fee.status, claim.fee.amount_cents) == (pb.STATUS_ACCEPTED, 15_000)
    tell_returns(expenses, returned(second.record, 99, LATER))
    late = convocation(person_id=first.person_id, number="LI9", start=at(8), opens_travel=False, **WAVE)
    expenses.record(late)
    claim = first.read()
    assert (claim.fee.amount_cents, [one.fee.copies for one in claim.group_members]) == (15_000, [10, 10])
    assert second.read().fee_carrier_claim_id == first.claim.id
    assert desk.GetClaim(pb.GetDeskClaimRequest(id=expenses.claim_id(late))).fee_carrier_claim_id == ""


def test_a_claim_of_a_wave_that_a_gestionnaire_cancels_leaves_it(expenses: Expenses, wave: list[Examiner]) -> None:
    tell_returns(expenses, *[returned(one.record, 10, AT) for one in wave])
    desk = expenses.desk_of()
    cancelled = desk.CancelClaim(pb.CancelClaimRequest(**change(wave[0].read()), reason="Mission confiée à une autre"))
    assert wave[1].read().fee.amount_cents == 10_000
    back = desk.UncancelClaim(pb.UncancelClaimRequest(**change(cancelled)))
    assert (back.fee.amount_cents, len(back.group_members)) == (15_000, 2)
    assert wave[1].read().fee.status == pb.STATUS_HANDLED
