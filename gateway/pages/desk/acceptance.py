"""« Accepter avec une autre quantité »: what was claimed of a part is kept beside what is accepted instead (G-2)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from fastapi import APIRouter
from google.protobuf.field_mask_pb2 import FieldMask
from starlette.responses import Response

from gateway.errors import status_of
from gateway.forms import Form
from gateway.pages.claims import fee_forms, fields, trip_fields
from gateway.pages.claims.fields import Reader
from gateway.pages.desk.opened import CLAIM, MoveForm, address, load
from gateway.rendering import allows
from gateway.visit import Visit, field_errors, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import DeskServiceStub
from kit.errors import Refused

router = APIRouter()

FEE_PATH: Final = "/remuneration/acceptation"
TRAVEL_PATH: Final = "/deplacement/acceptation"
REASON: Final = "reason"
DONE: Final = "L’état de frais de la mission {number} est accepté{otherwise}."
OTHERWISE: Final = " avec une autre quantité : l’intervenant lira les deux, et votre motif"

_KINDS: Final = {
    "copies": pb.FEE_INPUT_KIND_COPIES,
    "candidates": pb.FEE_INPUT_KIND_CANDIDATES,
    "half_days": pb.FEE_INPUT_KIND_HALF_DAYS,
    "duration_minutes": pb.FEE_INPUT_KIND_DURATION,
}

# A number of a line: how it is read, the sentence when it cannot be, and whether an empty one is nothing.
_Number = tuple[Callable[[str], int], str, bool]
_COUNT: Final[_Number] = (fields.whole, fields.WHOLE, False)
_ALWAYS: Final[Mapping[str, _Number]] = {
    "one_way_count": (fields.whole, fields.WHOLE, True),
    "full_meal_count": _COUNT,
    "half_meal_count": _COUNT,
    "free_meal_count": _COUNT,
    "night_count": _COUNT,
}
# Those that a mode asks for, by the flag of its option.
_ASKED: Final[Mapping[str, tuple[str, _Number]]] = {
    "needs_distance": ("distance_hectometres", (fields.hectometres, fields.NUMBER, True)),
    "needs_amount": ("transport_cents", (fields.cents, fields.MONEY, True)),
    "allows_sundry": ("sundry_cents", (fields.cents, fields.MONEY, False)),
}


def may_change_fee(claim: pb.Claim) -> bool:
    """Whether the fee may be accepted with another quantity than was claimed."""
    is_grouped = allows(claim, "ungroup") and bool(claim.group_members)
    return _is_acceptable(claim, claim.fee) and claim.recorded.HasField("fee") and not is_grouped


def may_change_travel(claim: pb.Claim) -> bool:
    """The same for the lines of the travel."""
    is_elsewhere = bool(claim.carrier_claim_id)
    return _is_acceptable(claim, claim.travel) and bool(claim.recorded.travel.trips) and not is_elsewhere


def _is_acceptable(claim: pb.Claim, part: pb.Part) -> bool:
    """What a gestionnaire computed is computed again instead."""
    return allows(claim, "accept") and part.status == pb.STATUS_VALIDATED and not part.is_computable


def offered(claim: pb.Claim) -> list[tuple[str, str]]:
    """Words and address of each part that may be accepted with another quantity."""
    parts = (
        ("Accepter une autre quantité pour la rémunération", FEE_PATH, may_change_fee),
        ("Accepter une autre quantité pour le déplacement", TRAVEL_PATH, may_change_travel),
    )
    return [(words, path) for words, path, may in parts if may(claim)]


def _numbers(claim: pb.Claim, trip: pb.Trip) -> Iterator[tuple[str, _Number]]:
    """The numbers of a line that its mode asks for."""
    option = next((one for one in claim.modes if one.mode == trip.mode), pb.ModeOption())
    yield from (asked for flag, asked in _ASKED.items() if getattr(option, flag))
    yield from _ALWAYS.items()


def _field(place: int, name: str) -> str:
    return f"trips[{place}].{name}"


def _fee_values(_: Visit, claim: pb.Claim) -> Mapping[str, str]:
    return fee_forms.values(_kind(claim), claim.recorded.fee)


def _kind(claim: pb.Claim) -> int:
    return _KINDS[claim.recorded.fee.WhichOneof("quantity") or "copies"]


def _travel_values(_: Visit, claim: pb.Claim) -> Mapping[str, str]:
    shown: dict[str, str] = {}
    for place, trip in enumerate(claim.recorded.travel.trips):
        values = trip_fields.values(trip, ())
        shown |= {_field(place, name): values[name] for name, _ in _numbers(claim, trip)}
    return shown


def _fee_more(claim: pb.Claim) -> Mapping[str, Any]:
    kind = pb.FeeInputKind.Name(_kind(claim)).removeprefix("FEE_INPUT_KIND_").lower()
    return {"kind": kind, "worth": claim.fee_calculation}


def _travel_more(claim: pb.Claim) -> Mapping[str, Any]:
    trips = claim.recorded.travel.trips
    lines = [(trip, {name for name, _ in _numbers(claim, trip)}) for trip in trips]
    return {"lines": lines, "worth": claim.travel_calculation}


FEE: Final = MoveForm("desk/accept_fee.html", may_change_fee, (REASON,), _fee_values, _fee_more)
TRAVEL: Final = MoveForm("desk/accept_travel.html", may_change_travel, (REASON,), _travel_values, _travel_more)


@router.get(CLAIM + FEE_PATH)
async def ask_fee(claim_id: str, visit: Visit = person("desk")) -> Response:
    return await FEE.ask(visit, claim_id)


@router.post(CLAIM + FEE_PATH)
async def accept_fee(claim_id: str, visit: Visit = person("desk")) -> Response:
    kind = fee_forms.kind_of(visit.field("fee_input_kind"))
    entry = fee_forms.read(fee_forms.typed(visit, kind), kind)
    reason = {REASON: visit.field(REASON).strip()}
    if visit.field("action") == "more":
        more = Form({**fee_forms.with_more_rows(entry.values), **reason})
        return await FEE.show(visit, await load(visit, claim_id), more)
    form = Form({**entry.values, **reason}).refused(entry.errors)
    if form.errors:
        return await FEE.ask_again(visit, claim_id, form)

    def refused(sentences: dict[str, str]) -> dict[str, str]:
        of_reason = {name: sentences.pop(name) for name in reason if name in sentences}
        return entry.refused(sentences) | of_reason

    return await _answer(visit, claim_id, form, pb.ClaimInput(fee=entry.fee), refused)


@router.get(CLAIM + TRAVEL_PATH)
async def ask_travel(claim_id: str, visit: Visit = person("desk")) -> Response:
    return await TRAVEL.ask(visit, claim_id)


@router.post(CLAIM + TRAVEL_PATH)
async def accept_travel(claim_id: str, visit: Visit = person("desk")) -> Response:
    claim = await load(visit, claim_id)
    names = [*_travel_values(visit, claim), REASON]
    reader = Reader({name: visit.field(name).strip() for name in names})
    accepted = pb.ClaimInput(travel=pb.TravelInput(trips=_read_lines(reader, claim)))
    form = Form(reader.values).refused(reader.errors)
    if form.errors:
        return await TRAVEL.show(visit, claim, form, status=422)

    def refused(sentences: dict[str, str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for path, sentence in sentences.items():
            name = path.removeprefix("travel.")
            line = _field(int(name[6 : name.index("]")]), "one_way_count") if name.startswith("trips[") else REASON
            found.setdefault(name if name in names else line, sentence)
        return found

    return await _answer(visit, claim_id, form, accepted, refused, read=claim)


def _read_lines(reader: Reader, claim: pb.Claim) -> Iterator[pb.Trip]:
    """The lines that were claimed, with the numbers that were typed."""
    for place, claimed in enumerate(claim.recorded.travel.trips):
        trip = pb.Trip()
        trip.CopyFrom(claimed)
        for name, (parse, sentence, is_required) in _numbers(claim, claimed):
            value = reader.read(_field(place, name), parse, sentence, is_required=is_required)
            trip.ClearField(name)
            if value is not None:
                setattr(trip, name, value)
        yield trip


async def _answer(
    visit: Visit,
    claim_id: str,
    form: Form,
    accepted: pb.ClaimInput,
    refused_by_field: Callable[[dict[str, str]], dict[str, str]],
    *,
    read: pb.Claim | None = None,
) -> Response:
    """« Calculer » shows what it would be worth, « Accepter » accepts it; `read`: the claim, when it was asked for."""
    is_fee = accepted.HasField("fee")
    asked, part, kind = (FEE, "fee", pb.PART_KIND_FEE) if is_fee else (TRAVEL, "travel", pb.PART_KIND_TRAVEL)
    desk, mask = visit.calls(DeskServiceStub), FieldMask(paths=[part])
    try:
        if visit.field("action") == "compute":
            request = pb.EstimateClaimRequest(id=claim_id, input=accepted, update_mask=mask)
            reply = await desk.EstimateClaim(request)
            worth = reply.fee_calculation if is_fee else reply.travel_calculation
            return await asked.show(visit, read or await load(visit, claim_id), form, worth=worth)
        claim = await desk.AcceptClaim(
            pb.AcceptClaimRequest(
                request_id=visit.request_id,
                id=claim_id,
                version=visit.version,
                parts=[kind],
                accepted=accepted,
                accepted_mask=mask,
                reason=form.value(REASON),
            )
        )
    except Refused as refused:
        form = form.refused(refused_by_field(field_errors(refused)))
        if read and refused.violations:
            return await asked.show(visit, read, form, status=status_of(refused), refused=refused)
        return await asked.ask_again(visit, claim_id, form, refused)
    is_other = (claim.fee if is_fee else claim.travel).HasField("claimed")
    text = DONE.format(number=claim.mission.number, otherwise=OTHERWISE if is_other else "")
    return await visit.done(text, address(visit, claim_id), "CLAIM_ACCEPTED")
