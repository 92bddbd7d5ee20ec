"""PostgreSQL and Valkey killed or frozen under load: sentences meanwhile, all well within seconds, nothing lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from imagin.missions.v1 import missions_pb2, missions_pb2_grpc
from kit.identifiers import new_id
from tests.conftest import eventually
from tests.faults.claims import Insistence, Validation, examiners, is_unavailable, validations
from tests.faults.deployment import Deployment
from tests.feeding import load
from tests.gateway.journeys import LIST
from tests.services.missions.examples import a_convocation, a_mission

CONDITIONS = f"{LIST}/conditions"
RECOVERY_SECONDS = 15


def test_postgresql_is_killed_under_load(deployment: Deployment) -> None:
    """What it had acknowledged is there when it is back, and what it had not is not (F3)."""
    waiting = validations(deployment, examiners(deployment, 8), 400)
    insist, is_over = Insistence(), threading.Event()
    acknowledged: list[tuple[str, str]] = []

    def validate(some: list[Validation]) -> None:
        for one in some:
            if is_over.is_set():
                return
            claim = insist(one.send)
            acknowledged.append((claim.id, claim.order_number))

    with ThreadPoolExecutor(8) as clients:
        streams = [clients.submit(validate, waiting[first::8]) for first in range(8)]
        eventually(lambda: len(acknowledged) > 20, 30)
        deployment.database.kill()
        eventually(lambda: insist.refusals)
        assert is_unavailable(deployment.visitor.get(CONDITIONS))
        known = len(acknowledged)
        deployment.database.start()
        eventually(lambda: len(acknowledged) > known, RECOVERY_SECONDS)
        eventually(lambda: deployment.visitor.get(CONDITIONS).status == 200, RECOVERY_SECONDS)
        is_over.set()
        for stream in streams:
            stream.result()
    kept = deployment.rows("expenses", "SELECT id::text, order_number FROM claims WHERE order_number <> ''")
    assert set(acknowledged) <= set(kept)


def test_postgresql_that_answers_nothing_holds_up_nobody_for_long(deployment: Deployment) -> None:
    """Deadlines end what waits; afterwards no connection is lost (F4)."""
    (one,) = validations(deployment, examiners(deployment, 1), 1)
    deployment.visitor.get(CONDITIONS)
    deployment.database.freeze()
    try:
        with ThreadPoolExecutor(20) as visitors:
            began = time.monotonic()
            pages = list(visitors.map(deployment.visitor.get, [CONDITIONS] * 20))
            assert time.monotonic() - began < 5
        assert all(map(is_unavailable, pages))
        assert deployment.is_alive("gateway")
    finally:
        deployment.database.thaw()
    eventually(lambda: deployment.visitor.get(CONDITIONS).status == 200, RECOVERY_SECONDS)
    assert Insistence()(one.send).order_number


def test_without_valkey_pages_go_on_and_jobs_wait(deployment: Deployment) -> None:
    """Messages of the console are lost with it; a job is in the database, and its worker finds it afterwards (F10)."""
    visitor = deployment.visitor
    deployment.cache.kill()
    assert visitor.get(CONDITIONS).status == 200
    assert visitor.get(CONDITIONS).history == []
    missions = deployment.remote("missions")
    (person,) = examiners(deployment, 1)
    draft = a_convocation("SI20001", person, official=False)
    load(missions, {"missions.jsonl": [a_mission("SI20001", session="2031")], "convocations.jsonl": [draft]})
    convocations = missions.stub(missions_pb2_grpc.ConvocationsServiceStub, service="loader")
    request = missions_pb2.StartOfficialRunRequest(request_id=new_id(), session="2031")
    job = convocations.StartOfficialRun(request)

    def state() -> str:
        (found,) = deployment.rows("missions", "SELECT state FROM kit.jobs WHERE id = %s", job.id)
        return found

    assert state() == "queued"
    deployment.cache.start()
    deployment.sweep_jobs()
    eventually(lambda: state() == "done", RECOVERY_SECONDS)


def test_valkey_that_answers_nothing_holds_up_no_page(deployment: Deployment) -> None:
    """F11."""
    deployment.visitor.get(CONDITIONS)
    deployment.cache.freeze()
    try:
        began = time.monotonic()
        assert deployment.visitor.get(CONDITIONS).status == 200
        assert time.monotonic() - began < 2
    finally:
        deployment.cache.thaw()
