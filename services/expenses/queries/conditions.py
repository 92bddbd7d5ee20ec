"""Conditions of use and who accepted which version."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.expenses.models import Acceptance, Conditions
from services.expenses.templates.conditions import FIRST_VERSION


def in_force() -> sa.ScalarSelect[int]:
    """The version of the conditions in force."""
    return sa.select(sa.func.coalesce(sa.func.max(Conditions.version), FIRST_VERSION)).scalar_subquery()


def acceptance(session: Session, person_id: str, version: int) -> Acceptance | None:
    """When a person accepted a version."""
    return session.get(Acceptance, (person_id, version))


def keep(session: Session, version: int, text: str, now: datetime) -> None:
    """Keep the text that is about to be accepted; it is there already unless it came with the service."""
    session.execute(insert(Conditions).values(version=version, text=text, create_time=now).on_conflict_do_nothing())
