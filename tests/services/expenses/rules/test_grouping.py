"""Which claim carries the fee of which (S-FEE-5, S-FEE-6, S-CLM-17)."""

from datetime import UTC, datetime

import pytest

from services.expenses import errors
from services.expenses.models import Nature
from services.expenses.rules.grouping import Fee, carriers
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State
from services.expenses.rules.workflow import Actor, ClaimFacts, Move, PartFacts, allowed_moves, refusal

OPEN, VALIDATED, ACCEPTED = State


def fee(claim_id: str, **changes: object) -> Fee:
    """A fee of the wave that SANTORIN counts; the day of its mission is in its name."""
    values = {
        "claim_id": claim_id,
        "person_id": "P",
        "number": f"LI{claim_id}",
        "session": "2026",
        "wave": "1",
        "exam": "BGT",
        "nature": Nature.ECRIT_CC,
        "start_wall_time": datetime(2026, 6, int(claim_id[-1]), 8, 0),  # noqa: DTZ001
        "provider": Provider.SANTORIN,
        "state": OPEN,
        "carrier_claim_id": None,
        "is_cancelled": False,
        **changes,
    }
    return Fee(**values)


def by_hand(claim_id: str, **changes: object) -> Fee:
    """One that a gestionnaire groups."""
    return fee(claim_id, **{"nature": Nature.ORAL_CC, "provider": Provider.EXAMINER, "state": VALIDATED, **changes})


@pytest.mark.parametrize(
    ("fees", "expected"),
    [
        ([fee("1"), fee("2"), fee("3")], {"2": "1", "3": "1"}),
        ([fee("3"), fee("2"), fee("1")], {"2": "1", "3": "1"}),
        ([fee("1"), fee("2", wave="2")], {}),
        ([fee("1", wave=""), fee("2", wave="")], {}),
        ([fee("1"), fee("2", session="2025")], {}),
        ([fee("1"), fee("2", exam="BCP")], {}),
        ([fee("1"), fee("2", person_id="Q")], {}),
        ([fee("1"), fee("2", nature=Nature.COPIES)], {}),
        ([fee("1"), fee("2", provider=Provider.EXAMINER)], {}),
        ([fee("1"), fee("2", provider=Provider.HANDLED)], {}),
        # The one that carried is cancelled, or an earlier one becomes known.
        ([fee("1", is_cancelled=True), fee("2", carrier_claim_id="1"), fee("3", carrier_claim_id="1")], {"3": "2"}),
        ([fee("1"), fee("2", state=VALIDATED), fee("3", carrier_claim_id="2")], {"2": "1", "3": "1"}),
        # What is accepted was paid with those it carried, and with no other.
        ([fee("1"), fee("2", state=ACCEPTED), fee("3", carrier_claim_id="2"), fee("4")], {"3": "2", "4": "1"}),
        (
            [fee("1"), fee("2", state=ACCEPTED, is_cancelled=True), fee("3", carrier_claim_id="2")],
            {"3": "1"},
        ),
        ([fee("1", state=ACCEPTED), fee("2", carrier_claim_id="1", is_cancelled=True)], {"2": "1"}),
        # The mission is no more of the wave.
        ([fee("1"), fee("2", carrier_claim_id="1", provider=Provider.EXAMINER)], {}),
        ([fee("1"), fee("2", carrier_claim_id="1", nature=Nature.COPIES)], {}),
        ([fee("1", state=ACCEPTED), fee("2", carrier_claim_id="1", nature=Nature.COPIES)], {"2": "1"}),
        # A gestionnaire's decision stands until one of the two is cancelled.
        ([by_hand("1"), by_hand("2")], {}),
        ([by_hand("2"), by_hand("1", carrier_claim_id="2")], {"1": "2"}),
        ([by_hand("2", state=ACCEPTED), by_hand("1", carrier_claim_id="2")], {"1": "2"}),
        ([by_hand("2", is_cancelled=True), by_hand("1", carrier_claim_id="2")], {}),
        ([by_hand("2"), by_hand("1", carrier_claim_id="2", is_cancelled=True)], {}),
    ],
)
def test_who_carries_the_fee_of_whom(fees: list[Fee], expected: dict[str, str]) -> None:
    found = carriers(fees)
    assert found.keys() == {one.claim_id for one in fees}
    assert {claim_id: carrier for claim_id, carrier in found.items() if carrier} == expected
    # Decided again, it stays.
    again = carriers(one._replace(carrier_claim_id=found[one.claim_id]) for one in fees)
    assert again == found


