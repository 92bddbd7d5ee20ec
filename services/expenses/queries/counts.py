"""How many claims stand where."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.expenses.models import Claim
from services.expenses.queries.status import STATUSES, Fee, with_halves
from services.expenses.rules.lists import Count

_COLUMNS: Final = (*STATUSES, Claim.nature, Fee.provider)
_COUNTS: Final = with_halves(sa.select(*_COLUMNS, sa.func.count())).group_by(*_COLUMNS)


def counts(session: Session, now: datetime) -> list[Count]:
    """Every claim, in one statement, with the statuses that lists show at an instant."""
    return [Count(*row) for row in session.execute(_COUNTS, {"now": now})]
