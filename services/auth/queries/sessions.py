"""Statements about sessions of browsers. The database is the one clock of all processes here."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, load_only

from services.auth.models import (
    Account,
    BrowserSession,
    Device,
    EndReason,
    Habilitation,
    LinkPurpose,
    Mail,
    Opening,
    Person,
)
from services.auth.rules import sessions as rules

_SECRET = sa.bindparam("secret", type_=sa.LargeBinary)
_NOW = sa.func.now()


def _is_live() -> sa.ColumnElement[bool]:
    """Neither ended, nor idle for too long, nor too old."""
    return sa.and_(
        BrowserSession.end_time.is_(None),
        BrowserSession.activity_time > _NOW - rules.LONGEST_IDLE,
        BrowserSession.create_time > _NOW - rules.LONGEST_LIFE,
    )


def _awaits_confirmation(person_id: sa.ColumnElement[str] | str) -> sa.Exists:
    """Whether the person gave an address and may still follow the link sent there."""
    return sa.exists().where(
        Mail.person_id == person_id,
        Mail.link_purpose == LinkPurpose.CONFIRM_EMAIL,
        Mail.create_time > _NOW - rules.CONFIRMATION_LIFE,
    )


def _resolved(live: sa.CTE) -> sa.Select[Any]:
    """Everything that a page needs to know about a live session."""
    roles = sa.select(sa.func.array_agg(sa.cast(Habilitation.role, sa.Text)).label("roles")).where(
        Habilitation.person_id == live.c.person_id
    )
    opening = sa.func.json_build_object(
        "activity_key",
        Opening.activity_key,
        "is_open",
        Opening.is_open,
        "start_time",
        Opening.start_time,
        "end_time",
        Opening.end_time,
    )
    return (
        sa.select(
            live.c.id,
            live.c.activity_time,
            live.c.create_time,
            live.c.previous_login_time,
            Person,
            Account.password_hash.is_(None).label("must_change_password"),
            roles.scalar_subquery().label("roles"),
            sa.select(sa.func.json_agg(opening)).scalar_subquery().label("openings"),
            _awaits_confirmation(live.c.person_id).label("awaits_confirmation"),
        )
        .join(Person, Person.id == live.c.person_id)
        .join(Account, Account.person_id == live.c.person_id)
        .options(
            load_only(
                Person.identifier,
                Person.civility,
                Person.last_name,
                Person.first_name,
                Person.given_email,
                Person.email_pro,
                Person.email_perso,
                raiseload=True,
            )
        )
    )


_FIELDS = (
    BrowserSession.id,
    BrowserSession.person_id,
    BrowserSession.activity_time,
    BrowserSession.create_time,
    BrowserSession.previous_login_time,
)
_WATCH = _resolved(
    sa.select(*_FIELDS).where(BrowserSession.secret_hash == _SECRET, _is_live()).cte("live"),
)
_ACT = _resolved(
    sa.update(BrowserSession)
    .where(BrowserSession.secret_hash == _SECRET, _is_live())
    .values(activity_time=_NOW)
    .returning(*_FIELDS)
    .cte("live")
)


def resolve(session: Session, secret_hash: bytes, *, is_activity: bool) -> sa.Row[Any] | None:
    """The live session of a secret with its person, rights and openings, in one statement; an activity renews it."""
    return session.execute(_ACT if is_activity else _WATCH, {"secret": secret_hash}).one_or_none()


def awaits_confirmation(session: Session, person_id: str) -> bool:
    """Whether the person gave an address and may still follow the link sent there."""
    return bool(session.scalar(sa.select(_awaits_confirmation(person_id))))


def find(session: Session, secret_hash: bytes) -> BrowserSession | None:
    """The session of a secret, live or not."""
    return session.scalars(sa.select(BrowserSession).filter_by(secret_hash=secret_hash)).one_or_none()


def live_for_update(session: Session, secret_hash: bytes, person_id: str) -> BrowserSession | None:
    """The live session of a person's secret, held until the end of the transaction."""
    query = sa.select(BrowserSession).where(
        BrowserSession.secret_hash == secret_hash, BrowserSession.person_id == person_id, _is_live()
    )
    return session.scalars(query.with_for_update()).one_or_none()


def open_session(session: Session, person_id: str, secret_hash: bytes, previous_login_time: Any) -> None:
    """A new session; the oldest live ones give way. The caller holds the account, so that two cannot count at once."""
    kept = (
        sa.select(BrowserSession.id)
        .where(BrowserSession.person_id == person_id, _is_live())
        .order_by(BrowserSession.create_time.desc(), BrowserSession.id.desc())
        .limit(rules.MOST_SESSIONS - 1)
    )
    end(session, person_id, EndReason.CROWDED_OUT, BrowserSession.id.not_in(kept))
    session.add(
        BrowserSession(
            person_id=person_id,
            secret_hash=secret_hash,
            create_time=_NOW,
            activity_time=_NOW,
            previous_login_time=previous_login_time,
        )
    )


def end(session: Session, person_id: str, reason: EndReason, *which: sa.ColumnElement[bool]) -> None:
    """End the live sessions of a person, or some of them."""
    statement = sa.update(BrowserSession).where(BrowserSession.person_id == person_id, _is_live(), *which)
    session.execute(
        statement.values(end_time=_NOW, end_reason=reason), execution_options={"synchronize_session": False}
    )


def is_other(session_id: str) -> sa.ColumnElement[bool]:
    """Which sessions to end: all but one."""
    return BrowserSession.id != session_id


def log_out(session: Session, secret_hash: bytes) -> None:
    """End the session of a secret, if there is one."""
    statement = sa.update(BrowserSession).where(BrowserSession.secret_hash == secret_hash, _is_live())
    session.execute(
        statement.values(end_time=_NOW, end_reason=EndReason.LOGOUT), execution_options={"synchronize_session": False}
    )


def remember_device(session: Session, person_id: str, secret_hash: bytes) -> None:
    """From now on the tries of this browser are counted apart."""
    row = insert(Device).values(person_id=person_id, secret_hash=secret_hash, use_time=_NOW)
    session.execute(
        row.on_conflict_do_update(index_elements=[Device.person_id, Device.secret_hash], set_={"use_time": _NOW})
    )


def forget_devices(session: Session, person_id: str) -> None:
    """Every browser is a stranger again: whoever knew the password replaced just now may sit at one of them."""
    session.execute(sa.delete(Device).where(Device.person_id == person_id))


def forget(session: Session, age: timedelta) -> None:
    """Delete sessions that ended, and browsers not seen, for so long."""
    old = {"synchronize_session": False}
    session.execute(sa.delete(BrowserSession).where(BrowserSession.activity_time < _NOW - age), execution_options=old)
    session.execute(sa.delete(Device).where(Device.use_time < _NOW - age), execution_options=old)
