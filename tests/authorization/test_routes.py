"""The rights on pages, forms, files and the API as data (routes/): every visitor, every thing, every state.

A refused visit says exactly the reason of its row and leaves no trace in any database, and no page that is only read
does. What belongs to somebody else is not found. A new address without a row fails here, and a row without an address.
"""

from collections.abc import Iterator

import pytest

from tests.authorization import calling
from tests.authorization.cast import ANYBODY, VISITORS, Caller, refusal_on_the_doorstep
from tests.authorization.memory import RESTLESS
from tests.authorization.scenes import THINGS
from tests.authorization.stage import Stage
from tests.authorization.table import ALLOWED, Row, filled, rows
from tests.authorization.visiting import AWAY, Doorstep, addresses

ROWS = rows("routes")
# That a gestionnaire opened a document is noted.
READINGS = {"documents: audit"}
OWNER = next(caller for caller in VISITORS if caller.name == "owner")


def _outcome(row: Row, caller: Caller, state: str) -> str:
    return refusal_on_the_doorstep(row.door, caller, row.name.partition(" ")[0]) or row.outcome(caller, state)


def _states(row: Row) -> list[str]:
    """Where a row is looked at. The API decides nothing of its own: its RPC is looked at in every state, it in one."""
    states = [state for thing, state in THINGS if thing == row.on]
    if "rpc" not in row.settings:
        return states
    return [next(state for state in states if any(_outcome(row, caller, state) in ALLOWED for caller in VISITORS))]


def _cast(row: Row, state: str) -> Iterator[Caller]:
    """Who is looked at in a state: everybody in the first one, then those for whom a row tells the states apart."""
    method = row.name.partition(" ")[0]
    # A gestionnaire before their own claim: on the desk, for on their own pages they are its examiner.
    own_desk = {"manager_owner"} if refusal_on_the_doorstep(row.door, OWNER, method) else set()
    for caller in VISITORS:
        is_in = not refusal_on_the_doorstep(row.door, caller, method)
        if state == _states(row)[0]:
            if not _is_twin(row, caller, is_in=is_in):
                yield caller
        elif is_in and caller.name in {"owner", "manager", "president"} | own_desk and _tells_apart(row, caller):
            yield caller


def _tells_apart(row: Row, caller: Caller) -> bool:
    return not isinstance(row.told(caller), str)


def _is_twin(row: Row, caller: Caller, *, is_in: bool) -> bool:
    """Whether somebody else stands for them: two who are alike before a door, and behind it, are looked at once."""
    if caller.name in {"newcomer", "other_president"}:
        return caller.name not in row.callers and "president" not in row.callers
    if caller.name == "forger":
        return row.name.startswith("GET ")
    if caller.name == "convened_manager":
        return not row.door & {"claims", "missions"}
    return is_in and "anybody" in row.door and caller.name not in ANYBODY


CASES = [(row, state) for row in ROWS for state in _states(row) if list(_cast(row, state))]


@pytest.fixture(scope="module")
def doorstep(stage: Stage) -> Doorstep:
    return Doorstep(stage)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    named = [row.name for row in ROWS]
    assert sorted(addresses() - set(named)) == [], "addresses without a row in tests/authorization/routes"
    assert sorted(set(named) - addresses()) == [], "rows without an address"
    assert len(named) == len(set(named)), "an address has one row"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_speaks_of_what_exists(row: Row) -> None:
    """A word that is no visitor, or no state, would hold nothing."""
    states = {state for thing, state in THINGS if thing == row.on}
    assert states, f"no scene for {row.on}"
    assert set(row.callers) <= {"others", "processes", "federation", *(caller.name for caller in VISITORS)}
    for told in row.callers.values():
        if not isinstance(told, str):
            assert set(told) <= states | {"otherwise"}
    assert (
        any(_outcome(row, caller, state) in ALLOWED for caller in VISITORS for state in states)
        or row.told(OWNER) == AWAY
    ), "nobody may, ever"


@pytest.mark.parametrize(("row", "state"), CASES, ids=[f"{row.name}-{state}" for row, state in CASES])
def test_each_visitor_gets_what_the_row_says_and_nothing_else_happens(
    stage: Stage, doorstep: Doorstep, row: Row, state: str
) -> None:
    stage.site.clock.set(stage.scenes[row.on][state].clock)
    cast = list(_cast(row, state))
    allowed = [caller for caller in cast if _outcome(row, caller, state) in ALLOWED]
    wrong: list[str] = []
    try:
        for caller in cast:
            if caller not in allowed or not _writes(row):
                wrong += _defects(doorstep, row, caller, state)
        if changed := _changed(stage) - (READINGS if row.on == "document" else set()):
            wrong.append(f"nobody was to change anything, and {sorted(changed)} changed")
        for caller in allowed if _writes(row) else []:
            wrong += _defects(doorstep, row, caller, state)
            wrong += _effects(stage, row, caller, state)
            stage.memory.rewind()
    finally:
        if wrong or row.on == "document":
            stage.memory.rewind()
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def _defects(doorstep: Doorstep, row: Row, caller: Caller, state: str) -> Iterator[str]:
    """What is not as the row says."""
    scene = doorstep.stage.scenes[row.on][state]
    expected = _outcome(row, caller, state)
    answer = doorstep.visit(row, caller, scene)
    if answer.reason != ("" if expected in ALLOWED else expected):
        yield f"{caller.name}: {answer.reason or 'answered'}, not {expected}"
    told = bool(row.says) and filled(row.says, scene.told(caller)) in answer.text
    if row.says and expected != AWAY and told != (expected == "ok"):
        yield f"{caller.name}: {'tells' if told else 'does not tell'} of it"


def _writes(row: Row) -> bool:
    """Whether an address is there to change something."""
    return calling.writes(row.settings["rpc"]) if "rpc" in row.settings else not row.name.startswith("GET ")


def _effects(stage: Stage, row: Row, caller: Caller, state: str) -> Iterator[str]:
    """A change that was answered changed something, unless there was nothing to change."""
    changed = _changed(stage)
    if bool(changed) != (_outcome(row, caller, state) == "ok"):
        yield f"{caller.name}: changed {sorted(changed) or 'nothing'}"


def _changed(stage: Stage) -> set[str]:
    """What a visit changed; that a change was asked for is kept by the first of the services that it takes."""
    return {table for table in stage.memory.changed() - RESTLESS if not table.endswith(": requests")}
