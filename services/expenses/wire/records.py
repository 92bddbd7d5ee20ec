"""What other services tell, to columns of claims."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from google.type.date_pb2 import Date
from google.type.timeofday_pb2 import TimeOfDay

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.missions.v1 import missions_pb2
from kit import territory
from kit.errors import InvalidValue, Violations
from services.expenses import errors
from services.expenses.models import Evaluation, FeeSource, Nature
from services.expenses.rules.returns import Return

Columns = dict[str, Any]


def facts(record: pb.ConvocationRecord, path: str, violations: Violations) -> Columns:
    """The facts of a mission and its examiner, as columns of a claim; what no claim can be made of is a violation."""
    try:
        return {
            **_mission(record.mission),
            **examiner(record.examiner),
            **person_facts(record.facts, {}),
            "opens_travel": record.opens_travel,
        }
    # No such day, hour, nature, zone, a name of a zone that no file can have, an instant that no calendar has.
    except (ValueError, KeyError, OSError, OverflowError, InvalidOperation):
        violations.add(path, errors.RECORD_INVALID)
        return {}


def _mission(message: pb.ClaimMission) -> Columns:
    zone = ZoneInfo(message.time_zone)
    start, end = _wall(message.start_date, message.start_time), _wall(message.end_date, message.end_time)
    return {
        "mission_id": message.id,
        "mission_number": message.number,
        "exam_code": message.exam.code,
        "exam_label": message.exam.label,
        "session": message.session,
        "speciality": message.speciality,
        "paper_code": message.paper.code,
        "paper_label": message.paper.label,
        "paper_option": message.paper.option,
        "paper_duration": message.paper.duration_minutes,
        "is_paper_optional": message.paper.is_optional,
        "nature": Nature(missions_pb2.Nature.Name(message.nature).removeprefix("NATURE_")),
        "label": message.label,
        "evaluation": Evaluation(missions_pb2.Evaluation.Name(message.evaluation).removeprefix("EVALUATION_")),
        "fee_source": FeeSource(missions_pb2.FeeSource.Name(message.fee_source).removeprefix("FEE_SOURCE_")),
        "wave": message.wave,
        "vae_coefficient": _coefficient(message.vae_coefficient) if message.vae_coefficient else None,
        "present_candidates": message.present_candidates,
        "copies_expected": message.copies_expected,
        "is_departure_fixed": message.is_departure_fixed,
        "jury": message.jury,
        "header": message.header,
        "capacity": message.capacity,
        "jury_capacity": message.jury_capacity,
        "centre_uai": message.centre.uai,
        "centre_name": message.centre.name,
        "centre_lines": list(message.centre.lines),
        "centre_postcode": message.centre.postcode,
        "centre_commune": commune(message.centre.commune),
        "start_wall_time": start,
        "end_wall_time": end,
        "time_zone": message.time_zone,
        "start_time": _instant(start, zone),
        "end_time": _instant(end, zone),
    }


def examiner(message: pb.ClaimExaminer) -> Columns:
    """Who the examiner is."""
    return {
        "person_id": message.person_id,
        "identifier": message.identifier,
        "civility": message.civility,
        "last_name": message.last_name,
        "first_name": message.first_name,
    }


def person_facts(message: pb.ExaminerFacts, towns: Mapping[str, Columns]) -> Columns:
    """What decides travel and proofs; `towns` completes communes that came by their code alone."""
    return {
        "home": _town(message.home, towns) if message.HasField("home") else None,
        "establishment": _town(message.establishment, towns) if message.HasField("establishment") else None,
        "has_active_payroll_file": message.has_active_payroll_file,
        "has_insee_number": message.has_insee_number,
        "vehicle_power_cv": message.vehicle_power_cv,
        "vehicle_kind": message.vehicle_kind,
    }


def returned(record: pb.ReturnRecord) -> Return:
    """A return of SANTORIN."""
    try:
        at = record.return_time.ToDatetime(UTC)
    except (ValueError, OverflowError) as wrong:
        raise InvalidValue from wrong
    return Return(record.copies, record.candidates, record.is_done, at)


def commune(message: missions_pb2.Commune) -> Columns:
    """A town with the facts that calculations need."""
    return {
        "code": message.code,
        "name": message.name,
        "department": message.department or territory.department(message.code),
        "population": message.population or None,
    }


def town_codes(records: pb.RecordPeopleRequest) -> set[str]:
    """The communes that came by their code alone."""
    towns = (town for person in records.people for town in (person.facts.home, person.facts.establishment))
    return {town.code for town in towns if town.code and not town.name}


def _coefficient(text: str) -> Decimal:
    """A number that the column holds; whether it is one that is paid is for the rules to say."""
    value = Decimal(text)
    if not 0 <= value < 100:
        raise ValueError(text)
    return value


def _town(message: missions_pb2.Commune, towns: Mapping[str, Columns]) -> Columns:
    return dict(towns[message.code]) if not message.name and message.code in towns else commune(message)


def _wall(day: Date, hour: TimeOfDay) -> datetime:
    return datetime(day.year, day.month, day.day, hour.hours, hour.minutes)  # noqa: DTZ001


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Missions refuses an hour that the clocks skip; should one come all the same, it counts as the hour after."""
    return territory.instant(wall, zone) or wall.replace(tzinfo=zone)
