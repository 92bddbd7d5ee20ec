"""Long jobs on a real queue: each is done, whatever is lost, and shows how far it is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from imagin.jobs.v1 import jobs_pb2
from kit import errors, jobs
from kit.audit import history
from kit.call import Call
from kit.identity import Caller
from kit.jobs import Run
from kit.process import Process
from kit.tables import audit
from kit.tables import jobs as table
from kit.work import unit_of_work
from tests.conftest import Services, eventually
from tests.kit.sample import SAMPLE, ThingRow, prepare

ROOT = Path(__file__).parents[2]
ASKER = Caller(person_id="anne", service="gateway")


@pytest.fixture
def process(services: Services, redis_url: str) -> Process:
    """A process whose jobs go to a real queue of its own."""
    return start(services, redis_url)


def start(services: Services, redis_url: str) -> Process:
    """A process that sweeps only when the test says so: its own sweeper would at times come first."""
    academy = f"TEST{os.getpid()}{id(services)}"
    started = services.start_service(SAMPLE, prepare=prepare, redis_url=redis_url, academy=academy).process
    started.chores.stop()
    return started


def ask(process: Process, kind: str = "things", **parameters: Any) -> str:
    with unit_of_work(process.database, process.clock, Call("StartThings", ASKER)) as work:
        return process.jobs.enqueue(work, kind, parameters, title="Session 2026")


def row(process: Process, identifier: str) -> sa.Row:
    with process.database.read() as session:
        found = jobs.find(session, identifier)
    assert found is not None
    return found


def change(process: Process, **values: str) -> None:
    with process.database.transaction() as session:
        session.execute(sa.update(table).values({name: sa.text(value) for name, value in values.items()}))


def make_things(run: Run) -> None:
    """Three things, each in its own unit of work."""
    for number in range(run.done_count, 3):
        with run.work() as work:
            work.session.add(ThingRow(name=f"{run.parameters['prefix']}{number}"))
        run.progress(number + 1, 3)
    run.result("letters/1.pdf", 42)


def test_a_job_is_asked_for_claimed_done_and_shown(process: Process) -> None:
    identifier = ask(process, prefix="n")
    assert row(process, identifier).state == jobs.QUEUED
    run = jobs.claim(process, identifier)
    assert run is not None
    assert jobs.claim(process, identifier) is None, "another worker may not take it"
    run.execute(make_things)
    shown = jobs.to_proto(row(process, identifier))
    assert (shown.state, shown.done_count, shown.total_count) == (jobs_pb2.Job.STATE_DONE, 3, 3)
    assert (shown.kind, shown.title, shown.result_size) == ("things", "Session 2026", 42)
    assert shown.HasField("end_time")
    assert row(process, identifier).result == "letters/1.pdf"
    assert jobs.claim(process, identifier) is None, "it is done once"


def test_the_audit_of_a_job_names_who_asked_for_it(process: Process) -> None:
    run = jobs.claim(process, ask(process, prefix="n"))
    assert run is not None
    run.execute(make_things)
    with process.database.read() as session:
        rows = session.execute(sa.select(audit)).all()
        assert {(found.actor_id, found.actor_service, found.action) for found in rows} == {("anne", "sample", "things")}
        assert len(history(session, "thing", rows[0].aggregate_id)) == 1


def test_a_job_that_nobody_committed_does_not_exist(process: Process) -> None:
    with pytest.raises(ZeroDivisionError):
        _ask_and_fail(process)
    with process.database.read() as session:
        assert jobs.newest(session, "things") == []


def _ask_and_fail(process: Process) -> None:
    with unit_of_work(process.database, process.clock, Call("StartThings", ASKER)) as work:
        process.jobs.enqueue(work, "things", {}, title="")
        raise ZeroDivisionError


class Empty(errors.Refusal):
    reason = "EMPTY"
    message = "Aucune lettre n’est à imprimer."


@pytest.mark.parametrize(
    ("raised", "state", "sentence"),
    [
        (Empty(), jobs.FAILED, "Aucune lettre n’est à imprimer."),
        (ValueError("the secret text of a defect"), jobs.FAILED, "Une erreur inattendue s’est produite."),
        (errors.Unavailable(), jobs.QUEUED, ""),
    ],
)
def test_how_a_job_fails_is_told_in_french_or_it_is_tried_again(
    process: Process, raised: Exception, state: str, sentence: str
) -> None:
    def fail(_: Run) -> None:
        raise raised

    identifier = ask(process)
    run = jobs.claim(process, identifier)
    assert run is not None
    run.execute(fail)
    found = row(process, identifier)
    assert (found.state, found.error[: len(sentence)]) == (state, sentence)
    assert "secret" not in found.error
    assert (found.end_time is None) == (state == jobs.QUEUED)


def test_people_see_their_last_jobs_first(process: Process) -> None:
    first, second, _ = ask(process), ask(process), ask(process, kind="other")
    with process.database.read() as session:
        assert [found.id for found in jobs.newest(session, "things")] == [second, first]
        assert [found.id for found in jobs.newest(session, "things", requested_by="anne", limit=1)] == [second]
        assert jobs.newest(session, "things", requested_by="paul") == []


def test_the_sweeper_sends_a_new_hint_for_what_waits_or_was_abandoned_and_leaves_the_rest(process: Process) -> None:
    identifier = ask(process)
    assert process.jobs.sweep() == 0
    change(process, emit_time="now() - interval '61 seconds'")
    assert process.jobs.sweep() == 1
    assert process.jobs.sweep() == 0
    assert jobs.claim(process, identifier)
    change(process, emit_time="now() - interval '1 hour'")
    assert process.jobs.sweep() == 0
    change(process, heartbeat_time="now() - interval '2 minutes'")
    assert process.jobs.sweep() == 1
    assert row(process, identifier).state == jobs.QUEUED


def test_a_job_whose_worker_dies_each_time_is_given_up_with_a_sentence(process: Process) -> None:
    identifier = ask(process)
    for _ in range(jobs.MOST_ATTEMPTS):
        assert jobs.claim(process, identifier)
        change(process, heartbeat_time="now() - interval '2 minutes'")
    assert process.jobs.sweep() == 0
    assert row(process, identifier).state == jobs.FAILED
    assert row(process, identifier).error == jobs.Interrupted(attempts=5).sentence


def test_without_a_queue_the_change_is_kept_and_the_hint_comes_later(services: Services) -> None:
    lost = start(services, "redis://127.0.0.1:1/0")
    started = time.monotonic()
    assert row(lost, ask(lost)).state == jobs.QUEUED
    assert time.monotonic() - started < 1


def test_the_sweeper_does_not_try_a_queue_that_is_down_once_per_job(services: Services) -> None:
    lost = start(services, "redis://127.0.0.1:1/0")
    for _ in range(20):
        ask(lost)
    change(lost, emit_time="now() - interval '1 hour'")
    started = time.monotonic()
    assert lost.jobs.sweep() == 20
    assert time.monotonic() - started < 3


# A worker as it really runs, and the functions of its jobs.
WORKER = """
import os, sys
sys.path[:0] = {path!r}
import tests.kit.conftest
from dataclasses import replace
from kit.command import run
from tests.kit.sample import SAMPLE
from tests.kit.test_jobs import make_things

