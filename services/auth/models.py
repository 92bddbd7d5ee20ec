"""Tables of auth: people, their accounts and rights, sessions, and what the limits of tries remember."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from kit.audit import SECRET, UNAUDITED, Audited
from kit.database import Id, Instant, Model, NewId, new_metadata, text_enum


class Origin(StrEnum):
    """Where the record of a person comes from (feeds.md §2)."""

    EPP = "EPP"
    AGAPE = "AGAPE"
    AGORA = "AGORA"
    EXTERNE = "EXTERNE"

    @property
    def label(self) -> str:
        """The words shown."""
        return "Intervenant extérieur" if self is Origin.EXTERNE else self.value


class Role(StrEnum):
    """A right of a person (product.md §1). Operators work on the deployment and are no person here."""

    EXAMINER = "EXAMINER"
    MANAGER = "MANAGER"
    JURY_PRESIDENT = "JURY_PRESIDENT"
    CENTRE_HEAD = "CENTRE_HEAD"
    ADMINISTRATOR = "ADMINISTRATOR"


class EndReason(StrEnum):
    """Why a session ended before its time."""

    LOGOUT = "LOGOUT"
    # The oldest one gives way to a sixth.
    CROWDED_OUT = "CROWDED_OUT"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"  # noqa: S105
    # A temporary password, or a reset link, replaced what opened it.
    PASSWORD_RESET = "PASSWORD_RESET"  # noqa: S105


class LinkPurpose(StrEnum):
    """What a link sent by mail is good for."""

    CONFIRM_EMAIL = "CONFIRM_EMAIL"
    RESET_PASSWORD = "RESET_PASSWORD"  # noqa: S105


class MailState(StrEnum):
    """Where a mail stands."""

    WAITING = "WAITING"
    SENT = "SENT"
    GIVEN_UP = "GIVEN_UP"


# What searches look in and what an order follows, exactly as the indexes have it, or they would read the whole table.
# Every word searched has a space before it, by which short words are found.
SEARCHED = "(' ' || search_text || ' ' || coalesce(given_email, email_pro, email_perso, 'aucune'))"
SHOWN_EMAIL = "(coalesce(given_email, email_pro, email_perso, '') COLLATE \"C\")"


class Base(Model, DeclarativeBase):
    """Root of the tables of auth."""

    metadata = new_metadata()


class Person(Base, Audited):
    """A person as the academy's register knows them. INSEE number and bank details are sealed (kit.sealing)."""

    __tablename__ = "people"
    audit_aggregate = "person"

    id: Mapped[NewId]
    # Printed on convocations and typed to log in; kept in the form of `rules.identity.canonical`.
    identifier: Mapped[str] = mapped_column(unique=True)
    # Key across academies; not the INSEE number.
    national_id: Mapped[str] = mapped_column(unique=True)
    civility: Mapped[str]
    last_name: Mapped[str]
    first_name: Mapped[str]
    birth_date: Mapped[date] = mapped_column(info=SECRET)
    origin: Mapped[Origin] = mapped_column(text_enum(Origin))
    corps: Mapped[str]
    discipline_code: Mapped[str | None]
    discipline_label: Mapped[str | None]
    post_codes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    teaches_levels: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    is_dcs_teacher: Mapped[bool]
    # Addresses of the register, which the academy vouches for.
    email_pro: Mapped[str | None]
    email_perso: Mapped[str | None]
    # What the person gave and confirmed, or staff recorded. No import touches it.
    given_email: Mapped[str | None]
    phone: Mapped[str | None]
    mobile: Mapped[str | None]
    address_lines: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    address_postcode: Mapped[str]
    address_commune_code: Mapped[str]
    address_country: Mapped[str]
    establishment_uai: Mapped[str | None]
    establishment_name: Mapped[str | None]
    establishment_commune_code: Mapped[str | None]
    has_active_payroll_file: Mapped[bool]
    # 0 and empty when unknown.
    vehicle_power_cv: Mapped[int] = mapped_column(default=0)
    vehicle_kind: Mapped[str] = mapped_column(default="")
    # Sealed with AES-256-GCM; the index, an HMAC, finds equal values without opening them.
    insee_number_sealed: Mapped[bytes | None] = mapped_column(info=SECRET, deferred=True)
    insee_number_index: Mapped[bytes | None] = mapped_column(info=UNAUDITED)
    iban_sealed: Mapped[bytes | None] = mapped_column(info=SECRET, deferred=True)
    iban_index: Mapped[bytes | None] = mapped_column(info=UNAUDITED)
    bic_sealed: Mapped[bytes | None] = mapped_column(info=SECRET, deferred=True)
    # Folded labels that searches look in, and the folded names that lists follow: see `rules.identity`.
    search_text: Mapped[str] = mapped_column(info=UNAUDITED)
    sort_name: Mapped[str] = mapped_column(sa.Text(collation="C"), info=UNAUDITED)
    establishment_sort: Mapped[str] = mapped_column(sa.Text(collation="C"), info=UNAUDITED)
    # HMAC of the content: an import sees at once that a line says nothing new.
    content_hash: Mapped[bytes] = mapped_column(info=UNAUDITED)
    # Grows with each change: facts reach expenses by two ways, and the newest count whichever comes first.
    revision: Mapped[int] = mapped_column(sa.BigInteger, default=1, info=UNAUDITED)

    habilitations: Mapped[list["Habilitation"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Habilitation.role"
    )
    account: Mapped["Account | None"] = relationship(lazy="raise", back_populates="person")

    __table_args__ = (
        # One index per order of the list: each of its pages reads the rows it shows and no more.
        sa.Index("ix_people_sort_name_identifier", "sort_name", "identifier"),
        sa.Index("ix_people_origin", "origin", "sort_name", "identifier"),
        sa.Index("ix_people_establishment_sort", "establishment_sort", "sort_name", "identifier"),
        sa.Index("ix_people_shown_email", sa.text(SHOWN_EMAIL), "sort_name", "identifier"),
        sa.Index("ix_people_iban_index", "iban_index"),
        sa.Index(
            "ix_people_searched",
            sa.text(f"{SEARCHED} gin_trgm_ops"),
            postgresql_using="gin",
        ),
    )

    @property
    def has_insee_number(self) -> bool:
        return self.insee_number_index is not None

    @property
    def has_bank_details(self) -> bool:
        return self.iban_index is not None

    @property
    def mail_address(self) -> str | None:
        """Where mail for the person goes: what they gave last, else what the register knows."""
        return self.given_email or self.email_pro or self.email_perso


class Habilitation(Base, Audited):
    """A right of a person. Everybody who logs in acts as an examiner; the row EXAMINER opens that menu."""

    __tablename__ = "habilitations"
    audit_aggregate = "person"

    person_id: Mapped[Id] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(text_enum(Role), primary_key=True)

    @property
    def audit_aggregate_id(self) -> str:
        return self.person_id


class Account(Base, Audited):
    """Secrets of a person: either a password of their own, or a temporary one. No row: neither yet."""

    __tablename__ = "accounts"
    audit_aggregate = "person"

    person_id: Mapped[Id] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    # Argon2id.
    password_hash: Mapped[str | None] = mapped_column(info=SECRET)
    # HMAC, see docs/decisions on temporary passwords.
    temporary_digest: Mapped[bytes | None] = mapped_column(info=SECRET)
    # Until the first login, so that each letter prints the same one.
    temporary_sealed: Mapped[bytes | None] = mapped_column(info=SECRET)
    temporary_expire_time: Mapped[datetime | None]
    last_login_time: Mapped[datetime | None] = mapped_column(info=UNAUDITED)

    person: Mapped[Person] = relationship(lazy="raise", back_populates="account")

    __table_args__ = (sa.CheckConstraint("password_hash IS NULL OR temporary_digest IS NULL", name="one_secret"),)

    @property
    def audit_aggregate_id(self) -> str:
        return self.person_id


class BrowserSession(Base):
    """A session of a browser. Only the SHA-256 of its secret is known here."""

    __tablename__ = "sessions"

    id: Mapped[NewId]
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    person_id: Mapped[Id] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    create_time: Mapped[Instant]
    activity_time: Mapped[Instant]
    previous_login_time: Mapped[datetime | None]
    end_time: Mapped[datetime | None]
    end_reason: Mapped[EndReason | None] = mapped_column(text_enum(EndReason))

    __table_args__ = (
        sa.Index("ix_sessions_person_id", "person_id"),
        # Room on each page for the new time of activity, so that no index is touched.
        {"postgresql_with": {"fillfactor": 70}},
    )


class Device(Base):
    """A browser that a person has logged in from: its tries are counted apart from those of strangers."""

    __tablename__ = "devices"

    person_id: Mapped[Id] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(primary_key=True)
    use_time: Mapped[Instant]


class Throttle(Base):
    """Tries counted under one key: an HMAC of what they aim at, so that mistyped secrets are not kept here."""

    __tablename__ = "throttles"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    count: Mapped[int]
    # Tries allowed in the window, and how many of them wait for nothing.
    budget: Mapped[int]
    free_count: Mapped[int]
    window_end_time: Mapped[Instant]
    # No try is looked at before.
    next_time: Mapped[Instant]


class Link(Base):
    """A link sent by mail, good once."""

    __tablename__ = "links"

    id: Mapped[NewId]
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    purpose: Mapped[LinkPurpose] = mapped_column(text_enum(LinkPurpose))
    person_id: Mapped[Id] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    # Where it was sent.
    address: Mapped[str]
    expire_time: Mapped[Instant]
    use_time: Mapped[datetime | None]

    __table_args__ = (sa.Index("ix_links_person_id", "person_id"),)


class ResetRequest(Base):
    """Somebody forgot a password: looked at afterwards, so that the answer takes the same time for any identifier."""

    __tablename__ = "reset_requests"

    id: Mapped[NewId]
    identifier: Mapped[str]
    create_time: Mapped[Instant] = mapped_column(server_default=sa.func.now())


class Mail(Base):
    """A mail to send, or sent. Secrets of links are made when it leaves, never kept here."""

    __tablename__ = "mails"

    id: Mapped[NewId]
    person_id: Mapped[Id] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    address: Mapped[str]
    template: Mapped[str]
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    link_purpose: Mapped[LinkPurpose | None] = mapped_column(text_enum(LinkPurpose))
    state: Mapped[MailState] = mapped_column(text_enum(MailState), default=MailState.WAITING)
    attempt_count: Mapped[int] = mapped_column(default=0)
    create_time: Mapped[Instant] = mapped_column(server_default=sa.func.now())
    next_time: Mapped[Instant] = mapped_column(server_default=sa.func.now())
    sent_time: Mapped[datetime | None]
    # Why the last attempt failed.
    error: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        sa.Index("ix_mails_waiting", "next_time", postgresql_where=sa.text("state = 'WAITING'")),
        sa.Index("ix_mails_person_id", "person_id"),
    )


class Opening(Base, Audited):
    """What the academy decided about an activity; without a row it is open or not as `rules.menu` says."""

    __tablename__ = "openings"
    audit_aggregate = "opening"

    activity_key: Mapped[str] = mapped_column(primary_key=True)
    is_open: Mapped[bool]
    # Open from the first instant until the second, on the business clock; absent: no bound.
    start_time: Mapped[datetime | None]
    end_time: Mapped[datetime | None]

    @property
    def audit_aggregate_id(self) -> str:
        return self.activity_key
