"""The chain of the audit: each row gets a number and a hash over its content and the hash before it.

Concurrent changes would fork the chain, so they only insert; one chainer at a time follows. Whoever alters, removes or
inserts a row afterwards, with whatever rights on the database, must alter every hash that follows, and the last one is
kept elsewhere, with the backups.
"""

import hashlib
import json
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from kit.database import Database
from kit.tables import audit

BATCH = 500
START = bytes(32)
# The number only has to be ours.
_LOCK = 0x1A6172


@dataclass(frozen=True)
class Verdict:
    """How far the chain holds."""

    rows: int
    # Hash of the last row, to be compared with the one kept elsewhere.
    head: str
    # The first row that does not fit, or None.
    broken_at: int | None = None
    reason: str = ""


def extend(database: Database) -> int:
    """Chain the rows that are not yet, and say how many; 0 as well when another process is at it."""
    with database.transaction() as session:
        if not session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))):
            return 0
        rows = session.execute(
            sa.select(audit).where(audit.c.sequence.is_(None)).order_by(audit.c.id).limit(BATCH)
        ).all()
        if not rows:
            return 0
        last = session.execute(
            sa.select(audit.c.sequence, audit.c.hash)
            .where(audit.c.sequence.is_not(None))
            .order_by(audit.c.sequence.desc())
            .limit(1)
        ).first()
        sequence, previous = (last.sequence, last.hash) if last else (0, START)
        links = []
        for row in rows:
            sequence, previous = sequence + 1, _hash(previous, sequence + 1, row)
            links.append({"row": row.id, "number": sequence, "digest": previous})
        place = sa.update(audit).where(audit.c.id == sa.bindparam("row"))
        session.connection().execute(place.values(sequence=sa.bindparam("number"), hash=sa.bindparam("digest")), links)
        return len(links)


def verify(session: Session) -> Verdict:
    """Read the whole chain again and stop at the first row that does not fit."""
    expected, previous = 0, START
    while rows := session.execute(_chained(after=expected)).all():
        for row in rows:
            expected += 1
            if row.sequence != expected:
                return Verdict(expected - 1, previous.hex(), expected, "a row is missing")
            if row.hash != _hash(previous, expected, row):
                return Verdict(expected - 1, previous.hex(), expected, "the row was altered")
            previous = row.hash
    return Verdict(expected, previous.hex())


def _chained(after: int) -> sa.Select:
    return sa.select(audit).where(audit.c.sequence > after).order_by(audit.c.sequence).limit(BATCH)


def _hash(previous: bytes, sequence: int, row: sa.Row) -> bytes:
    """Length-prefixed, so that no two different rows read the same."""
    digest = hashlib.sha256(previous)
    values = row._mapping  # noqa: SLF001
    for column in audit.columns:
        if column.name in {"sequence", "hash"}:
            continue
        value = values[column.name]
        match column.name:
            case "difference":
                text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
            case "business_time" | "real_time":
                text = value.isoformat(timespec="microseconds")
            case _:
                text = str(value)
        piece = text.encode()
        digest.update(len(piece).to_bytes(8, "big") + piece)
    digest.update(sequence.to_bytes(8, "big"))
    return digest.digest()
