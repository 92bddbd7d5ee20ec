"""The rights on RPCs as data (rpcs/): every caller, every thing, every state, on the wire (security.md Z1, Z2).

A refused call says exactly the reason of its row and leaves no trace in any database; an answered one does what it
says. A new RPC without a row fails here, and so does a row without an RPC.
"""

from collections.abc import Iterator

import pytest

from imagin.access.v1 import access_pb2
from kit import rpc
from tests.authorization import calling
from tests.authorization.cast import ANYBODY, CALLERS, IN_EVERY_STATE, OPENINGS, ROLE_OF, Caller, refusal_at
from tests.authorization.scenes import THINGS
from tests.authorization.stage import Scene, Stage
from tests.authorization.table import ALLOWED, Row, filled, rows
from tests.contract.contracts import METHODS, SHARED

ROWS = rows("rpcs")
TRIES = "auth: throttles"
# That a gestionnaire opened a document is noted.
READINGS = {"documents: audit"}
# The states of what a row is about; whoever does not pass the door is looked at in the first one only.
CASES = [(row, state) for row in ROWS for thing, state in THINGS if thing == row.on]


def test_every_rpc_has_a_row_and_every_row_an_rpc(stage: Stage) -> None:
    own = {str(method) for method in METHODS if method.package not in SHARED}
    shared = {
        f"{name}/{method}"
        for name, started in stage.site.services.started.items()
        for method in METHODS
        if method.package in SHARED and any(hasattr(one, method.descriptor.name) for one in started.servicers)
    }
    named = [row.name for row in ROWS]
    assert sorted((own | shared) - set(named)) == [], "RPCs without a row in tests/authorization/rpcs"
    assert sorted(set(named) - own - shared) == [], "rows without an RPC"
    assert len(named) == len(set(named)), "an RPC has one row"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_door_of_a_row_is_the_access_option_of_its_contract(row: Row) -> None:
    """Two hands wrote it, so that one slip does not open an RPC."""
    access = rpc.method(calling.find(row.name)[1].path).access
    assert access is not None
    roles = {name for name, role in ROLE_OF.items() if role in access.roles}
    said = {
        *roles,
        *access.services,
        *(["before login"] if access.anonymous else []),
        *(["temporary password"] if access.before_password_change else []),
        *(["federation"] if access.federated else []),
    }
    assert len(roles) == len(access.roles), "a role that no door is named for"
    assert access_pb2.ROLE_UNSPECIFIED not in access.roles
    assert row.door == said
    assert row.door <= OPENINGS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_speaks_of_what_exists(row: Row) -> None:
    """A word that is no caller, or no state, would hold nothing."""
    states = {state for thing, state in THINGS if thing == row.on}
    assert states, f"no scene for {row.on}"
    names = {"others", "processes", *(caller.name for caller in CALLERS)}
    assert set(row.callers) <= names
    for told in row.callers.values():
        if not isinstance(told, str):
            assert set(told) <= states | {"otherwise"}
    assert any(_outcome(row, caller, state) in ALLOWED for caller in CALLERS for state in states), "nobody may, ever"


@pytest.mark.parametrize(("row", "state"), CASES, ids=[f"{row.name}-{state}" for row, state in CASES])
def test_each_caller_gets_what_the_row_says_and_nothing_else_happens(stage: Stage, row: Row, state: str) -> None:
    scene = stage.scenes[row.on][state]
    stage.site.clock.set(scene.clock)
    cast = list(_cast(row, state))
    allowed = [caller for caller in cast if _outcome(row, caller, state) in ALLOWED]
    wrong: list[str] = []
    try:
        for caller in cast:
            if caller not in allowed or not calling.writes(row.name):
                wrong += _defects(stage, row, caller, state)
        if changed := stage.memory.changed() - {TRIES} - (READINGS if row.on == "document" else set()):
            wrong.append(f"nobody was to change anything, and {sorted(changed)} changed")
        for caller in allowed if calling.writes(row.name) else []:
            wrong += _defects(stage, row, caller, state)
            wrong += _effects(stage, row, caller, state)
            stage.memory.rewind()
    finally:
        if wrong or row.on == "document":
            stage.memory.rewind()
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def _outcome(row: Row, caller: Caller, state: str) -> str:
    return refusal_at(row.door, caller) or row.outcome(caller, state)


def _cast(row: Row, state: str) -> Iterator[Caller]:
    """Who is looked at in a state: everybody in the first one, then those whose business it may be."""
    is_first = state == next(known for thing, known in THINGS if thing == row.on)
    for caller in CALLERS:
        is_in = not refusal_at(row.door, caller)
        if is_in and "before login" in row.door and caller.name not in ANYBODY:
            continue
        if is_first or (is_in and (not caller.person or caller.name in IN_EVERY_STATE or caller.name in row.callers)):
            yield caller


def _defects(stage: Stage, row: Row, caller: Caller, state: str) -> Iterator[str]:
    """What is not as the row says."""
    scene: Scene = stage.scenes[row.on][state]
    expected = _outcome(row, caller, state)
    person_id = stage.id_of(stage.identifier_of(caller, scene))
    values = scene.told(caller)
    answer = stage.line.call(row.name, filled(row.request, values), caller, person_id)
    if answer.reason != ("" if expected in ALLOWED else expected):
        yield f"{caller.name}: {answer.reason or 'answered'}, not {expected}"
    told = bool(row.says) and filled(row.says, values) in answer.text
    if row.says and told != (expected == "ok"):
        yield f"{caller.name}: {'tells' if told else 'does not tell'} of it"


def _effects(stage: Stage, row: Row, caller: Caller, state: str) -> Iterator[str]:
    """A change that was answered changed something, unless there was nothing to change."""
    changed = {table for table in stage.memory.changed() - {TRIES} if not table.endswith(": requests")}
    if bool(changed) != (_outcome(row, caller, state) == "ok"):
        yield f"{caller.name}: changed {sorted(changed) or 'nothing'}"
