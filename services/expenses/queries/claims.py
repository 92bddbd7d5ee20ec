"""Claims one by one, and the list of one person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import Session, aliased, joinedload

from kit.database import IdType
from kit.errors import NotFound
from services.expenses.models import Acceptance, Claim, Distance, Part, ReferenceRevision
from services.expenses.queries import conditions
from services.expenses.queries.groups import carried_fees, read_fees
from services.expenses.queries.status import STATUSES, is_cancelled, label_order, with_halves
from services.expenses.rules.grouping import FeeFacts
from services.expenses.rules.lists import Filter, Row, SessionRow
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State
from services.expenses.rules.takings import Takings
from services.expenses.rules.workflow import PartKind


class Gate(NamedTuple):
    """What every answer depends on, read with the first statement of each."""

    # The person has accepted the conditions in force.
    is_accepted: bool
    # Of rates, adjacency, parameters and conditions: see queries/references.py.
    revision: int


@dataclass(frozen=True)
class LoadedClaim:
    """A claim with its two parts, and what its page says of the claims of the same days (R23) and of its group."""

    claim: Claim
    gate: Gate
    # Mission of the claim that carries its trips, or empty, and where its travel stands.
    carrier_number: str
    carrier_state: State | None
    # Missions of the claims whose trips this one carries, by date, those whose own were accepted before it did, and the
    # last end of all, wall time.
    carried_numbers: Sequence[str]
    settled_numbers: Sequence[str]
    carried_end: datetime | None
    # Claims whose fee it carries, by date, and the mission of the one that carries its own, or empty.
    fees: Sequence[FeeFacts]
    fee_carrier_number: str


def gate(session: Session, person_id: str | None) -> Gate:
    """The gate alone; of nobody when a service asks."""
    return Gate(*session.execute(_GATE, {"caller_id": person_id}).one())


def claim(session: Session, claim_id: str, caller_id: str) -> LoadedClaim | None:
    """A claim to read, whoever it belongs to; None when there is none."""
    return _loaded(session, _CLAIM, claim_id, caller_id)


def claim_for_update(
    session: Session, claim_id: str, caller_id: str, *, locks_journeys: bool = False
) -> LoadedClaim | None:
    """A claim to change: nobody else changes it, or its parts, before the end of the transaction.

    `locks_journeys`: also what `lock_journeys` locks for the caller, before the rows, without another statement.
    """
    return _loaded(session, _CLAIM_AND_JOURNEYS_TO_CHANGE if locks_journeys else _CLAIM_TO_CHANGE, claim_id, caller_id)


def lock_journeys(session: Session, person_ids: Collection[str]) -> None:
    """Keep others from deciding, meanwhile, which claims of these people carry which trips (R23, R24).

    Taken before any claim is locked, in one order, so that two changes never wait for each other.
    """
    person = sa.func.unnest(sa.literal(sorted(set(person_ids)), sa.ARRAY(sa.Text))).column_valued("person")
    session.execute(sa.select(_journeys_lock(person)))


def lock_journeys_of_claim(session: Session, claim_id: str) -> None:
    """The same for the person of a claim."""
    lock = sa.select(_journeys_lock(sa.cast(Claim.person_id, sa.Text))).where(Claim.id == claim_id)
    if session.execute(lock).one_or_none() is None:
        raise NotFound


class Travels(NamedTuple):
    """What the travel of a claim needs from other rows."""

    # (from, to) to hectometres, both ways unless the other way has its own.
    distances: dict[tuple[str, str], int]
    # Of the other claims of the person that are validated (R24).
    takings: Takings


def travels(session: Session, claim: Claim, pairs: Collection[tuple[str, str]]) -> Travels:
    """Both in one statement."""
    wanted = sorted({*pairs, *((end, start) for start, end in pairs)})
    distances = (
        sa.select(Distance.from_code, Distance.to_code, sa.func.to_jsonb(Distance.hectometres))
        .where(sa.tuple_(Distance.from_code, Distance.to_code).in_(wanted))
        .select_from(Distance)
    )
    each = sa.func.jsonb_each(Part.takings).table_valued("key", sa.column("value", JSONB)).render_derived()
    taken = (
        sa.select(sa.literal(""), each.c.key, each.c.value)
        .select_from(sa.join(Claim, Part, Part.claim_id == Claim.id).join(each, sa.true()))
        .where(Claim.person_id == claim.person_id, Claim.id != claim.id, sa.not_(is_cancelled()))
        .where(Part.state != State.OPEN)
    )
    rows = session.execute(sa.union_all(distances, taken)).all()
    known = {(start, end): hectometres for start, end, hectometres in rows if start}
    both_ways = {(end, start): hectometres for (start, end), hectometres in known.items()}
    return Travels(both_ways | known, Takings.read((name, value) for start, name, value in rows if not start))


# The columns of `Row`, in order.
ROW: Final = [*(getattr(Claim, name) for name in Row._fields[:-2]), *STATUSES]

# What a row shows to its examiner, but the statuses.
_SHOWN: Final = sa.func.concat_ws(
    " ",
    Claim.exam_sort,
    sa.func.lower(Claim.exam_code),
    Claim.label_sort,
    sa.func.lower(Claim.mission_number),
    sa.func.to_char(Claim.start_wall_time, "DD/MM/YYYY"),
    Claim.centre_sort,
)
_ORDERS: Final[Mapping[str, sa.ColumnElement[Any]]] = {
    "exam_label": Claim.exam_sort.expression,
    "label": Claim.label_sort.expression,
    "mission_number": Claim.mission_number.expression,
    "centre_name": Claim.centre_sort.expression,
    "start_wall_time": Claim.start_wall_time.expression,
    **dict(zip(("fee_status", "travel_status"), map(label_order, STATUSES), strict=True)),
}
_LIST: Final = with_halves(sa.select(*ROW))


def claims_of(
    session: Session,
    person_id: str,
    now: datetime,
    *,
    wanted: Filter,
    sort: str,
    is_descending: bool,
) -> list[Row]:
    """The claims of a person that fit, sorted by an attribute of `Row`."""
    query = _LIST.where(Claim.person_id == person_id)
    for word, codes in wanted.words.items():
        found = _SHOWN.contains(word, autoescape=True)
        query = query.where(sa.or_(found, *(status.in_(codes) for status in STATUSES)) if codes else found)
    if wanted.session:
        query = query.where(Claim.session == wanted.session)
    order = _ORDERS[sort]
    query = query.order_by(order.desc() if is_descending else order, Claim.start_wall_time, Claim.mission_number)
    return [Row(*row) for row in session.execute(query, {"now": now})]


def sessions_of(session: Session, person_id: str) -> Sequence[SessionRow]:
    """The sessions in which a person has claims, newest first."""
    return [SessionRow(*row) for row in session.execute(_SESSIONS, {"caller_id": person_id})]


def next_order(session: Session, year: int) -> int:
    """The next order number of a year. The last statement but the claim's own: whoever validates waits for it here."""
    query = sa.text(
        "INSERT INTO order_counters (year, last) VALUES (:year, 1)"
        " ON CONFLICT (year) DO UPDATE SET last = order_counters.last + 1 RETURNING last"
    )
    return session.execute(query, {"year": year}).scalar_one()


