"""Long jobs inside one service: letters in bulk, batches of decisions, archives.

The row is the truth, written in the transaction of the RPC that asks for the job; the message to the workers is only a
hint. A worker claims the row, says every few seconds that it is at it, and ends it. The sweeper sends a new hint for
what waits or whose worker died. A job may therefore run twice, and its function must be repeatable.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import grpc
import sqlalchemy as sa
from celery import Celery
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError
from sqlalchemy.orm import Session

from imagin.jobs.v1 import jobs_pb2
from kit import metrics, telemetry
from kit.call import Call, answering
from kit.database import Database, refusing
from kit.errors import Internal, Refusal, Unavailable, passed_on
from kit.identifiers import new_id
from kit.identity import Caller
from kit.settings import ServiceSettings
from kit.tables import jobs
from kit.work import Work, unit_of_work

if TYPE_CHECKING:
    from kit.process import Process

log = logging.getLogger(__name__)

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
TASK = "kit.run_job"
CANARY = "kit.canary"

HEARTBEAT_SECONDS = 15.0
# A worker that said nothing for so long is dead.
SILENCE = timedelta(seconds=90)
# A hint that no worker followed for so long is lost.
UNHEARD = timedelta(seconds=60)
MOST_ATTEMPTS = 5

TIME_LIMIT_SECONDS = 3600
# Redis gives an unacknowledged message to another worker after this time: well beyond the longest job.
VISIBILITY_SECONDS = 4 * TIME_LIMIT_SECONDS


class Interrupted(Refusal):
    reason = "JOB_INTERRUPTED"
    message = (
        "Le traitement a été interrompu {attempts} fois de suite. Relancez-le\u202f; "
        "s’il s’arrête encore, prévenez l’assistance."
    )


def celery_app(name: str, settings: ServiceSettings) -> Celery:
    """The Celery of one service: its own queue, JSON only, no result backend."""
    app = Celery(f"imagin-{name}", broker=settings.redis_url, set_as_current=False)
    app.conf.update(
        task_default_queue=f"imagin.{settings.academy}.{name}",
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=TIME_LIMIT_SECONDS,
        task_soft_time_limit=TIME_LIMIT_SECONDS - 60,
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_SECONDS,
            "socket_connect_timeout": 2,
            "socket_timeout": 5,
            # A hint is tried twice, at once: the sweeper sends it again anyhow.
            "max_retries": 1,
            "interval_start": 0,
        },
    )
    return app


class Jobs:
    """Asking for jobs, and finding again those that were lost."""

    def __init__(self, name: str, settings: ServiceSettings, database: Database) -> None:
        self.app = celery_app(name, settings)
        # A queue that is down answers late, and whoever asked for a job must not wait for that.
        self._hints = ThreadPoolExecutor(1, thread_name_prefix="hints")
        self._database = database

    def enqueue(self, work: Work, kind: str, parameters: dict[str, Any], *, title: str) -> str:
        """Ask for a job in the transaction of a change, and give its id. The title tells people what was asked for."""
        identifier = new_id()
        row = {
            "id": identifier,
            "kind": kind,
            "title": title,
            "parameters": parameters,
            "requested_by": work.caller.person_id or work.caller.service,
        }
        work.session.execute(sa.insert(jobs).values(row))
        work.after_commit(lambda: self._hints.submit(self._emit, identifier))
        return identifier

    def sweep(self) -> int:
        """Send new hints for jobs that nobody works at, give up those that failed too often, and count the hints."""
        now = sa.func.now()
        is_waiting = sa.and_(jobs.c.state == QUEUED, jobs.c.emit_time < now - UNHEARD)
        is_orphan = sa.and_(jobs.c.state == RUNNING, jobs.c.heartbeat_time < now - SILENCE)
        lost = sa.or_(is_waiting, is_orphan)
        with self._database.transaction() as session:
            give_up = sa.update(jobs).where(is_orphan, jobs.c.attempts >= MOST_ATTEMPTS)
            sentence = Interrupted(attempts=MOST_ATTEMPTS).sentence
            session.execute(give_up.values(state=FAILED, error=sentence, end_time=now))
            again = sa.update(jobs).where(lost).values(state=QUEUED, emit_time=now).returning(jobs.c.id)
            found = session.scalars(again).all()
        for identifier in found:
            # A queue that is down costs seconds: the other chores do not wait for it once per job.
            if not self._emit(identifier):
                break
        return len(found)

    def close(self) -> None:
        """Leave the hints that were not sent to the sweeper of the next process."""
        self._hints.shutdown(wait=False, cancel_futures=True)

    def _emit(self, identifier: str) -> bool:
        """Send one hint; whether the queue took it."""
        try:
            self.app.send_task(TASK, (identifier,), retry=False)
        except (BrokerError, RedisError, OSError) as error:
            log.warning("no hint for a job, the sweeper will send one: %s", type(error).__name__)
            return False
        return True


class Run:
    """A job while a worker is at it: what its function gets."""

    def __init__(self, process: "Process", row: sa.Row) -> None:
        self.process = process
        self.id: str = row.id
        self.kind: str = row.kind
        self.parameters: dict[str, Any] = row.parameters
        self.requested_by: str = row.requested_by
        self.done_count: int = row.done_count
        self._result: dict[str, Any] = {}

    def work(self) -> AbstractContextManager[Work]:
        """A unit of work of the job: its audit names who asked. Several small ones are better than one long."""
        return unit_of_work(self.process.database, self.process.clock, self._call, wake=self.process.relay.wake)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads."""
        with refusing(), self.process.database.read() as session:
            yield session

    def progress(self, done: int, total: int | None = None) -> None:
        """Say how far the job is, to those who wait for it."""
        values: dict[str, Any] = {"done_count": done, "heartbeat_time": sa.func.now()}
        if total is not None:
            values["total_count"] = total
        self._update(values)

    def result(self, key: str, size: int) -> None:
        """Name what the job made, in the store of the service. It is shown once the job is done."""
        self._result = {"result": key, "result_size": size}

    def execute(self, function: Callable[["Run"], None]) -> None:
        """Run the function with a heartbeat beside it, and keep how it ended."""
        ended = threading.Event()
        heart = threading.Thread(target=self._beat, args=(ended,), name="heartbeat", daemon=True)
        heart.start()
        try:
            with telemetry.answering(f"job {self.kind}", ""), answering(self._call):
                outcome = self._outcome(function)
        finally:
            ended.set()
            heart.join()
        self._update(outcome)
        metrics.jobs_finished.labels(self.kind, outcome["state"]).inc()

    def _outcome(self, function: Callable[["Run"], None]) -> dict[str, Any]:
        end = {"end_time": sa.func.now()}
        try:
            function(self)
        except Unavailable:
            return self._again()
        except Refusal as refusal:
            return {"state": FAILED, "error": refusal.sentence} | end
        except Exception as error:
            refusal = passed_on(error) if isinstance(error, grpc.RpcError) else None
            if isinstance(refusal, Unavailable):
                return self._again()
            log.exception("job %s failed", self.kind)
            return {"state": FAILED, "error": Internal(reference=telemetry.trace_id()[:12]).sentence} | end
        return {"state": DONE} | self._result | end

    def _again(self) -> dict[str, Any]:
        log.warning("job %s: something it needs does not answer, it will be tried again", self.kind)
        return {"state": QUEUED, "emit_time": sa.func.now()}

    def _beat(self, ended: threading.Event) -> None:
        while not ended.wait(HEARTBEAT_SECONDS):
            try:
                self._update({"heartbeat_time": sa.func.now()})
            except Exception:
                log.warning("no heartbeat for job %s", self.kind, exc_info=True)

    def _update(self, values: dict[str, Any]) -> None:
        with self.process.database.transaction() as session:
            session.execute(sa.update(jobs).where(jobs.c.id == self.id).values(values))

    @property
    def _call(self) -> Call:
        return Call(self.kind, Caller(person_id=self.requested_by, service=self.process.name))


