"""Whoever tampers with the audit of claims or of their proofs is pointed at by `verify-audit`."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from kit import chain
from kit.database import Database
from tests.conftest import Started
from tests.programs import ROOT, environment_of
from tests.services.expenses.conftest import Expenses, entry, trip
from tests.services.expenses.proofs import Proofs

# In the middle of what a deposit, its folders, an entry and a validation leave.
PLACE = 3

CONTENT = f"UPDATE kit.audit SET actor_id = 'innocent' WHERE sequence = {PLACE}"
REMOVED = f"DELETE FROM kit.audit WHERE sequence = {PLACE}"
# The others make room for it, and keep their numbers without a gap.
INSERTED = f"""
    UPDATE kit.audit SET sequence = sequence + 1000000 WHERE sequence >= {PLACE};
    UPDATE kit.audit SET sequence = sequence - 999999 WHERE sequence >= 1000000;
    CREATE TEMPORARY TABLE forged ON COMMIT DROP AS TABLE kit.audit;
    UPDATE forged SET sequence = {PLACE}, id = gen_random_uuid() WHERE sequence = {PLACE - 1};
    INSERT INTO kit.audit SELECT * FROM forged WHERE sequence = {PLACE}"""
EXCHANGED = f"""
    UPDATE kit.audit SET sequence = -sequence WHERE sequence IN ({PLACE}, {PLACE + 1});
    UPDATE kit.audit SET sequence = {2 * PLACE + 1} + sequence WHERE sequence < 0"""
LAST_REMOVED = "DELETE FROM kit.audit WHERE sequence = (SELECT max(sequence) FROM kit.audit)"


@pytest.fixture
def audited(expenses: Expenses) -> dict[str, Started]:
    """Both services after a claim was entered, proven and validated, all of which is in the chain."""
    made = Proofs(expenses)
    examiner = expenses.claim(has_active_payroll_file=False)
    examiner.save(entry(120, trip()))
    made.give(examiner)
    examiner.validate()
    services = {"expenses": expenses.started, "documents": made.started}
    for started in services.values():
        while chain.extend(started.database):
            pass
    return services


@contextmanager
def tampered(database: Database, statements: str) -> Iterator[None]:
    """What somebody could do who owns the database, for the length of a `with` block."""
    with database.transaction() as session:
        session.execute(sa.text("CREATE TABLE kit.kept AS TABLE kit.audit"))
        _without_triggers(session, statements)
    try:
        yield
    finally:
        with database.transaction() as session:
            _without_triggers(session, "DELETE FROM kit.audit; INSERT INTO kit.audit SELECT * FROM kit.kept")
            session.execute(sa.text("DROP TABLE kit.kept"))


def _without_triggers(session: Session, statements: str) -> None:
    session.execute(sa.text("ALTER TABLE kit.audit DISABLE TRIGGER USER"))
    for statement in statements.split(";"):
        session.execute(sa.text(statement))
    session.execute(sa.text("ALTER TABLE kit.audit ENABLE TRIGGER USER"))


def verify(started: Started) -> chain.Verdict:
    with started.database.read() as session:
        return chain.verify(session)


@pytest.mark.parametrize("name", ["documents", "expenses"])
@pytest.mark.parametrize(
    ("attack", "reason"),
    [
        (CONTENT, "the row was altered"),
        (REMOVED, "a row is missing"),
        (INSERTED, "the row was altered"),
        (EXCHANGED, "the row was altered"),
    ],
    ids=["content", "removed", "inserted", "exchanged"],
)
def test_a_row_that_was_tampered_with_is_found(
    audited: dict[str, Started], name: str, attack: str, reason: str
) -> None:
    assert verify(audited[name]).broken_at is None
    with tampered(audited[name].database, attack):
        verdict = verify(audited[name])
    assert (verdict.rows, verdict.broken_at, verdict.reason) == (PLACE - 1, PLACE, reason)


@pytest.mark.parametrize("name", ["documents", "expenses"])
def test_rows_missing_at_the_end_change_the_last_hash(audited: dict[str, Started], name: str) -> None:
    """Which is kept elsewhere, with the backups."""
    whole = verify(audited[name])
    assert whole.rows > PLACE + 1
    with tampered(audited[name].database, LAST_REMOVED):
        cut = verify(audited[name])
    assert (cut.rows, cut.broken_at) == (whole.rows - 1, None)
    assert cut.head != whole.head


@pytest.mark.parametrize("name", ["documents", "expenses"])
def test_the_command_ends_with_the_place(audited: dict[str, Started], name: str) -> None:
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'gen'}", **environment_of(audited[name].process.settings)}
    with tampered(audited[name].database, CONTENT):
        ended = subprocess.run(
            [sys.executable, "-m", f"services.{name}", "verify-audit"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert ended.stdout.startswith(f"{PLACE - 1} rows hold")
    assert ended.stderr.strip() == f"row {PLACE}: the row was altered"
