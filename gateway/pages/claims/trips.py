"""Lines of travel: « OK » keeps a line in the draft, « Enregistrer » makes the draft count (S-CLM-11)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gateway import confirmation
from gateway.errors import status_of
from gateway.forms import Choice, Form
from gateway.pages.claims import fields, steps, suggestions, towns, trip_drafts, trip_fields, trip_page, trip_worth
from gateway.pages.claims.drafts import ABOUT_THE_ENTRY
from gateway.pages.claims.places import ENTERING
from gateway.pages.claims.steps import TRAVEL
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import Refused
from kit.identifiers import is_id, new_id

router = APIRouter()

LINES: Final = TRAVEL + "/lignes"
NO_DEPARTURE: Final = "Choisissez d’où vous êtes parti(e)."
TOWN_TO_FIND: Final = (
    "Le montant s’affichera une fois la ville retrouvée dans la liste officielle\u00a0: elle est cherchée par "
    "«\u00a0OK\u00a0»."
)


@router.get(LINES + "/nouvelle")
async def new_trip(claim_id: str, retour: str = "", visit: Visit = ENTERING) -> Response:
    """A new line as the mission or the last line suggests it, or the way back of another one."""
    claim = await steps.load(visit, claim_id)
    if not claim.travel.is_editable:
        return visit.redirect(steps.base(visit, claim_id) + TRAVEL)
    place = trip_page.place_of(claim, retour)
    line = suggestions.new_line(claim) if place is None else suggestions.way_back(claim, lines(claim)[place])
    line.id = new_id()
    form = Form(trip_fields.values(line, suggestions.departures(claim, line.id)))
    travel = await trip_worth.estimate(visit, claim, line)
    if not travel.HasField("amount_cents"):
        # Nobody has typed anything yet: what is wrong with a suggestion is nobody's mistake.
        travel = pb.TravelCalculation()
    return await trip_page.show(visit, claim, line.id, form, travel)


@router.get(LINES + "/{trip_id}")
async def show_trip(claim_id: str, trip_id: str, visit: Visit = ENTERING) -> Response:
    """A line as it was kept, or as it stood when its typing was interrupted."""
    claim = await steps.load(visit, claim_id)
    if not claim.travel.is_editable:
        return visit.redirect(steps.base(visit, claim_id) + TRAVEL)
    if typed := trip_drafts.typed(claim, trip_id):
        travel = await _worth_of(visit, claim, trip_id, typed)
        return await trip_page.show(visit, claim, trip_id, Form(typed), travel)
    return await trip_page.show(visit, claim, trip_id, _form_of(claim, trip_id), claim.travel_calculation)


@router.post(LINES + "/{trip_id}")
async def enter_trip(claim_id: str, trip_id: str, visit: Visit = ENTERING) -> Response:
    """« OK » keeps the line, « Annuler » forgets what was typed in it."""
    if not is_id(trip_id):
        raise HTTPException(404)
    claim = await steps.load(visit, claim_id)
    try:
        if visit.field("action") == "cancel":
            if trip_drafts.typed(claim, trip_id):
                await trip_drafts.forget(visit, claim, trip_id)
            return visit.redirect(steps.base(visit, claim_id) + TRAVEL)
        return await _keep(visit, claim, trip_id)
    except Refused as refused:
        return await visit.refuse(refused, steps.base(visit, claim_id) + TRAVEL)


@router.post(LINES + "/{trip_id}/brouillon")
async def keep_typed(claim_id: str, trip_id: str, visit: Visit = ENTERING) -> Response:
    """What is being typed, kept by the script; the page that comes back shows what the line is worth now."""
    if not is_id(trip_id):
        raise HTTPException(404)
    typed = fields.typed(visit, trip_fields.NAMES)
    kept = await trip_drafts.keep(visit, claim_id, trip_id, typed)
    travel = await _worth_of(visit, kept.claim, trip_id, typed)
    return await trip_page.show(visit, kept.claim, trip_id, Form(typed), travel, status=kept.status, kept=kept)


@router.get(LINES + "/{trip_id}/suppression")
async def ask_deletion(claim_id: str, trip_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id)
    place = trip_page.place_of(claim, trip_id)
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
            await trip_drafts.commit(visit, claim, left, trip_id)
        except Refused as refused:
            return await visit.refuse(refused, address)
    return visit.redirect(address)


def refusal_of(place: int) -> Callable[[Visit, pb.Claim, Refused], Awaitable[Response]]:
    """Shows the line at `place` with the sentences of a refusal that concerns it."""

    async def show(visit: Visit, claim: pb.Claim, refused: Refused) -> Response:
        line = lines(claim)[place]
        form = trip_fields.refused(_form_of(claim, line.id), refused, place)
        travel = claim.travel_calculation
        return await trip_page.show(visit, claim, line.id, form, travel, status=status_of(refused), refused=refused)

    return show


def lines(claim: pb.Claim) -> Sequence[pb.Trip]:
    """The lines of travel that the tab shows."""
    return suggestions.lines(claim)


async def _keep(visit: Visit, claim: pb.Claim, trip_id: str) -> Response:
    """Read the form of a line and keep it among the others, or show what is wrong with it."""
    reader = fields.Reader(fields.typed(visit, trip_fields.NAMES))
    found, choices = await _find_towns(visit, claim, trip_id, reader)
    line = _read(claim, trip_id, reader, found)
    form = Form(reader.values).refused(reader.errors)
    if reader.errors:
        nothing = pb.TravelCalculation()
        return await trip_page.show(visit, claim, trip_id, form, nothing, status=422, choices=choices)
    kept = trip_worth.among(claim, line)
    try:
        await trip_drafts.commit(visit, claim, kept, trip_id)
    except Refused as refused:
        # The claim as it stands now, which another window may have changed, and all that was typed.
        claim = await steps.load(visit, claim.id)
        if status_of(refused) not in ABOUT_THE_ENTRY or not claim.travel.is_editable:
            raise
        if refused.violations:
            form = trip_fields.refused(form, refused, kept.index(line))
        travel = claim.travel_calculation
        return await trip_page.show(visit, claim, trip_id, form, travel, status=status_of(refused), refused=refused)
    return visit.redirect(steps.base(visit, claim.id) + TRAVEL)


async def _find_towns(
    visit: Visit, claim: pb.Claim, trip_id: str, reader: fields.Reader
) -> tuple[dict[str, pb.Town], trip_page.Choices]:
    """The towns of a form by end, and those to choose from when several fit; what is wrong goes to the reader."""
    found: dict[str, pb.Town] = {}
    choices: dict[str, Sequence[Choice]] = {}
    for end in towns.ENDS:
        if town := trip_fields.settled_town(claim, trip_id, end, reader.values):
            found[end] = town
        elif end == "departure" and reader.values["departure_town"] != towns.OTHER:
            reader.errors["departure_town"] = NO_DEPARTURE
        elif end != "night" or towns.is_typed(end, reader.values):
            answer = await towns.find(visit, end, reader.values, suggestions.known_towns(claim))
            choices[end] = answer.choices
            if answer.town is None:
                reader.errors[towns.field_of(end, answer)] = answer.sentence
                continue
            found[end] = answer.town
            # Whatever else is wrong, this town is not asked for again.
            reader.values |= towns.values(end, answer.town)
    return found, choices


async def _worth_of(visit: Visit, claim: pb.Claim, trip_id: str, typed: Mapping[str, str]) -> pb.TravelCalculation:
    """What the line of a form is worth as far as it is understood. Towns are looked for by « OK » only."""
    known = {end: trip_fields.settled_town(claim, trip_id, end, typed) for end in towns.ENDS}
    found = {end: town for end, town in known.items() if town}
    if any(towns.is_typed(end, typed) for end in known.keys() - found.keys()):
        return pb.TravelCalculation(warnings=[TOWN_TO_FIND])
    return await trip_worth.estimate(visit, claim, _read(claim, trip_id, fields.Reader(typed), found))


def _read(claim: pb.Claim, trip_id: str, reader: fields.Reader, found: Mapping[str, pb.Town]) -> pb.Trip:
    """The line of a form whose towns are found; without a distance, that of the academy's table counts."""
    if not reader.values.get("distance_hectometres", "").strip() and {"departure", "arrival"} <= found.keys():
        tenths = suggestions.distance(claim, found["departure"], found["arrival"])
        reader.values["distance_hectometres"] = trip_fields.kilometres(tenths)
    line = trip_fields.read(reader, claim.modes)
    line.id = trip_id
    for end, town in found.items():
        getattr(line, f"{end}_town").CopyFrom(town)
    return line


def _form_of(claim: pb.Claim, trip_id: str) -> Form:
    """The form of a line that was kept."""
    place = trip_page.place_of(claim, trip_id)
    if place is None:
        raise HTTPException(404)
    line = lines(claim)[place]
    values = trip_fields.values(line, suggestions.departures(claim, trip_id))
    if any(option.mode == line.mode and option.needs_amount for option in claim.modes):
        # Kept by « OK », which asks for it: 0 was typed.
        values["transport_cents"] = trip_fields.euros(line.transport_cents)
    return Form(values)
