"""Statements of missions."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, Text, func, select
from sqlalchemy.orm import Session, contains_eager

from services.missions import rules
from services.missions.models import Academy, Commune, Convocation, Mission, Return


def academy(session: Session, code: str) -> Academy | None:
    """The academy of a code."""
    return session.get(Academy, code)


def communes(session: Session, codes: Iterable[str]) -> dict[str, Commune]:
    """Communes by INSEE code, those of these codes that exist."""
    return {commune.code: commune for commune in session.scalars(select(Commune).where(Commune.code.in_(codes)))}


def communes_beginning(session: Session, folded: str, most: int) -> Sequence[Commune]:
    """Communes whose folded name begins so, or one of whose postal codes does, most populated first.

    Municipal districts are left out: a person lives in Paris, whichever of its postal codes is typed.
    """
    if folded.isdecimal():
        postcode = func.unnest(Commune.postcodes, type_=Text).column_valued("postcode")
        begins = select(1).where(postcode.startswith(folded, autoescape=True)).exists()
    else:
        begins = Commune.search_name.startswith(folded, autoescape=True)
    found = select(Commune).where(begins, Commune.parent_code.is_(None))
    return session.scalars(found.order_by(Commune.population.desc(), Commune.code).limit(most)).all()


def _convened() -> Select[tuple[Convocation]]:
    return (
        select(Convocation)
        .join(Convocation.mission)
        .join(Mission.centre)
        .options(contains_eager(Convocation.mission).contains_eager(Mission.centre))
    )


def convened(session: Session, person_id: str) -> Sequence[Convocation]:
    """Official convocations of a person, with their missions and communes, in one statement."""
    return session.scalars(_convened().where(Convocation.person_id == person_id, Convocation.is_official)).all()


def official(session: Session, ids: Sequence[str]) -> Sequence[Convocation]:
    """Those of these convocations that are official, with their missions and communes, in order of their ids."""
    wanted = _convened().where(Convocation.id.in_(ids), Convocation.is_official)
    return session.scalars(wanted.order_by(Convocation.id)).all()


def returns(session: Session, convocation_ids: Iterable[str]) -> Sequence[Return]:
    """What SANTORIN said last of these convocations."""
    return session.scalars(select(Return).where(Return.convocation_id.in_(convocation_ids))).all()


def convened_one(session: Session, person_id: str, convocation_id: str) -> Convocation | None:
    """One of them."""
    return session.scalars(
        _convened().where(Convocation.id == convocation_id, Convocation.person_id == person_id, Convocation.is_official)
    ).one_or_none()


def portal_missions(session: Session, person_id: str) -> Sequence[tuple[Convocation, Return | None]]:
    """Missions of a person that open a partner application, with the newest return, by date."""
    rows = session.execute(
        _convened()
        .add_columns(Return)
        .outerjoin(Return, Return.convocation_id == Convocation.id)
        .where(
            Convocation.person_id == person_id,
            Convocation.is_official,
            ~Convocation.is_cancelled,
            Mission.portal_target.is_not(None),
        )
        .order_by(Mission.start_date, Mission.start_time, Mission.number)
    )
    return [(convocation, returned) for convocation, returned in rows]


def groups(session: Session) -> list[rules.Group]:
    """The convocations of each exam in each session, counted."""
    alive = ~Convocation.is_cancelled
    official = Convocation.is_official & alive
    return [
        rules.Group(*row)
        for row in session.execute(
            select(
                Mission.session,
                Mission.exam_code,
                func.max(Mission.exam_label),
                func.count().filter(official),
                func.count().filter(~Convocation.is_official & alive),
                func.count().filter(Convocation.is_cancelled),
                func.count(Convocation.person_id.distinct()).filter(official),
            )
            .join(Convocation.mission)
            .group_by(Mission.session, Mission.exam_code)
        )
    ]


def _of_group(session_name: str, exam_code: str) -> Select[tuple[Convocation]]:
    statement = _convened().where(Mission.session == session_name, ~Convocation.is_cancelled)
    return statement.where(Mission.exam_code == exam_code) if exam_code else statement


def printable(session: Session, session_name: str, exam_code: str, *, is_proof: bool) -> Sequence[Convocation]:
    """Convocations to print, person by person: official ones for originals, the others for proofs."""
    return session.scalars(
        _of_group(session_name, exam_code)
        .where(Convocation.is_official.is_(not is_proof))
        .order_by(Convocation.identifier, Mission.header, Mission.start_date, Mission.start_time, Mission.number)
    ).all()


def drafts_for_update(session: Session, session_name: str, exam_code: str, most: int) -> Sequence[Convocation]:
    """The next convocations of a group that are not official yet, held until the end of the transaction."""
    return session.scalars(
        _of_group(session_name, exam_code)
        .where(~Convocation.is_official)
        .order_by(Convocation.id)
        .limit(most)
        .with_for_update(of=Convocation)
    ).all()


def count_of_group(session: Session, session_name: str, exam_code: str, *, is_official: bool) -> int:
    """Convocations of a group, not cancelled, that are official or not yet."""
    group = _of_group(session_name, exam_code).where(Convocation.is_official.is_(is_official))
    return session.scalar(select(func.count()).select_from(group.with_only_columns(Convocation.id).subquery())) or 0
