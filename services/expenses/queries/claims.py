"""Claims one by one, and the list of one person."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from kit.errors import NotFound
from services.expenses.models import Acceptance, Claim, Conditions, Distance, Part, ReferenceRevision
from services.expenses.queries.status import HALVES, Fee, Travel, label_order, status_of, with_halves
from services.expenses.rules.status import State
from services.expenses.rules.workflow import PartKind
from services.expenses.templates.conditions import FIRST_VERSION


class Gate(NamedTuple):
    """What every answer depends on, read with the first statement of each."""

    # The person has accepted the conditions in force.
    is_accepted: bool
    # Of rates, adjacency, parameters and conditions: see queries/references.py.
    revision: int


@dataclass(frozen=True)
class LoadedClaim:
    """A claim with its two parts and what its page says of the claim that carries its trips."""

    claim: Claim
    gate: Gate
    carrier_number: str


def gate(session: Session, person_id: str) -> Gate:
    """The gate alone."""
    return Gate(*session.execute(sa.select(*_gate(person_id))).one())


def claim(session: Session, claim_id: str, caller_id: str) -> LoadedClaim | None:
    """A claim to read, whoever it belongs to; None when there is none."""
    return _loaded(session.execute(_claim(claim_id, caller_id)))


def claim_for_update(session: Session, claim_id: str, caller_id: str) -> LoadedClaim | None:
    """A claim to change: nobody else changes it before the end of the transaction."""
    return _loaded(session.execute(_claim(claim_id, caller_id).with_for_update(of=Claim)))


def lock_journeys(session: Session, person_ids: Collection[str]) -> None:
    """Keep others from deciding, meanwhile, which claims of these people carry which trips (R23, R24).

    Taken before any claim is locked, in one order, so that two changes never wait for each other.
    """
    keys = sa.func.unnest(sa.literal(sorted(person_ids), sa.ARRAY(sa.Text))).table_valued("key").alias("people")
    query = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(keys.c.key, 0))).select_from(keys)
    session.execute(query.order_by(keys.c.key))


def lock_journeys_of_claim(session: Session, claim_id: str) -> None:
    """The same for the person of a claim."""
    person_id = session.scalar(sa.select(Claim.person_id).where(Claim.id == claim_id))
    if person_id is None:
        raise NotFound
    lock_journeys(session, [person_id])


class Travels(NamedTuple):
    """What the travel of a claim needs from other rows."""

    # (from, to) to hectometres, both ways unless the other way has its own.
    distances: dict[tuple[str, str], int]
    # Hectometres by car per civil year of the claims of the person that were validated before (R24).
    year_hectometres: dict[int, int]


def travels(session: Session, claim: Claim, pairs: Collection[tuple[str, str]]) -> Travels:
    """Both in one statement."""
    wanted = sorted({*pairs, *((end, start) for start, end in pairs)})
    distances = (
        sa.select(Distance.from_code, Distance.to_code, Distance.hectometres)
        .where(sa.tuple_(Distance.from_code, Distance.to_code).in_(wanted))
        .select_from(Distance)
    )
    years = sa.func.jsonb_each_text(Part.hectometres).table_valued("key", "value").render_derived()
    driven = (
        sa.select(sa.literal(""), years.c.key, sa.func.sum(sa.cast(years.c.value, sa.Integer)))
        .select_from(sa.join(Claim, Part, Part.claim_id == Claim.id).join(years, sa.true()))
        .where(Claim.person_id == claim.person_id, Claim.id != claim.id, Claim.cancel_time.is_(None))
        .where(Claim.convocation_cancel_time.is_(None), Part.state != State.OPEN)
        .group_by(years.c.key)
    )
    rows = session.execute(sa.union_all(distances, driven)).all()
    known = {(start, end): hectometres for start, end, hectometres in rows if start}
    both_ways = {(end, start): hectometres for (start, end), hectometres in known.items()}
    return Travels(both_ways | known, {int(year): int(sum_) for start, year, sum_ in rows if not start})


class Row(NamedTuple):
    """A row of a list of claims."""

    id: str
    exam_code: str
    exam_label: str
    label: str
    mission_number: str
    start_wall_time: datetime
    centre_name: str
    order_number: str | None
    validate_time: datetime | None
    last_name: str
    first_name: str
    identifier: str
    fee_status: str
    travel_status: str


def row_columns(now: datetime) -> list[Any]:
    """The columns of `Row`, in order."""
    columns = [getattr(Claim, name) for name in Row._fields[:-2]]
    return [*columns, *(status_of(half, now).label(name) for half, name in zip(HALVES, Row._fields[-2:], strict=True))]


def claims_of(
    session: Session,
    person_id: str,
    now: datetime,
    *,
    words: dict[str, list[str]],
    sort: str,
    is_descending: bool,
    session_name: str,
) -> list[Row]:
    """The claims of a person that fit every word, sorted by an attribute of `Row`.

    `words`: each folded word with the codes of the statuses that it is found in.
    """
    statuses = [status_of(half, now) for half in HALVES]
    shown = sa.func.concat_ws(
        " ",
        Claim.exam_sort,
        sa.func.lower(Claim.exam_code),
        Claim.label_sort,
        sa.func.lower(Claim.mission_number),
        sa.func.to_char(Claim.start_wall_time, "DD/MM/YYYY"),
        Claim.centre_sort,
    )
    query = with_halves(sa.select(*row_columns(now))).where(Claim.person_id == person_id)
    for word, codes in words.items():
        query = query.where(sa.or_(shown.contains(word, autoescape=True), *(one.in_(codes) for one in statuses)))
    if session_name:
        query = query.where(Claim.session == session_name)
    orders: dict[str, sa.ColumnElement[Any]] = {
        "exam_label": Claim.exam_sort.expression,
        "label": Claim.label_sort.expression,
        "mission_number": Claim.mission_number.expression,
        "centre_name": Claim.centre_sort.expression,
        "start_wall_time": Claim.start_wall_time.expression,
        "fee_status": label_order(status_of(Fee, now)),
        "travel_status": label_order(status_of(Travel, now)),
    }
    order = orders[sort]
    query = query.order_by(order.desc() if is_descending else order, Claim.start_wall_time, Claim.mission_number)
    return [Row(*row) for row in session.execute(query)]


def sessions_of(session: Session, person_id: str) -> Sequence[tuple[str, int]]:
    """The sessions in which a person has claims, newest first, and how many."""
    query = sa.select(Claim.session, sa.func.count()).where(Claim.person_id == person_id)
    return [
        (name, count) for name, count in session.execute(query.group_by(Claim.session).order_by(Claim.session.desc()))
    ]


def next_order(session: Session, year: int) -> int:
    """The next order number of a year. The last statement but the claim's own: whoever validates waits for it here."""
    query = sa.text(
        "INSERT INTO order_counters (year, last) VALUES (:year, 1)"
        " ON CONFLICT (year) DO UPDATE SET last = order_counters.last + 1 RETURNING last"
    )
    return session.execute(query, {"year": year}).scalar_one()


