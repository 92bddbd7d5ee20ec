"""The forms of a claim: what was typed, in French, from and to messages."""

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

from google.type.date_pb2 import Date
from google.type.timeofday_pb2 import TimeOfDay

from gateway import rendering
from gateway.forms import Form
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb
from kit import french
from kit.errors import Refused

# A number beyond any bound of the rules, which then say so; one that no message can hold would not reach them.
LARGEST: Final = 2**31 - 1

DATE: Final = "Saisissez une date au format JJ/MM/AAAA, par exemple 12/06/2026."
HOUR: Final = "Saisissez une heure, par exemple 07:30."
WHOLE: Final = "Saisissez un nombre entier, sans virgule."
NUMBER: Final = "Saisissez un nombre, par exemple 60,5."
MONEY: Final = "Saisissez un montant en euros, par exemple 12,50."
REQUIRED: Final = "Ce champ est obligatoire : complétez-le."

TRIP_FIELDS: Final = (
    "departure_town",
    "departure_date",
    "departure_time",
    "arrival_town",
    "arrival_code",
    "arrival_choice",
    "return_date",
    "return_time",
    "mode",
    "power_cv",
    "one_way_count",
    "distance_hectometres",
    "distance_reason",
    "full_meal_count",
    "half_meal_count",
    "free_meal_count",
    "night_count",
    "night_town",
    "night_code",
    "night_choice",
    "sundry_cents",
    "comment",
)


class Reader:
    """Reads typed values one by one and keeps a sentence for each that is not understood."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = dict(values)
        self.errors: dict[str, str] = {}

    def read(self, name: str, parse: Callable[[str], Any], sentence: str, *, is_required: bool = True) -> Any:
        """The value, or None when the field is empty or wrong."""
        text = self.values.get(name, "").strip()
        if not text:
            if is_required:
                self.errors[name] = REQUIRED
            return None
        try:
            return parse(text)
        except ValueError:
            self.errors[name] = sentence
            return None


def whole(text: str) -> int:
    """A whole number that a message can hold."""
    value = french.parse_integer(text)
    if abs(value) > LARGEST:
        raise ValueError(text)
    return value


def hectometres(text: str) -> int:
    """Kilometres with at most one decimal, as tenths."""
    value = french.parse_number(text) * 10
    if value != value.to_integral_value() or abs(value) > LARGEST:
        raise ValueError(text)
    return int(value)


def cents(text: str) -> int:
    """An amount in euros, as cents."""
    value = french.parse_money(text)
    if abs(value) > LARGEST:
        raise ValueError(text)
    return value


def day(value: date | None) -> Date | None:
    return Date(year=value.year, month=value.month, day=value.day) if value else None


def hour(value: time | None) -> TimeOfDay | None:
    return TimeOfDay(hours=value.hour, minutes=value.minute) if value else None


def typed(visit: Visit, names: tuple[str, ...]) -> dict[str, str]:
    """The fields of a form as they were typed."""
    return {name: visit.field(name) for name in names}


def trip(reader: Reader) -> pb.Trip:
    """A line of travel from its form, without its towns; what the rules think of it is theirs to say."""
    read = reader.read
    mode = reader.values.get("mode", "")
    line = pb.Trip(
        departure_date=day(read("departure_date", french.parse_date, DATE)),
        departure_time=hour(read("departure_time", french.parse_hour, HOUR)),
        return_date=day(read("return_date", french.parse_date, DATE)),
        return_time=hour(read("return_time", french.parse_hour, HOUR)),
        mode=pb.Mode.Value(mode) if mode in pb.Mode.keys() else 0,  # noqa: SIM118 (an enumeration, not a dictionary)
        one_way_count=read("one_way_count", whole, WHOLE) or 0,
        distance_hectometres=read("distance_hectometres", hectometres, NUMBER) or 0,
        power_cv=read("power_cv", whole, WHOLE, is_required=False) or 0,
        night_count=read("night_count", whole, WHOLE, is_required=False) or 0,
        half_meal_count=read("half_meal_count", whole, WHOLE, is_required=False) or 0,
        free_meal_count=read("free_meal_count", whole, WHOLE, is_required=False) or 0,
        sundry_cents=read("sundry_cents", cents, MONEY, is_required=False) or 0,
        comment=reader.values.get("comment", "").strip(),
        distance_reason=reader.values.get("distance_reason", "").strip(),
    )
    full = read("full_meal_count", whole, WHOLE, is_required=False)
    if full is not None:
        line.full_meal_count = full
    return line


def trip_values(line: pb.Trip) -> dict[str, str]:
    """A line of travel as its form shows it."""
    return {
        "departure_town": line.departure_town.code,
        "departure_date": rendering.short_date(line.departure_date),
        "departure_time": french.short_hour(rendering.as_time(line.departure_time)),
        "arrival_town": town_label(line.arrival_town),
        "arrival_code": line.arrival_town.code,
        "return_date": rendering.short_date(line.return_date),
        "return_time": french.short_hour(rendering.as_time(line.return_time)),
        "mode": pb.Mode.Name(line.mode),
        "power_cv": str(line.power_cv or ""),
        "one_way_count": str(line.one_way_count or ""),
        "distance_hectometres": _kilometres(line.distance_hectometres) if line.distance_hectometres else "",
        "distance_reason": line.distance_reason,
        "full_meal_count": str(line.full_meal_count) if line.HasField("full_meal_count") else "",
        "half_meal_count": str(line.half_meal_count or ""),
        "free_meal_count": str(line.free_meal_count or ""),
        "night_count": str(line.night_count or ""),
        "night_town": town_label(line.night_town),
        "night_code": line.night_town.code,
        "sundry_cents": _comma(Decimal(line.sundry_cents).scaleb(-2)) if line.sundry_cents else "",
        "comment": line.comment,
    }


def _kilometres(tenths: int) -> str:
    return _comma(Decimal(tenths) / 10 if tenths % 10 else Decimal(tenths // 10))


def _comma(value: Decimal) -> str:
    return str(value).replace(".", ",")


def town_label(town: pb.Town) -> str:
    """`Créteil (94)`."""
    if not town.name:
        return town.code
    return f"{town.name} ({town.department})" if town.department else town.name


def refused_trip(form: Form, refused: Refused, place: int) -> Form:
    """The form of the line at `place` with the sentences that concern it; those of no field go under the first."""
    line = f"travel.trips[{place}]"
    errors: dict[str, str] = {}
    for violation in refused.violations:
        path, _, name = violation.field.rpartition(".")
        if line in {violation.field, path}:
            errors.setdefault(name if name in TRIP_FIELDS else "departure_date", violation.message)
    return form.refused(errors or {"departure_date": refused.message})
