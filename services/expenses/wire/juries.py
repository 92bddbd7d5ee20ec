"""Juries to their messages and back."""

from collections.abc import Iterable

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import InvalidFields, Violations
from services.expenses.rules import juries
from services.expenses.rules.juries import Jury, JuryRow
from services.expenses.rules.status import State
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Move, PartKind
from services.expenses.wire import claims
from services.expenses.wire.inputs import claim_input, read_fee
from services.expenses.wire.values import day


def jury_rows(found: Iterable[JuryRow]) -> pb.ListJuriesResponse:
    """The list of a head."""
    return pb.ListJuriesResponse(juries=map(_row, found))


def _row(found: JuryRow) -> pb.JuryRow:
    mission = found.mission
    return pb.JuryRow(
        mission_id=mission.mission_id,
        mission_number=mission.mission_number,
        jury=mission.jury,
        exam_label=mission.exam_label,
        label=mission.label,
        start_date=day(mission.start_wall_time.date()),
        end_date=day(mission.end_wall_time.date()),
        member_count=found.member_count,
        missing_count=found.missing_count,
        validated_count=found.validated_count,
    )


def jury(found: Jury) -> pb.Jury:
    """One jury with its members."""
    head = found.head
    refused = [found.refusal_of(move) for move in (Move.RECORD_JURY, Move.VALIDATE_JURY)]
    return pb.Jury(
        mission_id=head.claim.mission_id,
        mission=claims.mission(head.claim),
        fee_input_kind=claims.input_kind(head.fee_input_kind),
        members=map(_member, found.members),
        can_record=refused[0] is None,
        can_validate=refused[1] is None,
        closing_date=day(head.closing_date),
        version=found.version,
        notice=next((why.sentence for why in refused if why), ""),
    )


def _member(view: ClaimView) -> pb.JuryMember:
    claim, part = view.claim, view.claim.fee
    message = pb.JuryMember(
        claim_id=claim.id,
        version=juries.entry_version(part),
        examiner=claims.examiner(claim),
        jury_capacity=claim.jury_capacity,
        status=claims.status(view.status(PartKind.FEE)),
        is_editable=juries.is_editable(view),
        is_validated=part.state != State.OPEN,
        is_declared_not_done=claim.not_done_time is not None,
    )
    if part.input is not None:
        message.fee.CopyFrom(claim_input(part.input, None).fee)
        message.calculation.CopyFrom(claims.fee_calculation(view.explanation(PartKind.FEE)))
    return message


def entries(request: pb.RecordJuryRequest) -> list[juries.Entry]:
    """What a request says of each member it names."""
    return list(map(_entry, request.entries))


def _entry(message: pb.JuryEntry) -> juries.Entry:
    violations = Violations()
    fee = read_fee(message.fee, violations)
    try:
        violations.refuse_if_any()
    except InvalidFields as refused:
        return juries.Entry(message.claim_id, message.version, None, refused.violations)
    return juries.Entry(message.claim_id, message.version, fee)