def acceptance(session: Session, person_id: str, version: int) -> Acceptance | None:
    """When a person accepted a version of the conditions."""
    return session.get(Acceptance, (person_id, version))


def in_force() -> sa.ScalarSelect[int]:
    """The version of the conditions in force."""
    return sa.select(sa.func.coalesce(sa.func.max(Conditions.version), FIRST_VERSION)).scalar_subquery()


def _gate(person_id: str) -> Iterable[sa.ColumnElement[Any]]:
    accepted = sa.exists().where(Acceptance.person_id == person_id, Acceptance.version == in_force())
    return accepted, sa.select(ReferenceRevision.revision).scalar_subquery()


def _claim(claim_id: str, caller_id: str) -> sa.Select[Any]:
    carrier, carried = aliased(Claim), aliased(Part)
    number = (
        sa.select(carrier.mission_number)
        .join(carried, carried.carrier_claim_id == carrier.id)
        .where(carried.claim_id == Claim.id, carried.kind == PartKind.TRAVEL)
        .scalar_subquery()
    )
    return (
        sa.select(Claim, number, *_gate(caller_id))
        .where(Claim.id == claim_id)
        .options(joinedload(Claim.parts, innerjoin=True))
        # A claim read before in this transaction may have been changed while the lock was waited for.
        .execution_options(populate_existing=True)
    )


def _loaded(result: sa.Result[Any]) -> LoadedClaim | None:
    row = result.unique().one_or_none()
    if row is None:
        return None
    found, carrier_number, is_accepted, revision = row
    return LoadedClaim(found, Gate(is_accepted, revision), carrier_number or "")