class KeptRecap(NamedTuple):
    """The recap of a claim."""

    person_id: str
    order_number: str | None
    # When it was made, and what it prints: absent while the claim is not validated.
    recap_time: datetime | None
    data: dict[str, Any] | None


def recap(session: Session, claim_id: str) -> KeptRecap | None:
    """The recap of a claim; None when there is no such claim."""
    query = sa.select(Claim.person_id, Claim.order_number, Claim.recap_time, Claim.recap).where(Claim.id == claim_id)
    row = session.execute(query).one_or_none()
    return KeptRecap(*row) if row else None


def numbers(session: Session, claim_ids: Collection[str], person_id: str) -> dict[str, tuple[str, str]]:
    """The mission and the order number, or empty, of claims of a person; nobody else's are among them."""
    query = sa.select(Claim.id, Claim.mission_number, sa.func.coalesce(Claim.order_number, "")).where(
        Claim.id.in_(claim_ids), Claim.person_id == person_id
    )
    return {claim_id: (number, order) for claim_id, number, order in session.execute(query)}


class Sealable(NamedTuple):
    """What the seal of the proofs of a claim depends on."""

    id: str
    person_id: str
    seal_id: str | None


def to_seal(session: Session, claim_id: str) -> Sealable | None:
    """That of a claim which nobody changes before the end of the transaction; None while somebody does."""
    query = sa.select(Claim.id, Claim.person_id, Claim.seal_id).where(Claim.id == claim_id)
    row = session.execute(query.with_for_update(skip_locked=True)).one_or_none()
    return Sealable(*row) if row else None


