"""Statements of portal."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.portal.models import Application


def applications(session: Session) -> Mapping[str, Application]:
    """The partner applications by code."""
    return {application.code: application for application in session.scalars(select(Application))}
