"""`convocations`: who is convened to which mission (feeds.md §4)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from kit.feeds import Flag, Line, Record, Text, WholeDate, forms
from kit.feeds.importing import FeedFile, Import
from kit.feeds.merging import compare, upsert
from kit.identifiers import new_id
from services.missions import errors
from services.missions.feeds import claims
from services.missions.models import Convocation, Mission

# What the official run may write at the same moment. Official stays so: people have seen it, claims were generated.
_COMBINED: Final = {
    "is_official": lambda stored, new: stored | new,
    "revision": lambda stored, _: stored + 1,
}


@dataclass(frozen=True)
class _Known:
    """The missions and people that a batch names, as far as they are known."""

    missions: Mapping[str, tuple[str, date]]
    people: Mapping[str, str]


def _store(run: Import, lines: list[Line]) -> None:
    known = _Known(_missions(run, lines), _people(run, lines))
    rows = [row for line in lines if (row := _row(run, line, known))]
    merge = compare(run.session, Convocation, rows, key=["mission_id", "identifier"], digest="content_hash")
    for row in merge.created:
        row.update(id=new_id(), revision=1)
    for before, after in merge.changed:
        after["is_official"] = before["is_official"] or after["is_official"]
    upsert(run.session, Convocation, merge.written, key=["mission_id", "identifier"], combine=_COMBINED)
    run.audit(merge, Convocation)
    claims.tell(run, [row["id"] for row in merge.written])
    run.count(merge)


def _missions(run: Import, lines: list[Line]) -> dict[str, tuple[str, date]]:
    numbers = {line.record["mission"] for line in lines}
    found = sa.select(Mission.number, Mission.id, Mission.end_date).where(Mission.number.in_(numbers))
    return {number: (mission_id, end) for number, mission_id, end in run.session.execute(found)}


def _people(run: Import, lines: list[Line]) -> dict[str, str]:
    """Ids of people by identifier. Those that a dry run accepted elsewhere get one that lasts as long as it."""
    identifiers = sorted({line.record["identifier"] for line in lines})
    people = run.process.channels.stub(auth_pb2_grpc.PeopleServiceStub)
    found = people.BatchGetPeople(auth_pb2.BatchGetPeopleRequest(identifiers=identifiers), timeout=10)
    ids = {person.summary.identifier: person.summary.id for person in found.people}
    for identifier in identifiers:
        if identifier not in ids and run.was_accepted("people", identifier):
            ids[identifier] = new_id()
    return ids


def _row(run: Import, line: Line, known: _Known) -> dict[str, Any] | None:
    record = line.record
    number, identifier = record["mission"], record["identifier"]
    for name, file, key, those in (
        ("mission", "missions", number, known.missions),
        ("identifier", "people", identifier, known.people),
    ):
        if key not in those or run.cause_of(file, key):
            run.refuse_reference(line, name, file, key)
            return None
    mission_id, end = known.missions[number]
    if record["issued"] > end:
        run.notice(line, "issued", errors.ISSUED_AFTER_MISSION)
    return {
        "mission_id": mission_id,
        "person_id": known.people[identifier],
        "identifier": identifier,
        "capacity": record["capacity"],
        "jury_capacity": record["jury_capacity"],
        "issued_date": record["issued"],
        "is_official": record["official"],
        "is_cancelled": record["cancelled"],
        "content_hash": hashlib.sha256(repr(record).encode()).digest(),
    }


CONVOCATIONS: Final = FeedFile(
    Record(
        key=("mission", "identifier"),
        fields={
            "mission": forms.identifier(),
            "identifier": forms.identifier(),
            "capacity": Text(longest=100, nullable=True),
            "jury_capacity": Text(longest=100, nullable=True),
            "issued": WholeDate(),
            "official": Flag(),
            "cancelled": Flag(),
        },
    ),
    _store,
)
