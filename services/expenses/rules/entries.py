"""What was entered, from the shape in which it is kept to that of the rules (wire/inputs.py writes it)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from kit.errors import Violation, Violations
from kit.territory import commune_code
from services.expenses import errors
from services.expenses.models import Claim
from services.expenses.rules.candidates import Candidates
from services.expenses.rules.copies import Copies
from services.expenses.rules.fees import FeeInput, InputKind
from services.expenses.rules.half_days import HalfDay, HalfDays
from services.expenses.rules.hours import Duration
from services.expenses.rules.places import Commune
from services.expenses.rules.trips import Trip

# Hectometres of the table between two communes.
Distances = Mapping[tuple[str, str], int]

# What a half-day needs, and what is said when it lacks it.
_HALF_DAY: Final = {
    "date": errors.DATE_MISSING,
    "start_time": errors.TIME_MISSING,
    "end_time": errors.TIME_MISSING,
}


def fee_entry(stored: Mapping[str, Any] | None, kind: InputKind, *, is_returned: bool = False) -> FeeInput:
    """The quantity that pays; refused when it is missing or of another kind than the nature of the mission asks for."""
    violations = Violations()
    if stored is None:
        violations.add(f"fee.{kind.field}", errors.FEE_MISSING)
    elif kind.field not in stored:
        violations.add(f"fee.{next(iter(stored))}", errors.FEE_INPUT_UNEXPECTED)
    violations.refuse_if_any()
    quantity = (stored or {})[kind.field]
    match kind:
        case InputKind.COPIES:
            return Copies(quantity, is_returned=is_returned)
        case InputKind.CANDIDATES:
            return Candidates(quantity, is_returned=is_returned)
        case InputKind.HALF_DAYS:
            return _half_days(quantity)
        case _:
            return Duration(quantity)


def fitting_entry(stored: Mapping[str, Any] | None, kind: InputKind, *, is_returned: bool = False) -> FeeInput | None:
    """The quantity; None while nothing is kept, or when the mission has changed since and asks for another one."""
    return fee_entry(stored, kind, is_returned=is_returned) if stored and kind.field in stored else None


def kept_entry(stored: Mapping[str, Any]) -> FeeInput:
    """The quantity as it was entered, whatever the nature of the mission asks for now."""
    return fee_entry(stored, next(kind for kind in InputKind if kind.field in stored))


def _half_days(rows: Sequence[Mapping[str, Any]]) -> HalfDays:
    violations = Violations()
    for place, row in enumerate(rows):
        for name, missing in _HALF_DAY.items():
            if not row[name]:
                violations.add(f"fee.half_days[{place}].{name}", missing)
    violations.refuse_if_any()
    return HalfDays(
        tuple(
            HalfDay(
                date.fromisoformat(row["date"]),
                time.fromisoformat(row["start_time"]),
                time.fromisoformat(row["end_time"]),
            )
            for row in rows
        )
    )


def trips(
    stored: Mapping[str, Any] | None,
    distances: Distances,
    open_modes: Collection[str],
    public_transport_trip_ids: Collection[str] = (),
) -> list[Trip]:
    """The lines; refused when one lacks what its times or its way need, or goes by a mode that is not offered.

    `public_transport_trip_ids`: lines that a gestionnaire decided to pay on the public-transport basis (R22).
    """
    rows, violations = _rows(stored), Violations()
    for line, row in enumerate(rows):
        for name, violation in _wrong(row, open_modes):
            violations.add(f"travel.trips[{line}].{name}", violation)
    violations.refuse_if_any()
    return [_trip(row, distances, is_basis=row["id"] in public_transport_trip_ids) for row in rows]


def distance_pairs(stored: Mapping[str, Any] | None) -> set[tuple[str, str]]:
    """The pairs of communes whose distance the lines depend on."""
    pairs = ((row["departure_town"], row["arrival_town"]) for row in _rows(stored))
    return {(commune_code(start["code"]), commune_code(end["code"])) for start, end in pairs if start and end}


def known_towns(claim: Claim) -> dict[str, dict[str, Any]]:
    """The towns whose facts a claim has copied already, by code."""
    rows = [*_rows(claim.travel.input), *_rows((claim.draft or {}).get("travel"))]
    entered = [row[name] for row in rows for name in ("departure_town", "arrival_town", "night_town")]
    towns = [claim.home, claim.establishment, claim.centre_commune, *entered]
    return {
        town["code"]: {name: town[name] for name in ("code", "name", "department", "population")}
        for town in towns
        if town and town["name"]
    }


def _rows(stored: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return stored.get("trips", []) if stored else []


def commune(stored: Mapping[str, Any]) -> Commune:
    """A town of which the facts were copied."""
    return Commune(stored["code"], stored["name"], stored["population"])


def _wrong(row: Mapping[str, Any], open_modes: Collection[str]) -> Iterator[tuple[str, Violation]]:
    for name in ("departure_town", "arrival_town", "night_town"):
        # Nobody knew the code of a town without a name; nights are in the town of arrival unless another is said.
        if (row[name] and not row[name]["name"]) or (not row[name] and name != "night_town"):
            yield name, errors.TOWN_MISSING
    for end in ("departure", "return"):
        if not row[f"{end}_date"]:
            yield f"{end}_date", errors.DATE_MISSING
        if not row[f"{end}_time"]:
            yield f"{end}_time", errors.TIME_MISSING
    if not row["mode"]:
        yield "mode", errors.MODE_MISSING
    elif row["mode"] not in open_modes:
        yield "mode", errors.MODE_CLOSED


def _trip(row: Mapping[str, Any], distances: Distances, *, is_basis: bool) -> Trip:
    departure, arrival = commune(row["departure_town"]), commune(row["arrival_town"])
    table = distances.get((departure.commune_code, arrival.commune_code))
    return Trip(
        departure_town=departure,
        arrival_town=arrival,
        departure_time=_moment(row, "departure"),
        return_time=_moment(row, "return"),
        kilometres=Decimal(row["distance_hectometres"]) / 10,
        power_cv=row["power_cv"],
        one_way_count=row["one_way_count"],
        mode=row["mode"],
        night_count=row["night_count"],
        night_town=commune(row["night_town"]) if row["night_town"] else None,
        full_meal_count=row["full_meal_count"],
        half_meal_count=row["half_meal_count"],
        free_meal_count=row["free_meal_count"],
        transport_cents=row["transport_cents"],
        sundry_cents=row["sundry_cents"],
        comment=row["comment"],
        distance_reason=row["distance_reason"],
        table_kilometres=None if table is None else Decimal(table) / 10,
        is_public_transport_basis=is_basis,
    )


def _moment(row: Mapping[str, Any], end: str) -> datetime:
    return datetime.combine(date.fromisoformat(row[f"{end}_date"]), time.fromisoformat(row[f"{end}_time"]))
