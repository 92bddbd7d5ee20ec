"""What the examiner enters, as it is kept in the inputs of the parts and in the draft.

A fee is `{"copies": 42}`, named like the quantity of the contract. A travel is `{"trips": [{…}]}`; a trip has the
fields of the contract, days and hours as ISO text or null, and towns as `{"code", "name", "department", "population"}`:
facts of the moment, so that a claim computes the same whatever becomes of a commune.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date, time
from typing import Any, Final

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import Violation, Violations
from kit.feeds.text import clean
from kit.identifiers import new_id
from services.expenses import errors
from services.expenses.rules.drafts import PREFIXES
from services.expenses.rules.half_days import MOST_HALF_DAYS
from services.expenses.rules.legs import MOST_TRIPS
from services.expenses.rules.modes import MODES
from services.expenses.rules.workflow import PartKind
from services.expenses.wire.values import day, read_day, read_wall_time, wall_time

Stored = dict[str, Any]
Towns = Mapping[str, Stored]

LONGEST_TEXT: Final = 500
LONGEST_TOWN: Final = 80
ABROAD: Final = "99"

_NUMBERS: Final = (
    "distance_hectometres", "one_way_count", "power_cv", "transport_cents", "night_count", "half_meal_count",
    "free_meal_count", "sundry_cents",
)  # fmt: skip
_TEXTS: Final = ("comment", "distance_reason")
_DAYS: Final = ("departure_date", "return_date")
_TIMES: Final = ("departure_time", "return_time")
_TOWNS: Final = ("departure_town", "arrival_town", "night_town")


# --- Reading a request ---------------------------------------------------------------------------------------------


def town_codes(message: pb.TravelInput) -> set[str]:
    """The codes of every commune of France that the trips name."""
    codes = {getattr(trip, name).code for trip in message.trips[:MOST_TRIPS] for name in _TOWNS}
    return {code for code in codes if code and not code.startswith(ABROAD)}


def is_parsed(message: pb.ClaimInput, kind: PartKind, typed: Iterable[str]) -> bool:
    """Whether an entry says what a part is now, be it nothing; text alone leaves it as it was parsed last."""
    return message.HasField(kind.lower()) or not any(key.startswith(PREFIXES[kind]) for key in typed)


def read_fee(message: pb.FeeInput, violations: Violations) -> Stored | None:
    """What is kept of a fee; None when nothing was entered."""
    quantity = message.WhichOneof("quantity")
    if quantity is None:
        return None
    if quantity == "half_days":
        half_days = message.half_days.half_days
        if len(half_days) > MOST_HALF_DAYS:
            violations.add("fee.half_days", errors.HALF_DAYS_TOO_MANY, most=MOST_HALF_DAYS)
            return None
        return {"half_days": [_read_half_day(half_day) for half_day in half_days]}
    return {quantity: getattr(message, quantity)}


def read_travel(message: pb.TravelInput, towns: Towns, violations: Violations) -> Stored:
    """What is kept of a travel. A town that nobody knows keeps its code alone."""
    if len(message.trips) > MOST_TRIPS:
        violations.add("travel.trips", errors.TRIPS_TOO_MANY, most=MOST_TRIPS)
        return {"trips": []}
    trips: list[Stored] = []
    for line, trip in enumerate(message.trips):
        trips.append(_read_trip(f"travel.trips[{line}]", trip, towns, violations))
    seen: set[str] = set()
    for trip in trips:
        if trip["id"] in seen:
            trip["id"] = new_id()
        seen.add(trip["id"])
    return {"trips": trips}


def _read_half_day(message: pb.HalfDay) -> Stored:
    start, end = (
        read_wall_time(getattr(message, name)) if message.HasField(name) else None
        for name in ("start_time", "end_time")
    )
    return {"date": _iso(read_day(message.date)), "start_time": _iso(start), "end_time": _iso(end)}


def _read_trip(path: str, message: pb.Trip, towns: Towns, violations: Violations) -> Stored:
    mode = pb.Mode.Name(message.mode).removeprefix("MODE_") if message.mode in pb.Mode.values() else ""
    stored: Stored = {"id": _trip_id(message.id), "mode": "" if mode == "UNSPECIFIED" else mode}
    for name in _TOWNS:
        stored[name] = _read_town(f"{path}.{name}", getattr(message, name), towns, violations)
    for name in _DAYS:
        stored[name] = _iso(read_day(getattr(message, name)))
    for name in _TIMES:
        stored[name] = _iso(read_wall_time(getattr(message, name)) if message.HasField(name) else None)
    for name in _NUMBERS:
        stored[name] = getattr(message, name)
    stored["full_meal_count"] = message.full_meal_count if message.HasField("full_meal_count") else None
    for name in _TEXTS:
        stored[name] = read_text(f"{path}.{name}", getattr(message, name), LONGEST_TEXT, violations)
    if (known := MODES.get(mode)) and not known.needs_amount:
        # The form keeps the amount of a ticket when the mode changes; nothing of it may count or be printed.
        stored["transport_cents"] = 0
    return stored


def _read_town(path: str, message: pb.Town, towns: Towns, violations: Violations) -> Stored | None:
    if not message.code:
        return None
    is_abroad = message.code.startswith(ABROAD) and len(message.code) == 5 and message.code.isdecimal()
    # Abroad the name is typed by hand, and may be typed again.
    if (known := towns.get(message.code)) and not (is_abroad and message.name):
        return dict(known)
    name = read_text(path, message.name, LONGEST_TOWN, violations) if is_abroad else ""
    code = read_text(path, message.code, 5, violations)
    return {"code": code, "name": name, "department": ABROAD if is_abroad else "", "population": None}


def read_text(path: str, text: str, most: int, violations: Violations) -> str:
    """Text as it may be kept and printed."""
    cleaned = clean(text)
    wrong: Violation | None = errors.TEXT_INVALID if cleaned is None else None
    if cleaned is not None and len(cleaned) > most:
        wrong = errors.ENTRY_TOO_LONG
    if wrong or cleaned is None:
        violations.add(path, wrong or errors.TEXT_INVALID, most=most)
        return ""
    return cleaned


def _trip_id(text: str) -> str:
    """The identifier of the form, or a fresh one: nothing depends on a form that made none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return new_id()


