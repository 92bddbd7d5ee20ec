"""Who adds proofs to a claim, and until when: the rows PROVE and DEPOSIT of the table of moves (S-DOC-5)."""

import pytest

from services.expenses import errors
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State
from services.expenses.rules.workflow import MOVES, Actor, Move, PartFacts, allowed_moves, refusal
from tests.services.expenses.rules.test_workflow import (
    AFTER,
    BEFORE,
    DEFERRED,
    HANDLED,
    NO_COST,
    SANTORIN,
    VALIDATED,
    claim,
)

K, T = Move.PROVE, Move.DEPOSIT


@pytest.mark.parametrize(
    ("move", "facts", "now", "reason"),
    [
        (K, claim(), BEFORE, errors.MissionNotBegun),
        (K, claim(SANTORIN), BEFORE, errors.MissionNotBegun),
        (K, claim(VALIDATED), AFTER, errors.ProofsSealed),
        (K, claim(SANTORIN, VALIDATED), AFTER, errors.ProofsSealed),
        (K, claim(SANTORIN, has_seal=True), AFTER, errors.ProofsSealed),
        (K, claim(PartFacts(Provider.SANTORIN, State.ACCEPTED)), AFTER, errors.PartAccepted),
        (K, claim(HANDLED, is_not_done=True), AFTER, errors.DeclaredNotDone),
        (K, claim(is_not_done=True), AFTER, errors.DeclaredNotDone),
        (K, claim(is_cancelled=True), AFTER, errors.ClaimCancelled),
        (K, claim(NO_COST, DEFERRED), AFTER, errors.TravelDeferred),
        (T, claim(VALIDATED, has_seal=True, is_cancelled=True), AFTER, errors.ClaimCancelled),
    ],
)
def test_why_no_proof_is_added(move, facts, now, reason):
    actor = next(actor for actor in Actor if actor in MOVES[move].who)
    assert type(refusal(facts, move, actor, now)) is reason


def test_where_proofs_go_by_post_nobody_deposits_any():
    by_post = errors.ProofsByPost(address="1 rue des Archives, 59000 Lille")
    for actor, move in ((Actor.EXAMINER, K), (Actor.MANAGER, T)):
        assert refusal(claim(), move, actor, AFTER) is None
        assert refusal(claim(), move, actor, AFTER, by_post=by_post) is by_post
        assert move not in allowed_moves(claim(), actor, AFTER, by_post=by_post)
