"""What may be done to a claim, by whom, from which statuses (product.md §6, A8; S-CLM-3, 5, 15 and 16)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from services.expenses import errors
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State, Status
from services.expenses.rules.workflow import (
    MOVES,
    Actor,
    ClaimFacts,
    Move,
    PartFacts,
    PartKind,
    allowed_moves,
    closing_date,
    refusal,
    taken,
)

START = datetime(2026, 6, 22, 6, 0, tzinfo=UTC)
END = datetime(2026, 6, 24, 16, 0, tzinfo=UTC)
BEFORE, DURING, AFTER = START - timedelta(minutes=1), START, END
FLAGS = (False, True)

FEE, TRAVEL = PartKind.FEE, PartKind.TRAVEL
NO_COST = PartFacts(Provider.NONE)
ENTERED = PartFacts(Provider.EXAMINER)
VALIDATED = PartFacts(Provider.EXAMINER, State.VALIDATED)
ACCEPTED = PartFacts(Provider.EXAMINER, State.ACCEPTED)
DEFERRED = PartFacts(Provider.EXAMINER, is_deferred=True)
SANTORIN = PartFacts(Provider.SANTORIN)
RETURNED = PartFacts(Provider.SANTORIN, State.VALIDATED)
MANAGER = PartFacts(Provider.MANAGER)
HANDLED = PartFacts(Provider.HANDLED)


def claim(fee: PartFacts = ENTERED, travel: PartFacts = NO_COST, **flags: bool) -> ClaimFacts:
    return ClaimFacts(START, END, fee, travel, **flags)


S, V, U = Move.SAVE, Move.VALIDATE, Move.UNVALIDATE
NOT_DONE, UNDO, K = Move.DECLARE_NOT_DONE, Move.UNDO_NOT_DONE, Move.PROVE


@pytest.mark.parametrize(
    ("facts", "before", "during", "after"),
    [
        (claim(), [], [S, NOT_DONE, K], [S, V, NOT_DONE, K]),
        (claim(travel=ENTERED), [], [S, NOT_DONE, K], [S, V, NOT_DONE, K]),
        (claim(VALIDATED), [U], [U], [U]),
        (claim(VALIDATED, VALIDATED), [U], [U], [U]),
        (claim(ACCEPTED), [], [], []),
        (claim(ACCEPTED, VALIDATED), [], [], []),
        (claim(VALIDATED, ACCEPTED), [], [], []),
        # A correction request reopens one part of an accepted claim: it can be corrected, the other stays.
        (claim(ACCEPTED, ENTERED), [], [S, K], [S, V, K]),
        (claim(VALIDATED, ENTERED), [U], [S, U], [S, V, U]),
        (claim(is_not_done=True), [UNDO], [UNDO], [UNDO]),
        (claim(is_cancelled=True), [], [], []),
        (claim(VALIDATED, is_cancelled=True), [], [], []),
        (claim(is_not_done=True, is_cancelled=True), [], [], []),
        # Dematerialised marking is read only, before and after its return; it is paid on an account all the same.
        (claim(SANTORIN), [], [K], [K]),
        (claim(RETURNED), [], [K], [K]),
        (claim(SANTORIN, ENTERED), [], [S, NOT_DONE, K], [S, V, NOT_DONE, K]),
        (claim(RETURNED, ENTERED), [], [S, K], [S, V, K]),
        (claim(RETURNED, VALIDATED), [U], [U], [U]),
        (claim(MANAGER), [], [K], [K]),
        (claim(HANDLED), [], [K], [K]),
        (claim(HANDLED, is_not_done=True), [], [], []),
        (claim(PartFacts(Provider.SANTORIN, State.ACCEPTED)), [], [], []),
        (claim(HANDLED, ENTERED), [], [S, NOT_DONE, K], [S, V, NOT_DONE, K]),
        # Trips of a deferred part are another claim's, also while the mission runs.
        (claim(NO_COST, DEFERRED), [], [NOT_DONE, K], []),
        (claim(ENTERED, DEFERRED), [], [S, NOT_DONE, K], [S, V, NOT_DONE, K]),
        (claim(NO_COST, NO_COST), [], [], []),
        (claim(SANTORIN, has_seal=True), [], [], []),
    ],
)
def test_what_the_examiner_may_do(facts, before, during, after):
    found = [list(allowed_moves(facts, Actor.EXAMINER, now, is_own=True)) for now in (BEFORE, DURING, AFTER)]
    assert found == [before, during, after]


J, W = Move.RECORD_JURY, Move.VALIDATE_JURY
PRESIDED = PartFacts(Provider.PRESIDENT)
PRESIDED_VALIDATED = PartFacts(Provider.PRESIDENT, State.VALIDATED)
PRESIDED_ACCEPTED = PartFacts(Provider.PRESIDENT, State.ACCEPTED)


@pytest.mark.parametrize(
    ("facts", "before", "during", "after"),
    [
        (claim(PRESIDED), [], [J], [J, W]),
        # Corrected until it is accepted, whatever becomes of the travel, which is the member's own.
        (claim(PRESIDED_VALIDATED), [], [J], [J, W]),
        (claim(PRESIDED_VALIDATED, ACCEPTED), [], [J], [J, W]),
        (claim(PRESIDED, VALIDATED), [], [J], [J, W]),
        (claim(PRESIDED_ACCEPTED), [], [], []),
        (claim(PRESIDED, is_not_done=True), [], [], []),
        (claim(PRESIDED, is_cancelled=True), [], [], []),
        (claim(ENTERED, ENTERED), [], [], []),
        (claim(HANDLED), [], [], []),
        (claim(MANAGER), [], [], []),
    ],
)
def test_what_the_president_of_the_jury_may_do(facts, before, during, after):
    """S-CLM-10: and the same for a claim of their own, for they are a member too."""
    for is_own in (True, False):
        found = [list(allowed_moves(facts, Actor.PRESIDENT, now, is_own=is_own)) for now in (BEFORE, DURING, AFTER)]
        assert found == [before, during, after]
    assert allowed_moves(facts, Actor.PRESIDENT, AFTER, is_closed=True) == ()


@pytest.mark.parametrize(
    ("facts", "move", "now", "why"),
    [
        (claim(PRESIDED), J, BEFORE, errors.MissionNotBegun),
        (claim(PRESIDED), W, DURING, errors.MissionNotFinished),
        (claim(PRESIDED_ACCEPTED), J, AFTER, errors.PartAccepted),
        (claim(PRESIDED, is_not_done=True), J, AFTER, errors.MemberNotDone),
        (claim(ENTERED), J, AFTER, errors.PartNotValidated),
        (claim(HANDLED), J, AFTER, errors.PartHandled),
    ],
)
def test_why_the_president_of_the_jury_may_not(facts, move, now, why):
    assert type(refusal(facts, move, Actor.PRESIDENT, now, part=FEE)) is why


def test_nobody_else_enters_for_the_members_of_a_jury_before_the_closing_date():
    """Past it a gestionnaire does in the president's place, but never their own fee (G-4)."""
    for actor in (Actor.EXAMINER, Actor.SERVICE):
        assert type(refusal(claim(PRESIDED), J, actor, AFTER, part=FEE)) is errors.MoveOfPresident
    assert type(refusal(claim(PRESIDED), J, Actor.MANAGER, AFTER, part=FEE)) is errors.ClaimsOpen
    assert {J, W} <= set(allowed_moves(claim(PRESIDED), Actor.MANAGER, AFTER, is_closed=True))
    own = refusal(claim(PRESIDED), J, Actor.MANAGER, AFTER, part=FEE, is_own=True, is_closed=True)
    assert type(own) is errors.OwnClaim


