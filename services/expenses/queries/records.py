"""What other services tell, for many claims at a time: a few statements whatever their number."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, undefer

from services.expenses.models import Claim, Part, Person
from services.expenses.rules.journeys import DayMission, carriers
from services.expenses.rules.providers import Provider
from services.expenses.rules.workflow import PartKind

Columns = dict[str, Any]

# Rows of a table out of one parameter: thousands of columns would not fit in as many.
_CLAIMS = "jsonb_populate_recordset(NULL::claims, CAST(:rows AS jsonb))"
_PARTS = "jsonb_populate_recordset(NULL::claim_parts, CAST(:rows AS jsonb))"


def claims_of_convocations(session: Session, convocation_ids: Collection[str]) -> dict[str, Claim]:
    """The claims of convocations, locked in one order, by convocation."""
    return {claim.convocation_id: claim for claim in locked(session, Claim.convocation_id.in_(convocation_ids))}


def claims_of_people(session: Session, person_ids: Collection[str]) -> Sequence[Claim]:
    """Every claim of some people, locked in the same order."""
    return locked(session, Claim.person_id.in_(person_ids))


def locked(session: Session, condition: sa.ColumnElement[bool]) -> Sequence[Claim]:
    """Claims with all that a telling may change of them, locked in one order."""
    whole = (joinedload(Claim.parts, innerjoin=True), undefer(Claim.later_facts))
    query = sa.select(Claim).where(condition).options(*whole).order_by(Claim.id)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).unique().all()


def newest_people(session: Session, told: Collection[Person]) -> dict[str, Columns]:
    """Keep what is told of people unless something newer was; the facts of each, as they are then known.

    The caller holds `claims.lock_journeys` for these people.
    """
    newest = {one.person_id: one for one in sorted(told, key=lambda one: one.revision)}
    rows = [{"person_id": one.person_id, "revision": one.revision, "facts": one.facts} for one in newest.values()]
    statement = (
        "INSERT INTO people (person_id, revision, facts)"
        " SELECT person_id, revision, facts FROM jsonb_populate_recordset(NULL::people, CAST(:rows AS jsonb))"
        " ON CONFLICT (person_id) DO UPDATE SET revision = excluded.revision, facts = excluded.facts"
        " WHERE people.revision <= excluded.revision"
    )
    session.execute(sa.text(statement), {"rows": _as_json(rows)})
    query = sa.select(Person.person_id, Person.facts).where(Person.person_id.in_(newest))
    return dict(session.execute(query).all())  # type: ignore[arg-type]


def insert(session: Session, claims: Sequence[Columns], parts: Sequence[Columns]) -> None:
    """New claims with their parts; columns that are not given stay NULL."""
    for table, fresh, rows in (("claims", _CLAIMS, claims), ("claim_parts", _PARTS, parts)):
        if rows:
            names = ", ".join(rows[0])
            statement = f"INSERT INTO {table} ({names}) SELECT {names} FROM {fresh}"  # noqa: S608
            session.execute(sa.text(statement), {"rows": _as_json(rows)})


def update_claims(session: Session, rows: Sequence[Columns], columns: Iterable[str]) -> None:
    """Replace columns of claims by those of the rows, which have all of them and an `id`."""
    if rows:
        sets = ", ".join(f"{name} = fresh.{name}" for name in columns)
        statement = f"UPDATE claims SET {sets} FROM {_CLAIMS} AS fresh WHERE claims.id = fresh.id"  # noqa: S608
        session.execute(sa.text(statement), {"rows": _as_json(rows)})


def update_providers(session: Session, rows: Sequence[Columns]) -> None:
    """Replace who provides parts: rows of `claim_id`, `kind` and `provider`."""
    if rows:
        statement = (
            f"UPDATE claim_parts SET provider = fresh.provider FROM {_PARTS} AS fresh"  # noqa: S608
            " WHERE claim_parts.claim_id = fresh.claim_id AND claim_parts.kind = fresh.kind"
        )
        session.execute(sa.text(statement), {"rows": _as_json(rows)})


def share_journeys(session: Session, person_ids: Collection[str], now: datetime) -> set[str]:
    """Decide anew which claim of each day carries the trips (R23); the claims for which that changed.

    The caller holds `claims.lock_journeys` for these people.
    """
    query = (
        sa.select(
            Claim.id,
            Claim.person_id,
            Claim.mission_number,
            Claim.start_wall_time,
            Claim.end_wall_time,
            Part.provider,
            Part.carrier_claim_id,
            sa.func.coalesce(Claim.cancel_time, Claim.convocation_cancel_time, Claim.not_done_time).label("left_time"),
        )
        .join(Part, sa.and_(Part.claim_id == Claim.id, Part.kind == PartKind.TRAVEL))
        .where(Claim.person_id.in_(person_ids))
    )
    missions: dict[str, list[DayMission]] = {}
    present: dict[str, str | None] = {}
    for row in session.execute(query):
        present[row.id] = row.carrier_claim_id
        if row.provider == Provider.EXAMINER and row.left_time is None:
            start = row.start_wall_time
            mission = DayMission(row.id, row.mission_number, start.date(), start.time(), row.end_wall_time.date())
            missions.setdefault(row.person_id, []).append(mission)
    wanted: dict[str, str | None] = dict.fromkeys(present)
    for days in missions.values():
        wanted |= carriers(days)
    changed = {claim_id: carrier for claim_id, carrier in wanted.items() if carrier != present[claim_id]}
    if changed:
        rows = [{"claim_id": claim_id, "carrier_claim_id": carrier} for claim_id, carrier in changed.items()]
        statement = (
            f"WITH fresh AS (SELECT * FROM {_PARTS}), shared AS ("  # noqa: S608
            " UPDATE claim_parts SET carrier_claim_id = fresh.carrier_claim_id FROM fresh"
            " WHERE claim_parts.claim_id = fresh.claim_id AND claim_parts.kind = 'TRAVEL')"
            " UPDATE claims SET version = version + 1, update_time = :now FROM fresh WHERE claims.id = fresh.claim_id"
        )
        session.execute(sa.text(statement), {"rows": _as_json(rows), "now": now})
    return set(changed)


def _as_json(rows: Sequence[Columns]) -> str:
    return json.dumps(rows, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, Decimal) else value.isoformat()