NONE, ENTERED, WAITING, TAKEN = (
    PartFacts(provider, state)
    for provider, state in (
        (Provider.NONE, OPEN),
        (Provider.EXAMINER, OPEN),
        (Provider.EXAMINER, VALIDATED),
        (Provider.EXAMINER, ACCEPTED),
    )
)
ELSEWHERE = PartFacts(Provider.EXAMINER, VALIDATED, is_grouped=True)
WAVE_MEMBER = PartFacts(Provider.SANTORIN, is_grouped=True)
COUNTED = PartFacts(Provider.SANTORIN, VALIDATED)
START, END = datetime(2026, 6, 11, 6, 0, tzinfo=UTC), datetime(2026, 6, 11, 16, 0, tzinfo=UTC)


def claim(fee: PartFacts, travel: PartFacts = NONE, **flags: bool) -> ClaimFacts:
    return ClaimFacts(START, END, fee, travel, **{"is_groupable": True, **flags})


SAVE, VALIDATE, UNVALIDATE, NOT_DONE, PROVE = (
    Move.SAVE, Move.VALIDATE, Move.UNVALIDATE, Move.DECLARE_NOT_DONE, Move.PROVE,
)  # fmt: skip
DECIDE, ACCEPT, POST, CANCEL, GROUP, UNGROUP = (
    Move.DECIDE, Move.ACCEPT, Move.RECORD_POST, Move.CANCEL, Move.GROUP, Move.UNGROUP,
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "examiner", "manager"),
    [
        (claim(WAITING), [UNVALIDATE], [ACCEPT, POST, CANCEL, GROUP]),
        (claim(WAITING, WAITING), [UNVALIDATE], [DECIDE, ACCEPT, POST, CANCEL, GROUP]),
        (claim(ENTERED), [SAVE, VALIDATE, NOT_DONE, PROVE], [POST, CANCEL]),
        (claim(TAKEN), [], [POST, CANCEL]),
        # One that carries others is neither taken back nor cancelled before they are apart again.
        (claim(WAITING, carries_fees=True), [], [ACCEPT, POST, GROUP, UNGROUP]),
        # Once it is accepted they are not put apart any more, but with it.
        (claim(TAKEN, carries_fees=True), [], [POST, CANCEL]),
        # Nor is one whose fee is on another claim; its travel lives on.
        (claim(ELSEWHERE, WAITING), [], [DECIDE, ACCEPT, POST]),
        (claim(ELSEWHERE, ENTERED), [SAVE, VALIDATE], [POST]),
        (claim(ELSEWHERE), [], [POST]),
        # A wave that SANTORIN counts is nobody's decision.
        (claim(WAVE_MEMBER, ENTERED, is_groupable=False), [SAVE, VALIDATE, NOT_DONE, PROVE], [POST, CANCEL]),
        (claim(COUNTED, WAITING, is_groupable=False, carries_fees=True), [UNVALIDATE], [DECIDE, ACCEPT, POST, CANCEL]),
    ],
)
def test_what_may_be_done_in_a_group(facts, examiner, manager):
    """S-FEE-5, S-FEE-6, G-6."""
    assert list(allowed_moves(facts, Actor.EXAMINER, END, is_own=True)) == examiner
    # Documents are deposited whatever the group.
    assert list(allowed_moves(facts, Actor.MANAGER, END)) == [*manager, Move.DEPOSIT]


@pytest.mark.parametrize(
    ("facts", "move", "actor", "why"),
    [
        (claim(WAITING, is_groupable=False), GROUP, Actor.MANAGER, errors.FeeNotGroupable),
        (claim(WAITING), UNGROUP, Actor.MANAGER, errors.FeesNotGrouped),
        (claim(ENTERED), GROUP, Actor.MANAGER, errors.PartNotValidated),
        (claim(TAKEN, carries_fees=True), UNGROUP, Actor.MANAGER, errors.PartAccepted),
        (claim(ELSEWHERE), GROUP, Actor.MANAGER, errors.FeeGrouped),
        (claim(ELSEWHERE), ACCEPT, Actor.MANAGER, errors.FeeGrouped),
        (claim(ELSEWHERE, WAITING), CANCEL, Actor.MANAGER, errors.FeeGrouped),
        (claim(ELSEWHERE, WAITING), UNVALIDATE, Actor.EXAMINER, errors.FeeGrouped),
        (claim(ELSEWHERE), Move.UNCANCEL, Actor.MANAGER, errors.ClaimNotCancelled),
        (claim(WAITING), GROUP, Actor.EXAMINER, errors.MoveOfManager),
    ],
)
def test_why_not_in_a_group(facts, move, actor, why):
    assert type(refusal(facts, move, actor, END)) is why