A, C, R = Move.ACCEPT, Move.CANCEL, Move.UNCANCEL
COMPUTE, D, P, T = Move.COMPUTE, Move.DECIDE, Move.RECORD_POST, Move.DEPOSIT
COMPUTED = PartFacts(Provider.MANAGER, State.VALIDATED)
BY_PRESIDENT = PartFacts(Provider.PRESIDENT, State.VALIDATED)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (claim(), [P, C, T]),
        (claim(VALIDATED), [A, P, C, T]),
        (claim(VALIDATED, ENTERED), [A, P, C, T]),
        (claim(ENTERED, VALIDATED), [D, A, P, C, T]),
        (claim(ENTERED, PartFacts(Provider.EXAMINER, State.VALIDATED, is_deferred=True)), [P, C, T]),
        (claim(RETURNED), [A, P, C, T]),
        (claim(BY_PRESIDENT), [A, P, C, T]),
        (claim(ACCEPTED), [P, C, T]),
        (claim(ACCEPTED, VALIDATED), [D, A, P, C, T]),
        (claim(VALIDATED, ACCEPTED), [A, P, C, T]),
        # A part that the gestionnaire computes, or computes again until it is accepted.
        (claim(MANAGER), [COMPUTE, P, C, T]),
        (claim(COMPUTED), [COMPUTE, A, P, C, T]),
        (claim(ENTERED, COMPUTED), [COMPUTE, A, P, C, T]),
        (claim(PartFacts(Provider.MANAGER, State.ACCEPTED)), [P, C, T]),
        (claim(MANAGER, is_not_done=True), [P, C, T]),
        (claim(is_not_done=True), [P, C, T]),
        (claim(is_cancelled=True), [R]),
        (claim(VALIDATED, is_cancelled=True), [R]),
        (claim(MANAGER, COMPUTED, is_cancelled=True), [R]),
    ],
)
def test_what_the_gestionnaire_may_do(facts, expected):
    assert list(allowed_moves(facts, Actor.MANAGER, AFTER)) == expected


