"""The quantity of a fee in a form, by what the nature asks for (S-FEE-1 to S-FEE-7): read, shown, refused.

Shared by whoever enters one: the examiner, a gestionnaire on their behalf, a président de jury for each member. Fields
are named like the contract. A form of several quantities gives each a prefix (`members[3].`), to `typed` and to the
macro `fee_fields`, and works without it everywhere else.

    entry = fee_forms.read(fee_forms.typed(visit, kind), kind)
    if entry.errors: …           # sentences by field
    request = …(fee=entry.fee)   # None when nothing was entered
    errors = entry.refused(field_errors(refused))
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final

from gateway import rendering
from gateway.pages.claims import fields
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb
from kit import french

PART: Final = "fee."
# Rows of half-days: as many as an entry may have, and a few empty ones at a time.
MOST_ROWS: Final = 200
MORE_ROWS: Final = 4
# Up to these days each half of each day has its row; a longer mission would be a wall of empty rows.
MOST_OFFERED_DAYS: Final = 5
ROW_COUNT: Final = "half_days"

MINUTES: Final = "Saisissez les minutes, de 0 à 59."
HALF_DAY: Final = "Saisissez au moins une demi-journée, avec son heure de début et son heure de fin."

# The field that a sentence about the whole quantity stands under.
_FIRST: Final[Mapping[int, str]] = {
    pb.FEE_INPUT_KIND_COPIES: "copies",
    pb.FEE_INPUT_KIND_CANDIDATES: "candidates",
    pb.FEE_INPUT_KIND_HALF_DAYS: "half_days[0].start_time",
    pb.FEE_INPUT_KIND_DURATION: "hours",
}
_CELLS: Final = ("date", "start_time", "end_time")
_HOURS: Final = _CELLS[1:]

Row = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A quantity as it was typed, and as it was understood."""

    kind: int
    values: Mapping[str, str]
    fee: pb.FeeInput | None = None
    """What was understood; None when that is nothing."""
    errors: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[int] = ()
    """The row of the form that each half-day of `fee` comes from."""

    def unread(self) -> dict[str, str]:
        """The texts that `fee` does not hold: with it, they are all that was typed."""
        if self.kind == pb.FEE_INPUT_KIND_HALF_DAYS:
            known = {_cell(row, name) for row in self.rows for name in _CELLS}
            return {name: text for name, text in self.values.items() if text and name not in known | {ROW_COUNT}}
        return {} if self.fee is not None else dict(self.values)

    def refused(self, sentences: Mapping[str, str]) -> dict[str, str]:
        """The sentences of a refusal by field of this form; what concerns none of them stands under the first."""
        fields_of = {_cell(place, name): _cell(row, name) for place, row in enumerate(self.rows) for name in _CELLS}
        found: dict[str, str] = {}
        for path, sentence in sentences.items():
            name = path.removeprefix(PART)
            name = fields_of.get(name, name if name in _names(self.kind) else _FIRST[self.kind])
            found.setdefault(name, sentence)
        return found


def typed(visit: Visit, kind: int, prefix: str = "") -> dict[str, str]:
    """The fields of a quantity as they were typed, without their prefix."""
    if kind != pb.FEE_INPUT_KIND_HALF_DAYS:
        return {name: visit.field(prefix + name) for name in _names(kind)}
    count = _count(visit.field(prefix + ROW_COUNT))
    cells = {_cell(row, name): visit.field(prefix + _cell(row, name)) for row in range(count) for name in _CELLS}
    return {ROW_COUNT: str(count), **cells}


def read(values: Mapping[str, str], kind: int, *, is_required: bool = True) -> Entry:
    """Understand what was typed. A row of half-days without hours is nothing, whatever its date."""
    reader = fields.Reader(values)
    if kind == pb.FEE_INPUT_KIND_HALF_DAYS:
        return _read_half_days(reader, is_required=is_required)
    fee = None
    if kind == pb.FEE_INPUT_KIND_DURATION:
        is_alone = is_required and not values.get("minutes", "").strip()
        hours = reader.read("hours", _whole_hours, fields.WHOLE, is_required=is_alone)
        minutes = reader.read("minutes", _minutes, MINUTES, is_required=False)
        if not reader.errors and (hours, minutes) != (None, None):
            fee = pb.FeeInput(duration_minutes=(hours or 0) * 60 + (minutes or 0))
    elif kind in _FIRST:
        (name,) = _names(kind)
        count = reader.read(name, fields.whole, fields.WHOLE, is_required=is_required)
        fee = None if count is None else pb.FeeInput(**{name: count})
    return Entry(kind, values, fee, reader.errors)


