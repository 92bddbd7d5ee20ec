"""The base of every servicer: one `with` block per RPC, for a change or for a read."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime

import grpc
from google.protobuf.message import Message
from sqlalchemy.orm import Session

from kit import call, rpc
from kit.database import refusing
from kit.errors import Unavailable
from kit.identity import Caller
from kit.process import Process
from kit.work import Work, recall, unit_of_work


@dataclass(frozen=True)
class Read:
    """What a read needs: a session that cannot write, who asks, and the business instant."""

    session: Session
    caller: Caller
    now: datetime
    call: call.Call

    def recall(self, request: Message) -> None:
        """Answer as before a change that was made before: for one that costs much before its unit of work begins."""
        recall(self.session, self.call, request)


class Servicer:
    """An implementation of a contract inherits this and the generated servicer."""

    def __init__(self, process: Process) -> None:
        self.process = process

    def work(self, request: Message, context: grpc.ServicerContext) -> AbstractContextManager[Work]:
        """A change, as one transaction. An RPC marked `change` in its contract has one effect per `request_id`.

        Of a stream the request is its first message, with a digest of the whole in place of the content.
        """
        current = still_awaited(context)
        return unit_of_work(
            self.process.database,
            self.process.clock,
            current,
            request=request if rpc.method(current.action).is_change else None,
            wake=self.process.relay.wake,
        )

    @contextmanager
    def read(self, context: grpc.ServicerContext) -> Iterator[Read]:
        """A read: no transaction of its own, each statement sees what is committed."""
        current = still_awaited(context)
        with refusing(), self.process.database.read() as session:
            yield Read(session, current.caller, self.process.clock.now(), current)


def still_awaited(context: grpc.ServicerContext) -> call.Call:
    """The current call, unless its caller left while it waited: a long queue must drain, not be served."""
    current = call.current()
    if current is None:
        raise RuntimeError("no call is being answered: the interceptors of kit are missing")
    if not context.is_active() or (current.remaining() or 0) < 0:
        raise Unavailable
    return current
