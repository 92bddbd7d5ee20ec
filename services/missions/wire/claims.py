"""What the claim of a convocation keeps of it: the message for expenses."""

from collections.abc import Mapping
from typing import Final

from imagin.auth.v1 import auth_pb2
from imagin.expenses.v1 import expenses_pb2
from imagin.missions.v1 import missions_pb2 as pb
from services.missions.models import Commune, Convocation, Return
from services.missions.wire import missions as wire

_SERVICE: Final = "/imagin.expenses.v1.RecordsService"
RECORD_CONVOCATIONS: Final = f"{_SERVICE}/RecordConvocations"
RECORD_RETURNS: Final = f"{_SERVICE}/RecordReturns"
# All deliveries arrive in one order: a return must not overtake the convocation it is about.
ORDER_KEY: Final = "convocations"


def claim_mission(row: Convocation) -> expenses_pb2.ClaimMission:
    """The facts of a mission that its claim keeps."""
    facts = row.mission
    return expenses_pb2.ClaimMission(
        id=facts.id,
        number=facts.number,
        exam=pb.CodedLabel(code=facts.exam_code, label=facts.exam_label),
        session=facts.session,
        speciality=facts.speciality or "",
        paper=wire.paper(facts),
        nature=pb.Nature.Value(f"NATURE_{facts.nature}"),
        label=facts.label,
        centre=wire.centre(facts),
        start_date=wire.day(facts.start_date),
        start_time=wire.wall_time(facts.start_time),
        end_date=wire.day(facts.end_date),
        end_time=wire.wall_time(facts.end_time),
        time_zone=facts.time_zone,
        jury=facts.jury or "",
        header=facts.header,
        capacity=row.capacity or "",
        jury_capacity=row.jury_capacity or "",
        is_departure_fixed=facts.is_departure_fixed,
        fee_source=wire.fee_source(facts),
        evaluation=pb.Evaluation.Value(f"EVALUATION_{facts.evaluation}"),
        wave=facts.wave or "",
        vae_coefficient=wire.vae_coefficient(facts),
        present_candidates=facts.present_candidates or 0,
        copies_expected=facts.expected_copies or 0,
    )


def record(
    row: Convocation, person: auth_pb2.Person, communes: Mapping[str, Commune]
) -> expenses_pb2.ConvocationRecord:
    """The convocation as it stands, with the facts of the examiner that decide travel and proofs."""
    return expenses_pb2.ConvocationRecord(
        convocation_id=row.id,
        revision=row.revision,
        mission=claim_mission(row),
        examiner=examiner(person),
        facts=facts(person, communes),
        opens_travel=row.mission.opens_travel,
        is_cancelled=row.is_cancelled,
    )


def returned(row: Return) -> expenses_pb2.ReturnRecord:
    """What SANTORIN said last of a convocation."""
    record = expenses_pb2.ReturnRecord(
        convocation_id=row.convocation_id,
        marking_state=wire.marking_state(row.marking_state),
        copies=row.copies,
        candidates=row.candidates,
        is_done=row.is_done,
    )
    record.return_time.FromDatetime(row.return_time)
    return record


def examiner(person: auth_pb2.Person) -> expenses_pb2.ClaimExaminer:
    summary = person.summary
    return expenses_pb2.ClaimExaminer(
        person_id=summary.id,
        identifier=summary.identifier,
        civility=summary.civility,
        last_name=summary.last_name,
        first_name=summary.first_name,
    )


def facts(person: auth_pb2.Person, communes: Mapping[str, Commune]) -> expenses_pb2.ExaminerFacts:
    return expenses_pb2.ExaminerFacts(
        home=_commune(person.address.commune_code, communes),
        establishment=_commune(person.establishment.commune_code, communes),
        has_active_payroll_file=person.has_active_payroll_file,
        has_insee_number=person.has_insee_number,
        vehicle_power_cv=person.vehicle_power_cv,
        vehicle_kind=person.vehicle_kind,
        person_revision=person.revision,
    )


def commune_codes(person: auth_pb2.Person) -> list[str]:
    """The communes of the two residences, as far as they are known."""
    return [code for code in (person.address.commune_code, person.establishment.commune_code) if code]


def _commune(code: str, communes: Mapping[str, Commune]) -> pb.Commune | None:
    known = communes.get(code)
    return wire.commune(known) if known else None
