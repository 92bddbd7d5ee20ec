"""What an import tells expenses: official convocations that are new or changed, and their returns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp

from imagin.expenses.v1 import expenses_pb2
from kit.feeds.importing import Import
from services.missions import queries, tasks
from services.missions.models import Return
from services.missions.wire import claims as wire
from services.missions.wire import missions as missions_wire

# As many as the contract takes in one call.
MOST_RECORDS: Final = 500


def tell(run: Import, convocation_ids: Sequence[str]) -> None:
    """Convocations as they stand, those among them that are official; then what SANTORIN said of them before."""
    if run.feed.is_dry_run:
        return
    for ids in _pieces(sorted(convocation_ids)):
        rows = queries.official(run.session, ids)
        if not rows:
            continue
        people = tasks.people_of(run.process, {row.person_id for row in rows})
        communes = tasks.communes_of(run.session, people)
        records = [wire.record(row, people[row.person_id], communes) for row in rows]
        told = expenses_pb2.RecordConvocationsRequest(convocations=records)
        run.tell(wire.RECORD_CONVOCATIONS, told, key=wire.ORDER_KEY)
        returns = run.session.scalars(sa.select(Return).where(Return.convocation_id.in_([row.id for row in rows])))
        tell_returns(run, [return_record(vars(row)) for row in returns])
        run.session.expunge_all()


def tell_returns(run: Import, records: Sequence[expenses_pb2.ReturnRecord]) -> None:
    """Returns of official convocations."""
    for some in _pieces(records):
        run.tell(wire.RECORD_RETURNS, expenses_pb2.RecordReturnsRequest(returns=some), key=wire.ORDER_KEY)


def return_record(row: Mapping[str, Any]) -> expenses_pb2.ReturnRecord:
    """A row of returns as expenses reads it."""
    at = Timestamp()
    at.FromDatetime(row["return_time"])
    return expenses_pb2.ReturnRecord(
        convocation_id=row["convocation_id"],
        marking_state=missions_wire.marking_state(row["marking_state"]),
        copies=row["copies"],
        candidates=row["candidates"],
        is_done=row["is_done"],
        return_time=at,
    )


def _pieces(records: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (records[first : first + MOST_RECORDS] for first in range(0, len(records), MOST_RECORDS))