@pytest.mark.parametrize("now", [BEFORE, DURING])
def test_nothing_is_computed_before_the_mission_is_over(now):
    assert COMPUTE not in allowed_moves(claim(MANAGER), Actor.MANAGER, now)
    assert type(refusal(claim(MANAGER), COMPUTE, Actor.MANAGER, now)) is errors.MissionNotOver


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (claim(), [S, V, P, C, T]),
        (claim(ENTERED, ENTERED), [S, V, P, C, T]),
        (claim(VALIDATED), [U, A, P, C, T]),
        (claim(VALIDATED, ENTERED), [S, V, U, A, P, C, T]),
        (claim(ACCEPTED, VALIDATED), [D, A, P, C, T]),
        (claim(NO_COST, DEFERRED), [P, C, T]),
        (claim(MANAGER, ENTERED), [S, V, COMPUTE, P, C, T]),
        (claim(SANTORIN), [P, C, T]),
        (claim(is_not_done=True), [UNDO, P, C, T]),
        (claim(is_cancelled=True), [R]),
    ],
)
def test_once_the_claim_is_closed_a_gestionnaire_enters_in_the_name_of_the_examiner(facts, expected):
    """G-19."""
    assert list(allowed_moves(facts, Actor.MANAGER, AFTER, is_closed=True)) == expected
    assert allowed_moves(facts, Actor.MANAGER, AFTER, is_closed=True, is_own=True) == ()


@pytest.mark.parametrize("move", [S, V, U])
def test_before_that_date_nobody_enters_in_the_name_of_the_examiner(move):
    refused = refusal(claim(VALIDATED, ENTERED), move, Actor.MANAGER, AFTER, closing=date(2026, 8, 31))
    assert type(refused) is errors.ClaimsOpen
    assert "31/08/2026" in refused.sentence
    assert type(refusal(claim(), move, Actor.MANAGER, AFTER, is_own=True)) is errors.OwnClaim


@pytest.mark.parametrize("facts", [claim(), claim(VALIDATED), claim(is_cancelled=True)])
def test_nobody_processes_their_own_claim(facts):
    """G-4."""
    assert allowed_moves(facts, Actor.MANAGER, AFTER, is_own=True) == ()
    assert type(refusal(facts, A, Actor.MANAGER, AFTER, is_own=True)) is errors.OwnClaim


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (claim(), [C]),
        (claim(SANTORIN), [C, Move.RECORD_RETURN]),
        (claim(RETURNED), [C, Move.RECORD_RETURN]),
        (claim(PartFacts(Provider.SANTORIN, State.ACCEPTED)), [C]),
        (claim(SANTORIN, is_cancelled=True), [R]),
    ],
)
def test_what_another_service_may_do(facts, expected):
    assert list(allowed_moves(facts, Actor.SERVICE, DURING)) == expected


