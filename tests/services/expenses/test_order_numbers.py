"""Order numbers: one per claim, without a gap, whatever happens at the same time (S-CLM-15, A7).

With processes that die, and a thousand at once: tests/faults/test_validations.py.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import grpc
import sqlalchemy as sa

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import from_rpc_error
from services.expenses.servicer.expenses import ExpensesServicer
from tests.services.expenses.conftest import FEE, Examiner, Expenses, entry

CLIENTS = 64


def outcome(call: Callable[[], pb.Claim]) -> str:
    """The order number of the answer, or the reason of the refusal."""
    try:
        return call().order_number
    except grpc.RpcError as error:
        return from_rpc_error(error).reason


def test_64_validations_of_one_claim_at_once_give_one_number(expenses: Expenses) -> None:
    """S-CLM-15: different requests: one is the validation, the others find that the claim has changed."""
    examiner = expenses.claim()
    examiner.save(entry(120))
    requests = [pb.ValidateClaimRequest(**examiner.change) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as clients:
        found = list(clients.map(lambda one: outcome(lambda: examiner.stub.ValidateClaim(one)), requests))
    assert sorted(found) == ["2026-SIEC-000001"] + ["STALE_VERSION"] * (CLIENTS - 1)
    assert expenses.scalar("SELECT last FROM order_counters WHERE year = 2026") == 1


def test_64_repetitions_of_one_validation_give_one_answer(expenses: Expenses) -> None:
    """The same request: every copy gets the answer of the first."""
    examiner = expenses.claim()
    examiner.save(entry(120))
    request = pb.ValidateClaimRequest(**examiner.change)
    with ThreadPoolExecutor(CLIENTS) as clients:
        found = list(clients.map(lambda _: outcome(lambda: examiner.stub.ValidateClaim(request)), range(CLIENTS)))
    assert set(found) == {"2026-SIEC-000001"}
    assert examiner.read().version == 3


def test_a_number_belongs_to_the_civil_year_of_the_academy(expenses: Expenses) -> None:
    """Half past eleven in the evening in Greenwich is the next year in Paris."""

    def validated_at(moment: datetime, start: datetime) -> str:
        expenses.clock.set(moment)
        examiner: Examiner = expenses.claim(start=start, opens_travel=False)
        examiner.save(entry(1), FEE)
        return examiner.validate().order_number

    start = datetime(2026, 12, 10, 8, 0)  # noqa: DTZ001
    assert validated_at(datetime(2026, 12, 31, 22, 59, tzinfo=UTC), start) == "2026-SIEC-000001"
    assert validated_at(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), start) == "2027-SIEC-000001"
    assert validated_at(datetime(2027, 1, 2, 12, 0, tzinfo=UTC), start) == "2027-SIEC-000002"


def test_a_validation_that_fails_takes_no_number(expenses: Expenses) -> None:
    examiner = expenses.claim(has_insee_number=False)
    examiner.save(entry(120))
    assert outcome(examiner.validate) == "PROOFS_MISSING"
    assert expenses.scalar("SELECT count(*) FROM order_counters") == 0
    assert outcome(lambda: examiner.validate(is_confirmed=True)) == "2026-SIEC-000001"


def test_nobody_waits_for_another_service_behind_the_counter(expenses: Expenses) -> None:
    """A7: the counter is taken last. While missions does not answer, whoever validates must not hold it."""
    first, examiner = expenses.claim(), expenses.claim()
    for each in (first, examiner):
        each.save(entry(120))
    first.validate()
    (office,) = {each.office for each in expenses.started.servicers if isinstance(each, ExpensesServicer)}
    # What it remembers of the academy is no longer good.
    office.neighbours._academy_until = float("-inf")
    missions = expenses.services.started["missions"].database
    with ThreadPoolExecutor(1) as client, missions.transaction() as blocking:
        blocking.execute(sa.text("LOCK TABLE academies"))
        validating = client.submit(examiner.validate)
        time.sleep(0.7)
        assert not validating.done()
        expenses.execute("SELECT last FROM order_counters FOR UPDATE NOWAIT")
        assert validating.result(timeout=10).order_number == "2026-SIEC-000002"
