"""A whole claim that is refused for some of its fields: the form of the first of them opens, with all that it holds."""

import re
from typing import Final

from starlette.responses import Response

from gateway.pages.claims import fee, fee_forms, steps, trips
from gateway.visit import Visit
from kit.errors import FieldViolation, Refused

_LINE: Final = re.compile(r"travel\.trips\[(\d+)\]")


async def show(visit: Visit, claim_id: str, refused: Refused, address: str) -> Response:
    """The form where the first wrong field is; a refusal of no field is said on the page of `address`."""
    if not refused.violations:
        return await visit.refuse(refused, address)
    claim = await steps.load(visit, claim_id)
    first = refused.violations[0]
    place = _place(first)
    if first.field.startswith(fee_forms.PART):
        shown, answer = fee_forms.PART, fee.show_refusal
    elif place is not None and place < len(trips.lines(claim)):
        shown, answer = f"travel.trips[{place}]", trips.refusal_of(place)
    else:
        return await visit.refuse_all(refused, address)
    for other in refused.violations:
        if not other.field.startswith(shown):
            await visit.say("error", _named(other), other.reason)
    return await answer(visit, claim, refused)


def _place(violation: FieldViolation) -> int | None:
    found = _LINE.match(violation.field)
    return int(found[1]) if found else None


def _named(violation: FieldViolation) -> str:
    """The sentence, with the line that it is about when another one is open."""
    place = _place(violation)
    return violation.message if place is None else f"Ligne {place + 1} : {violation.message}"
