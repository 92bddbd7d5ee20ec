"""The quantity of a fee in a form, by what the nature asks for (S-FEE-1 to S-FEE-7): read, shown, refused.

Shared by whoever enters one: the examiner, a gestionnaire on their behalf, a président de jury for each member. Fields
are named like the contract. A form of several quantities gives each a prefix (`members[3].`), to `typed` and to the
macro `fee_fields`, and works without it everywhere else.

    entry = fee_forms.read(fee_forms.typed(visit, kind), kind)
    if entry.errors: …           # sentences by field
    request = …(fee=entry.fee)   # None when nothing was entered
    errors = entry.refused(field_errors(refused))
"""

import re
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
FIRST_NEW_ROW: Final = "first_new_row"

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
_CELL: Final = re.compile(r"half_days\[(\d+)\]\.(\w+)")

Row = tuple[str, str, str]
EMPTY: Final[Row] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A quantity as it was typed, and as it was understood."""

    kind: int
    values: Mapping[str, str]
    """The texts by field. Rows of half-days that have hours come first: sentences of refusals number them so."""
    fee: pb.FeeInput | None = None
    """What was understood; None when that is nothing."""
    errors: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    """The texts that `fee` does not hold: with it, they are all that was typed."""

    def draft(self) -> pb.ClaimInput:
        """All that was typed: what was understood, and by name the texts that were not."""
        fee = self.fee
        if fee is None and self.kind == pb.FEE_INPUT_KIND_HALF_DAYS:
            # Texts alone would leave those half-days that an earlier draft understood.
            fee = pb.FeeInput(half_days=pb.HalfDays())
        return pb.ClaimInput(fee=fee, typed={PART + name: text for name, text in self.unread.items()})

    def refused(self, sentences: Mapping[str, str]) -> dict[str, str]:
        """The sentences of a refusal by field of this form; what concerns none of them stands under the first."""
        found: dict[str, str] = {}
        for path, sentence in sentences.items():
            name = path.removeprefix(PART)
            is_there = name in self.values and name != ROW_COUNT
            found.setdefault(name if is_there else _FIRST[self.kind], _named(name, sentence))
        return found


def kind_of(text: str) -> int:
    """The kind that a form says it asks for (`half_days`)."""
    name = f"FEE_INPUT_KIND_{text.upper()}"
    kind = pb.FeeInputKind.Value(name) if name in pb.FeeInputKind.keys() else 0  # noqa: SIM118 (an enumeration)
    return kind if kind in _FIRST else pb.FEE_INPUT_KIND_COPIES


def typed(visit: Visit, kind: int, prefix: str = "") -> dict[str, str]:
    """The fields of a quantity as they were typed, without their prefix."""
    if kind != pb.FEE_INPUT_KIND_HALF_DAYS:
        return {name: visit.field(prefix + name) for name in _names(kind)}
    count = _count(visit.field(prefix + ROW_COUNT))
    cells = {_cell(row, name): visit.field(prefix + _cell(row, name)) for row in range(count) for name in _CELLS}
    return {ROW_COUNT: str(count), **cells}


def read(values: Mapping[str, str], kind: int, *, is_required: bool = True) -> Entry:
    """Understand what was typed. A row of half-days without hours is nothing, whatever its date."""
    if kind == pb.FEE_INPUT_KIND_HALF_DAYS:
        return _read_half_days(_rows(values), is_required=is_required)
    reader = fields.Reader(values)
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
    return Entry(kind, values, fee, reader.errors, values if fee is None else {})


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
        left = [row for row in _rows({**texts, ROW_COUNT: str(MOST_ROWS)}) if any(row)]
        return _form_rows(_offered([*known, *left], days))
    quantity = fee.WhichOneof("quantity")
    if kind == pb.FEE_INPUT_KIND_DURATION:
        hours, minutes = divmod(fee.duration_minutes, 60)
        shown = {"hours": str(hours), "minutes": str(minutes)} if quantity == "duration_minutes" else {}
    else:
        shown = {name: str(getattr(fee, name)) for name in _names(kind) if name == quantity}
    return dict.fromkeys(_names(kind), "") | shown | texts


def shown(claim: pb.Claim) -> dict[str, str]:
    """The quantity of a claim as its form shows it: as it is being typed, else as it is recorded."""
    unread = _unread(claim)
    fee = claim.draft.fee if unread or claim.draft.HasField("fee") else claim.recorded.fee
    return values(claim.fee_input_kind, fee, unread=unread, days=days_of(claim.mission))


def is_unfinished(claim: pb.Claim) -> bool:
    """Whether what is being typed cannot be recorded as it stands: something of it would be left out."""
    return bool(_unread(claim) and read(shown(claim), claim.fee_input_kind).errors)


def with_more_rows(values: Mapping[str, str]) -> dict[str, str]:
    """The same rows as they were typed, and a few empty ones, of which the first takes the focus."""
    rows = _rows(values)
    return {**_form_rows([*rows, *[EMPTY] * MORE_ROWS][:MOST_ROWS]), FIRST_NEW_ROW: str(len(rows))}


def days_of(mission: pb.ClaimMission) -> list[date]:
    """The days of a mission, at most one more than those for which rows are offered."""
    first, last = rendering.as_date(mission.start_date), rendering.as_date(mission.end_date)
    if first is None or last is None:
        return []
    count = min((last - first).days, MOST_OFFERED_DAYS) + 1
    return [first + timedelta(days=day) for day in range(count)]


def _unread(claim: pb.Claim) -> dict[str, str]:
    """The texts of the fee that its draft keeps as they were typed."""
    return {name.removeprefix(PART): text for name, text in claim.draft.typed.items() if name.startswith(PART)}


def _read_half_days(rows: Sequence[Row], *, is_required: bool) -> Entry:
    ordered = sorted(rows, key=lambda row: not any(text.strip() for text in row[1:]))
    reader = fields.Reader(_form_rows(ordered))
    found: list[pb.HalfDay] = []
    left: dict[str, str] = {}
    for place, row in enumerate(ordered):
        day = start = end = None
        if any(text.strip() for text in row[1:]):
            day = reader.read(_cell(place, "date"), french.parse_date, fields.DATE)
            start = reader.read(_cell(place, "start_time"), french.parse_hour, fields.HOUR)
            end = reader.read(_cell(place, "end_time"), french.parse_hour, fields.HOUR)
        if day and start is not None and end is not None:
            found.append(pb.HalfDay(date=fields.day(day), start_time=fields.hour(start), end_time=fields.hour(end)))
        else:
            left |= {_cell(place, name): text for name, text in zip(_CELLS, row, strict=True) if text}
    errors = {name: _named(name, sentence) for name, sentence in reader.errors.items()}
    if is_required and not found and not errors:
        errors[_FIRST[pb.FEE_INPUT_KIND_HALF_DAYS]] = HALF_DAY
    fee = pb.FeeInput(half_days=pb.HalfDays(half_days=found)) if found else None
    # Rows that were all emptied are something typed too.
    unread = left if found else {ROW_COUNT: str(len(rows)), **left}
    return Entry(pb.FEE_INPUT_KIND_HALF_DAYS, reader.values, fee, errors, unread)


def _rows(values: Mapping[str, str]) -> list[Row]:
    """The rows of half-days of a form."""
    return [
        (
            values.get(_cell(place, "date"), ""),
            values.get(_cell(place, "start_time"), ""),
            values.get(_cell(place, "end_time"), ""),
        )
        for place in range(_count(values.get(ROW_COUNT, "")))
    ]


def _offered(rows: Iterable[Row], days: Sequence[date]) -> list[Row]:
    """Rows by day and hour, with empty ones to fill; a date that cannot be read comes last."""
    dated = sorted(rows, key=_moment)
    if not 0 < len(days) <= MOST_OFFERED_DAYS:
        return [*dated, *[EMPTY] * MORE_ROWS][:MOST_ROWS]
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
    hours = (half_day.start_time, half_day.end_time)
    start, end = (french.short_hour(rendering.as_time(hour)) for hour in hours)
    return rendering.short_date(half_day.date), start, end


def _names(kind: int) -> tuple[str, ...]:
    """The fields of a quantity that is no list."""
    if kind == pb.FEE_INPUT_KIND_DURATION:
        return ("hours", "minutes")
    return (_FIRST[kind],) if kind in _FIRST and kind != pb.FEE_INPUT_KIND_HALF_DAYS else ()


def _named(name: str, sentence: str) -> str:
    """A sentence with the half-day that it is about: at the head of the form, nothing else says so."""
    if (found := _CELL.fullmatch(name)) is None:
        return sentence
    if sentence == fields.REQUIRED:
        sentence = fields.DATE if found[2] == "date" else fields.HOUR
    return fields.told_of(f"Demi-journée {int(found[1]) + 1}", sentence)


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
