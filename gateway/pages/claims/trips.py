"""Lines of travel: « OK » keeps a line in the draft, « Enregistrer » makes the draft count (S-CLM-11)."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from fastapi import APIRouter
from google.protobuf.field_mask_pb2 import FieldMask
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gateway import confirmation
from gateway.errors import status_of
from gateway.forms import Choice, Form
from gateway.pages.claims import fields, places, steps, towns
from gateway.pages.claims.places import ENTERING
from gateway.pages.claims.steps import TRAVEL
from gateway.visit import Visit
from imagin.access.v1 import access_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import Refused
from kit.identifiers import is_id, new_id

router = APIRouter()

LINES: Final = TRAVEL + "/lignes"


@router.get(LINES + "/nouvelle")
async def new_trip(claim_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id)
    return await _trip_page(visit, claim, new_id(), Form(fields.trip_values(_suggested(claim))))


@router.get(LINES + "/{trip_id}")
async def show_trip(claim_id: str, trip_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id)
    place = _place(claim, trip_id)
    if place is None:
        raise HTTPException(404)
    return await _trip_page(visit, claim, trip_id, Form(fields.trip_values(lines(claim)[place])))


@router.post(LINES + "/{trip_id}")
async def keep_trip(claim_id: str, trip_id: str, visit: Visit = ENTERING) -> Response:
    if not is_id(trip_id):
        raise HTTPException(404)
    claim = await steps.load(visit, claim_id)
    reader = fields.Reader(fields.typed(visit, fields.TRIP_FIELDS))
    line = fields.trip(reader)
    line.id = trip_id
    line.departure_town.CopyFrom(_departure(claim, reader.values["departure_town"]))
    choices = await _read_towns(visit, claim, reader, line)
    form = Form(reader.values).refused(reader.errors)
    if reader.errors:
        return await _trip_page(visit, claim, trip_id, form, status=422, **choices)
    place = _place(claim, trip_id)
    kept = list(lines(claim))
    if place is None:
        place = len(kept)
        kept.append(line)
    else:
        kept[place] = line
    try:
        await _keep(visit, claim_id, kept)
    except Refused as refused:
        if not refused.violations:
            return await visit.refuse(refused, steps.base(visit, claim_id) + TRAVEL)
        form = fields.refused_trip(form, refused, place)
        return await _trip_page(visit, claim, trip_id, form, status=status_of(refused), refused=refused, **choices)
    return visit.redirect(steps.base(visit, claim_id) + TRAVEL)


@router.get(LINES + "/{trip_id}/suppression")
async def ask_deletion(claim_id: str, trip_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id)
    place = _place(claim, trip_id)
    if place is None:
        raise HTTPException(404)
    line = lines(claim)[place]
    address = steps.base(visit, claim_id) + TRAVEL
    return await confirmation.ask(
        visit,
        title=f"Supprimer la ligne {place + 1}",
        sentences=[f"La ligne de {line.departure_town.name} à {line.arrival_town.name} sera retirée du déplacement."],
        action=f"{address}/lignes/{trip_id}/suppression",
        label="Supprimer la ligne",
        back=address,
        version=claim.version,
        is_danger=True,
    )


@router.post(LINES + "/{trip_id}/suppression")
async def delete_trip(claim_id: str, trip_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id)
    address = steps.base(visit, claim_id) + TRAVEL
    left = [line for line in lines(claim) if line.id != trip_id]
    if len(left) < len(lines(claim)):
        try:
            await _keep(visit, claim_id, left)
        except Refused as refused:
            return await visit.refuse(refused, address)
    return visit.redirect(address)


async def _read_towns(
    visit: Visit, claim: pb.Claim, reader: fields.Reader, line: pb.Trip
) -> dict[str, Sequence[Choice]]:
    """Write the towns of a form into a line; the towns to choose from when several fit."""
    choices: dict[str, Sequence[Choice]] = {}
    known = _known_towns(claim)
    for end in ("arrival", "night"):
        text, code, chosen = (reader.values[f"{end}_{part}"] for part in ("town", "code", "choice"))
        found = await towns.find(visit, text, code, chosen, known)
        choices[f"{end}_choices"] = found.choices
        if found.town is not None:
            getattr(line, f"{end}_town").CopyFrom(found.town)
            # Whatever else is wrong, this town is not asked for again.
            label = fields.town_label(found.town)
            reader.values |= {f"{end}_town": label, f"{end}_code": found.town.code, f"{end}_choice": ""}
        elif end == "arrival" or text.strip():
            reader.errors[f"{end}_choice" if found.choices else f"{end}_town"] = found.sentence
    return choices


def _known_towns(claim: pb.Claim) -> dict[str, pb.Town]:
    """The towns that the claim itself names."""
    ends = [town for line in lines(claim) for town in (line.departure_town, line.arrival_town, line.night_town)]
    return {town.code: town for town in (*claim.departure_towns, _centre(claim), *ends) if town.code}


def refusal_of(place: int) -> Callable[[Visit, pb.Claim, Refused], Awaitable[Response]]:
    """Shows the line at `place` with the sentences of a refusal that concerns it."""

    async def show(visit: Visit, claim: pb.Claim, refused: Refused) -> Response:
        line = lines(claim)[place]
        form = fields.refused_trip(Form(fields.trip_values(line)), refused, place)
        return await _trip_page(visit, claim, line.id, form, status=status_of(refused), refused=refused)

    return show


async def _keep(visit: Visit, claim_id: str, trips: Sequence[pb.Trip]) -> None:
    request = pb.SaveDraftRequest(
        request_id=visit.request_id,
        id=claim_id,
        version=visit.version,
        draft=pb.ClaimInput(travel=pb.TravelInput(trips=trips)),
        update_mask=FieldMask(paths=["travel"]),
    )
    await places.calls(visit).SaveDraft(request)


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
        base=steps.base(visit, claim.id),
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


def lines(claim: pb.Claim) -> Sequence[pb.Trip]:
    """The lines of travel that the tab shows."""
    return steps.shown(claim).travel.trips


def _place(claim: pb.Claim, trip_id: str) -> int | None:
    return next((place for place, line in enumerate(lines(claim)) if line.id == trip_id), None)


def _departure(claim: pb.Claim, code: str) -> pb.Town:
    """The town of departure that was chosen among the residences; the first when it is fixed."""
    known = list(claim.departure_towns)
    chosen = [town for town in known if town.code == code] if not claim.mission.is_departure_fixed else []
    return (chosen or known or [pb.Town()])[0]


def _centre(claim: pb.Claim) -> pb.Town:
    commune = claim.mission.centre.commune
    return pb.Town(code=commune.code, name=commune.name, department=commune.department)


def _suggested(claim: pb.Claim) -> pb.Trip:
    """The first line is that of the mission: there and back, at its hours (S-CLM-11)."""
    mission = claim.mission
    departure = _departure(claim, "")
    arrival = _centre(claim)
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
