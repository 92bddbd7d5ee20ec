"""A thread that does what is due, and goes on whatever happens."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy.exc import OperationalError

from kit.errands import Errands
from tests.conftest import eventually

NEVER = 3600.0


class Pile:
    """Things to do, one at a time."""

    def __init__(self, *things: str | Exception) -> None:
        self.things = list(things)
        self.done: list[str] = []

    def do(self) -> bool:
        if not self.things:
            return False
        thing = self.things.pop(0)
        if isinstance(thing, Exception):
            raise thing
        self.done.append(thing)
        return True


def running(*duties: Callable[[], bool]) -> Errands:
    errands = Errands("sample", NEVER, *duties)
    errands.start()
    return errands


def test_what_waits_is_done_at_once_and_what_comes_later_when_it_is_told() -> None:
    pile = Pile("a", "b")
    errands = running(pile.do)
    try:
        eventually(lambda: pile.done == ["a", "b"])
        pile.things.append("c")
        errands.wake()
        eventually(lambda: pile.done == ["a", "b", "c"])
    finally:
        errands.stop()


@pytest.mark.parametrize("failure", [ValueError("no"), OperationalError("SELECT", None, Exception("gone"))])
def test_a_duty_that_fails_keeps_neither_the_others_nor_itself(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = Pile(failure, "later"), Pile("a")
    errands = running(broken.do, sound.do)
    try:
        eventually(lambda: sound.done == ["a"])
        errands.wake()
        eventually(lambda: broken.done == ["later"])
    finally:
        errands.stop()
    assert "sample" in caplog.text


def test_stopping_finishes_what_is_under_way_and_leaves_the_rest() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> bool:
        begun.set()
        return may_end.wait(10)

    errands = running(slow)
    assert begun.wait(10)
    stopper = threading.Thread(target=errands.stop)
    stopper.start()
    assert stopper.is_alive()
    may_end.set()
    stopper.join(10)
    assert not stopper.is_alive()


def test_one_that_was_never_started_stops() -> None:
    Errands("sample", NEVER).stop()
