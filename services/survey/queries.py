"""Statements of survey."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.survey.models import Questionnaire


def open_questionnaire(session: Session, now: datetime) -> Questionnaire | None:
    """The questionnaire open at an instant, the last opened if several are."""
    return session.scalars(
        select(Questionnaire)
        .where(Questionnaire.open_time <= now, Questionnaire.close_time > now)
        .order_by(Questionnaire.open_time.desc())
        .options(selectinload(Questionnaire.steps))
        .limit(1)
    ).one_or_none()
