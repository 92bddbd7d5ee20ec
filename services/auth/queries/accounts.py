"""Statements about accounts: what a login compares, who holds a link, what letters print."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from kit.database import IdType
from services.auth.models import Account, Device, Link, LinkPurpose, Person

_NOW = sa.func.now()

_IS_TEMPORARY_LIVE = sa.func.coalesce(Account.temporary_expire_time > _NOW, sa.false())


def for_login(session: Session, identifier: str, device_hash: bytes) -> sa.Row[Any] | None:
    """What a login compares: one statement, whatever it finds."""
    is_known_device = sa.exists().where(Device.person_id == Person.id, Device.secret_hash == device_hash)
    query = (
        sa.select(
            Person.id,
            Account.password_hash,
            sa.case((_IS_TEMPORARY_LIVE, Account.temporary_digest)).label("temporary_digest"),
            is_known_device.label("is_known_device"),
        )
        .outerjoin(Account, Account.person_id == Person.id)
        .where(Person.identifier == identifier)
    )
    return session.execute(query).one_or_none()


def person(session: Session, person_id: str) -> Person:
    """A person that exists, alone."""
    return session.get_one(Person, person_id)


def person_with_account(session: Session, person_id: str) -> Person | None:
    """A person with rights and account."""
    return session.scalars(people().where(Person.id == person_id)).one_or_none()


def person_with_secrets(session: Session, person_id: str) -> Person | None:
    """The same with what is sealed, which no other statement loads."""
    secrets = (Person.insee_number_sealed, Person.iban_sealed, Person.bic_sealed)
    query = people().options(*map(sa.orm.undefer, secrets)).where(Person.id == person_id)
    return session.scalars(query).one_or_none()


def people() -> sa.Select[tuple[Person]]:
    """People with their rights and account, in two statements."""
    return (
        sa.select(Person)
        .outerjoin(Person.account)
        .options(sa.orm.contains_eager(Person.account), sa.orm.selectinload(Person.habilitations))
    )


def account_for_update(session: Session, person_id: str) -> Account:
    """The account of a person, made when there is none, held until the end of the transaction."""
    session.execute(insert(Account).values(person_id=person_id).on_conflict_do_nothing())
    query = sa.select(Account).filter_by(person_id=person_id).with_for_update()
    return session.scalars(query, execution_options={"populate_existing": True}).one()


def accounts_for_update(session: Session, person_ids: Collection[str]) -> Sequence[Account]:
    """The accounts of people that exist, made when there are none; in one order, so that no two runs wait in a ring."""
    wanted = sa.any_(sa.literal(list(person_ids), ARRAY(IdType)))
    known = sa.select(Person.id).where(Person.id == wanted).order_by(Person.id)
    session.execute(insert(Account).from_select(["person_id"], known).on_conflict_do_nothing())
    query = sa.select(Account).where(Account.person_id == wanted).order_by(Account.person_id)
    return session.scalars(query.with_for_update()).all()


def link(session: Session, secret_hash: bytes, purpose: LinkPurpose) -> Link | None:
    """A link that is still good."""
    query = sa.select(Link).filter_by(secret_hash=secret_hash, purpose=purpose)
    return session.scalars(query.where(Link.use_time.is_(None), Link.expire_time > _NOW)).one_or_none()


def use_link(session: Session, secret_hash: bytes, purpose: LinkPurpose) -> Link | None:
    """The link of a secret, used up by this very statement; None when somebody was faster, or it is too late."""
    statement = (
        sa.update(Link)
        .where(Link.secret_hash == secret_hash, Link.purpose == purpose)
        .where(Link.use_time.is_(None), Link.expire_time > _NOW)
        .values(use_time=_NOW)
        .returning(Link)
    )
    return session.scalars(statement).one_or_none()


def revoke_links(session: Session, person_id: str, purpose: LinkPurpose) -> None:
    """No link of this purpose sent to the person before is good any more."""
    session.execute(
        sa.update(Link).where(Link.person_id == person_id, Link.purpose == purpose).values(expire_time=_NOW),
        execution_options={"synchronize_session": False},
    )


def forget_links(session: Session, age: timedelta) -> None:
    """Delete links that expired so long ago."""
    session.execute(sa.delete(Link).where(Link.expire_time < _NOW - age))