def _iso(value: date | time | None) -> str | None:
    if value is None:
        return None
    return value.strftime("%H:%M") if isinstance(value, time) else value.isoformat()


# --- Writing an answer ---------------------------------------------------------------------------------------------


def claim_input(fee: Stored | None, travel: Stored | None) -> pb.ClaimInput:
    """Both halves of an entry."""
    message = pb.ClaimInput()
    if fee is not None:
        message.fee.CopyFrom(_fee(fee))
    if travel is not None and "trips" in travel:
        message.travel.trips.extend(_trip(trip) for trip in travel["trips"])
        # Present although it has no trip: nothing to refund was entered, which is not the same as nothing entered.
        message.travel.SetInParent()
    return message


def _fee(stored: Stored) -> pb.FeeInput:
    if "half_days" in stored:
        half_days = [
            pb.HalfDay(
                date=day(_date(half_day["date"])),
                start_time=wall_time(_time(half_day["start_time"])),
                end_time=wall_time(_time(half_day["end_time"])),
            )
            for half_day in stored["half_days"]
        ]
        return pb.FeeInput(half_days=pb.HalfDays(half_days=half_days))
    return pb.FeeInput(**stored)


def _trip(stored: Stored) -> pb.Trip:
    message = pb.Trip(
        id=stored["id"],
        mode=pb.Mode.Value(f"MODE_{stored['mode'] or 'UNSPECIFIED'}"),
        full_meal_count=stored["full_meal_count"],
        **{name: stored[name] for name in (*_NUMBERS, *_TEXTS)},
        **{name: day(_date(stored[name])) for name in _DAYS},
        **{name: wall_time(_time(stored[name])) for name in _TIMES},
    )
    for name in _TOWNS:
        if stored[name]:
            getattr(message, name).CopyFrom(town(stored[name]))
    return message


def town(stored: Mapping[str, Any]) -> pb.Town:
    """A town as people read it."""
    return pb.Town(code=stored["code"], name=stored["name"], department=stored["department"])


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def mask_kinds(
    paths: Iterable[str], known: Collection[PartKind] = tuple(PartKind), path: str = "update_mask"
) -> list[PartKind]:
    """The halves that a mask names; refused when it names something else than those known, or nothing."""
    names = set(paths)
    kinds = [kind for kind in PartKind if kind in known and kind.lower() in names]
    if not kinds or len(kinds) < len(names):
        violations = Violations()
        violations.add(path, errors.MASK_INVALID)
        violations.refuse_if_any()
    return kinds