def claim(process: "Process", identifier: str) -> Run | None:
    """Take a job for this worker; None when it is finished or another one is at it."""
    is_free = sa.or_(
        jobs.c.state == QUEUED,
        sa.and_(jobs.c.state == RUNNING, jobs.c.heartbeat_time < sa.func.now() - SILENCE),
    )
    take = sa.update(jobs).where(jobs.c.id == identifier, is_free)
    values = {"state": RUNNING, "attempts": jobs.c.attempts + 1, "heartbeat_time": sa.func.now(), "error": ""}
    with process.database.transaction() as session:
        row = session.execute(take.values(values).returning(jobs)).first()
    return Run(process, row) if row else None


def find(session: Session, identifier: str) -> sa.Row | None:
    """The row of a job."""
    return session.execute(sa.select(jobs).where(jobs.c.id == identifier)).first()


def newest(session: Session, *kinds: str, requested_by: str = "", limit: int = 20) -> Sequence[sa.Row]:
    """The last jobs of some kinds, newest first, of everybody or of one person."""
    query = sa.select(jobs).where(jobs.c.kind.in_(kinds)).order_by(jobs.c.id.desc()).limit(limit)
    if requested_by:
        query = query.where(jobs.c.requested_by == requested_by)
    return session.execute(query).all()


def to_proto(row: sa.Row) -> jobs_pb2.Job:
    """A job as the contract shows it."""
    message = jobs_pb2.Job(
        id=row.id,
        kind=row.kind,
        state=jobs_pb2.Job.State.Value(f"STATE_{row.state.upper()}"),
        done_count=row.done_count,
        total_count=row.total_count,
        error_message=row.error,
        result_size=row.result_size,
        title=row.title,
    )
    message.create_time.FromDatetime(row.create_time)
    if row.end_time is not None:
        message.end_time.FromDatetime(row.end_time)
    return message
