"""The call that this thread is answering: who calls what, until when. Set by the interceptors, read by everybody."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from kit.identity import Caller


@dataclass
class Call:
    """One call being answered, or one job being run."""

    # The path of the RPC, or the kind of the job.
    action: str
    caller: Caller = field(default_factory=Caller)
    # On the monotonic clock; None when nobody waits for the answer.
    deadline: float | None = None

    @property
    def name(self) -> str:
        """The short name that the audit keeps: `ValidateClaim`."""
        return self.action.rpartition("/")[2]

    def remaining(self) -> float | None:
        """Seconds left before the caller gives up."""
        return None if self.deadline is None else self.deadline - time.monotonic()


class Replayed(Exception):  # noqa: N818
    """Not an error: the change was made before, and this is the answer that was given. The interceptors send it."""

    def __init__(self, reply: bytes) -> None:
        super().__init__("this request was answered before")
        self.reply = reply


_current: ContextVar[Call | None] = ContextVar("call", default=None)


def current() -> Call | None:
    """The call being answered by this thread, if any."""
    return _current.get()


@contextmanager
def answering(call: Call) -> Iterator[Call]:
    """Make a call the current one."""
    token = _current.set(call)
    try:
        yield call
    finally:
        _current.reset(token)
