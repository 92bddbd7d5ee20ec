"""Lines of travel: « OK » keeps a line in the draft, « Enregistrer » makes the draft count (S-CLM-11)."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from google.protobuf.field_mask_pb2 import FieldMask
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gateway.errors import status_of
from gateway.forms import Choice, Form
from gateway.pages.claims import fields, steps, towns
from gateway.pages.claims.listing import ADDRESS
from gateway.pages.claims.steps import TRAVEL
from gateway.visit import Visit, person
from imagin.access.v1 import access_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import ClaimsServiceStub
from kit.errors import Refused
from kit.identifiers import is_id, new_id

router = APIRouter()

LINES: Final = ADDRESS + "/{claim_id}" + TRAVEL + "/lignes"


@router.get(LINES + "/nouvelle")
async def new_trip(claim_id: str, visit: Visit = person("claims")) -> Response:
    claim = await steps.load(visit, claim_id)
    return await _trip_page(visit, claim, new_id(), Form(fields.trip_values(_suggested(claim))))


@router.get(LINES + "/{trip_id}")
async def show_trip(claim_id: str, trip_id: str, visit: Visit = person("claims")) -> Response:
    claim = await steps.load(visit, claim_id)
    place = _place(claim, trip_id)
    if place is None:
        raise HTTPException(404)
    return await _trip_page(visit, claim, trip_id, Form(fields.trip_values(_lines(claim)[place])))


@router.post(LINES + "/{trip_id}")
async def keep_trip(claim_id: str, trip_id: str, visit: Visit = person("claims")) -> Response:
    if not is_id(trip_id):
        raise HTTPException(404)
    claim = await steps.load(visit, claim_id)
    reader = fields.Reader(fields.typed(visit, fields.TRIP_FIELDS))
    line = fields.trip(reader)
    line.id = trip_id
    line.departure_town.CopyFrom(_departure(claim, reader.values["departure_town"]))
    arrival, night = [
        await towns.find(visit, *(reader.values[f"{end}_{part}"] for part in ("town", "code", "choice")))
        for end in ("arrival", "night")
    ]
    for name, found in (("arrival_town", arrival), ("night_town", night)):
        if found.town is not None:
            getattr(line, name).CopyFrom(found.town)
        elif name == "arrival_town" or reader.values[name].strip():
            reader.errors[name.replace("town", "choice") if found.choices else name] = found.sentence
    form = Form(reader.values).refused(reader.errors)
    choices = {"arrival_choices": arrival.choices, "night_choices": night.choices}
    if reader.errors:
        return await _trip_page(visit, claim, trip_id, form, status=422, **choices)
    place = _place(claim, trip_id)
    lines = list(_lines(claim))
    if place is None:
        place = len(lines)
        lines.append(line)
    else:
        lines[place] = line
    try:
        await _keep(visit, claim_id, lines)
    except Refused as refused:
        if not refused.violations:
            return await visit.refuse(refused, steps.base(claim_id) + TRAVEL)
        form = fields.refused_trip(form, refused, place)
        return await _trip_page(visit, claim, trip_id, form, status=status_of(refused), refused=refused, **choices)
    return visit.redirect(steps.base(claim_id) + TRAVEL)


@router.get(LINES + "/{trip_id}/suppression")
async def ask_deletion(claim_id: str, trip_id: str, visit: Visit = person("claims")) -> Response:
    claim = await steps.load(visit, claim_id)
    place = _place(claim, trip_id)
    if place is None:
        raise HTTPException(404)
    line = _lines(claim)[place]
    address = steps.base(claim_id) + TRAVEL
    return await visit.page(
        "confirm.html",
        title=f"Supprimer la ligne {place + 1}",
        sentences=[f"La ligne de {line.departure_town.name} à {line.arrival_town.name} sera retirée du déplacement."],
        action=f"{address}/lignes/{trip_id}/suppression",
        label="Supprimer la ligne",
        back=address,
        version=claim.version,
        is_danger=True,
        fields=[],
    )


@router.post(LINES + "/{trip_id}/suppression")
async def delete_trip(claim_id: str, trip_id: str, visit: Visit = person("claims")) -> Response:
    claim = await steps.load(visit, claim_id)
    address = steps.base(claim_id) + TRAVEL
    left = [line for line in _lines(claim) if line.id != trip_id]
    if len(left) < len(_lines(claim)):
        try:
            await _keep(visit, claim_id, left)
        except Refused as refused:
            return await visit.refuse(refused, address)
    return visit.redirect(address)


async def _keep(visit: Visit, claim_id: str, lines: Sequence[pb.Trip]) -> None:
    request = pb.SaveDraftRequest(
        request_id=visit.request_id,
        id=claim_id,
        version=visit.version,
        draft=pb.ClaimInput(travel=pb.TravelInput(trips=lines)),
        update_mask=FieldMask(paths=["travel"]),
    )
    await visit.calls(ClaimsServiceStub).SaveDraft(request)


async def _trip_page(
    visit: Visit,
    claim: pb.Claim,
    trip_id: str,
    form: Form,
    *,
    status: int = 200,
    refused: Refused | None = None,
    arrival_choices: Sequence[Choice] = (),
    night_choices: Sequence[Choice] = (),
) -> Response:
    place = _place(claim, trip_id)
    return await visit.page(
        "claims/trip.html",
        status=status,
        refused=refused,
        claim=claim,
        base=steps.base(claim.id),
        trip_id=trip_id,
        number=0 if place is None else place + 1,
        form=form,
        modes=[Choice(pb.Mode.Name(option.mode), _mode_label(option.mode)) for option in claim.modes],
        departure_towns=[Choice(town.code, fields.town_label(town)) for town in claim.departure_towns],
        arrival_choices=arrival_choices,
        night_choices=night_choices,
    )


def _mode_label(mode: int) -> str:
    label: str = pb.Mode.DESCRIPTOR.values_by_number[mode].GetOptions().Extensions[access_pb2.label_fr]
    return label


def _lines(claim: pb.Claim) -> Sequence[pb.Trip]:
    return steps.shown(claim).travel.trips


def _place(claim: pb.Claim, trip_id: str) -> int | None:
    return next((place for place, line in enumerate(_lines(claim)) if line.id == trip_id), None)


def _departure(claim: pb.Claim, code: str) -> pb.Town:
    """The town of departure that was chosen among the residences; the first when it is fixed."""
    known = list(claim.departure_towns)
    chosen = [town for town in known if town.code == code] if not claim.mission.is_departure_fixed else []
    return (chosen or known or [pb.Town()])[0]


def _suggested(claim: pb.Claim) -> pb.Trip:
    """The first line is that of the mission: there and back, at its hours (S-CLM-11)."""
    mission = claim.mission
    departure = _departure(claim, "")
    commune = mission.centre.commune
    arrival = pb.Town(code=commune.code, name=commune.name, department=commune.department)
    distances = {(each.from_code, each.to_code): each.distance_hectometres for each in claim.known_distances}
    return pb.Trip(
        departure_town=departure,
        arrival_town=arrival,
        departure_date=mission.start_date,
        departure_time=mission.start_time,
        return_date=mission.end_date,
        return_time=mission.end_time,
        mode=claim.modes[0].mode if claim.modes else 0,
        one_way_count=2,
        distance_hectometres=distances.get((departure.code, arrival.code), 0),
    )
