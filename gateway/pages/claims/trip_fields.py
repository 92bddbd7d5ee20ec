"""The form of a line of travel: what was typed, in French, from and to a trip of the contract (S-TRV-1, S-TRV-2).

Which fields count is said by the flags of the mode, never by its name: what another mode asks for is neither read nor
sent, and stays in the form for whoever changes mode again.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from gateway import rendering
from gateway.forms import Form
from gateway.pages.claims import fields, suggestions, towns
from gateway.pages.claims.fields import Reader
from imagin.expenses.v1 import expenses_pb2 as pb
from kit import french
from kit.errors import Refused

# What a mode asks for, by the flag of its option.
ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "needs_distance": ("distance_hectometres", "distance_reason"),
    "needs_power": ("power_cv",),
    "needs_amount": ("transport_cents",),
    "allows_sundry": ("sundry_cents",),
}
_ALWAYS: Final = (
    "departure_date",
    "departure_time",
    "return_date",
    "return_time",
    "mode",
    "one_way_count",
    "full_meal_count",
    "half_meal_count",
    "free_meal_count",
    "night_count",
    "comment",
)
NAMES: Final = (*towns.NAMES, *_ALWAYS, *(name for names in ASKED.values() for name in names))


def read(reader: Reader, options: Sequence[pb.ModeOption]) -> pb.Trip:
    """A line from its form, without its towns; what the rules think of it is theirs to say."""
    take = reader.read
    mode = reader.values.get("mode", "")
    option = next((one for one in options if pb.Mode.Name(one.mode) == mode), pb.ModeOption())
    line = pb.Trip(
        departure_date=fields.day(take("departure_date", french.parse_date, fields.DATE)),
        departure_time=fields.hour(take("departure_time", french.parse_hour, fields.HOUR)),
        return_date=fields.day(take("return_date", french.parse_date, fields.DATE)),
        return_time=fields.hour(take("return_time", french.parse_hour, fields.HOUR)),
        mode=option.mode,
        one_way_count=take("one_way_count", fields.whole, fields.WHOLE) or 0,
        comment=reader.values.get("comment", "").strip(),
    )
    for name in ("half_meal_count", "free_meal_count", "night_count"):
        setattr(line, name, take(name, fields.whole, fields.WHOLE, is_required=False) or 0)
    full = take("full_meal_count", fields.whole, fields.WHOLE, is_required=False)
    if full is not None:
        line.full_meal_count = full
    if option.needs_distance:
        line.distance_hectometres = take("distance_hectometres", fields.hectometres, fields.NUMBER) or 0
        line.distance_reason = reader.values.get("distance_reason", "").strip()
    if option.needs_power:
        line.power_cv = take("power_cv", fields.whole, fields.WHOLE, is_required=False) or 0
    if option.needs_amount:
        line.transport_cents = take("transport_cents", fields.cents, fields.MONEY) or 0
    if option.allows_sundry:
        line.sundry_cents = take("sundry_cents", fields.cents, fields.MONEY, is_required=False) or 0
    return line


def settled_town(claim: pb.Claim, trip_id: str, end: str, typed: Mapping[str, str]) -> pb.Town | None:
    """The town of a form, when nobody need be asked; None when it is missing or to be looked for."""
    if end == "departure":
        proposed = suggestions.departures(claim, trip_id)
        if len(proposed) == 1 and not suggestions.may_leave_elsewhere(claim, trip_id):
            return proposed[0]
        chosen = typed.get("departure_town", "")
        if chosen != towns.OTHER:
            return next((town for town in proposed if town.code == chosen), None)
    return towns.settled(end, typed, suggestions.known_towns(claim))


def values(line: pb.Trip, departures: Sequence[pb.Town]) -> dict[str, str]:
    """A line as its form shows it; `departures` are the towns that its departure is chosen from."""
    return {
        **towns.departure_values(line.departure_town, departures),
        **towns.values("arrival", line.arrival_town),
        **towns.values("night", line.night_town),
        "departure_date": rendering.short_date(line.departure_date),
        "departure_time": _hour(line, "departure_time"),
        "return_date": rendering.short_date(line.return_date),
        "return_time": _hour(line, "return_time"),
        "mode": pb.Mode.Name(line.mode),
        "one_way_count": _count(line.one_way_count),
        "power_cv": _count(line.power_cv),
        "distance_hectometres": kilometres(line.distance_hectometres),
        "distance_reason": line.distance_reason,
        "transport_cents": euros(line.transport_cents) if line.transport_cents else "",
        "full_meal_count": str(line.full_meal_count) if line.HasField("full_meal_count") else "",
        "half_meal_count": _count(line.half_meal_count),
        "free_meal_count": _count(line.free_meal_count),
        "night_count": _count(line.night_count),
        "sundry_cents": euros(line.sundry_cents) if line.sundry_cents else "",
        "comment": line.comment,
    }


def refused(form: Form, refusal: Refused, place: int) -> Form:
    """The form of the line at `place` with the sentences that concern it; those of no field go under the first."""
    line = f"travel.trips[{place}]"
    errors: dict[str, str] = {}
    for violation in refusal.violations:
        path, _, name = violation.field.rpartition(".")
        if line in {violation.field, path}:
            errors.setdefault(field_of(form, name), violation.message)
    return form.refused(errors or {"departure_date": refusal.message})


def field_of(form: Form, name: str) -> str:
    """The field of the form for one of the contract: a town of departure that was typed has a field of its own."""
    if name == "departure_town" and form.value(name) == towns.OTHER:
        return "departure_other"
    return name if name in NAMES else "departure_date"


def kilometres(tenths: int) -> str:
    """Tenths of a kilometre as one types them."""
    return _comma(Decimal(tenths) / 10 if tenths % 10 else Decimal(tenths // 10)) if tenths else ""


def _hour(line: pb.Trip, name: str) -> str:
    return french.short_hour(rendering.as_time(getattr(line, name))) if line.HasField(name) else ""


def _count(value: int) -> str:
    return str(value or "")


def euros(cents: int) -> str:
    """An amount as its field shows it, 0 too."""
    return _comma(Decimal(cents).scaleb(-2))


def _comma(value: Decimal) -> str:
    return str(value).replace(".", ",")
