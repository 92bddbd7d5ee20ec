"""JSON Lines and CSV: what each refuses, and that both read the same records."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import feeds
from kit.feeds import Choice, Flag, Instant, Integer, Items, Line, LocalTime, Nested, Record, Report, Text, WholeDate

SHAPE = Record(
    key=("number",),
    fields={
        "number": Text(longest=40),
        "remark": Text(nullable=True, many_lines=True),
        "corps": Text(can_be_empty=True),
        "kind": Choice(among=("A", "B"), nullable=True),
        "count": Integer(nullable=True),
        "length": feeds.Decimal(most=20_000, places=1),
        "is_late": Flag(),
        "lines": Items(item=Text(), most=4),
        "day": WholeDate(nullable=True),
        "hour": LocalTime(nullable=True),
        "at": Instant(nullable=True),
        "place": Nested(fields={"code": Text(), "name": Text(nullable=True)}),
        "paper": Nested(nullable=True, fields={"code": Text(), "is_optional": Flag(default=False)}),
    },
)
GOOD = {
    "number": "1", "remark": None, "corps": "", "kind": "A", "count": 3, "length": 12.5, "is_late": True,
    "lines": ["x", "y"], "day": "2026-06-25", "hour": "08:30", "at": "2026-06-25T06:00:00Z",
    "place": {"code": "P", "name": None}, "paper": None,
}  # fmt: skip
COLUMNS = [name for name, _ in SHAPE.columns()]


def read(name: str, content: bytes) -> tuple[list[Line], Report]:
    report = Report(name)
    return list(feeds.records([content], SHAPE, report)), report


def read_json(*rows: object) -> tuple[list[Line], Report]:
    return read("shapes.jsonl", "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode())


def codes(report: Report) -> list[tuple[int, str, str]]:
    return [(line.line, line.field, line.code) for line in report.lines]


def cell_of(record: dict[str, Any], column: str) -> str:
    value: Any = record
    for name in column.split("."):
        value = value.get(name) if value is not None else None
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return "|".join(value) if isinstance(value, list) else str(value)


def as_csv(rows: list[dict[str, Any]], **dialect: Any) -> bytes:
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", **dialect)
    writer.writerows([COLUMNS, *([cell_of(row, column) for column in COLUMNS] for row in rows)])
    return target.getvalue().encode()


def with_cell(column: str, cell: str) -> bytes:
    cells = [cell if name == column else cell_of(GOOD, name) for name in COLUMNS]
    return ";".join(COLUMNS).encode() + b"\n" + ";".join(cells).encode() + b"\n"


# --- JSON Lines ---


def test_a_good_line_is_kept_with_its_number_and_typed() -> None:
    [line], report = read_json("", "   ", GOOD)
    assert line.number == 3
    assert line.record["day"] == date(2026, 6, 25)
    assert line.record["length"] == Decimal("12.5")
    assert line.record["paper"] is None
    assert report.refused == report.notices == 0


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("[1]", "NOT_JSON"),
        ("null", "NOT_JSON"),
        ("{", "NOT_JSON"),
        ("{} {}", "NOT_JSON"),
        ("{'number': 1}", "NOT_JSON"),
        ('{"count": NaN}', "NOT_JSON"),
        ('{"count": -Infinity}', "NOT_JSON"),
        ('{"count": 01}', "NOT_JSON"),
        ('{"count": 1' + "0" * 5000 + "}", "NOT_JSON"),
        ('{"length": 1e99999999999999999999}', "NOT_JSON"),
        ('{"number": "a\tb"}', "NOT_JSON"),
        ("[" * 60_000, "NOT_JSON"),
        ('{"a":' * 12_000, "NOT_JSON"),
        ('{"number": "1", "number": "1"}', "NAME_TWICE"),
        ('{"number": "1", "place": {"code": 1, "code": 2}}', "NAME_TWICE"),
        ('{"\\ud800": 1, "\\ud800": 2}', "NAME_TWICE"),
    ],
)
def test_a_line_that_is_no_object_is_refused_and_the_others_are_kept(line: str, code: str) -> None:
    kept, report = read_json({**GOOD, "number": "before"}, line, {**GOOD, "number": "after"})
    assert [each.record["number"] for each in kept] == ["before", "after"]
    assert codes(report) == [(2, "", code)]
    # What is said of it can be sent and printed, whatever the line holds.
    assert report.lines[0].message.replace("\u00a0", " ").isprintable()


def test_an_unknown_field_is_noticed_once_in_the_file() -> None:
    row = {**GOOD, "colour": "red", "place": {"code": "P", "name": None, "floor": 2}, "x\u202e\n": 1}
    kept, report = read_json(row, {**row, "number": "2"})
    assert len(kept) == 2
    assert {(line.field, line.code, line.is_notice) for line in report.lines} == {
        ("colour", "UNKNOWN_FIELD", True),
        ("place.floor", "UNKNOWN_FIELD", True),
        ("x\ufffd\ufffd", "UNKNOWN_FIELD", True),
    }
    assert (report.notices, report.refused) == (3, 0)


def test_names_invented_on_each_line_do_not_fill_the_memory() -> None:
    _, report = read_json(*({**GOOD, "number": str(number), f"unknown{number}": 1} for number in range(1_500)))
    assert report.notices == len(report.lines) == 1_000


def test_a_key_twice_is_a_notice_when_the_content_is_the_same_and_a_refusal_when_not() -> None:
    kept, report = read_json(GOOD, GOOD, {**GOOD, "number": " 1 "}, {**GOOD, "count": 4}, {**GOOD, "number": "2"})
    assert [(line.number, line.record["number"]) for line in kept] == [(1, "1"), (5, "2")]
    assert codes(report) == [
        (2, "number", "KEY_REPEATED"),
        (3, "number", "KEY_REPEATED"),
        (4, "number", "KEY_CONFLICT"),
    ]
    assert "ligne 1" in report.lines[0].message
    assert (report.notices, report.refused) == (2, 1)


def test_a_refused_line_does_not_take_its_key() -> None:
    kept, report = read_json({**GOOD, "count": "x"}, GOOD)
    assert [line.number for line in kept] == [2]
    assert codes(report) == [(1, "count", "NOT_INTEGER")]


# --- CSV ---


def test_cells_stand_for_null_empty_text_list_and_object() -> None:
    [line], _ = read("shapes.csv", as_csv([{**GOOD, "lines": []}]))
    assert line.record["remark"] is None
    assert line.record["corps"] == ""
    assert line.record["lines"] == []
    assert line.record["paper"] is None
    assert line.record["place"] == {"code": "P", "name": None}


def test_a_row_over_several_lines_has_the_number_of_its_first_and_keeps_its_line_ends() -> None:
    rows = [{**GOOD, "remark": 'one\r\n"two";\n\nthree'}, {**GOOD, "number": "2"}]
    kept, report = read("shapes.csv", as_csv(rows))
    assert [line.number for line in kept] == [2, 6]
    assert kept[0].record["remark"] == 'one\n"two";\n\nthree'
    assert report.refused == 0


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("a;b", "CELL_COUNT"),
        (";" * 40, "CELL_COUNT"),
        ('a"b' + ";" * 14, "BROKEN_QUOTES"),
        ('"a"b' + ";" * 14, "BROKEN_QUOTES"),
        ('"a' + ";" * 14, "BROKEN_QUOTES"),
        ('"a""' + ";" * 14, "BROKEN_QUOTES"),
        (' "a"' + ";" * 14, "BROKEN_QUOTES"),
    ],
)
def test_a_broken_row_is_refused_and_the_rows_after_it_are_kept(row: str, code: str) -> None:
    head, good = as_csv([GOOD], lineterminator="\n").split(b"\n")[:2]
    kept, report = read("shapes.csv", b"\n".join([head, row.encode(), good, b"", b'2;"";' + good.split(b";", 2)[2]]))
    assert [(line.number, line.record["number"]) for line in kept] == [(3, "1"), (5, "2")]
    assert codes(report) == [(2, "", code)]


def test_a_quote_that_never_closes_costs_its_line_only_even_in_a_long_file() -> None:
    rows = [{**GOOD, "number": str(number)} for number in range(2_000)]
    head, *good = as_csv(rows, lineterminator="\n").splitlines()
    kept, report = read("shapes.csv", b"\n".join([head, b'"open;', *good]))
    assert len(kept) == 2_000
    assert codes(report) == [(2, "", "BROKEN_QUOTES")]


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ([*COLUMNS, "number"], ("number", "COLUMN_TWICE")),
        ([name for name in COLUMNS if name != "place.code"], ("place.code", "COLUMN_MISSING")),
    ],
)
def test_wrong_columns_refuse_the_file_once(columns: list[str], wrong: tuple[str, str]) -> None:
    content = "\n".join([";".join(columns), *(";" * (len(columns) - 1) for _ in range(50))]).encode()
    kept, report = read("shapes.csv", content)
    assert (kept, codes(report)) == ([], [(1, *wrong)])


def test_columns_come_in_any_order_and_unknown_ones_are_noticed() -> None:
    columns = ["colour", *reversed(COLUMNS)]
    cells = ["red", *(cell_of(GOOD, column) for column in reversed(COLUMNS))]
    [line], report = read("shapes.csv", (";".join(columns) + "\r\n" + ";".join(cells)).encode())
    assert line.record["number"] == "1"
    assert codes(report) == [(2, "colour", "UNKNOWN_FIELD")]


def test_a_column_that_may_be_absent_may_be_absent() -> None:
    columns = [name for name in COLUMNS if name != "paper.is_optional"]
    cells = ["T" if column == "paper.code" else cell_of(GOOD, column) for column in columns]
    [line], _ = read("shapes.csv", (";".join(columns) + "\n" + ";".join(cells)).encode())
    assert line.record["paper"] == {"code": "T", "is_optional": False}


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_nothing(content: bytes) -> None:
    for name in ("shapes.csv", "shapes.jsonl"):
        kept, report = read(name, content)
        assert (kept, report.lines) == ([], [])


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("count", "10.0", "NOT_INTEGER"),
        ("count", "1e3", "NOT_INTEGER"),
        ("count", "+1", "NOT_INTEGER"),
        ("count", "007", "NOT_INTEGER"),
        ("count", "1 000", "NOT_INTEGER"),
        ("count", "١", "NOT_INTEGER"),
        ("length", "12,5", "NOT_DECIMAL"),
        ("length", "1.25", "TOO_MANY_DECIMALS"),
        ("length", "Infinity", "NOT_DECIMAL"),
        ("is_late", "True", "NOT_FLAG"),
        ("is_late", "1", "NOT_FLAG"),
        ("is_late", "", "NOT_FLAG"),
        ("number", "", "EMPTY"),
        ("number", "a\x1f", "BAD_CHARACTER"),
        ("lines", "a||b", "EMPTY"),
        ("lines", "a|b|c|d|e", "ITEM_COUNT"),
        ("day", "25/06/2026", "NOT_DATE"),
        ("hour", "8:30", "NOT_TIME"),
    ],
)
def test_a_cell_that_stands_for_no_right_value_is_refused(column: str, cell: str, code: str) -> None:
    kept, report = read("shapes.csv", with_cell(column, cell))
    assert kept == []
    assert codes(report) == [(2, column, code)]


# --- Both ---

letters = st.characters(codec="utf-8")
texts = st.text(letters, max_size=12)
shapes = st.fixed_dictionaries(
    {
        "number": texts,
        "remark": st.none() | texts,
        "corps": texts,
        "kind": st.none() | st.sampled_from(["A", "B", "C"]),
        "count": st.none() | st.integers(-3, 2**40),
        "length": st.integers(0, 30_000) | st.decimals(0, 30_000, places=2).map(float),
        "is_late": st.booleans(),
        "lines": st.lists(texts, max_size=5),
        "day": st.none() | st.dates(date(1890, 1, 1), date(2110, 1, 1)).map(str),
        "hour": st.none() | st.times().map(lambda hour: f"{hour:%H:%M}"),
        "at": st.none() | st.datetimes().map(lambda at: f"{at:%Y-%m-%dT%H:%M:%S}+02:00"),
        "place": st.fixed_dictionaries({"code": texts, "name": st.none() | texts}),
        "paper": st.none() | st.fixed_dictionaries({"code": st.text("AÉ", min_size=1), "is_optional": st.booleans()}),
    }
)


@given(st.lists(shapes, max_size=4), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_json_lines_and_csv_of_the_same_records_are_read_the_same(rows: list[dict[str, Any]], quoting: int) -> None:
    from_json, json_report = read_json(*rows)
    from_csv, csv_report = read("shapes.csv", as_csv(rows, quoting=quoting))
    # A bar inside an item makes two items of it in CSV, which the feed therefore refuses in JSON.
    if any("|" in item for row in rows for item in row["lines"]):
        return
    # One item of nothing looks in CSV like no item at all.
    if any(len(row["lines"]) == 1 and not row["lines"][0].strip() for row in rows):
        return
    assert [line.record for line in from_json] == [line.record for line in from_csv]
    assert json_report.refused == csv_report.refused


@given(st.binary(max_size=400), st.sampled_from(["shapes.jsonl", "shapes.csv"]))
def test_no_bytes_at_all_break_the_reading(content: bytes, name: str) -> None:
    for head in (b"", ";".join(COLUMNS).encode() + b"\n"):
        _, report = read(name, head + content)
        assert all(line.message.endswith(".") for line in report.lines)


@given(st.text('";a\n\r', max_size=60))
def test_any_play_of_quotes_ends_and_counts_each_line_once(text: str) -> None:
    shape = Record(fields={"a": Text(can_be_empty=True), "b": Text(can_be_empty=True)})
    report = Report("shapes.csv")
    kept = list(feeds.records([b"a;b\n", text.encode()], shape, report))
    numbers = [line.number for line in kept] + [line.line for line in report.lines if line.code != "EMPTY"]
    assert len(numbers) == len(set(numbers))
