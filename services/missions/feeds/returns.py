"""`santorin`: how far the marking is (feeds.md §5). Returns may come many times, twice or late: the newest wins."""

from typing import Any, Final

import sqlalchemy as sa

from kit.feeds import Choice, Flag, Instant, Integer, Line, Record, forms
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import stored, upsert
from services.missions import errors
from services.missions.feeds import claims
from services.missions.models import Convocation, MarkingState, Mission, Return

# Column of the table → field of the feed.
_FIELDS: Final = {
    "marking_state": "state",
    "copies": "copies",
    "candidates": "candidates",
    "is_done": "done",
    "return_time": "at",
}


def _store(run: Import, lines: list[Line]) -> None:
    """Line after line, as if each had come alone: an older one changes nothing, an equal instant goes to the later."""
    convocations = _convocations(run, lines)
    newest = _known(run, [each_id for each_id, _ in convocations.values()])
    changed: dict[str, dict[str, Any]] = {}
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
        convocation_id, _ = convocations[key]
        row = {"convocation_id": convocation_id} | {column: record[name] for column, name in _FIELDS.items()}
        row["marking_state"] = MarkingState(row["marking_state"])
        known = newest.get(convocation_id)
        if known and (known["return_time"] > row["return_time"] or known == row):
            run.report.leave()
        else:
            newest[convocation_id] = changed[convocation_id] = row
            run.report.accept()
    upsert(run.session, Return, list(changed.values()), key=["convocation_id"])
    official = {each_id for each_id, is_official in convocations.values() if is_official}
    claims.tell_returns(run, [claims.return_record(row) for each_id, row in changed.items() if each_id in official])


def _convocations(run: Import, lines: list[Line]) -> dict[tuple[str, str], tuple[str, bool]]:
    """Ids of convocations, and whether they are official, by mission and person."""
    keys = {(line.record["mission"], line.record["identifier"]) for line in lines}
    missions = sa.select(Mission.id, Mission.number).where(Mission.number.in_({number for number, _ in keys}))
    numbers: dict[str, str] = dict(run.session.execute(missions).all())  # type: ignore[arg-type]
    ids = {number: mission_id for mission_id, number in numbers.items()}
    wanted = [{"mission_id": ids[number], "identifier": person} for number, person in keys if number in ids]
    return {
        (numbers[row["mission_id"]], row["identifier"]): (row["id"], row["is_official"])
        for row in stored(run.session, Convocation, wanted, key=("mission_id", "identifier"))
    }


def _known(run: Import, ids: list[str]) -> dict[str, dict[str, Any]]:
    rows = stored(run.session, Return, [{"convocation_id": each_id} for each_id in ids], key=("convocation_id",))
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
