"""What an import tells expenses: official convocations that are new or changed, and their returns."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from imagin.expenses.v1 import expenses_pb2
from kit.feeds.importing import Import
from services.missions import queries, tasks
from services.missions.models import Return
from services.missions.wire import claims as wire

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
        tell_returns(run, queries.returns(run.session, [row.id for row in rows]))
        run.session.expunge_all()


def tell_returns(run: Import, returns: Sequence[Return]) -> None:
    """Returns of official convocations."""
    for some in _pieces(returns):
        told = expenses_pb2.RecordReturnsRequest(returns=map(wire.returned, some))
        run.tell(wire.RECORD_RETURNS, told, key=wire.ORDER_KEY)


def _pieces(records: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (records[first : first + MOST_RECORDS] for first in range(0, len(records), MOST_RECORDS))
