"""What missions and auth tell expenses, written short."""

from datetime import datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from imagin.missions.v1 import missions_pb2
from kit.identifiers import new_id
from tests.services.expenses.conftest import Examiner, Expenses, convocation


def retold(given: pb.ConvocationRecord, revision: int, **changes: Any) -> pb.ConvocationRecord:
    """The same convocation after a change."""
    facts = {"convocation_id": given.convocation_id, "person_id": given.examiner.person_id, "revision": revision}
    mission = {"mission_id": given.mission.id, "number": given.mission.number}
    return convocation(**{**mission, **facts, **changes})


def returned(given: pb.ConvocationRecord, copies: int, at: datetime, *, is_done: bool = True) -> pb.ReturnRecord:
    record = pb.ReturnRecord(
        convocation_id=given.convocation_id,
        marking_state=missions_pb2.MARKING_STATE_DONE,
        copies=copies,
        is_done=is_done,
        return_time=Timestamp(),
    )
    record.return_time.FromDatetime(at)
    return record


def tell_returns(expenses: Expenses, *told: pb.ReturnRecord) -> int:
    request = pb.RecordReturnsRequest(request_id=new_id(), returns=told)
    return expenses.records().RecordReturns(request).changed_count


def tell_people(expenses: Expenses, *told: pb.PersonRecord) -> int:
    stub = expenses.started.stub(pb_grpc.RecordsServiceStub, service="auth")
    return stub.RecordPeople(pb.RecordPeopleRequest(request_id=new_id(), people=told)).changed_count


def moved(examiner: Examiner, home: str, **changes: Any) -> pb.PersonRecord:
    """The person of a claim, who lives elsewhere now; auth knows communes by their code only."""
    facts = {"has_active_payroll_file": True, "has_insee_number": True, **changes}
    commune = missions_pb2.Commune(code=home)
    return pb.PersonRecord(
        examiner=examiner.claim.examiner,
        facts=pb.ExaminerFacts(
            home=commune, establishment=commune, vehicle_power_cv=5, vehicle_kind="AUTOMOBILE", **facts
        ),
    )
