"""A claim to its message."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.missions.v1 import missions_pb2
from services.expenses.models import Claim
from services.expenses.rules.assessments import Assessment
from services.expenses.rules.follow_ups import follow_ups
from services.expenses.rules.modes import Mode
from services.expenses.rules.stories import FollowUp, Story
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Actor, Move, PartKind
from services.expenses.wire.groups import group_member
from services.expenses.wire.inputs import claim_input, town
from services.expenses.wire.proofs import required
from services.expenses.wire.values import day, instant, wall_time


def claim(view: ClaimView) -> pb.Claim:
    """Everything that the page of a claim shows."""
    row = view.claim
    message = pb.Claim(
        id=row.id,
        version=row.version,
        mission=mission(row),
        examiner=examiner(row),
        order_number=row.order_number or "",
        fee=_part(view, PartKind.FEE),
        travel=_part(view, PartKind.TRAVEL),
        recorded=claim_input(row.fee.input, row.travel.input),
        fee_calculation=fee_calculation(view.explanation(PartKind.FEE)),
        travel_calculation=_travel_calculation(view.explanation(PartKind.TRAVEL)),
        allowed_moves=map(_move, view.allowed_moves),
        follow_ups=map(_follow_up, follow_ups(Story.of(view))),
        required_proofs=map(required, view.proofs),
        proofs_address_lines=view.proofs_address_lines,
        is_untouched=view.is_untouched,
        is_declared_not_done=row.not_done_time is not None,
        fee_input_kind=input_kind(view.fee_input_kind),
        modes=map(_mode, view.modes),
        departure_towns=map(town, view.departure_towns),
        carrier_claim_id=row.travel.carrier_claim_id or "",
        carrier_mission_number=view.surroundings.carrier_number,
        carried_mission_numbers=view.surroundings.carried_numbers,
        closing_date=day(view.closing_date),
        is_own=view.is_own,
        update_time=instant(row.update_time),
        vehicle_power_cv=row.vehicle_power_cv,
        sends_by_post=row.sends_by_post,
        post_received_date=day(row.post_received_date),
        half_day_split_time=wall_time(view.half_day_split),
        manual_travel=_manual(row.travel.input),
        travel_decisions=_decisions(row.travel.decisions) if view.actor == Actor.MANAGER else None,
        known_distances=[
            pb.KnownDistance(from_code=start, to_code=end, distance_hectometres=hectometres)
            for (start, end), hectometres in sorted(view.surroundings.distances.items())
        ],
        group_members=[group_member(view, one) for one in view.surroundings.fees],
        fee_carrier_claim_id=row.fee.carrier_claim_id or "",
        fee_carrier_mission_number=view.surroundings.fee_carrier_number,
        group_comment=view.group_comment,
        mission_change_time=instant(row.mission_change_time) if view.actor == Actor.MANAGER else None,
    )
    if view.draft:
        message.draft.CopyFrom(claim_input(view.entry(PartKind.FEE), view.entry(PartKind.TRAVEL)))
        message.draft.typed.update(view.draft.get("typed", {}))
        message.draft_time.FromDatetime(row.draft_time)
    return message


def _manual(travel: Mapping[str, Any] | None) -> pb.ManualAmount | None:
    return pb.ManualAmount(**travel["manual"]) if travel and "manual" in travel else None


def _decisions(stored: Mapping[str, Any]) -> pb.TravelDecisions:
    """To staff only: what is known of somebody's disability is nobody else's business (R26)."""
    return pb.TravelDecisions(**stored)


def estimate(worth: Mapping[PartKind, Assessment]) -> pb.EstimateClaimResponse:
    """The parts that were asked for."""
    message = pb.EstimateClaimResponse()
    for kind, assessment in worth.items():
        if kind == PartKind.FEE:
            message.fee_calculation.CopyFrom(fee_calculation(assessment.explained()))
        else:
            message.travel_calculation.CopyFrom(_travel_calculation(assessment.explained()))
    return message


def mission(row: Claim) -> pb.ClaimMission:
    """The mission, as it was copied."""
    message = pb.ClaimMission(
        id=row.mission_id,
        number=row.mission_number,
        exam=missions_pb2.CodedLabel(code=row.exam_code, label=row.exam_label),
        session=row.session,
        speciality=row.speciality,
        nature=missions_pb2.Nature.Value(f"NATURE_{row.nature}"),
        label=row.label,
        centre=missions_pb2.Centre(
            uai=row.centre_uai,
            name=row.centre_name,
            lines=row.centre_lines,
            postcode=row.centre_postcode,
            commune=_commune(row.centre_commune),
        ),
        start_date=day(row.start_wall_time.date()),
        start_time=wall_time(row.start_wall_time.time()),
        end_date=day(row.end_wall_time.date()),
        end_time=wall_time(row.end_wall_time.time()),
        time_zone=row.time_zone,
        jury=row.jury,
        header=row.header,
        capacity=row.capacity,
        jury_capacity=row.jury_capacity,
        is_departure_fixed=row.is_departure_fixed,
        fee_source=missions_pb2.FeeSource.Value(f"FEE_SOURCE_{row.fee_source}"),
        evaluation=missions_pb2.Evaluation.Value(f"EVALUATION_{row.evaluation}"),
        wave=row.wave,
        vae_coefficient="" if row.vae_coefficient is None else f"{row.vae_coefficient.normalize():f}",
        present_candidates=row.present_candidates,
        copies_expected=row.copies_expected,
    )
    if row.paper_code or row.paper_label:
        message.paper.CopyFrom(
            missions_pb2.Paper(
                code=row.paper_code,
                label=row.paper_label,
                option=row.paper_option,
                duration_minutes=row.paper_duration,
                is_optional=row.is_paper_optional,
            )
        )
    return message


def examiner(row: Claim) -> pb.ClaimExaminer:
    """The examiner, as copied."""
    return pb.ClaimExaminer(
        person_id=row.person_id,
        identifier=row.identifier,
        civility=row.civility,
        last_name=row.last_name,
        first_name=row.first_name,
    )


def _commune(stored: Mapping[str, Any]) -> missions_pb2.Commune:
    return missions_pb2.Commune(
        code=stored["code"],
        name=stored["name"],
        department=stored["department"],
        population=stored["population"] or 0,
    )


def _part(view: ClaimView, kind: PartKind) -> pb.Part:
    row = view.claim.parts[kind]
    return pb.Part(
        kind=pb.PartKind.Value(f"PART_KIND_{kind}"),
        status=status(view.status(kind)),
        amount_cents=view.amount_cents(kind),
        is_to_confirm=view.is_to_confirm(kind),
        is_editable=view.is_editable(kind),
        validate_time=instant(row.validate_time),
        accept_time=instant(row.accept_time),
        has_tab=view.has_tab(kind),
        is_computable=view.refusal_of(Move.COMPUTE, kind) is None,
        claimed=_claimed(kind, row.claimed) if row.claimed else None,
    )


def _claimed(kind: PartKind, stored: Mapping[str, Any]) -> pb.ClaimedPart:
    """What was claimed of a part that is accepted with another quantity."""
    entry = stored["input"]
    return pb.ClaimedPart(
        input=claim_input(entry, None) if kind == PartKind.FEE else claim_input(None, entry),
        amount_cents=stored["amount_cents"],
        reason=stored["reason"],
    )


def status(code: str) -> pb.Status:
    """The status of a code of the rules."""
    return pb.Status.Value(f"STATUS_{code.upper()}")


def input_kind(code: str) -> pb.FeeInputKind:
    """The kind of quantity of a code of the rules."""
    return pb.FeeInputKind.Value(f"FEE_INPUT_KIND_{code}")


def fee_calculation(explanation: Mapping[str, Any]) -> pb.FeeCalculation:
    """How a fee was computed."""
    return pb.FeeCalculation(**_calculation(explanation))


def _calculation(explanation: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "amount_cents": explanation["amount_cents"],
        "steps": list(map(_step, explanation["steps"])),
        "is_to_confirm": explanation["is_to_confirm"],
        "warnings": explanation["warnings"],
    }


def _travel_calculation(explanation: Mapping[str, Any]) -> pb.TravelCalculation:
    return pb.TravelCalculation(
        **_calculation(explanation),
        owed_meal_count=explanation.get("owed_meal_count", 0),
        owed_night_count=explanation.get("owed_night_count", 0),
        entitlements=map(_entitlement, explanation.get("entitlements", ())),
        trips=[pb.TripCalculation(**line) for line in explanation.get("trips", ())],
        trip_remarks=[pb.TripRemark(**remark) for remark in explanation.get("trip_remarks", ())],
        year_distances=[pb.YearDistance(**year) for year in explanation.get("year_distances", ())],
    )


def _entitlement(stored: Mapping[str, Any]) -> pb.Entitlement:
    return pb.Entitlement(
        kind=pb.Entitlement.Kind.Value(f"KIND_{stored['kind']}"),
        date=day(date.fromisoformat(stored["date"])),
        explanation=stored["explanation"],
        trip_id=stored["trip_id"],
    )


def _step(stored: Mapping[str, Any]) -> pb.CalculationStep:
    since = stored["rate_valid_from"]
    return pb.CalculationStep(**{**stored, "rate_valid_from": day(date.fromisoformat(since)) if since else None})


def _move(move: Move) -> pb.Move:
    return pb.Move.Value(f"MOVE_{move}")


def _follow_up(told: FollowUp) -> pb.FollowUp:
    return pb.FollowUp(
        level=pb.FollowUp.Level.Value(f"LEVEL_{told.level}"),
        message=told.message,
        claim_id=told.claim_id,
        event_time=instant(told.event_time),
    )


def _mode(mode: Mode) -> pb.ModeOption:
    return pb.ModeOption(
        mode=pb.Mode.Value(f"MODE_{mode.code}"),
        needs_distance=mode.needs_distance,
        needs_power=mode.needs_power,
        needs_amount=mode.needs_amount,
        needs_ticket=mode.needs_ticket,
        allows_sundry=mode.allows_sundry,
        is_paid=mode.is_paid,
    )


def part_kinds(values: Iterable[int]) -> list[PartKind]:
    """The halves that a request names, each once, in order."""
    named = {pb.PartKind.Name(value).removeprefix("PART_KIND_") for value in values if value in pb.PartKind.values()}
    return [kind for kind in PartKind if kind in named]
