"""Objects of the store that no document names. Their times are real ones: the business has nothing to do with them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.documents.models import LooseObject


def take(session: Session, object_key: str) -> bool:
    """A document takes the object; False when it waited so long that the sweeper removed it."""
    taken = sa.delete(LooseObject).filter_by(object_key=object_key).returning(LooseObject.object_key)
    return session.scalar(taken) is not None


def hasten(session: Session, object_key: str, remove_time: datetime) -> None:
    """Have an object removed earlier, when it is still loose: a document may have taken it after all."""
    session.execute(sa.update(LooseObject).filter_by(object_key=object_key).values(remove_time=remove_time))


def next_due(session: Session) -> LooseObject | None:
    """The one that has waited longest to be removed and that no other process holds."""
    query = sa.select(LooseObject).where(LooseObject.remove_time <= sa.func.now()).order_by(LooseObject.remove_time)
    return session.scalars(query.limit(1).with_for_update(skip_locked=True)).one_or_none()
