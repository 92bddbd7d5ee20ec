"""What an answer costs this service, in SQL statements, and the others, in calls; a page adds one or two of auth."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from services.expenses.queries import groups
from tests.services.expenses.conftest import LENS, TRAVEL, Examiner, Expenses, day, entry, town, trip

# What the relay, the chain of the audit and the sweepers ask now and then, whatever the test does.
CHORES = ("FROM kit.", "UPDATE kit.outbox", "UPDATE kit.audit", "DELETE FROM kit.", "pg_try_advisory")

EXPENSES, MISSIONS = "expenses", "missions"


CLOSED = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@contextmanager
def counted(expenses: Expenses) -> Iterator[dict[str, int]]:
    """Statements of this service in the block, and calls that missions answered."""
    engine, found = expenses.started.database.engine, {EXPENSES: 0, MISSIONS: 0}

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found[EXPENSES] += not any(chore in statement for chore in CHORES)

    calls = expenses.services.counter.calls
    before = sum("missions" in path for path in calls)
    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)
        found[MISSIONS] = sum("missions" in path for path in calls) - before


@pytest.fixture
def examiner(expenses: Expenses) -> Examiner:
    """Somebody with a claim of each kind of state, and the references of the process warm."""
    made = expenses.claim(opens_travel=True)
    made.save(entry(1))
    made.validate()
    made.unvalidate()
    return made


CASES: dict[str, tuple[int, int, Callable[[Expenses, Examiner], object]]] = {
    "a claim to enter": (2, 0, lambda _, one: one.read()),
    "the list": (3, 0, lambda _, one: one.stub.ListClaims(pb.ListClaimsRequest(search="bac valide"))),
    "an amount while typing": (2, 0, lambda _, one: one.estimate(entry(120, trip()))),
    "an amount with a new town": (2, 1, lambda _, one: one.estimate(entry(1, trip(departure_town=town(LENS))))),
    "a draft": (5, 0, lambda _, one: one.draft(entry(120, trip()))),
    "a record of both parts": (8, 0, lambda _, one: one.save(entry(120, trip()))),
    "a record with a new town": (8, 1, lambda _, one: one.save(entry(120, trip(departure_town=town(LENS))))),
    "a page of the desk": (
        2,
        0,
        lambda all_, _: all_.desk_of().ListClaims(
            pb.ListDeskClaimsRequest(search="bac", statuses=[pb.STATUS_VALIDATED])
        ),
    ),
    "a claim at the desk": (2, 0, lambda all_, one: all_.desk_of().GetClaim(pb.GetDeskClaimRequest(id=one.claim.id))),
}


@pytest.mark.parametrize("case", CASES)
def test_an_answer_costs_no_more_than_planned(expenses: Expenses, examiner: Examiner, case: str) -> None:
    """Exact, so that one statement too many is seen on the day it is written."""
    statements, calls, act = CASES[case]
    with counted(expenses) as found:
        act(expenses, examiner)
    assert found == {EXPENSES: statements, MISSIONS: calls}


def test_a_validation_of_what_is_typed_costs_ten_statements(expenses: Expenses) -> None:
    """With the draft of both parts, the first number, the recap, the audit, the mail and the kept answer."""
    warm = expenses.claim()
    warm.save(entry(1))
    warm.validate()
    examiner = expenses.claim()
    examiner.draft(entry(120, trip()))
    with counted(expenses) as found:
        examiner.validate()
    assert found == {EXPENSES: 10, MISSIONS: 0}
    with counted(expenses) as found:
        examiner.read()
    assert found == {EXPENSES: 1, MISSIONS: 0}


DESK_CASES: dict[str, tuple[int, Callable[[pb_grpc.DeskServiceStub, pb.Claim], object]]] = {
    "a claim that is closed": (2, lambda desk, one: desk.GetClaim(pb.GetDeskClaimRequest(id=one.id))),
    "an amount in the examiner's name": (
        2,
        lambda desk, one: desk.EstimateClaim(
            pb.EstimateClaimRequest(id=one.id, input=entry(None, trip()), update_mask=TRAVEL)
        ),
    ),
    "a draft in the examiner's name": (
        5,
        lambda desk, one: desk.SaveDraft(
            pb.SaveDraftRequest(**change(one), draft=entry(None, trip()), update_mask=TRAVEL)
        ),
    ),
    "a fee that is computed": (
        7,
        lambda desk, one: desk.ComputePart(pb.ComputePartRequest(**change(one), fee_minutes=210)),
    ),
    "proofs that came": (
        6,
        lambda desk, one: desk.RecordPost(pb.RecordPostRequest(**change(one), received_date=day(date(2026, 6, 14)))),
    ),
}


def change(claim: pb.Claim) -> dict[str, Any]:
    return {"request_id": new_id(), "id": claim.id, "version": claim.version}


@pytest.mark.parametrize("case", DESK_CASES)
def test_what_a_gestionnaire_does_costs_no_more_than_planned(expenses: Expenses, case: str) -> None:
    statements, act = DESK_CASES[case]
    examiner, desk = expenses.claim(fee_source="MANAGER"), expenses.desk_of()
    expenses.clock.set(CLOSED)
    desk.GetClaim(pb.GetDeskClaimRequest(id=examiner.claim.id))
    with counted(expenses) as found:
        act(desk, examiner.claim)
    assert found == {EXPENSES: statements, MISSIONS: 0}


def test_deciding_and_accepting_cost_no_more_than_planned(expenses: Expenses) -> None:
    """The first acceptance of what nobody else validated gives the number and the recap too."""
    examiner, desk = expenses.claim(fee_source="MANAGER"), expenses.desk_of()
    examiner.save(entry(None, trip()), TRAVEL)
    claim = examiner.validate()
    with counted(expenses) as found:
        claim = desk.DecideTravel(
            pb.DecideTravelRequest(**change(claim), decisions=pb.TravelDecisions(has_disability_rate=True))
        )
    assert found == {EXPENSES: 8, MISSIONS: 0}
    examiner.read()
    claim = desk.ComputePart(pb.ComputePartRequest(**change(examiner.unvalidate()), fee_minutes=210))
    expenses.execute("UPDATE claims SET order_number = NULL")
    with counted(expenses) as found:
        desk.AcceptClaim(pb.AcceptClaimRequest(**change(claim), parts=[pb.PART_KIND_FEE]))
    assert found == {EXPENSES: 10, MISSIONS: 0}


def test_a_group_is_found_without_reading_every_claim(expenses: Expenses, examiner: Examiner) -> None:
    """Each return of SANTORIN looks for one: it must cost the same whatever the number of claims that ever were."""
    copied = "SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = '{}'::regclass AND attnum > 0"
    of_claim = expenses.scalar(copied.format("claims") + " AND attname NOT IN ('id', 'convocation_id', 'order_number')")
    of_part = expenses.scalar(copied.format("claim_parts") + " AND attname NOT IN ('claim_id')")
    expenses.execute(
        f"WITH fresh AS (INSERT INTO claims (id, convocation_id, {of_claim})"
        f" SELECT gen_random_uuid(), gen_random_uuid(), {of_claim} FROM claims, generate_series(1, 3000) RETURNING id)"
        f" INSERT INTO claim_parts (claim_id, {of_part})"
        f" SELECT fresh.id, {of_part} FROM fresh, claim_parts"
    )
    expenses.execute("ANALYZE claims, claim_parts")
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        with connection.connection.cursor() as cursor:
            plans.append("\n".join(line for (line,) in cursor.execute(f"EXPLAIN {statement}", values)))

    with expenses.started.database.transaction() as session:
        connection = session.connection()
        sa.event.listen(connection, "before_cursor_execute", explain)
        found = groups.with_groups(session, [examiner.claim.id])
    assert [claim.id for claim in found] == [examiner.claim.id]
    (plan,) = plans
    assert "Seq Scan on claim" not in plan, plan
