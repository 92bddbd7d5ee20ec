"""Missions and convocations to messages."""

from datetime import date, time
from typing import Final

from google.type import date_pb2, timeofday_pb2

from imagin.missions.v1 import missions_pb2 as pb
from services.missions import rules
from services.missions.models import Academy, Commune, Convocation, MarkingState, Mission, Return

_MARKING_STATES: Final = {
    MarkingState.A_CORRIGER: pb.MARKING_STATE_TO_MARK,
    MarkingState.A_NUMERISER: pb.MARKING_STATE_TO_SCAN,
    MarkingState.SERVICE_FAIT: pb.MARKING_STATE_DONE,
}


def day(value: date) -> date_pb2.Date:
    return date_pb2.Date(year=value.year, month=value.month, day=value.day)


def wall_time(value: time) -> timeofday_pb2.TimeOfDay:
    return timeofday_pb2.TimeOfDay(hours=value.hour, minutes=value.minute)


def academy(row: Academy) -> pb.Academy:
    return pb.Academy(
        code=row.code,
        name=row.name,
        header=row.header,
        time_zone=row.time_zone,
        contact=pb.Contact(name=row.contact_name, email=row.contact_email, phone=row.contact_phone),
    )


def commune(row: Commune) -> pb.Commune:
    return pb.Commune(
        code=row.code,
        name=row.name,
        postcodes=row.postcodes,
        department=row.department,
        population=row.population,
        parent_code=row.parent_code or "",
    )


def paper(row: Mission) -> pb.Paper | None:
    if row.paper_code is None:
        return None
    return pb.Paper(
        code=row.paper_code,
        label=row.paper_label or "",
        option=row.paper_option or "",
        duration_minutes=row.paper_duration or 0,
        is_optional=row.is_paper_optional,
    )


def centre(row: Mission) -> pb.Centre:
    return pb.Centre(
        uai=row.centre_uai,
        name=row.centre_name,
        lines=row.centre_lines,
        postcode=row.centre_postcode,
        commune=commune(row.centre),
    )


def fee_source(row: Mission) -> int:
    return pb.FeeSource.Value(f"FEE_SOURCE_{row.fee_source}")


def vae_coefficient(row: Mission) -> str:
    """As it is written, 2 and not 2.00; empty when the mission sets none."""
    return "" if row.vae_coefficient is None else f"{row.vae_coefficient.normalize():f}"


def mission(row: Mission) -> pb.Mission:
    return pb.Mission(
        id=row.id,
        number=row.number,
        exam=pb.CodedLabel(code=row.exam_code, label=row.exam_label),
        session=row.session,
        speciality=row.speciality or "",
        paper=paper(row),
        nature=pb.Nature.Value(f"NATURE_{row.nature}"),
        label=row.label,
        evaluation=pb.Evaluation.Value(f"EVALUATION_{row.evaluation}"),
        wave=row.wave or "",
        centre=centre(row),
        start_date=day(row.start_date),
        start_time=wall_time(row.start_time),
        end_date=day(row.end_date),
        end_time=wall_time(row.end_time),
        time_zone=row.time_zone,
        jury=row.jury or "",
        text=row.text or "",
        header=row.header,
        fee_source=fee_source(row),
        opens_travel=row.opens_travel,
        is_departure_fixed=row.is_departure_fixed,
        portal_target=pb.PortalTarget.Value(f"PORTAL_TARGET_{row.portal_target}") if row.portal_target else 0,
        present_candidates=row.present_candidates or 0,
        expected_copies=row.expected_copies or 0,
        vae_coefficient=vae_coefficient(row),
    )


def convened(row: Convocation) -> pb.ConvenedMission:
    return pb.ConvenedMission(
        convocation_id=row.id,
        mission=mission(row.mission),
        capacity=row.capacity or "",
        jury_capacity=row.jury_capacity or "",
        issued_date=day(row.issued_date),
        is_cancelled=row.is_cancelled,
    )


def marking_state(state: MarkingState) -> int:
    return _MARKING_STATES[state]


def portal_mission(row: Convocation, returned: Return | None) -> pb.PortalMission:
    return pb.PortalMission(
        convened=convened(row),
        marking_state=marking_state(returned.marking_state) if returned else 0,
    )


def group(row: rules.Group) -> pb.ConvocationGroup:
    return pb.ConvocationGroup(
        session=row.session,
        exam=pb.CodedLabel(code=row.exam_code, label=row.exam_label),
        official_count=row.official,
        draft_count=row.draft,
        cancelled_count=row.cancelled,
        person_count=row.people,
    )


def group_sort(request: pb.ListConvocationGroupsRequest) -> tuple[str, bool]:
    """The column that groups are sorted by, and whether from the end; the newest session first when nothing is said."""
    sorts = pb.ListConvocationGroupsRequest.Sort
    if request.sort not in sorts.values() or request.sort == pb.ListConvocationGroupsRequest.SORT_UNSPECIFIED:
        return "SESSION", not request.is_descending
    return sorts.Name(request.sort).removeprefix("SORT_"), request.is_descending


def sort_name(sort: int) -> str:
    """The column that a list is sorted by; the date of beginning when nothing is said, or something unknown."""
    is_known = sort in pb.ListMissionsRequest.Sort.values() and sort != pb.ListMissionsRequest.SORT_UNSPECIFIED
    return pb.ListMissionsRequest.Sort.Name(sort).removeprefix("SORT_") if is_known else "START"
