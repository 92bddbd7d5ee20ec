"""The claims before and after one in the list that a gestionnaire comes from (G-1, G-2)."""

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from services.expenses.queries import claims, desk
from services.expenses.queries.desk import ORDERS
from services.expenses.rules.lists import Filter, searched
from services.expenses.rules.status import Status
from tests.services.expenses.conftest import FEE, Examiner, Expenses, entry
from tests.services.expenses.test_costs import EXPENSES, counted

SORTS = [pb.CLAIM_SORT_UNSPECIFIED, *(getattr(pb, f"CLAIM_SORT_{name}") for name in ORDERS if name != "VALIDATE_TIME")]


@pytest.fixture
def waiting(expenses: Expenses) -> list[Examiner]:
    """Five claims of as many people, of which three wait for the desk, and two centres that share a name."""
    found = []
    for place, (name, centre) in enumerate([("Zola", "A"), ("Élie", "B"), ("Abel", "B"), ("Éloi", "C"), ("Roy", "A")]):
        start = datetime(2026, 6, 10 - place, 8, 0)  # noqa: DTZ001
        examiner = expenses.claim(last_name=name, centre=centre, number=f"LI{place}", start=start, opens_travel=False)
        if place != 1:
            examiner.save(entry(1), FEE)
        if place in {0, 2, 4}:
            examiner.validate()
        found.append(examiner)
    return found


def beside(expenses: Expenses, claim_id: str, asked: pb.ListDeskClaimsRequest) -> tuple[str, str]:
    claim = expenses.desk_of().GetClaim(pb.GetDeskClaimRequest(id=claim_id, list=asked))
    return claim.previous_claim_id, claim.next_claim_id


def test_going_from_one_to_the_next_goes_through_the_list_as_it_is(expenses: Expenses, waiting: list[Examiner]) -> None:
    """Whatever the order, to the ends and back."""
    for sort, is_descending in product(SORTS, (False, True)):
        asked = pb.ListDeskClaimsRequest(sort=sort, is_descending=is_descending)
        listed = [row.id for row in expenses.desk_of().ListClaims(asked).claims]
        found = [beside(expenses, claim_id, asked) for claim_id in listed]
        assert len(listed) == len(waiting)
        assert found == list(zip(["", *listed[:-1]], [*listed[1:], ""], strict=True)), asked


def test_a_claim_that_has_left_the_list_still_leads_on(expenses: Expenses, waiting: list[Examiner]) -> None:
    """Whoever has accepted one goes on with the next of the queue."""
    queue = pb.ListDeskClaimsRequest(statuses=[pb.STATUS_VALIDATED], sort=pb.CLAIM_SORT_NUMBER)
    first, second, third = (waiting[place] for place in (0, 2, 4))
    desk = expenses.desk_of()
    desk.AcceptClaim(pb.AcceptClaimRequest(**second.read() and second.change, parts=[pb.PART_KIND_FEE]))
    assert beside(expenses, second.claim.id, queue) == (first.claim.id, third.claim.id)
    assert beside(expenses, first.claim.id, queue) == ("", third.claim.id)


def test_the_search_and_the_session_of_the_list_hold_for_its_neighbours(
    expenses: Expenses, waiting: list[Examiner]
) -> None:
    by_number = {"sort": pb.CLAIM_SORT_NUMBER}
    assert beside(expenses, waiting[2].claim.id, pb.ListDeskClaimsRequest(search="el", **by_number)) == (
        waiting[1].claim.id,
        waiting[3].claim.id,
    )
    assert beside(expenses, waiting[2].claim.id, pb.ListDeskClaimsRequest(session="2025", **by_number)) == ("", "")


def test_nothing_is_looked_for_without_a_list_and_one_statement_with_it(
    expenses: Expenses, waiting: list[Examiner]
) -> None:
    desk, claim = expenses.desk_of(), waiting[0].claim
    alone, asked = pb.GetDeskClaimRequest(id=claim.id), pb.GetDeskClaimRequest(id=claim.id)
    asked.list.SetInParent()
    desk.GetClaim(alone)
    costs = []
    for request in (alone, asked):
        with counted(expenses) as found:
            desk.GetClaim(request)
        costs.append(found[EXPENSES])
    assert costs == [1, 2]


def test_neighbours_are_found_by_the_index_of_their_order(expenses: Expenses, waiting: list[Examiner]) -> None:
    """Among many claims, whatever the place: rows are read from the index, never sorted."""
    copied = "SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = '{}'::regclass AND attnum > 0"
    of_claim = expenses.scalar(copied.format("claims") + " AND attname NOT IN ('id', 'convocation_id', 'order_number')")
    of_part = expenses.scalar(copied.format("claim_parts") + " AND attname <> 'claim_id'")
    expenses.execute(
        f"WITH fresh AS (INSERT INTO claims (id, convocation_id, {of_claim})"
        f" SELECT gen_random_uuid(), gen_random_uuid(), {of_claim} FROM claims, generate_series(1, 400) RETURNING id)"
        f" INSERT INTO claim_parts (claim_id, {of_part})"
        f" SELECT fresh.id, {of_part} FROM fresh, claim_parts WHERE claim_parts.claim_id = :id",
        id=waiting[0].claim.id,
    )
    expenses.execute("ANALYZE claims, claim_parts")
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        with connection.connection.cursor() as cursor:
            plans.append("\n".join(line for (line,) in cursor.execute(f"EXPLAIN {statement}", values)))

    with expenses.started.database.transaction() as session:
        loaded = claims.claim(session, waiting[0].claim.id, new_id())
        assert loaded is not None
        connection = session.connection()
        sa.event.listen(connection, "before_cursor_execute", explain)
        wanted = Filter(words=searched(""), statuses=[Status.VALIDATED])
        for order in ORDERS:
            desk.neighbours(session, datetime.now(UTC), wanted, loaded.claim, order=order, is_descending=False)
    assert len(plans) == len(ORDERS)
    assert [plan for plan in plans if "Seq Scan on claims" in plan] == []