@pytest.mark.parametrize(
    ("move", "facts", "now", "reason"),
    [
        (S, claim(), BEFORE, errors.MissionNotBegun),
        (S, claim(VALIDATED), AFTER, errors.PartValidated),
        (S, claim(ACCEPTED), AFTER, errors.PartAccepted),
        (S, claim(is_cancelled=True), AFTER, errors.ClaimCancelled),
        (S, claim(is_not_done=True), AFTER, errors.DeclaredNotDone),
        (S, claim(SANTORIN), AFTER, errors.PartHandled),
        (S, claim(HANDLED), AFTER, errors.PartHandled),
        (S, claim(MANAGER), AFTER, errors.PartToHandle),
        (S, claim(NO_COST, NO_COST), AFTER, errors.PartWithoutCost),
        (S, claim(NO_COST, DEFERRED), DURING, errors.TravelDeferred),
        (S, claim(NO_COST, DEFERRED), AFTER, errors.TravelDeferred),
        # The part that the examiner enters says why, not the one that costs nothing.
        (S, claim(NO_COST, VALIDATED), AFTER, errors.PartValidated),
        (S, claim(SANTORIN, ENTERED), BEFORE, errors.MissionNotBegun),
        (V, claim(), BEFORE, errors.MissionNotBegun),
        (V, claim(), DURING, errors.MissionNotFinished),
        (V, claim(VALIDATED), AFTER, errors.PartValidated),
        (V, claim(RETURNED), AFTER, errors.PartValidated),
        (V, claim(NO_COST, DEFERRED), AFTER, errors.TravelDeferred),
        (U, claim(), DURING, errors.PartNotValidated),
        (U, claim(), AFTER, errors.PartNotValidated),
        (U, claim(ACCEPTED), AFTER, errors.PartAccepted),
        (U, claim(VALIDATED, ACCEPTED), AFTER, errors.PartAccepted),
        (U, claim(RETURNED), AFTER, errors.PartHandled),
        (U, claim(VALIDATED, is_cancelled=True), AFTER, errors.ClaimCancelled),
        (NOT_DONE, claim(), BEFORE, errors.MissionNotBegun),
        (NOT_DONE, claim(VALIDATED), AFTER, errors.PartValidated),
        (NOT_DONE, claim(ENTERED, VALIDATED), AFTER, errors.PartValidated),
        (NOT_DONE, claim(ENTERED, ACCEPTED), AFTER, errors.PartAccepted),
        (NOT_DONE, claim(is_not_done=True), AFTER, errors.DeclaredNotDone),
        (UNDO, claim(), AFTER, errors.NotDeclaredNotDone),
        (UNDO, claim(), BEFORE, errors.NotDeclaredNotDone),
        (UNDO, claim(is_not_done=True, is_cancelled=True), AFTER, errors.ClaimCancelled),
        (A, claim(), AFTER, errors.PartNotValidated),
        (A, claim(), DURING, errors.PartNotValidated),
        (A, claim(SANTORIN), AFTER, errors.PartNotValidated),
        (A, claim(MANAGER), AFTER, errors.PartNotComputed),
        (A, claim(ACCEPTED), AFTER, errors.PartAccepted),
        (A, claim(VALIDATED, is_cancelled=True), AFTER, errors.ClaimCancelled),
        (A, claim(NO_COST, NO_COST), AFTER, errors.PartWithoutCost),
        (U, claim(COMPUTED), AFTER, errors.PartHandled),
        (U, claim(BY_PRESIDENT), AFTER, errors.PartHandled),
        (U, claim(MANAGER), AFTER, errors.PartToHandle),
        (COMPUTE, claim(), AFTER, errors.PartNotValidated),
        (COMPUTE, claim(VALIDATED), AFTER, errors.PartHandled),
        (COMPUTE, claim(PartFacts(Provider.MANAGER, State.ACCEPTED)), AFTER, errors.PartAccepted),
        (COMPUTE, claim(MANAGER, is_cancelled=True), AFTER, errors.ClaimCancelled),
        (COMPUTE, claim(MANAGER, is_not_done=True), AFTER, errors.DeclaredNotDone),
        (COMPUTE, claim(HANDLED), AFTER, errors.PartHandled),
        (D, claim(VALIDATED, ENTERED), AFTER, errors.PartNotValidated),
        (D, claim(VALIDATED, ACCEPTED), AFTER, errors.PartAccepted),
        (D, claim(VALIDATED, COMPUTED), AFTER, errors.PartHandled),
        (D, claim(VALIDATED, NO_COST), AFTER, errors.PartWithoutCost),
        (D, claim(VALIDATED, VALIDATED, is_cancelled=True), AFTER, errors.ClaimCancelled),
        (P, claim(is_cancelled=True), AFTER, errors.ClaimCancelled),
        (C, claim(is_cancelled=True), AFTER, errors.ClaimCancelled),
        (R, claim(), AFTER, errors.ClaimNotCancelled),
        (Move.RECORD_RETURN, claim(), AFTER, errors.PartNotValidated),
        (Move.RECORD_RETURN, claim(SANTORIN, is_cancelled=True), AFTER, errors.ClaimCancelled),
    ],
)
def test_a_refused_move_says_why(move, facts, now, reason):
    actor = next(actor for actor in Actor if actor in MOVES[move].who)
    assert type(refusal(facts, move, actor, now)) is reason


