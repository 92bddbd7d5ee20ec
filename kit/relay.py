"""The thread that sends the rows of the outbox: in order per key, at once after a commit in this process, and with a
growing delay while a receiver is down. Any number of processes may run one.
"""

import logging
import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import grpc
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from kit import metrics, telemetry
from kit.channels import Channels
from kit.clock import real_now
from kit.database import Database
from kit.errors import from_rpc_error
from kit.outbox import PARKED, WAITING
from kit.tables import outbox

log = logging.getLogger(__name__)

# One statement takes so many heads; their calls run side by side.
BATCH = 64
POLL_SECONDS = 1.0
OBSERVE_SECONDS = 15.0
DELIVERY_SECONDS = 5.0
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 300.0
PARKED_AFTER = timedelta(days=1)
# Its own source: property tests own the state that the functions of `random` share.
_CHANCE = random.SystemRandom()

# The receiver understood and said no: asking again would not change its mind. « Not found » is not among them: what a
# delivery speaks of may arrive under another key a moment later.
DEFINITE = frozenset(
    {
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.FAILED_PRECONDITION,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.ALREADY_EXISTS,
        grpc.StatusCode.OUT_OF_RANGE,
    }
)


class Relay:
    """One thread that looks for what is due, and a helper per receiver, so that a slow one holds up nobody else."""

    def __init__(self, database: Database, channels: Channels) -> None:
        self._database = database
        self._channels = channels
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._busy: set[str] = set()
        self._observed = float("-inf")
        self._helpers = ThreadPoolExecutor(4, thread_name_prefix="outbox")
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to send; without it the relay looks every second."""
        self._wake.set()

    def stop(self) -> None:
        """Finish what is under way. Rows that are left wait for the next process."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self._helpers.shutdown()

    def deliver(self, target: str) -> int:
        """Send the first due row of each key, and say how many arrived.

        The rows stay locked meanwhile: other processes pass over them, and if this one dies they are free again.
        """
        with self._database.transaction() as session:
            rows = session.execute(_heads(target)).all()
            calls = [self._send(found) for found in rows]
            arrived = []
            for found, call in zip(rows, calls, strict=True):
                failure = _failure(call)
                if failure is None:
                    arrived.append(found.position)
                else:
                    values = _after_failure(found, *failure)
                    session.execute(sa.update(outbox).where(outbox.c.position == found.position).values(values))
            if arrived:
                session.execute(sa.delete(outbox).where(outbox.c.position.in_(arrived)))
        metrics.delivered(target, "sent", len(arrived))
        return len(arrived)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                for target in self._due_targets():
                    if target not in self._busy:
                        self._busy.add(target)
                        self._helpers.submit(self._drain, target)
                if time.monotonic() - self._observed > OBSERVE_SECONDS:
                    self._observe()
            except SQLAlchemyError as error:
                log.warning("the outbox cannot be read: %s", type(error).__name__)
            self._wake.wait(POLL_SECONDS)

    def _drain(self, target: str) -> None:
        try:
            while not self._stopping.is_set() and self.deliver(target):
                pass
        except SQLAlchemyError as error:
            log.warning("the outbox cannot be read: %s", type(error).__name__)
        except Exception:
            log.exception("deliveries to %s failed", target)
        finally:
            # A row committed just now may have been missed by the last look.
            self._busy.discard(target)
            self._wake.set()

    def _due_targets(self) -> Sequence[str]:
        due = sa.select(outbox.c.target).where(outbox.c.state == WAITING, outbox.c.next_time <= sa.func.now())
        with self._database.read() as session:
            return session.scalars(due.distinct()).all()

    def _send(self, found: sa.Row) -> grpc.Future | LookupError:
        try:
            channel = self._channels.channel(found.target, found.method.split("/")[1])
        except LookupError as unknown:
            return unknown
        with telemetry.continuing(found.trace):
            return channel.unary_unary(found.method).future(found.request, timeout=DELIVERY_SECONDS)

    def _observe(self) -> None:
        age = sa.func.extract("epoch", sa.func.now() - sa.func.min(outbox.c.create_time))
        counts = sa.select(outbox.c.target, outbox.c.state, sa.func.count(), age).group_by(
            outbox.c.target, outbox.c.state
        )
        with self._database.read() as session:
            found = session.execute(counts).all()
        for gauge in (metrics.outbox_waiting, metrics.outbox_oldest, metrics.outbox_parked):
            gauge.clear()
        for target, state, count, oldest in found:
            if state == PARKED:
                metrics.outbox_parked.labels(target).set(count)
            else:
                metrics.outbox_waiting.labels(target).set(count)
                metrics.outbox_oldest.labels(target).set(oldest)
        self._observed = time.monotonic()


def _heads(target: str) -> sa.Select:
    """The first waiting row of each key, when it is due and no other process holds it."""
    before = outbox.alias()
    has_elder = sa.exists().where(
        before.c.target == outbox.c.target,
        before.c.key == outbox.c.key,
        before.c.state == WAITING,
        before.c.position < outbox.c.position,
    )
    return (
        sa.select(outbox)
        .where(outbox.c.target == target, outbox.c.state == WAITING, outbox.c.next_time <= sa.func.now(), ~has_elder)
        .order_by(outbox.c.position)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )


def _failure(call: grpc.Future | LookupError) -> tuple[grpc.StatusCode, str] | None:
    """Why a delivery did not arrive; None when it did."""
    if isinstance(call, LookupError):
        return grpc.StatusCode.UNAVAILABLE, str(call)
    error = call.exception()
    if error is None:
        return None
    refused = from_rpc_error(error)
    return refused.code, f"{refused.code.name} {refused}"


def _after_failure(found: sa.Row, code: grpc.StatusCode, error: str) -> dict[str, Any]:
    """What becomes of a row that did not arrive."""
    attempts = found.attempts + 1
    if code in DEFINITE or real_now() - found.create_time > PARKED_AFTER:
        log.error("a delivery is parked: %s", error, extra={"method": found.method, "delivery": found.id})
        metrics.delivered(found.target, "parked")
        return {"state": PARKED, "attempts": attempts, "error": error}
    delay = min(FIRST_DELAY_SECONDS * 2 ** min(found.attempts, 16), LONGEST_DELAY_SECONDS) * _CHANCE.uniform(0.7, 1)
    metrics.delivered(found.target, "retried")
    later = sa.func.clock_timestamp() + timedelta(seconds=delay)
    return {"attempts": attempts, "error": error, "next_time": later}
