"""Fees that claims carry for each other: the rows that decide it, and the claims of a group."""

import json
from collections.abc import Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from kit.database import IdType
from services.expenses.models import Claim, Part
from services.expenses.queries.records import locked
from services.expenses.queries.status import is_cancelled
from services.expenses.rules.grouping import FEE_COLUMNS, GROUPED_BY_MANAGER, GROUPED_BY_WAVE, Fee, FeeFacts
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State
from services.expenses.rules.workflow import PartKind

# More than anybody has in a session.
MOST_CANDIDATES: Final = 200


def fees(session: Session, person_ids: Collection[str]) -> list[Fee]:
    """The fees of some people that are grouped, or may be."""
    query = sa.select(
        Claim.id, Claim.person_id, Claim.mission_number, Claim.session, Claim.wave, Claim.exam_code, Claim.nature,
        Claim.start_wall_time, Part.provider, Part.state, Part.carrier_claim_id, is_cancelled(),
    )  # fmt: skip
    query = query.join(Part, sa.and_(Part.claim_id == Claim.id, Part.kind == PartKind.FEE))
    may_be = Claim.nature.in_([GROUPED_BY_WAVE, *GROUPED_BY_MANAGER])
    query = query.where(Claim.person_id.in_(person_ids), sa.or_(may_be, Part.carrier_claim_id.is_not(None)))
    return [Fee(*row) for row in session.execute(query)]


def with_groups(session: Session, claim_ids: Collection[str]) -> Sequence[Claim]:
    """Claims, those that carry their fee and all that these carry, locked in one order."""
    named = sa.func.unnest(sa.literal(sorted(claim_ids), sa.ARRAY(IdType))).column_valued("named", IdType)
    carrier = sa.select(Part.carrier_claim_id).where(
        Part.kind == PartKind.FEE, Part.carrier_claim_id.is_not(None), Part.claim_id.in_(claim_ids)
    )
    # Sets one after the other: alternatives in one condition would read every claim that ever was.
    heads = sa.select(named).union(carrier).cte("heads")
    head = heads.c[0]
    carried = sa.select(Part.claim_id).join(heads, Part.carrier_claim_id == head).where(Part.kind == PartKind.FEE)
    return locked(session, Claim.id.in_(sa.select(head).union(carried)))


def of_convocations(session: Session, convocation_ids: Collection[str]) -> dict[str, str]:
    """The claims of some convocations and their people, by claim."""
    query = sa.select(Claim.id, Claim.person_id).where(Claim.convocation_id.in_(convocation_ids))
    return dict(session.execute(query).all())  # type: ignore[arg-type]


def candidates(session: Session, claim: Claim) -> list[FeeFacts]:
    """The fees that may be put on a claim, by date: of the same person, session and exam, each on its own."""
    other, part, carried = aliased(Claim), aliased(Part), aliased(Part)
    columns = [getattr(other, name) for name in FEE_COLUMNS]
    query = (
        sa.select(other.id, *columns, part.input)
        .join(part, sa.and_(part.claim_id == other.id, part.kind == PartKind.FEE))
        .where(
            other.person_id == claim.person_id,
            other.session == claim.session,
            other.exam_code == claim.exam_code,
            other.id != claim.id,
            other.nature.in_(GROUPED_BY_MANAGER),
            sa.not_(is_cancelled(other)),
            part.provider == Provider.EXAMINER,
            part.state == State.VALIDATED,
            part.carrier_claim_id.is_(None),
            ~sa.exists().where(carried.kind == PartKind.FEE, carried.carrier_claim_id == other.id),
        )
        .order_by(other.start_wall_time, other.mission_number)
        .limit(MOST_CANDIDATES)
    )
    return [
        FeeFacts(**dict(zip(("claim_id", *FEE_COLUMNS, "input"), row, strict=True))) for row in session.execute(query)
    ]


def carried_fees() -> sa.ScalarSelect[Any]:
    """The fees that the claim of a statement carries, as text; for the statement that loads it, see `read_fees`."""
    other, part = aliased(Claim), aliased(Part)
    values = {"claim_id": other.id, "input": part.input} | {name: getattr(other, name) for name in FEE_COLUMNS}
    row = sa.func.jsonb_build_object(*(item for pair in values.items() for item in pair))
    # Rows that hold a claim with its parts are made unique, which a list cannot be.
    together = sa.cast(sa.func.jsonb_agg(aggregate_order_by(row, other.start_wall_time, other.mission_number)), sa.Text)
    return (
        sa.select(together)
        .select_from(sa.join(other, part, part.claim_id == other.id))
        .where(part.kind == PartKind.FEE, part.carrier_claim_id == Claim.id)
        .scalar_subquery()
    )


def read_fees(together: str | None) -> list[FeeFacts]:
    """By date."""
    return [FeeFacts.read(stored) for stored in json.loads(together or "[]")]