@pytest.mark.parametrize(
    ("move", "actor", "reason"),
    [
        (S, Actor.SERVICE, errors.MoveOfExaminer),
        (V, Actor.PRESIDENT, errors.MoveOfExaminer),
        (U, Actor.SERVICE, errors.MoveOfExaminer),
        (NOT_DONE, Actor.MANAGER, errors.MoveOfExaminer),
        (UNDO, Actor.SERVICE, errors.MoveOfExaminer),
        *((move, Actor.EXAMINER, errors.MoveOfManager) for move in (COMPUTE, D, P, T)),
        (A, Actor.EXAMINER, errors.MoveOfManager),
        (C, Actor.EXAMINER, errors.MoveOfManager),
        (R, Actor.EXAMINER, errors.MoveOfManager),
        (K, Actor.MANAGER, errors.MoveOfExaminer),
        (A, Actor.SERVICE, errors.MoveOfManager),
        (Move.RECORD_RETURN, Actor.EXAMINER, errors.MoveOfService),
        (Move.RECORD_RETURN, Actor.MANAGER, errors.MoveOfService),
    ],
)
def test_a_move_of_somebody_else_says_whose_it_is(move, actor, reason):
    assert type(refusal(claim(), move, actor, AFTER)) is reason


@pytest.mark.parametrize("move", [S, V, NOT_DONE, K])
def test_after_the_closing_date_only_a_gestionnaire_enters(move):
    assert refusal(claim(), move, Actor.EXAMINER, AFTER) is None
    assert type(refusal(claim(), move, Actor.EXAMINER, AFTER, is_closed=True)) is errors.ClaimsClosed


def test_a_gestionnaire_accepts_and_cancels_after_the_closing_date():
    assert allowed_moves(claim(VALIDATED), Actor.MANAGER, AFTER, is_closed=True)[-4:] == (A, P, C, T)


def test_validating_takes_every_part_that_the_examiner_may_still_change():
    """S-CLM-16."""
    assert taken(claim(ENTERED, ENTERED), V, AFTER) == (FEE, TRAVEL)
    assert MOVES[V].becomes == State.VALIDATED


@pytest.mark.parametrize("other", [SANTORIN, RETURNED, MANAGER, HANDLED, NO_COST, DEFERRED, ACCEPTED])
def test_validating_leaves_the_other_parts_alone(other):
    assert taken(claim(travel=ENTERED, fee=other), V, AFTER) == (TRAVEL,)


def test_unvalidating_gives_back_what_the_examiner_validated_and_no_more():
    assert taken(claim(RETURNED, VALIDATED), U, AFTER) == (TRAVEL,)
    assert MOVES[U].becomes == State.OPEN


def test_each_part_is_accepted_on_its_own():
    for facts in (claim(VALIDATED, VALIDATED), claim(ACCEPTED, VALIDATED), claim(ENTERED, VALIDATED)):
        assert refusal(facts, A, Actor.MANAGER, AFTER, part=TRAVEL) is None
    assert MOVES[A].becomes == State.ACCEPTED


@pytest.mark.parametrize(("part", "reason"), [(FEE, errors.PartAccepted), (TRAVEL, errors.PartNotValidated)])
def test_a_move_asked_of_one_part_is_judged_on_that_part(part, reason):
    assert type(refusal(claim(ACCEPTED, ENTERED), A, Actor.MANAGER, AFTER, part=part)) is reason


