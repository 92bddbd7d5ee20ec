"""What changes rarely and is needed all the time, kept in memory: rates, adjacency, parameters, conditions."""

import threading
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.expenses.models import Adjacency, Conditions, Parameters, Rate
from services.expenses.rules import places, rates


@dataclass(frozen=True)
class References:
    """One state of them."""

    rates: rates.Rates
    adjacency: places.Adjacency
    parameters: Parameters
    conditions: Conditions


class ReferenceCache:
    """The last state read, good while its revision is that of the database (models.ReferenceRevision)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._revision = -1
        self._references: References | None = None

    def at(self, session: Session, revision: int) -> References:
        """The references, read again when the revision read with the claim is another."""
        with self._lock:
            if self._references is not None and self._revision == revision:
                return self._references
        # Outside the lock: threads that meet a new revision together read it twice at worst. What is read may be newer
        # than the revision, which the next call then notices.
        fresh = _read(session)
        with self._lock:
            self._revision, self._references = revision, fresh
        return fresh


def install(session: Session, parameters: dict[str, object], conditions: str, now: datetime) -> None:
    """Give a new academy its first parameters and conditions; an academy that has its own keeps them."""
    session.execute(insert(Parameters).values(id=1, **parameters).on_conflict_do_nothing())
    first = insert(Conditions).values(version=1, text=conditions, create_time=now)
    session.execute(first.on_conflict_do_nothing())


def _read(session: Session) -> References:
    return References(
        rates=rates.Rates(_rate(row) for row in session.scalars(sa.select(Rate))),
        adjacency=places.Adjacency(
            (centre, residence)
            for centre, residence in session.execute(sa.select(Adjacency.centre_code, Adjacency.residence_code))
        ),
        parameters=session.scalars(sa.select(Parameters)).one(),
        conditions=session.scalars(sa.select(Conditions).order_by(Conditions.version.desc()).limit(1)).one(),
    )


def _rate(row: Rate) -> rates.Rate:
    return rates.Rate(
        kind=row.kind,
        key=row.key,
        value=row.value.normalize(),
        unit=row.unit,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        is_to_confirm=row.is_to_confirm,
    )
