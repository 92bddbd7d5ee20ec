"""One value of a record at a time: what is kept, what is refused and how that is said."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest

from kit import feeds
from kit.errors import Violation
from kit.feeds import (
    Choice,
    Field,
    Flag,
    Instant,
    Integer,
    Items,
    LocalTime,
    Nested,
    Record,
    Report,
    Text,
    WholeDate,
    WrongValue,
    reasons,
)
from kit.feeds.fields import read_fields


def refusal(field: Field, value: Any) -> str:
    with pytest.raises(WrongValue) as found:
        field.read(value)
    return found.value.violation.reason


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Zoé\u00a0 ", "Zoé"),
        ("Zoe\u0301", "Zoé"),
        ("e\u200e\u0301", "é"),
        ("\u202eeoZ\u202c", "eoZ"),
        ("\u2067a\u2069\u061c", "a"),
        ("a\r\nb\u2028c\rd", "a b c d"),
        ("œuvre d’Ismaïl İ ı 👩‍🏫", "œuvre d’Ismaïl İ ı 👩‍🏫"),
        ("=HYPERLINK(0)", "=HYPERLINK(0)"),
        ("'; DROP TABLE mission; --", "'; DROP TABLE mission; --"),
    ],
)
def test_text_is_kept_composed_trimmed_and_in_one_direction(given: str, kept: str) -> None:
    assert Text().read(given) == kept


def test_text_of_many_lines_keeps_its_line_ends_as_one_kind() -> None:
    assert Text(many_lines=True).read(" a\r\nb\rc\n") == "a\nb\nc"


@pytest.mark.parametrize("letter", ["\0", "\t", "\x0b", "\x1b", "\x7f", "\x85", "\x9b", "\ud800"])
def test_control_characters_and_halves_of_pairs_are_refused_everywhere(letter: str) -> None:
    assert refusal(Text(), f"a{letter}b") == "BAD_CHARACTER"
    assert refusal(Text(many_lines=True), f"{letter}") == "BAD_CHARACTER"
    assert refusal(Choice(among=("A",)), f"A{letter}") == "BAD_CHARACTER"
    assert refusal(WholeDate(), f"2026-06-25{letter}") == "BAD_CHARACTER"
    assert refusal(Items(item=Text()), [f"a{letter}"]) == "BAD_CHARACTER"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (Text(), 3, "NOT_TEXT"),
        (Text(), ["a"], "NOT_TEXT"),
        (Text(), None, "NOT_NULLABLE"),
        (Text(), " \u200f ", "EMPTY"),
        (Text(longest=3), "abcd", "TEXT_TOO_LONG"),
        (Text(pattern=r"\d{4}"), "٢٠٢٦", "BAD_FORM"),
        (Text(pattern=r"\d{4}"), "20260", "BAD_FORM"),
        (Choice(among=("A", "B")), "a", "NOT_A_CHOICE"),
        (Choice(among=("A", "B")), "", "NOT_A_CHOICE"),
        (Choice(among=("A", "B")), 1, "NOT_TEXT"),
        (Integer(), True, "NOT_INTEGER"),
        (Integer(), Decimal("10.0"), "NOT_INTEGER"),
        (Integer(), "10", "NOT_INTEGER"),
        (Integer(most=10), 11, "OUT_OF_BOUNDS"),
        (Integer(), -1, "OUT_OF_BOUNDS"),
        (feeds.Decimal(), True, "NOT_DECIMAL"),
        (feeds.Decimal(), 1.5, "NOT_DECIMAL"),
        (feeds.Decimal(most=20_000), Decimal("20000.1"), "OUT_OF_BOUNDS"),
        (feeds.Decimal(most=20_000), Decimal("1e999999"), "OUT_OF_BOUNDS"),
        (feeds.Decimal(), Decimal("-0.1"), "OUT_OF_BOUNDS"),
        (feeds.Decimal(places=1), Decimal("0.25"), "TOO_MANY_DECIMALS"),
        (feeds.Decimal(places=1), Decimal("0.1" + "0" * 40 + "1"), "TOO_MANY_DECIMALS"),
        (feeds.Decimal(places=1), Decimal("1e-999999"), "TOO_MANY_DECIMALS"),
        (Flag(), 1, "NOT_FLAG"),
        (Flag(), "true", "NOT_FLAG"),
        (WholeDate(), "2026-02-29", "NOT_DATE"),
        (WholeDate(), "1899-12-31", "NOT_DATE"),
        (WholeDate(), "20260625", "NOT_DATE"),
        (WholeDate(), "2026-W26-4", "NOT_DATE"),
        (WholeDate(), "", "NOT_DATE"),
        (WholeDate(), 20260625, "NOT_TEXT"),
        (LocalTime(), "24:00", "NOT_TIME"),
        (LocalTime(), "08:60", "NOT_TIME"),
        (LocalTime(), "08:30:00", "NOT_TIME"),
        (Instant(), "2026-06-25T06:00:00", "NOT_INSTANT"),
        (Instant(), "2026-06-25 06:00:00Z", "NOT_INSTANT"),
        (Instant(), "20260625T060000Z", "NOT_INSTANT"),
        (Instant(), "2026-06-25T06:00:60Z", "NOT_INSTANT"),
        (Instant(), "2026-06-25T24:00:00Z", "NOT_INSTANT"),
        (Instant(), "2026-06-25T06:00:00+24:00", "NOT_INSTANT"),
        (Instant(), "2026-02-30T06:00:00Z", "NOT_INSTANT"),
        (Items(item=Text()), "a", "NOT_LIST"),
        (Items(item=Text(), least=1), [], "ITEM_COUNT"),
        (Items(item=Text(), most=1), ["a", "b"], "ITEM_COUNT"),
        (Items(item=Text()), ["a|b"], "BAR_IN_ITEM"),
        (Items(item=Text()), [None], "NOT_NULLABLE"),
        (Items(item=Text()), [3], "NOT_TEXT"),
        (Items(item=Choice(among=("A",))), ["B"], "NOT_A_CHOICE"),
        (Nested(fields={}), [], "NOT_OBJECT"),
        (Nested(fields={}), None, "NOT_NULLABLE"),
    ],
)
def test_a_wrong_value_is_refused_with_its_reason(field: Field, value: Any, code: str) -> None:
    assert refusal(field, value) == code


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        (Text(nullable=True), " ", None),
        (Text(can_be_empty=True), " ", ""),
        (Choice(among=("A",), nullable=True), "", None),
        (WholeDate(nullable=True), "", None),
        (WholeDate(), " 2028-02-29 ", date(2028, 2, 29)),
        (LocalTime(), "00:00", time(0)),
        (LocalTime(), "23:59", time(23, 59)),
        (Instant(), "2026-06-25T08:00:00+02:00", datetime(2026, 6, 25, 6, tzinfo=UTC)),
        (Instant(), "2026-06-25T06:00:00,25Z", datetime(2026, 6, 25, 6, 0, 0, 250_000, tzinfo=UTC)),
        (Integer(), 0, 0),
        (Integer(), 2**31 - 1, 2**31 - 1),
        (feeds.Decimal(places=1), Decimal("12.50"), Decimal("12.5")),
        (feeds.Decimal(places=1), Decimal("1e2"), Decimal(100)),
        (feeds.Decimal(places=1), Decimal("-0.0"), Decimal(0)),
        (feeds.Decimal(places=4), 2**31 - 1, Decimal(2**31 - 1)),
        (Nested(nullable=True, fields={}), None, None),
        (Nested(fields={"a": Flag(default=False)}), {}, {"a": False}),
    ],
)
def test_a_right_value_is_kept_typed(field: Field, value: Any, kept: Any) -> None:
    assert field.read(value) == kept
    assert type(field.read(value)) is type(kept)


def test_a_rule_of_the_owner_may_change_or_refuse_a_text() -> None:
    wrong = Violation("ODD", "Ce nombre est impair.")

    def even(text: str) -> str:
        if int(text) % 2:
            raise WrongValue(wrong)
        return text.zfill(4)

    field = Text(pattern=r"\d+", rule=even)
    assert field.read("12") == "0012"
    assert refusal(field, "13") == "ODD"


def test_every_wrong_field_of_a_line_is_named_by_its_dotted_path_and_the_line_counts_once() -> None:
    shape = Record(
        {"name": Text(), "centre": Nested(fields={"uai": Text(), "lines": Items(item=Text())}), "day": WholeDate()}
    )
    report = Report("centres.jsonl")
    rows = b'{"centre": {"lines": [1]}, "day": "hier"}\n{"name": "b"}\n'
    assert list(feeds.records([rows], shape, report)) == []
    assert [(line.line, line.field, line.code) for line in report.lines] == [
        (1, "name", "FIELD_MISSING"),
        (1, "centre.uai", "FIELD_MISSING"),
        (1, "centre.lines", "NOT_TEXT"),
        (1, "day", "NOT_DATE"),
        (2, "centre", "FIELD_MISSING"),
        (2, "day", "FIELD_MISSING"),
    ]
    assert report.refused == 2
    assert str(report.lines[3]) == (
        "centres.jsonl, ligne 1, day\u00a0: refus\u00a0: "
        "La valeur n’est pas une date de la forme AAAA-MM-JJ, entre 1900 et 2100. [NOT_DATE]"
    )


def test_an_absent_field_is_not_a_null_one() -> None:
    kept, refused = read_fields({"a": Text(nullable=True), "b": Text(nullable=True)}, {"a": None})
    assert kept == {"a": None}
    assert [(wrong.path, wrong.violation) for wrong in refused] == [("b", reasons.FIELD_MISSING)]


def test_the_report_lists_a_thousand_lines_and_counts_all() -> None:
    report = Report("many.jsonl")
    for line in range(1, 5_001):
        report.refuse(line, "name", reasons.EMPTY)
    assert (report.refused, len(report.lines)) == (5_000, 1_000)


ALL = [value for value in vars(reasons).values() if isinstance(value, Violation)]


@pytest.mark.parametrize("violation", ALL, ids=lambda violation: violation.reason)
def test_a_reason_is_one_french_sentence_and_never_quotes_the_value(violation: Violation) -> None:
    assert violation.message[0].isupper()
    assert violation.message.endswith((".", "{cause}"))
    assert not any(wrong in violation.message for wrong in ("'", " :", " ;", "« ", " »"))
    named = {name for _, name, _, _ in Formatter().parse(violation.message) if name}
    assert named <= {"name", "found", "expected", "most", "least", "line", "place", "cause", "last"}


def test_reasons_have_codes_of_their_own() -> None:
    assert len({violation.reason for violation in ALL}) == len(ALL)
