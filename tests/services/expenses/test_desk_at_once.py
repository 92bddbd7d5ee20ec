"""Two gestionnaires and the examiner act on one claim at once: versions hold, and nothing is lost in silence."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any, NamedTuple

import grpc
import sqlalchemy as sa

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.errors import from_rpc_error
from kit.identifiers import new_id
from tests.services.expenses.conftest import BOTH, FEE, Examiner, Expenses, day, entry, trip

ROUNDS = 100

# Why somebody may come too late; anything else would be a defect.
TOO_LATE = {"STALE_VERSION", "CLAIM_CANCELLED", "PART_VALIDATED", "PART_NOT_VALIDATED", "PART_ACCEPTED"}


class Outcome(NamedTuple):
    """What became of one change."""

    request_id: str
    # Of the answer, or 0.
    version: int
    reason: str = ""


Change = dict[str, Any]


def examiner_moves(stub: pb_grpc.ClaimsServiceStub, turn: int) -> list[Callable[[Change], pb.Claim]]:
    """What the examiner may be doing; each record differs from the one before."""
    given = entry(turn + 1, trip())
    return [
        lambda change: stub.UpdateClaim(pb.UpdateClaimRequest(**change, input=given, update_mask=BOTH)),
        lambda change: stub.ValidateClaim(pb.ValidateClaimRequest(**change)),
        lambda change: stub.UnvalidateClaim(pb.UnvalidateClaimRequest(**change)),
    ]


def desk_moves(stub: pb_grpc.DeskServiceStub, turn: int, claim: pb.Claim) -> list[Callable[[Change], pb.Claim]]:
    """What a gestionnaire may be doing; whatever was decided or noted before, it differs."""
    is_decided = bool(claim.travel_decisions.public_transport_trip_ids)
    (line,) = claim.recorded.travel.trips
    decisions = pb.TravelDecisions(public_transport_trip_ids=[] if is_decided else [line.id])
    received = day(date(2026, 6, 12 if claim.post_received_date.day == 11 else 11))
    return [
        lambda change: stub.DecideTravel(pb.DecideTravelRequest(**change, decisions=decisions)),
        lambda change: stub.RecordPost(pb.RecordPostRequest(**change, received_date=received)),
        lambda change: stub.CancelClaim(pb.CancelClaimRequest(**change, reason=f"Doublon de mission {turn}")),
        lambda change: stub.UncancelClaim(pb.UncancelClaimRequest(**change)),
    ]


def at_once(moves: list[Callable[[Change], pb.Claim]], claim: pb.Claim) -> list[Outcome]:
    """Every move at the same moment, each decided on the same state of the claim."""
    start = Barrier(len(moves))

    def act(move: Callable[[Change], pb.Claim]) -> Outcome:
        change: Change = {"request_id": new_id(), "id": claim.id, "version": claim.version}
        start.wait()
        try:
            return Outcome(change["request_id"], move(change).version)
        except grpc.RpcError as error:
            return Outcome(change["request_id"], 0, from_rpc_error(error).reason)

    with ThreadPoolExecutor(len(moves)) as people:
        return list(people.map(act, moves))


def audited(expenses: Expenses, claim_id: str) -> set[str]:
    """The requests that the audit of a claim tells."""
    query = sa.text("SELECT DISTINCT request_id::text FROM kit.audit WHERE aggregate_id = :id")
    with expenses.started.database.read() as session:
        return set(session.scalars(query, {"id": claim_id}))


def test_three_people_at_once_leave_one_change_and_two_who_know(expenses: Expenses) -> None:
    """Of the changes decided on one state, one holds; the others are told, and every one that holds is in the audit."""
    examiner: Examiner = expenses.claim()
    examiner.save(entry(1, trip()))
    first, second = expenses.desk_of(), expenses.desk_of()
    before = audited(expenses, examiner.claim.id)
    chance, found = random.Random(26), []
    for turn in range(ROUNDS):
        claim = first.GetClaim(pb.GetDeskClaimRequest(id=examiner.claim.id))
        moves = [
            chance.choice(examiner_moves(examiner.stub, turn)),
            *(chance.choice(desk_moves(desk, turn, claim)) for desk in (first, second)),
        ]
        outcomes = at_once(moves, claim)
        held = [one for one in outcomes if one.version]
        assert len(held) <= 1
        assert [one.version for one in held] == [claim.version + 1] * len(held)
        assert examiner.read().version == claim.version + len(held)
        found += outcomes
    reasons = Counter(one.reason for one in found)
    held = {one.request_id for one in found if one.version}
    assert len(held) > ROUNDS / 3
    assert reasons.keys() - {""} <= TOO_LATE | {"CLAIM_NOT_CANCELLED"}, reasons
    assert audited(expenses, examiner.claim.id) - before == held


def test_one_acceptance_of_two_holds_and_the_examiner_who_takes_back_knows(expenses: Expenses) -> None:
    """S-CLM-16: once a part is accepted nothing is un-validated, whoever was first."""
    first, second = expenses.desk_of(), expenses.desk_of()
    outcomes: Counter[str] = Counter()
    for _ in range(20):
        examiner = expenses.claim(opens_travel=False)
        examiner.save(entry(12), FEE)
        claim = examiner.validate()
        accept = [
            lambda change, desk=desk: desk.AcceptClaim(pb.AcceptClaimRequest(**change, parts=[pb.PART_KIND_FEE]))
            for desk in (first, second)
        ]
        found = at_once([*accept, examiner_moves(examiner.stub, 0)[2]], claim)
        assert sum(bool(one.version) for one in found) == 1
        status = examiner.read().fee.status
        assert status == (pb.STATUS_TO_VALIDATE if found[2].version else pb.STATUS_ACCEPTED)
        outcomes["taken back" if found[2].version else "accepted"] += 1
    assert outcomes.total() == 20