def _journeys_lock(person_id: sa.ColumnElement[str]) -> sa.ColumnElement[Any]:
    return sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(person_id, 0))


_CALLER: Final = sa.bindparam("caller_id", type_=IdType)

_GATE: Final = sa.select(
    sa.exists().where(Acceptance.person_id == _CALLER, Acceptance.version == conditions.in_force()),
    sa.select(ReferenceRevision.revision).scalar_subquery(),
)


_OF_JURY: Final = sa.func.array_agg(Claim.jury_capacity).filter(
    Part.provider == Provider.PRESIDENT, sa.not_(is_cancelled())
)
_SESSIONS: Final = (
    sa.select(Claim.session, sa.func.count(), sa.func.coalesce(_OF_JURY, sa.literal([], sa.ARRAY(sa.Text))))
    .join(Part, sa.and_(Part.claim_id == Claim.id, Part.kind == PartKind.FEE))
    .where(Claim.person_id == _CALLER)
    .group_by(Claim.session)
    .order_by(Claim.session.desc())
)


def _select_claim() -> sa.Select[Any]:
    carrier, carrier_part, carrying = aliased(Claim), aliased(Part), aliased(Part)
    numbers = (
        sa.select(carrier.mission_number)
        .join(carrying, carrying.carrier_claim_id == carrier.id)
        .where(carrying.claim_id == Claim.id, carrying.kind == kind)
        .scalar_subquery()
        for kind in (PartKind.TRAVEL, PartKind.FEE)
    )
    carrier_state = (
        sa.select(carrier_part.state)
        .join(carrying, carrying.carrier_claim_id == carrier_part.claim_id)
        .where(carrying.claim_id == Claim.id, carrying.kind == PartKind.TRAVEL, carrier_part.kind == PartKind.TRAVEL)
        .scalar_subquery()
    )
    carried, waiting = aliased(Claim), aliased(Part)
    # One text: rows with a list of their own could not be told apart.
    by_date = aggregate_order_by(sa.literal("\n"), carried.start_time, carried.mission_number)
    same_days = sa.join(carried, waiting, sa.and_(waiting.claim_id == carried.id, waiting.kind == PartKind.TRAVEL))
    of_days, is_settled = sa.func.string_agg(carried.mission_number, by_date), waiting.state == State.ACCEPTED
    days = (
        sa.select(found).select_from(same_days).where(waiting.carrier_claim_id == Claim.id).scalar_subquery()
        for found in (
            of_days.filter(sa.not_(is_settled)),
            of_days.filter(is_settled),
            sa.func.max(carried.end_wall_time),
        )
    )
    others = (*numbers, carrier_state, *days, carried_fees())
    return (
        sa.select(Claim, *others, *_GATE.selected_columns)
        .where(Claim.id == sa.bindparam("claim_id", type_=IdType))
        .options(joinedload(Claim.parts, innerjoin=True))
        # A claim read before in this transaction may have been changed while the lock was waited for.
        .execution_options(populate_existing=True)
    )


# Built once: composing them takes longer than running them.
_CLAIM: Final = _select_claim()
_CLAIM_TO_CHANGE: Final = _CLAIM.with_for_update()
_CLAIM_AND_JOURNEYS_TO_CHANGE: Final = _CLAIM.add_columns(_journeys_lock(sa.cast(_CALLER, sa.Text))).with_for_update()


def _loaded(session: Session, query: sa.Select[Any], claim_id: str, caller_id: str) -> LoadedClaim | None:
    row = session.execute(query, {"claim_id": claim_id, "caller_id": caller_id}).unique().one_or_none()
    if row is None:
        return None
    found, number, fee_number, state, carried, settled, end, fees, is_accepted, revision = row[:10]
    return LoadedClaim(
        found,
        Gate(is_accepted, revision),
        carrier_number=number or "",
        carrier_state=state,
        carried_numbers=carried.split("\n") if carried else (),
        settled_numbers=settled.split("\n") if settled else (),
        carried_end=end,
        fees=read_fees(fees),
        fee_carrier_number=fee_number or "",
    )