def die_once(job):
    if not os.path.exists({marker!r}):
        open({marker!r}, "w").close()
        os.kill(os.getpid(), 9)
    make_things(job)

run(replace(SAMPLE, jobs={{"things": make_things, "deadly": die_once}}), ["worker"])
"""


@contextmanager
def working(process: Process, marker: Path) -> Iterator[None]:
    settings = process.settings
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": settings.database_url,
        "IMAGIN_REDIS_URL": settings.redis_url,
        "IMAGIN_ACADEMY": settings.academy,
        "WORKER_PROCESSES": "1",
    }
    program = WORKER.format(path=sys.path, marker=str(marker))
    log = marker.with_suffix(".log")
    with (
        log.open("w") as output,
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment, stderr=output) as worker,
    ):
        try:
            yield
        finally:
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(20) == 0
    assert "unregistered" not in log.read_text()


def test_a_real_worker_does_the_job_and_survives_a_job_that_kills_its_process(process: Process, tmp_path: Path) -> None:
    with working(process, tmp_path / "died"):
        process.jobs.app.send_task(jobs.CANARY)
        first, deadly = ask(process, prefix="n"), ask(process, kind="deadly", prefix="m")
        eventually(lambda: row(process, first).state == jobs.DONE, seconds=20)
        eventually((tmp_path / "died").exists, seconds=20)
        change(process, heartbeat_time="now() - interval '2 minutes'")
        eventually(lambda: process.jobs.sweep() or row(process, deadly).state == jobs.DONE, seconds=20)
        eventually(lambda: row(process, deadly).state == jobs.DONE, seconds=20)
    assert row(process, deadly).attempts == 2
    assert row(process, deadly).done_count == 3