def test_cancelling_and_back_leaves_the_parts_as_they_are():
    facts = claim(ACCEPTED, DEFERRED)
    cancelled = replace(facts, is_cancelled=True)
    assert refusal(facts, C, Actor.MANAGER, AFTER) is None
    assert {cancelled.status(kind, AFTER) for kind in PartKind} == {Status.CANCELLED}
    assert refusal(cancelled, R, Actor.MANAGER, AFTER) is None
    assert MOVES[C].becomes is MOVES[R].becomes is None


def test_declaring_not_done_and_back_leaves_the_parts_as_they_are():
    """S-CLM-5: it can be undone while nothing was processed."""
    facts = claim(ENTERED, DEFERRED)
    declared = replace(facts, is_not_done=True)
    assert refusal(facts, NOT_DONE, Actor.EXAMINER, AFTER) is None
    assert {declared.status(kind, AFTER) for kind in PartKind} == {Status.UPCOMING}
    assert refusal(declared, UNDO, Actor.EXAMINER, AFTER) is None
    assert MOVES[NOT_DONE].becomes is MOVES[UNDO].becomes is None


def test_the_return_of_santorin_validates_the_fee_and_a_newer_one_leaves_it_validated():
    assert taken(claim(SANTORIN, ENTERED), Move.RECORD_RETURN, DURING) == (FEE,)
    assert taken(claim(RETURNED, ENTERED), Move.RECORD_RETURN, AFTER) == (FEE,)
    assert MOVES[Move.RECORD_RETURN].becomes == State.VALIDATED


def test_saving_moves_nothing():
    assert MOVES[S].becomes is None


# Each half of a claim in every shape that it takes: a fee may be on another claim, and so may a travel.
FEES = [PartFacts(provider, state, is_grouped=grouped) for provider, state, grouped in product(Provider, State, FLAGS)]
TRAVELS = [
    PartFacts(provider, state, is_deferred=deferred)
    for provider, state, deferred in product((Provider.EXAMINER, Provider.MANAGER, Provider.NONE), State, FLAGS)
]


@pytest.mark.parametrize("flags", [{}, {"is_cancelled": True}, {"is_not_done": True}], ids=str)
@pytest.mark.parametrize("now", [BEFORE, DURING, AFTER], ids=["before", "during", "after"])
def test_a_move_is_allowed_exactly_when_it_takes_a_part(now: datetime, flags: dict[str, bool]):
    """S-CLM-3. Over every combination of facts, `refusal` and `taken` tell the same story."""
    for fee, travel in product(FEES, TRAVELS):
        facts = ClaimFacts(START, END, fee, travel, **flags)
        for move, rule in MOVES.items():
            # A gestionnaire who acts in another one's name waits for the closing date, which is no fact of the claim.
            actor = min(rule.who - {Actor.MANAGER}, default=Actor.MANAGER)
            kinds = taken(facts, move, now)
            assert (refusal(facts, move, actor, now) is None) is bool(kinds)
            assert kinds == tuple(kind for kind in PartKind if refusal(facts, move, actor, now, part=kind) is None)


def test_an_accepted_part_never_changes_state():
    for fee, travel, now in product(FEES, TRAVELS, (DURING, AFTER)):
        facts = ClaimFacts(START, END, fee, travel)
        for move, rule in MOVES.items():
            changed = taken(facts, move, now) if rule.becomes else ()
            assert all(facts.part(kind).state != State.ACCEPTED for kind in changed)


@pytest.mark.parametrize(
    ("end", "closing"),
    [
        (date(2026, 6, 24), date(2026, 8, 31)),
        (date(2026, 8, 31), date(2026, 8, 31)),
        (date(2026, 9, 1), date(2027, 8, 31)),
        (date(2026, 12, 31), date(2027, 8, 31)),
    ],
)
def test_the_closing_date_is_the_first_one_after_the_mission(end, closing):
    assert closing_date(end) == closing


def test_the_academy_chooses_its_closing_date():
    assert closing_date(date(2026, 8, 31), month=7, day=15) == date(2027, 7, 15)


def test_facts_read_as_plain_text_decide_the_same():
    """Columns may come back as text: the rules compare values, not identities."""
    as_text = replace(ENTERED, provider="EXAMINER", state="VALIDATED")
    assert refusal(claim(as_text), U, "EXAMINER", AFTER) is None