def values(
    kind: int,
    fee: pb.FeeInput,
    *,
    unread: Mapping[str, str] | None = None,
    days: Sequence[date] = (),
) -> dict[str, str]:
    """A quantity as its form shows it: what it holds, the texts that could not be read, and empty rows to fill.

    `days` are those of the mission: each of a few has a row for its morning and one for its afternoon.
    """
    texts = unread or {}
    if kind == pb.FEE_INPUT_KIND_HALF_DAYS:
        known = [_row(half_day) for half_day in fee.half_days.half_days]
        places = {name.partition("]")[0] for name in texts if name.startswith("half_days[")}
        left = [(*(texts.get(f"{place}].{name}", "") for name in _CELLS),) for place in sorted(places)]
        return _form_rows(_offered([*known, *left], days))
    quantity = fee.WhichOneof("quantity")
    if kind == pb.FEE_INPUT_KIND_DURATION:
        hours, minutes = divmod(fee.duration_minutes, 60)
        shown = {"hours": str(hours), "minutes": str(minutes)} if quantity == "duration_minutes" else {}
    else:
        shown = {name: str(getattr(fee, name)) for name in _names(kind) if name == quantity}
    return dict.fromkeys(_names(kind), "") | shown | texts


def with_more_rows(typed_values: Mapping[str, str]) -> dict[str, str]:
    """The same rows as they were typed, and a few empty ones."""
    count = _count(typed_values.get(ROW_COUNT, ""))
    more = range(count, min(count + MORE_ROWS, MOST_ROWS))
    empty = {_cell(row, name): "" for row in more for name in _CELLS}
    return {**typed_values, **empty, ROW_COUNT: str(max(count, more.stop))}


def days_of(mission: pb.ClaimMission) -> list[date]:
    """The days of a mission, at most one more than those for which rows are offered."""
    first, last = rendering.as_date(mission.start_date), rendering.as_date(mission.end_date)
    if first is None or last is None:
        return []
    count = min((last - first).days, MOST_OFFERED_DAYS) + 1
    return [first + timedelta(days=day) for day in range(count)]


def _read_half_days(reader: fields.Reader, *, is_required: bool) -> Entry:
    found: list[pb.HalfDay] = []
    rows: list[int] = []
    for row in range(_count(reader.values.get(ROW_COUNT, ""))):
        if not any(reader.values.get(_cell(row, name), "").strip() for name in _HOURS):
            continue
        day = reader.read(_cell(row, "date"), french.parse_date, fields.DATE)
        start, end = (reader.read(_cell(row, name), french.parse_hour, fields.HOUR) for name in _HOURS)
        if day and start is not None and end is not None:
            rows.append(row)
            found.append(pb.HalfDay(date=fields.day(day), start_time=fields.hour(start), end_time=fields.hour(end)))
    if is_required and not found and not reader.errors:
        reader.errors[_FIRST[pb.FEE_INPUT_KIND_HALF_DAYS]] = HALF_DAY
    fee = pb.FeeInput(half_days=pb.HalfDays(half_days=found)) if found else None
    return Entry(pb.FEE_INPUT_KIND_HALF_DAYS, reader.values, fee, reader.errors, rows)


def _offered(rows: Iterable[Row], days: Sequence[date]) -> list[Row]:
    """Rows by day and hour, with empty ones to fill; a date that cannot be read comes last."""
    dated = sorted(rows, key=_moment)
    if not 0 < len(days) <= MOST_OFFERED_DAYS:
        return [*dated, *[("", "", "")] * MORE_ROWS]
    for day in days:
        known = sum(_moment(row)[0] == day for row in dated)
        dated += [(french.short_date(day), "", "")] * (2 - known)
    # Stable: the empty rows of a day come after those that have hours.
    return sorted(dated, key=_moment)


def _moment(row: Row) -> tuple[date, time]:
    try:
        day = french.parse_date(row[0])
    except ValueError:
        return date.max, time.max
    try:
        return day, french.parse_hour(row[1])
    except ValueError:
        return day, time.max


def _form_rows(rows: Sequence[Row]) -> dict[str, str]:
    cells = {_cell(place, name): text for place, row in enumerate(rows) for name, text in zip(_CELLS, row, strict=True)}
    return {ROW_COUNT: str(len(rows)), **cells}


def _row(half_day: pb.HalfDay) -> Row:
    start, end = (
        french.short_hour(rendering.as_time(getattr(half_day, name))) if half_day.HasField(name) else ""
        for name in _HOURS
    )
    return rendering.short_date(half_day.date), start, end


def _names(kind: int) -> tuple[str, ...]:
    """The fields of a quantity that is no list."""
    if kind == pb.FEE_INPUT_KIND_DURATION:
        return ("hours", "minutes")
    return (_FIRST[kind],) if kind in _FIRST and kind != pb.FEE_INPUT_KIND_HALF_DAYS else ()


def _cell(row: int, name: str) -> str:
    return f"half_days[{row}].{name}"


def _count(text: str) -> int:
    """A number of rows that a browser sent."""
    return max(1, min(int(text), MOST_ROWS)) if text.isascii() and text.isdecimal() and len(text) < 4 else 1


def _whole_hours(text: str) -> int:
    """Hours whose minutes a message can hold."""
    value = fields.whole(text)
    if abs(value) >= fields.LARGEST // 60:
        raise ValueError(text)
    return value


def _minutes(text: str) -> int:
    value = fields.whole(text)
    if not 0 <= value < 60:
        raise ValueError(text)
    return value
