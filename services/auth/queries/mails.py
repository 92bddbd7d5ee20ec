"""Statements about mail that waits to be sent."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.auth.models import LinkPurpose, Mail, MailState, Person, ResetRequest
from services.auth.rules.mails import TEMPLATES

_NOW = sa.func.now()


def add(
    session: Session,
    person: Person,
    template: str,
    *,
    address: str | None = None,
    parameters: dict[str, str] | None = None,
) -> bool:
    """Queue a mail to a person, at an address or where their mail goes; False when no address is known."""
    address = address or person.mail_address
    if address is None:
        return False
    purpose = TEMPLATES[template].link_purpose
    session.add(
        Mail(
            person_id=person.id,
            address=address,
            template=template,
            parameters=parameters or {},
            link_purpose=purpose,
            state=MailState.WAITING,
        )
    )
    return True


def next_due(session: Session) -> Mail | None:
    """The mail that has waited longest and that no other process holds."""
    query = sa.select(Mail).where(Mail.state == MailState.WAITING, Mail.next_time <= _NOW).order_by(Mail.next_time)
    return session.scalars(query.limit(1).with_for_update(skip_locked=True)).one_or_none()


def take_reset_requests(session: Session) -> Sequence[tuple[ResetRequest, Person | None]]:
    """People who forgot their password, each with the person if there is one; taken by this transaction."""
    query = sa.select(ResetRequest, Person).outerjoin(Person, Person.identifier == ResetRequest.identifier)
    rows = session.execute(query.limit(50).with_for_update(of=ResetRequest, skip_locked=True)).all()
    session.execute(sa.delete(ResetRequest).where(ResetRequest.id.in_([request.id for request, _ in rows])))
    return [(request, person) for request, person in rows]


def give_up(session: Session, person_id: str, purpose: LinkPurpose) -> None:
    """Mails of this purpose that did not leave yet: what they would say is no longer true."""
    statement = sa.update(Mail).where(
        Mail.person_id == person_id, Mail.link_purpose == purpose, Mail.state == MailState.WAITING
    )
    session.execute(statement.values(state=MailState.GIVEN_UP), execution_options={"synchronize_session": False})


def forget(session: Session, age: timedelta) -> None:
    """Delete mails sent, or given up, so long ago."""
    session.execute(sa.delete(Mail).where(Mail.create_time < _NOW - age, Mail.state != MailState.WAITING))
