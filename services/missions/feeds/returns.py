"""`santorin`: how far the marking is (feeds.md §5). Returns may come many times, twice or late: the newest wins."""

from typing import Any, Final

import sqlalchemy as sa

from kit.feeds import Choice, Flag, Instant, Integer, Line, Record, forms
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import upsert
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
    query = (
        sa.select(Mission.number, Convocation.identifier, Convocation.id, Convocation.is_official)
        .join(Convocation.mission)
        .where(sa.tuple_(Mission.number, Convocation.identifier).in_(keys))
    )
    return {
        (number, identifier): (each_id, official)
        for number, identifier, each_id, official in run.session.execute(query)
    }


def _known(run: Import, ids: list[str]) -> dict[str, dict[str, Any]]:
    table = Return.__table__
    found = run.session.execute(sa.select(table).where(table.c.convocation_id.in_(ids)))
    return {row["convocation_id"]: dict(row) for row in found.mappings()}


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
