"""Many validate at once while transactions and processes die: one number per claim, and no gap (S-CLM-15, A7)."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import grpc
import pytest

from kit.errors import from_rpc_error
from kit.identifiers import new_id
from tests.conftest import eventually
from tests.faults.claims import AGAIN, Insistence, Validation, examiners, validations
from tests.faults.deployment import Deployment
from tests.gateway.journeys import LIST, base_of
from tools.ports import free_port

CLIENTS = 32


@pytest.mark.parametrize("is_same", [True, False])
def test_64_validations_of_one_claim_at_once_are_one(deployment: Deployment, is_same: bool) -> None:
    """The same form 64 times, or 64 forms of one page: who comes too late reads that the claim has changed."""
    browser = deployment.visitor
    (one,) = validations(deployment, [browser.identifier], 1)
    page = browser.get(f"{LIST}/{one.request.id}/validation")
    form = page.form(page.path)
    forms = [form.values if is_same else form.values | {"request_id": new_id()} for _ in range(64)]
    with ThreadPoolExecutor(64) as clients:
        answers = list(clients.map(lambda values: browser.post(form.address, values), forms))
    went = Counter((answer.status_code, answer.headers["location"]) for answer in answers)
    assert went.pop((303, f"{base_of(page)}/valide")) == (64 if is_same else 1)
    for status, address in went:
        assert (status, "STALE_VERSION" in browser.get(address).keys) == (303, True)


def test_1000_validations_from_32_clients_give_1000_numbers_whatever_dies(deployment: Deployment) -> None:
    """S-CLM-15. Two processes of expenses: transactions are killed all the time, and one process halfway."""
    wanted = validations(deployment, examiners(deployment, CLIENTS), 990)
    # These are refused until what is missing is confirmed: a refusal takes no number.
    hasty = validations(deployment, examiners(deployment, 1), 10, has_insee_number=False)
    address = f"127.0.0.1:{free_port()}"
    replica = deployment.replica("expenses", address)
    doors = [deployment.channels, deployment.channels_to(expenses=address)]
    done = threading.Semaphore(0)

    def validate(number: int, one: Validation) -> str:
        insist, attempts = Insistence(), iter(range(1_000))
        claim = insist(lambda: one.send(doors[(number + next(attempts)) % 2]))
        done.release()
        return claim.order_number

    with ThreadPoolExecutor(CLIENTS) as clients, _killed_transactions(deployment):
        for refused in clients.map(_refusal, hasty):
            assert refused == "PROOFS_MISSING"
        everybody = wanted + [one.another(is_confirmed=True) for one in hasty]
        numbers = clients.map(validate, range(1_000), everybody)
        for _ in range(500):
            done.acquire()
        replica.kill()
        assert len(set(numbers)) == 1_000
    doors[1].close()


def _refusal(one: Validation) -> str:
    """Why a validation is refused in the end, whoever dies on the way."""
    while True:
        try:
            return one.send().order_number
        except grpc.RpcError as error:
            if (reason := from_rpc_error(error).reason) not in AGAIN:
                return reason


@contextmanager
def _killed_transactions(deployment: Deployment) -> Iterator[None]:
    """Somebody who ends the connection of a transaction of expenses a few times a second."""
    one_of_them = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
        ORDER BY random() LIMIT 1"""
    is_over = threading.Event()

    def kill() -> int:
        killed = 0
        with deployment.connection("expenses") as connection:
            connection.autocommit = True
            while not is_over.wait(0.3):
                killed += len(connection.execute(one_of_them).fetchall())
        return killed

    with ThreadPoolExecutor(1) as killer:
        killed = killer.submit(kill)
        yield
        is_over.set()
        assert killed.result(), "no transaction was ever met"


def test_what_was_acknowledged_stays_wherever_expenses_is_killed(deployment: Deployment) -> None:
    """`kill -9` at random moments under a stream of validations, and a new process each time."""
    rounds, seed = 6, random.randrange(1_000_000)
    print(f"seed {seed}")
    moments = random.Random(seed)
    waiting = validations(deployment, examiners(deployment, 4), 300)
    acknowledged: list[tuple[str, str]] = []
    is_over = threading.Event()

    def validate(some: list[Validation]) -> None:
        for one in some:
            if is_over.is_set():
                return
            claim = Insistence()(one.send)
            acknowledged.append((claim.id, claim.order_number))
            time.sleep(0.02)

    with ThreadPoolExecutor(4) as clients:
        streams = [clients.submit(validate, waiting[first::4]) for first in range(4)]
        for _ in range(rounds):
            known = len(acknowledged)
            eventually(lambda known=known: len(acknowledged) > known, 30)
            time.sleep(moments.uniform(0, 0.3))
            deployment.kill("expenses")
            deployment.start("expenses")
        is_over.set()
        for stream in streams:
            stream.result()
    kept = deployment.rows("expenses", "SELECT id::text, order_number FROM claims WHERE order_number <> ''")
    assert set(acknowledged) <= set(kept)
