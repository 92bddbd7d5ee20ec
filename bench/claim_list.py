"""A list of 200 claims with the statuses of both parts, beside the same list without them."""

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.measuring import is_void, medians, verdict
from kit.identifiers import new_id
from services.expenses.models import Base, Claim
from services.expenses.queries import records
from services.expenses.queries.claims import ROW
from services.expenses.queries.status import STATUSES, with_halves
from services.expenses.rules.places import Adjacency
from services.expenses.rules.recording import Ledger
from services.expenses.wire import records as wire
from tests.services.expenses.conftest import convocation
from tools.servers import postgres_server

GOAL = 1.3
CLAIMS, OTHERS = 200, 20_000
NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)


def run() -> int:
    """Measure, print, and say whether the goal is met."""
    with tempfile.TemporaryDirectory(prefix="imagin-bench-") as folder:
        Path(folder).chmod(0o755)
        with postgres_server(Path(folder), durable=False) as address:
            engine = sa.create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
            with Session(engine) as session:
                person = _fill(session)
                with_statuses = _list(session, person, STATUSES)
                found = medians(
                    {
                        "without": _list(session, person, ()),
                        "with": with_statuses,
                        "again": with_statuses,
                    }
                )
            engine.dispose()
    ratio = found["with"] / found["without"]
    print(f"list of {CLAIMS} claims among {CLAIMS + OTHERS}: {found['with'] * 1000:.2f} ms with both statuses,")
    print(f"{found['without'] * 1000:.2f} ms without: {ratio:.2f} times (goal {GOAL})")
    return verdict(is_met=ratio <= GOAL, is_void=is_void(found["with"], found["again"]))


def _fill(session: Session) -> str:
    """Claims of one person among those of others; the person."""
    session.execute(sa.text("CREATE EXTENSION pg_trgm"))
    Base.metadata.create_all(session.connection())
    person = new_id()
    ledger = Ledger(NOW, Adjacency())
    for number in range(CLAIMS + OTHERS):
        start = datetime.combine(date(2026, 1, 1), datetime.min.time()) + timedelta(hours=8, days=number % 300)
        record = convocation(start=start, person_id=person if number % 101 == 0 and number < 101 * CLAIMS else new_id())
        facts = wire.facts(record, "", None)
        ledger.convocation(None, facts, convocation_id=new_id(), revision=1, is_cancelled=False)
    records.insert(session, ledger.created, ledger.created_parts)
    session.commit()
    session.execute(sa.text("ANALYZE"))
    session.commit()
    return person


def _list(session: Session, person: str, statuses: tuple[sa.ColumnElement[str], ...]) -> Callable[[], object]:
    """One variant: the columns of the list, in its order, read to the last row."""
    # Both parts are joined either way, since their rows are there to be shown: the expression alone is measured.
    columns = [*ROW[: -len(STATUSES)], *statuses]
    query = with_halves(sa.select(*columns)).where(Claim.person_id == person).order_by(Claim.start_wall_time)

    def read() -> object:
        rows = session.execute(query, {"now": NOW}).all()
        assert len(rows) == CLAIMS, len(rows)
        return rows

    return read
