"""Tables of missions: reference data, missions, convocations and what SANTORIN returns."""

from datetime import date, time
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from kit.audit import UNAUDITED, Audited
from kit.database import Id, Instant, Model, NewId, new_metadata, text_enum


class Nature(StrEnum):
    """What is done at the mission (feeds.md §3)."""

    COPIES = "COPIES"
    ORAL = "ORAL"
    ORAL_EC = "ORAL_EC"
    VAE = "VAE"
    PRATIQUE = "PRATIQUE"
    SPORT = "SPORT"
    EPS_PONCTUELLE = "EPS_PONCTUELLE"
    ENTRETIEN_RSC = "ENTRETIEN_RSC"
    LECTURE_MEMOIRE = "LECTURE_MEMOIRE"
    ECRIT_CC = "ECRIT_CC"
    ORAL_CC = "ORAL_CC"
    LECTURE_DOSSIER = "LECTURE_DOSSIER"
    HARMONISATION = "HARMONISATION"
    CCONF = "CCONF"
    COMPO = "COMPO"
    NUMERISATION = "NUMERISATION"
    DELIBERATION = "DELIBERATION"
    COMMISSION_EPS = "COMMISSION_EPS"
    NOTATION_EPS_CCF = "NOTATION_EPS_CCF"
    AIDE_DEROULEMENT = "AIDE_DEROULEMENT"
    SURVEILLANCE = "SURVEILLANCE"
    TRAVAUX_ADMINISTRATIFS = "TRAVAUX_ADMINISTRATIFS"


class FeeSource(StrEnum):
    """Who provides the quantity of the fee."""

    EXAMINER = "EXAMINER"
    SANTORIN = "SANTORIN"
    MANAGER = "MANAGER"
    HANDLED = "HANDLED"
    NONE = "NONE"


class Evaluation(StrEnum):
    """How the paper is assessed."""

    PONCTUEL = "PONCTUEL"
    ECA = "ECA"


class PortalTarget(StrEnum):
    """The partner application that a mission opens."""

    SANTORIN = "SANTORIN"
    CYCLADES = "CYCLADES"


class MarkingState(StrEnum):
    """What SANTORIN says of the marking."""

    A_CORRIGER = "A_CORRIGER"
    A_NUMERISER = "A_NUMERISER"
    SERVICE_FAIT = "SERVICE_FAIT"


class Base(Model, DeclarativeBase):
    """Root of the tables of missions."""

    metadata = new_metadata()


class Academy(Base):
    """An academy, ours or another one. Reference data, the same for all."""

    __tablename__ = "academies"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    # Authority printed on the convocations.
    header: Mapped[str]
    time_zone: Mapped[str]
    contact_name: Mapped[str]
    contact_email: Mapped[str]
    contact_phone: Mapped[str]


class Commune(Base):
    """A commune of the official list; arrondissements of Paris, Lyon and Marseille name their commune."""

    __tablename__ = "communes"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    postcodes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    department: Mapped[str]
    # Municipal population, inhabitants.
    population: Mapped[int]
    parent_code: Mapped[str | None]
    # The day of the list that this row comes from.
    valid_from: Mapped[date]
    # The folded name: searches look at its beginning.
    search_name: Mapped[str]

    __table_args__ = (
        sa.Index("ix_communes_search_name", "search_name", postgresql_ops={"search_name": "text_pattern_ops"}),
        sa.Index("ix_communes_postcodes", "postcodes", postgresql_using="gin"),
    )


class Mission(Base, Audited):
    """A mission: what, where and when, as CYCLADES gives it or an academy writes it."""

    __tablename__ = "missions"
    audit_aggregate = "mission"

    id: Mapped[NewId]
    number: Mapped[str] = mapped_column(unique=True)
    session: Mapped[str]
    exam_code: Mapped[str]
    exam_label: Mapped[str]
    speciality: Mapped[str | None]
    paper_code: Mapped[str | None]
    paper_label: Mapped[str | None]
    paper_option: Mapped[str | None]
    # Minutes.
    paper_duration: Mapped[int | None]
    is_paper_optional: Mapped[bool] = mapped_column(default=False)
    nature: Mapped[Nature] = mapped_column(text_enum(Nature))
    label: Mapped[str]
    evaluation: Mapped[Evaluation] = mapped_column(text_enum(Evaluation))
    wave: Mapped[str | None]
    centre_uai: Mapped[str]
    centre_name: Mapped[str]
    centre_lines: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    centre_postcode: Mapped[str]
    centre_commune: Mapped[str] = mapped_column(sa.ForeignKey("communes.code"))
    # Wall times of the place, in its zone.
    start_date: Mapped[date]
    start_time: Mapped[time]
    end_date: Mapped[date]
    end_time: Mapped[time]
    time_zone: Mapped[str]
    jury: Mapped[str | None]
    text: Mapped[str | None]
    # Authority as printed on the convocation.
    header: Mapped[str]
    fee_source: Mapped[FeeSource] = mapped_column(text_enum(FeeSource))
    opens_travel: Mapped[bool]
    is_departure_fixed: Mapped[bool]
    portal_target: Mapped[PortalTarget | None] = mapped_column(text_enum(PortalTarget))
    present_candidates: Mapped[int | None]
    expected_copies: Mapped[int | None]
    # Set for this mission of VAE; the academy's own holds when it is absent.
    vae_coefficient: Mapped[Decimal | None] = mapped_column(sa.Numeric(4, 2))
    # SHA-256 of the content: an import sees at once that a line says nothing new.
    content_hash: Mapped[bytes] = mapped_column(info=UNAUDITED)

    centre: Mapped[Commune] = relationship(lazy="raise")

    __table_args__ = (sa.Index("ix_missions_session_exam_code", "session", "exam_code"),)


class Convocation(Base, Audited):
    """A person convened to a mission. Official, it opens visibility and generates the claim."""

    __tablename__ = "convocations"
    audit_aggregate = "convocation"

    id: Mapped[NewId]
    mission_id: Mapped[Id] = mapped_column(sa.ForeignKey("missions.id"))
    # Key of auth, and the identifier as the letter prints it.
    person_id: Mapped[Id]
    identifier: Mapped[str]
    capacity: Mapped[str | None]
    jury_capacity: Mapped[str | None]
    issued_date: Mapped[date]
    is_official: Mapped[bool]
    is_cancelled: Mapped[bool]
    # SHA-256 of what the feed said last: what the academy did since (the official run) survives the same line.
    content_hash: Mapped[bytes] = mapped_column(info=UNAUDITED)
    # Grows with each change of the convocation or of its mission; expenses keeps the newest.
    revision: Mapped[int] = mapped_column(sa.BigInteger, default=1, info=UNAUDITED)

    mission: Mapped[Mission] = relationship(lazy="raise")

    __table_args__ = (
        sa.UniqueConstraint("mission_id", "identifier"),
        sa.Index("ix_convocations_person_id", "person_id"),
        # An official run takes drafts batch by batch: each finds the next ones without looking at all that were ever.
        sa.Index("ix_convocations_drafts", "id", postgresql_where=sa.text("NOT is_official AND NOT is_cancelled")),
    )


class Return(Base):
    """The newest return of SANTORIN for a convocation. Returns may come many times, twice or late."""

    __tablename__ = "returns"

    convocation_id: Mapped[Id] = mapped_column(sa.ForeignKey("convocations.id"), primary_key=True)
    marking_state: Mapped[MarkingState] = mapped_column(text_enum(MarkingState))
    copies: Mapped[int]
    candidates: Mapped[int]
    is_done: Mapped[bool]
    return_time: Mapped[Instant]
