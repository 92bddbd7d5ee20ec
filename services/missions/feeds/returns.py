"""`santorin`: how far the marking is (feeds.md §5). Returns may come many times, twice or late: the newest wins."""

from collections import Counter
from typing import Any, Final

import sqlalchemy as sa

from kit.feeds import Choice, Flag, Instant, Integer, Line, Record, forms, merging
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import upsert
from services.missions import errors
from services.missions.feeds import claims
from services.missions.models import Convocation, MarkingState, Mission, Return


def _store(run: Import, lines: list[Line]) -> None:
    """Line after line, as if each had come alone: an older one changes nothing, an equal instant goes to the later."""
    convocations = _convocations(run, lines)
    stored = _stored(run, [each_id for each_id, _ in convocations.values()])
    newest, counts = dict(stored), Counter[str]()
    for line in lines:
        record = line.record
        key = (record["mission"], record["identifier"])
        named = "|".join(key)
        if key not in convocations or run.cause_of("convocations", named):
            run.refuse_reference(line, "mission", "convocations", named)
            continue
        if record["at"] > run.now:
            run.refuse(line, "at", errors.RETURN_IN_FUTURE)
            continue
        row = _row(convocations[key][0], record)
        known = newest.get(row["convocation_id"])
        if known and (known["return_time"] > row["return_time"] or known == row):
            run.report.leave()
        else:
            newest[row["convocation_id"]] = row
            counts[row["convocation_id"]] += 1
    # Lines that take turns at one instant end where they began when they come again: that is no change.
    changed = {each_id: newest[each_id] for each_id in counts if newest[each_id] != stored.get(each_id)}
    for each_id, count in counts.items():
        (run.report.accept if each_id in changed else run.report.leave)(count)
    upsert(run.session, Return, list(changed.values()), key=["convocation_id"])
    official = {each_id for each_id, is_official in convocations.values() if is_official}
    claims.tell_returns(run, [Return(**row) for each_id, row in changed.items() if each_id in official])


def _row(convocation_id: str, record: dict[str, Any]) -> dict[str, Any]:
    return {
        "convocation_id": convocation_id,
        "marking_state": MarkingState(record["state"]),
        "copies": record["copies"],
        "candidates": record["candidates"],
        "is_done": record["done"],
        "return_time": record["at"],
    }


def _convocations(run: Import, lines: list[Line]) -> dict[tuple[str, str], tuple[str, bool]]:
    """Ids of convocations, and whether they are official, by mission and person."""
    keys = {(line.record["mission"], line.record["identifier"]) for line in lines}
    missions = sa.select(Mission.id, Mission.number).where(Mission.number.in_({number for number, _ in keys}))
    numbers: dict[str, str] = dict(run.session.execute(missions).all())  # type: ignore[arg-type]
    ids = {number: mission_id for mission_id, number in numbers.items()}
    wanted = [{"mission_id": ids[number], "identifier": person} for number, person in keys if number in ids]
    return {
        (numbers[row["mission_id"]], row["identifier"]): (row["id"], row["is_official"])
        for row in merging.stored(run.session, Convocation, wanted, key=("mission_id", "identifier"))
    }


def _stored(run: Import, ids: list[str]) -> dict[str, dict[str, Any]]:
    rows = merging.stored(
        run.session, Return, [{"convocation_id": each_id} for each_id in ids], key=("convocation_id",)
    )
    return {row["convocation_id"]: row for row in rows}


SANTORIN: Final = FeedFile(
    Record(
        fields={
            "mission": forms.identifier(),
            "identifier": forms.identifier(),
            "state": Choice(among=tuple(MarkingState)),
            "copies": Integer(most=1_000_000),
            "candidates": Integer(most=100_000),
            "done": Flag(),
            "at": Instant(),
        }
    ),
    _store,
    is_timeless=True,
)
