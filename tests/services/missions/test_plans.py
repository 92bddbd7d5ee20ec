"""Statements that must not take the longer the more missions there ever were."""

from typing import Any

import sqlalchemy as sa

from services.missions import queries
from services.missions.models import Convocation, Mission
from tests.services.missions.conftest import ANAIS, Academy
from tests.services.missions.examples import a_convocation, a_mission

MISSIONS = 3_000


def multiply(academy: Academy) -> None:
    """Thousands of missions, each with a convocation that is official, like the only one that there is."""
    fresh = {"id": "gen_random_uuid()", "number": "'SJ' || n", "mission_id": "fresh.id"}
    many = f"(SELECT * FROM missions LIMIT 1) AS one, generate_series(1, {MISSIONS}) AS n"
    each = "(SELECT * FROM convocations LIMIT 1) AS one, missions AS fresh WHERE fresh.number LIKE 'SJ%'"
    statements = []
    for model, source in ((Mission, many), (Convocation, each)):
        names = [column.name for column in model.__table__.columns]
        values = ", ".join(fresh.get(name, f"one.{name}") for name in names)
        statements.append(f"INSERT INTO {model.__tablename__} ({', '.join(names)}) SELECT {values} FROM {source}")
    statements.append("UPDATE convocations SET is_official = false WHERE id IN (SELECT id FROM convocations LIMIT 300)")
    statements.append("ANALYZE missions, convocations")
    with academy.missions.database.transaction() as session:
        for statement in statements:
            session.execute(sa.text(statement))


def test_a_batch_of_the_official_run_finds_its_drafts_by_their_index(academy: Academy) -> None:
    """Of thousands of convocations, a run that makes the last three hundred official reads those."""
    academy.convene([a_mission("SI1")], [a_convocation("SI1", ANAIS)])
    multiply(academy)
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        sent.append((statement, values))

    with academy.missions.database.transaction() as session:
        connection = session.connection()
        sa.event.listen(connection, "before_cursor_execute", note)
        assert len(queries.drafts_for_update(session, "2026", "", 200)) == 200
        statement, values = sent[0]
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values))
    assert "ix_convocations_drafts" in plan
    assert "Seq Scan on convocations" not in plan
