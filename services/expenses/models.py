"""Tables of expenses: claims with their two parts, order numbers, conditions of use, reference data, parameters."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, attribute_keyed_dict, mapped_column, relationship

from kit.audit import UNAUDITED, Audited
from kit.database import Cents, Id, Instant, Json, Model, NewId, new_metadata, text_enum
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State
from services.expenses.rules.workflow import PartKind


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


# Absent is NULL in the table, never the JSON word null.
MaybeJson = Annotated[dict[str, Any] | None, mapped_column(JSONB(none_as_null=True))]


class Base(Model, DeclarativeBase):
    """Root of the tables of expenses."""

    metadata = new_metadata()


_CANCELLED = "cancel_time IS NOT NULL OR convocation_cancel_time IS NOT NULL"


class Claim(Base, Audited):
    """A claim: one person, one mission. Facts of both are copied: nothing changes under a claim that is processed."""

    __tablename__ = "claims"
    audit_aggregate = "claim"

    id: Mapped[NewId]
    version: Mapped[int] = mapped_column(sa.BigInteger, info=UNAUDITED)
    convocation_id: Mapped[Id] = mapped_column(unique=True)
    # The newest revision of the convocation that was told, applied or not.
    revision: Mapped[int] = mapped_column(sa.BigInteger, info=UNAUDITED)
    create_time: Mapped[Instant]
    update_time: Mapped[Instant] = mapped_column(info=UNAUDITED)

    # --- The examiner -----------------------------------------------------------------------------------------------
    person_id: Mapped[Id]
    identifier: Mapped[str]
    civility: Mapped[str]
    last_name: Mapped[str]
    first_name: Mapped[str]
    # Communes as {"code", "name", "department", "population", "parent_code"}; absent when unknown.
    home: Mapped[MaybeJson]
    establishment: Mapped[MaybeJson]
    has_active_payroll_file: Mapped[bool]
    has_insee_number: Mapped[bool]
    # 0 when unknown.
    vehicle_power_cv: Mapped[int]
    vehicle_kind: Mapped[str]
    # The person's facts changed after the validation: the claim keeps the old ones, staff are told.
    person_change_time: Mapped[Instant | None]
    # So did those of the mission; what it is now waits here for the day the validation is taken back.
    mission_change_time: Mapped[Instant | None]
    later_facts: Mapped[MaybeJson] = mapped_column(deferred=True, info=UNAUDITED)

    # --- The mission ------------------------------------------------------------------------------------------------
    mission_id: Mapped[Id]
    mission_number: Mapped[str] = mapped_column(sa.Text(collation="C"))
    exam_code: Mapped[str]
    exam_label: Mapped[str]
    session: Mapped[str]
    speciality: Mapped[str]
    paper_code: Mapped[str]
    paper_label: Mapped[str]
    paper_option: Mapped[str]
    # Minutes.
    paper_duration: Mapped[int]
    is_paper_optional: Mapped[bool]
    nature: Mapped[Nature] = mapped_column(text_enum(Nature))
    label: Mapped[str]
    evaluation: Mapped[Evaluation] = mapped_column(text_enum(Evaluation))
    # Of continuous assessment; empty otherwise.
    wave: Mapped[str]
    # Of a VAE, when the mission sets its own.
    vae_coefficient: Mapped[Decimal | None] = mapped_column(sa.Numeric(4, 2))
    # 0 when unknown.
    present_candidates: Mapped[int]
    copies_expected: Mapped[int]
    fee_source: Mapped[FeeSource] = mapped_column(text_enum(FeeSource))
    opens_travel: Mapped[bool]
    is_departure_fixed: Mapped[bool]
    jury: Mapped[str]
    header: Mapped[str]
    capacity: Mapped[str]
    jury_capacity: Mapped[str]
    centre_uai: Mapped[str]
    centre_name: Mapped[str]
    centre_lines: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    centre_postcode: Mapped[str]
    centre_commune: Mapped[Json]
    # Wall times of the place, in its zone, and the same as instants: the status depends on them.
    start_wall_time: Mapped[datetime] = mapped_column(sa.TIMESTAMP(timezone=False))
    end_wall_time: Mapped[datetime] = mapped_column(sa.TIMESTAMP(timezone=False))
    time_zone: Mapped[str]
    start_time: Mapped[Instant]
    end_time: Mapped[Instant]

    # --- What happened to it ----------------------------------------------------------------------------------------
    order_number: Mapped[str | None] = mapped_column(sa.Text(collation="C"), unique=True)
    # When the examiner validated what is validated now: staff process in this order.
    validate_time: Mapped[Instant | None]
    not_done_time: Mapped[Instant | None]
    cancel_time: Mapped[Instant | None]
    cancel_reason: Mapped[str] = mapped_column(default="")
    cancelled_by_id: Mapped[Id | None]
    cancelled_by_name: Mapped[str] = mapped_column(default="")
    # Missions said that the convocation is cancelled; no gestionnaire may take that back here.
    convocation_cancel_time: Mapped[Instant | None]
    # What is being typed, kept apart and never processed: {"fee": …, "travel": …} like the inputs of the parts, and
    # {"typed": {…}}, the text of form fields as it stands (rules/drafts.py).
    draft: Mapped[MaybeJson] = mapped_column(info=UNAUDITED)
    draft_time: Mapped[Instant | None] = mapped_column(info=UNAUDITED)
    # Last return of SANTORIN, absent before the first.
    return_copies: Mapped[int | None]
    return_candidates: Mapped[int | None]
    is_return_done: Mapped[bool] = mapped_column(default=False)
    return_time: Mapped[Instant | None]
    # Proofs: announced by post at the validation, then received by staff.
    sends_by_post: Mapped[bool] = mapped_column(default=False)
    post_received_date: Mapped[date | None]
    post_received_by_id: Mapped[Id | None]
    post_received_by_name: Mapped[str] = mapped_column(default="")
    # What seals the folders of proofs, absent while the examiner may add and remove them (rules/sealing.py).
    seal_id: Mapped[Id | None] = mapped_column(info=UNAUDITED)
    # All that the recap prints, as it was at the validation then, and its SHA-256: the PDF is made of nothing else.
    recap: Mapped[MaybeJson] = mapped_column(deferred=True, info=UNAUDITED)
    recap_time: Mapped[Instant | None]
    recap_digest: Mapped[str] = mapped_column(default="")

    # --- Searching and sorting --------------------------------------------------------------------------------------
    # Every label that lists show but the statuses, folded.
    search_text: Mapped[str] = mapped_column(info=UNAUDITED)
    # Folded labels: the order of their bytes is the French order, on any server and whatever its locale.
    exam_sort: Mapped[str] = mapped_column(sa.Text(collation="C"), info=UNAUDITED)
    label_sort: Mapped[str] = mapped_column(sa.Text(collation="C"), info=UNAUDITED)
    centre_sort: Mapped[str] = mapped_column(sa.Text(collation="C"), info=UNAUDITED)
    examiner_sort: Mapped[str] = mapped_column(sa.Text(collation="C"), info=UNAUDITED)

    parts: Mapped[dict[PartKind, "Part"]] = relationship(
        back_populates="claim",
        # The other foreign key between the two tables, the carrier, is another matter.
        foreign_keys="Part.claim_id",
        lazy="raise",
        cascade="all, delete-orphan",
        collection_class=attribute_keyed_dict("kind"),
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        sa.CheckConstraint("start_time < end_time", name="ends_after_its_start"),
        sa.Index("ix_claims_person_id", "person_id", "start_time"),
        sa.Index("ix_claims_mission_id", "mission_id"),
        sa.Index("ix_claims_end_time", "end_time"),
        sa.Index("ix_claims_not_done", "id", postgresql_where=sa.text("not_done_time IS NOT NULL")),
        sa.Index("ix_claims_cancelled", "id", postgresql_where=sa.text(_CANCELLED)),
        sa.Index(
            "ix_claims_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        # One index per order of the desk's list: each of its pages reads the rows it shows and no more.
        sa.Index("ix_claims_exam_sort", "exam_sort", "id"),
        sa.Index("ix_claims_label_sort", "label_sort", "id"),
        sa.Index("ix_claims_centre_sort", "centre_sort", "id"),
        sa.Index("ix_claims_examiner_sort", "examiner_sort", "id"),
        sa.Index("ix_claims_mission_number", "mission_number", "id"),
        sa.Index("ix_claims_start_wall_time", "start_wall_time", "id"),
        sa.Index("ix_claims_order_number", sa.text("coalesce(order_number, '')"), "id"),
        sa.Index(
            "ix_claims_validate_time",
            sa.text("coalesce(validate_time, '9999-12-31 00:00:00+00'::timestamp with time zone)"),
            "id",
        ),
    )

    @property
    def fee(self) -> "Part":
        """The part « Rémunération »."""
        return self.parts[PartKind.FEE]

    @property
    def travel(self) -> "Part":
        """The part « Déplacement »."""
        return self.parts[PartKind.TRAVEL]

    @property
    def is_cancelled(self) -> bool:
        """Cancelled by a gestionnaire, or with its convocation."""
        return self.cancel_time is not None or self.convocation_cancel_time is not None


class Part(Base, Audited):
    """Half of a claim. Both halves always exist; the one to which the mission opens no right waits for nobody."""

    __tablename__ = "claim_parts"
    audit_aggregate = "claim"

    claim_id: Mapped[Id] = mapped_column(sa.ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[PartKind] = mapped_column(text_enum(PartKind), primary_key=True)
    provider: Mapped[Provider] = mapped_column(text_enum(Provider))
    state: Mapped[State] = mapped_column(text_enum(State), default=State.OPEN)
    # What counts. Trips are values that are read and written together, so they live here: a record is one statement.
    input: Mapped[MaybeJson]
    # The explanation and amount, frozen while validated; before, computed anew from the rates whenever it is shown.
    calculation: Mapped[MaybeJson]
    # Absent when it cannot be said.
    amount_cents: Mapped[Cents | None]
    is_to_confirm: Mapped[bool] = mapped_column(default=False)
    # What the gestionnaire decided of a travel: {"public_transport_trip_ids": […], "has_disability_rate": true}.
    decisions: Mapped[Json] = mapped_column(default=dict)
    # What was claimed, when the gestionnaire accepted another quantity, which is then the input: {"input": …,
    # "calculation": …, "amount_cents": …, "reason": "…"}.
    claimed: Mapped[MaybeJson]
    # What a travel takes of years and months: see rules/takings.py (R24).
    takings: Mapped[Json] = mapped_column(default=dict, info=UNAUDITED)
    validate_time: Mapped[Instant | None]
    # Empty when the return of SANTORIN validated.
    validated_by_id: Mapped[Id | None]
    accept_time: Mapped[Instant | None]
    accepted_by_id: Mapped[Id | None]
    accepted_by_name: Mapped[str] = mapped_column(default="")
    # The claim that carries the trips of the day (R23), or the fee of a group of continuous assessment (S-FEE-5, 6).
    carrier_claim_id: Mapped[Id | None] = mapped_column(sa.ForeignKey("claims.id"))

    claim: Mapped[Claim] = relationship(back_populates="parts", lazy="raise", foreign_keys=[claim_id])

    __table_args__ = (
        sa.CheckConstraint("(state = 'OPEN') = (validate_time IS NULL)", name="validated_has_its_time"),
        sa.CheckConstraint("(state = 'ACCEPTED') = (accept_time IS NOT NULL)", name="accepted_has_its_time"),
        # What the desk filters by: few of the claims that ever were are in one of these states.
        sa.Index("ix_claim_parts_state", "state", "claim_id", postgresql_where=sa.text("state <> 'OPEN'")),
        sa.Index("ix_claim_parts_provider", "provider", "claim_id", postgresql_where=sa.text("provider <> 'EXAMINER'")),
        sa.Index(
            "ix_claim_parts_open", "claim_id", postgresql_where=sa.text("state = 'OPEN' AND provider = 'EXAMINER'")
        ),
        sa.Index("ix_claim_parts_carrier_claim_id", "carrier_claim_id"),
    )

    @property
    def audit_aggregate_id(self) -> str:
        return self.claim_id


class Person(Base):
    """What was told last of a person, by auth or with a convocation: the claim that comes next begins with it."""

    __tablename__ = "people"

    person_id: Mapped[Id] = mapped_column(primary_key=True)
    # Auth's own; the newest wins, in whatever order the tellings arrive.
    revision: Mapped[int] = mapped_column(sa.BigInteger)
    # Columns of a claim: see rules/recording.py.
    facts: Mapped[Json]


class OrderCounter(Base):
    """The last order number given in a civil year."""

    __tablename__ = "order_counters"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Conditions(Base, Audited):
    """A version of the conditions of use. The newest is in force; earlier ones stay, people accepted them."""

    __tablename__ = "conditions"
    audit_aggregate = "conditions"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # A small set of Markdown.
    text: Mapped[str]
    create_time: Mapped[Instant]

    @property
    def audit_aggregate_id(self) -> str:
        return str(self.version)


class Acceptance(Base, Audited):
    """A person has accepted a version of the conditions."""

    __tablename__ = "acceptances"
    audit_aggregate = "acceptance"

    person_id: Mapped[Id] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(sa.ForeignKey("conditions.version"), primary_key=True)
    accept_time: Mapped[Instant]

    @property
    def audit_aggregate_id(self) -> str:
        return self.person_id


class Rate(Base, Audited):
    """A dated rate with its legal source."""

    __tablename__ = "rates"
    audit_aggregate = "rate"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    # Last day, included; open when absent.
    valid_to: Mapped[date | None]
    value: Mapped[Decimal] = mapped_column(sa.Numeric(12, 6))
    # For example CENT_PER_KM.
    unit: Mapped[str]
    source: Mapped[str]
    is_to_confirm: Mapped[bool]

    @property
    def audit_aggregate_id(self) -> str:
        return f"{self.kind}:{self.key}"


class Distance(Base):
    """Kilometres from a commune to another, as the academy imports them; both ways unless the other way has its own."""

    __tablename__ = "distances"

    from_code: Mapped[str] = mapped_column(primary_key=True)
    to_code: Mapped[str] = mapped_column(primary_key=True)
    # Tenths of a kilometre.
    hectometres: Mapped[int]


class Adjacency(Base):
    """A residence that counts as the commune of a centre (R19): in this direction only, never by way of a third."""

    __tablename__ = "adjacent"

    centre_code: Mapped[str] = mapped_column(primary_key=True)
    residence_code: Mapped[str] = mapped_column(primary_key=True)


class Parameter(Base, Audited):
    """A choice of the academy, from a day on until the next one of the same name: see rules/parameters.py."""

    __tablename__ = "parameters"
    audit_aggregate = "parameter"

    name: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    values: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))

    @property
    def audit_aggregate_id(self) -> str:
        return self.name


class ProofRule(Base, Audited):
    """A proof that the academy asks for on a condition: see rules/proofs.py."""

    __tablename__ = "proof_rules"
    audit_aggregate = "proof_rule"

    condition: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    # Last day, included; open when absent.
    valid_to: Mapped[date | None]
    part: Mapped[PartKind] = mapped_column(text_enum(PartKind))
    # Shown to the examiner.
    reason: Mapped[str]

    @property
    def audit_aggregate_id(self) -> str:
        return self.condition


class ReferenceRevision(Base):
    """One row that grows with every change of rates, adjacency, parameters, rules of proofs or conditions.

    Triggers of the first migration keep it, so that no writer can forget: what a process keeps in memory of those
    tables is good while this number is the same.
    """

    __tablename__ = "reference_revisions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(sa.BigInteger)

    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)
