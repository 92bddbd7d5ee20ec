"""One change = one unit of work: transaction, replay of a repeated request, version, audit and outbox in one object."""

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from google.protobuf.message import Message
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from kit import outbox
from kit.audit import Entry, Recorder, plain
from kit.call import Call, Replayed
from kit.clock import Clock, real_now
from kit.database import Database, refusing
from kit.errors import RequestIdMissing, RequestReused, StaleVersion
from kit.identifiers import is_id, new_id
from kit.tables import audit, requests

log = logging.getLogger(__name__)
# A delivery that was parked over holidays and then released is still recognised.
REMEMBERED = timedelta(days=30)

Reply = TypeVar("Reply", bound=Message)


class Versioned(Protocol):
    """An aggregate with `__mapper_args__ = {"version_id_col": version}`."""

    version: Any


class Work:
    """What a change does between the beginning and the end of its transaction."""

    def __init__(self, session: Session, call: Call, clock: Clock) -> None:
        self.session = session
        self.caller = call.caller
        # The business instant of the whole change.
        self.now: datetime = clock.now()
        self.request_id = ""
        self._call = call
        self._audit = Recorder(session)
        self._outbox: list[dict[str, Any]] = []
        self._after_commit: list[Callable[[], object]] = []
        self._reply: Message | None = None

    def reply(self, reply: Reply | Callable[..., Reply], *arguments: Any) -> Reply:
        """The answer, kept so that a repeated request gets the same.

        `work.reply(wire.to_proto, claim)` writes the changes first, so that the answer shows the new version.
        """
        self.session.flush()
        answer = reply if isinstance(reply, Message) else reply(*arguments)
        self._reply = answer
        return answer

    def check_version(self, entity: Versioned, version: int) -> None:
        """Refuse a change decided on an older state than the present one."""
        if entity.version != version:
            raise StaleVersion(current_version=entity.version)

    def tell(self, path: str, request: Message, *, key: str, target: str = "") -> None:
        """An RPC that another service gets once, after the commit; those of one key arrive in order.

        `path` is `/imagin.auth.v1.NotificationsService/Notify`; its request gets a `request_id` if it has that field.
        """
        self._outbox.append(outbox.row(path, request, key=key, target=target))

    def record(self, entry: Entry) -> None:
        """An audit row for what no loaded object tells: a bulk import, a reading of a secret."""
        self._audit.add(entry)

    def after_commit(self, effect: Callable[[], object]) -> None:
        """Something that may be lost without harm if the process dies now: a wake-up, a hint to the workers."""
        self._after_commit.append(effect)

    def begin(self, request: Message) -> None:
        """Take the request for ourselves. A twin waits here for the first to end, then gets its answer."""
        self.request_id = _request_id(request)
        row = self._request_key | {"method": self._call.action, "digest": _digest(request)}
        take = postgresql.insert(requests).values(row).on_conflict_do_nothing().returning(requests.c.request_id)
        if self.session.scalar(take) is not None:
            return
        recall(self.session, self._call, request)

    def finish(self) -> None:
        """Write, in the same transaction, all that goes with the change."""
        self.session.flush()
        if entries := self._audit.entries():
            self.session.execute(sa.insert(audit), [self._audit_row(entry) for entry in entries])
        if self._outbox:
            self.session.execute(sa.insert(outbox.outbox), self._outbox)
        if self.request_id:
            if self._reply is None:
                raise RuntimeError(f"{self._call.name} ended without work.reply: a repeated call would get no answer")
            kept = sa.update(requests).filter_by(**self._request_key).values(reply=self._reply.SerializeToString())
            self.session.execute(kept)

    def committed(self) -> None:
        """Effects that follow the commit. What they miss, the sweepers find."""
        for effect in self._after_commit:
            try:
                effect()
            except Exception:
                log.exception("an effect after the commit of %s failed", self._call.name)

    @property
    def tells(self) -> bool:
        """Whether something was left for the relay."""
        return bool(self._outbox)

    @property
    def _request_key(self) -> dict[str, str]:
        return {"caller": self.caller.key, "request_id": self.request_id}

    def _audit_row(self, entry: Entry) -> dict[str, Any]:
        return {
            "id": new_id(),
            "aggregate": entry.aggregate,
            "aggregate_id": entry.aggregate_id,
            "entity": entry.entity or entry.aggregate,
            "entity_id": entry.entity_id or entry.aggregate_id,
            "change": entry.change,
            "difference": plain(entry.difference),
            "action": self._call.name,
            "actor_id": self.caller.person_id,
            "actor_service": self.caller.service,
            "request_id": self.request_id,
            "business_time": self.now,
            "real_time": real_now(),
        }


def recall(session: Session, call: Call, request: Message) -> None:
    """Raise `Replayed` when this change was made before, `RequestReused` when another was under its `request_id`."""
    key = {"caller": call.caller.key, "request_id": _request_id(request)}
    known = session.execute(sa.select(requests).filter_by(**key)).one_or_none()
    if known is None:
        return
    if known.digest != _digest(request) or known.method != call.action:
        raise RequestReused
    raise Replayed(known.reply)


def _request_id(request: Message) -> str:
    request_id: str = request.request_id  # type: ignore[attr-defined]
    if not is_id(request_id):
        raise RequestIdMissing
    return request_id


def _digest(request: Message) -> bytes:
    return hashlib.sha256(request.SerializeToString(deterministic=True)).digest()


def forget_requests(database: Database) -> None:
    """Forget the requests that nobody repeats any more."""
    with database.transaction() as session:
        session.execute(sa.delete(requests).where(requests.c.create_time < sa.func.now() - REMEMBERED))


@contextmanager
def unit_of_work(
    database: Database,
    clock: Clock,
    call: Call,
    *,
    request: Message | None = None,
    wake: Callable[[], object] | None = None,
) -> Iterator[Work]:
    """The whole of one change. With a `request`, a repetition of it is recognised; `wake` is told of new deliveries."""
    with refusing(), database.transaction() as session:
        work = Work(session, call, clock)
        if request is not None:
            work.begin(request)
        yield work
        work.finish()
    if work.tells and wake is not None:
        wake()
    work.committed()
