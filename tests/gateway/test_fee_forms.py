"""The quantity of a fee from texts and back: nothing that was typed is lost on the way, whatever it is (P-CLM-20)."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.pages.claims import fee_forms, fields
from imagin.expenses.v1 import expenses_pb2 as pb
from kit import french

HALF_DAYS = pb.FEE_INPUT_KIND_HALF_DAYS
CELLS = ("date", "start_time", "end_time")
MONDAY = date(2026, 6, 15)

texts = st.one_of(st.sampled_from(["", "x", "15/06/2026", "16/6/26", "8h", "08:00", "12h30", "25h", "12"]), st.text())
rows = st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=12)


def form(given_rows: list[tuple[str, str, str]]) -> dict[str, str]:
    cells = {
        f"half_days[{place}].{name}": text
        for place, row in enumerate(given_rows)
        for name, text in zip(CELLS, row, strict=True)
    }
    return {"half_days": str(len(given_rows)), **cells}


def rows_of(values: dict[str, str]) -> list[tuple[str, ...]]:
    return [tuple(values[f"half_days[{place}].{name}"] for name in CELLS) for place in range(int(values["half_days"]))]


def kept(entry: fee_forms.Entry) -> pb.Claim:
    """A claim whose draft is what was typed."""
    return pb.Claim(fee_input_kind=entry.kind, draft=entry.draft())


def understood(row: tuple[str, ...]) -> tuple[object, ...]:
    """A row as it is understood, or as it is when it cannot be."""
    try:
        return french.parse_date(row[0]), french.parse_hour(row[1]), french.parse_hour(row[2])
    except ValueError:
        return row


@given(rows)
def test_every_row_that_was_typed_is_shown_again(typed: list[tuple[str, str, str]]) -> None:
    entry = fee_forms.read(form(typed), HALF_DAYS, is_required=False)
    shown = rows_of(fee_forms.shown(kept(entry)))
    wanted = Counter(understood(row) for row in typed if any(row))
    assert wanted <= Counter(map(understood, shown))


@given(rows)
def test_what_is_shown_again_is_read_as_before(typed: list[tuple[str, str, str]]) -> None:
    """A draft of a draft changes nothing: neither what is understood nor what is left."""
    first = fee_forms.read(form(typed), HALF_DAYS, is_required=False)
    again = fee_forms.read(fee_forms.shown(kept(first)), HALF_DAYS, is_required=False)

    def half_days(entry: fee_forms.Entry) -> list[bytes]:
        return sorted(one.SerializeToString() for one in (entry.fee or pb.FeeInput()).half_days.half_days)

    assert half_days(again) == half_days(first)
    assert len(again.errors) == len(first.errors)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (pb.FEE_INPUT_KIND_COPIES, "copies"),
        (pb.FEE_INPUT_KIND_CANDIDATES, "candidates"),
        (pb.FEE_INPUT_KIND_DURATION, "hours"),
        (pb.FEE_INPUT_KIND_DURATION, "minutes"),
    ],
)
@given(text=st.one_of(st.sampled_from(["", " 12 ", "0", "-1", "59", "60", "x"]), st.text()))
def test_a_number_that_was_typed_is_shown_again(kind: int, name: str, text: str) -> None:
    values = {**fee_forms.values(kind, pb.FeeInput()), name: text}
    shown = fee_forms.shown(kept(fee_forms.read(values, kind, is_required=False)))
    assert shown[name] == text or french.parse_integer(shown[name]) == french.parse_integer(text)


@pytest.mark.parametrize(("days", "offered"), [(1, 2), (2, 4), (5, 10), (6, 4), (60, 4)])
def test_a_few_days_are_offered_row_by_row_and_many_are_not(days: int, offered: int) -> None:
    last = MONDAY + timedelta(days=days - 1)
    mission = pb.ClaimMission()
    for field, day in (("start_date", MONDAY), ("end_date", last)):
        getattr(mission, field).CopyFrom(fields.day(day))
    shown = rows_of(fee_forms.values(HALF_DAYS, pb.FeeInput(), days=fee_forms.days_of(mission)))
    assert len(shown) == offered
    assert {row[0] for row in shown} == (
        {""} if days > 5 else {french.short_date(MONDAY + timedelta(days=day)) for day in range(days)}
    )


def test_rows_stop_where_an_entry_does() -> None:
    values = form([("", "", "")])
    for _ in range(100):
        values = fee_forms.with_more_rows(values)
    assert len(rows_of(values)) == fee_forms.MOST_ROWS
    assert len(rows_of(fee_forms.with_more_rows({"half_days": "9" * 30}))) == 5


@pytest.mark.parametrize("text", ["", "none", "travel", "COPIES", "x" * 500])
def test_a_kind_that_does_not_exist_asks_for_copies(text: str) -> None:
    assert fee_forms.kind_of(text) == pb.FEE_INPUT_KIND_COPIES
