"""Statements that count tries. One statement takes a try of every limit, so parallel guesses cannot exceed one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.auth.models import Throttle
from services.auth.rules.throttling import FIRST_DELAY, LONGEST_DELAY, Limit

_NOW = sa.func.now()
_AT_ONCE = datetime.fromtimestamp(0, UTC)


def take(session: Session, limits: Mapping[bytes, Limit]) -> datetime | None:
    """Count one try under each key; when one of them has no try left, the instant to wait for.

    The caller then undoes the transaction: a refused try counts nowhere.
    """
    rows = [
        {
            "key": key,
            "count": 1,
            "budget": limit.budget,
            "free_count": limit.free_count,
            "window_end_time": _NOW + limit.window,
            "next_time": _AT_ONCE,
        }
        # One order for everybody, so that two logins never wait for each other.
        for key, limit in sorted(limits.items())
    ]
    new = insert(Throttle).values(rows)
    is_over = Throttle.window_end_time <= _NOW
    count = sa.case((is_over, 1), else_=Throttle.count + 1)
    window_end = sa.case((is_over, new.excluded.window_end_time), else_=Throttle.window_end_time)
    seconds = FIRST_DELAY.total_seconds() * sa.func.power(2, count - new.excluded.free_count)
    delay = sa.func.make_interval(0, 0, 0, 0, 0, 0, sa.func.least(seconds, LONGEST_DELAY.total_seconds()))
    statement = new.on_conflict_do_update(
        index_elements=[Throttle.key],
        set_={
            "count": count,
            "budget": new.excluded.budget,
            "free_count": new.excluded.free_count,
            "window_end_time": window_end,
            "next_time": sa.case(
                (count >= new.excluded.budget, window_end),
                (count >= new.excluded.free_count, _NOW + delay),
                else_=_AT_ONCE,
            ),
        },
        where=sa.or_(is_over, Throttle.next_time <= _NOW),
    ).returning(Throttle.key)
    taken = set(session.scalars(statement))
    refused = [key for key in limits if key not in taken]
    if not refused:
        return None
    return session.scalar(sa.select(sa.func.max(Throttle.next_time)).where(Throttle.key.in_(refused)))


def give_back(session: Session, keys: Sequence[bytes]) -> None:
    """A try that was right gives itself back, and not those of others."""
    in_order = sa.select(Throttle.key).where(Throttle.key.in_(keys)).order_by(Throttle.key).with_for_update()
    statement = sa.update(Throttle).where(Throttle.key.in_(in_order))
    session.execute(
        statement.values(count=sa.func.greatest(Throttle.count - 1, 0), next_time=_AT_ONCE),
        execution_options={"synchronize_session": False},
    )


def clear(session: Session, key: bytes) -> None:
    """Whoever was right starts anew."""
    session.execute(sa.delete(Throttle).where(Throttle.key == key))


def forget(session: Session, age: timedelta) -> None:
    """Delete what is over for so long."""
    session.execute(sa.delete(Throttle).where(Throttle.window_end_time < _NOW - age))
