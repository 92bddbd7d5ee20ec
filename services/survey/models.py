"""Tables of survey: questionnaires and their steps."""

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from kit.audit import Audited
from kit.database import Id, Instant, Model, NewId, new_metadata


class Base(Model, DeclarativeBase):
    """Root of the tables of survey."""

    metadata = new_metadata()


class Questionnaire(Base, Audited):
    """A questionnaire, open between two instants."""

    __tablename__ = "questionnaires"
    audit_aggregate = "questionnaire"

    id: Mapped[NewId]
    key: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    open_time: Mapped[Instant]
    close_time: Mapped[Instant]

    steps: Mapped[list["Step"]] = relationship(order_by="Step.position, Step.key", lazy="raise")

    __table_args__ = (sa.CheckConstraint("open_time < close_time", name="opens_before_it_closes"),)


class Step(Base, Audited):
    """A step of a questionnaire."""

    __tablename__ = "steps"
    audit_aggregate = "questionnaire"

    questionnaire_id: Mapped[Id] = mapped_column(sa.ForeignKey("questionnaires.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    title: Mapped[str]

    @property
    def audit_aggregate_id(self) -> str:
        return self.questionnaire_id
