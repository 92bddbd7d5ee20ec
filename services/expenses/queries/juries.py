"""The juries of their president: the members of a mission, and what is entered for each (S-CLM-10)."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from kit.database import IdType
from services.expenses.models import Claim, Part
from services.expenses.queries.records import locked
from services.expenses.queries.status import is_cancelled
from services.expenses.rules.juries import MemberRow
from services.expenses.rules.providers import Provider
from services.expenses.rules.workflow import PartKind

_CALLER: Final = sa.bindparam("caller_id", type_=IdType)
_MISSION: Final = sa.bindparam("mission_id", type_=IdType)


def members_beside(session: Session, person_id: str) -> Sequence[MemberRow]:
    """The members of every jury in which the president enters the fee of a person, mission by mission."""
    return [MemberRow(*row) for row in session.execute(_MEMBERS, {"caller_id": person_id})]


def members(session: Session, mission_id: str) -> Sequence[Claim]:
    """The claims of a mission that are not cancelled, with their parts."""
    return session.scalars(_CLAIMS, {"mission_id": mission_id}).unique().all()


def members_for_update(session: Session, mission_id: str) -> Sequence[Claim]:
    """The same to change, locked in the order in which every change of several claims locks them."""
    return locked(session, sa.and_(Claim.mission_id == mission_id, sa.not_(is_cancelled())))


def _select_members() -> sa.Select[Any]:
    own, own_fee, fee = aliased(Claim), aliased(Part), aliased(Part)
    presided = (
        sa.select(own.mission_id)
        .join(own_fee, sa.and_(own_fee.claim_id == own.id, own_fee.kind == PartKind.FEE))
        .where(own.person_id == _CALLER, own_fee.provider == Provider.PRESIDENT)
        .where(sa.not_(is_cancelled(own)))
    )
    return (
        sa.select(
            Claim.mission_id,
            Claim.mission_number,
            Claim.jury,
            Claim.exam_label,
            Claim.label,
            Claim.start_wall_time,
            Claim.end_wall_time,
            Claim.person_id,
            Claim.jury_capacity,
            Claim.not_done_time.is_not(None),
            fee.input.is_not(None),
            fee.state,
        )
        .join(fee, sa.and_(fee.claim_id == Claim.id, fee.kind == PartKind.FEE))
        .where(Claim.mission_id.in_(presided), fee.provider == Provider.PRESIDENT, sa.not_(is_cancelled()))
        .order_by(Claim.start_wall_time, Claim.mission_number, Claim.mission_id)
    )


# Built once: composing them takes longer than running them.
_MEMBERS: Final = _select_members()
_CLAIMS: Final = (
    sa.select(Claim)
    .where(Claim.mission_id == _MISSION, sa.not_(is_cancelled()))
    .options(joinedload(Claim.parts, innerjoin=True))
    .order_by(Claim.id)
    .execution_options(populate_existing=True)
)
