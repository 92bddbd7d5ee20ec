"""Bytes to lines: encodings, line ends, lengths, memory."""

import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.feeds import Record, Report, Text, records
from kit.feeds.lines import LONGEST_LINE, raw_lines

NAME = Record(fields={"name": Text(longest=LONGEST_LINE)})


def lines(*chunks: bytes) -> list[tuple[int, bytes | None]]:
    return [tuple(line) for line in raw_lines(chunks)]


def test_a_byte_order_mark_and_both_line_ends_and_no_last_one_are_taken() -> None:
    assert lines(b"\xef\xbb\xbfa\r\nb\n\nc") == [(1, b"a"), (2, b"b"), (3, b""), (4, b"c")]


def test_a_byte_order_mark_counts_at_the_beginning_only() -> None:
    assert lines(b"a\n\xef\xbb\xbfb") == [(1, b"a"), (2, b"\xef\xbb\xbfb")]


def test_a_file_of_nothing_has_no_line() -> None:
    assert lines() == lines(b"") == []


def test_a_line_of_64_kib_is_read_and_one_byte_more_is_not() -> None:
    longest = b"x" * LONGEST_LINE
    assert lines(b"\xef\xbb\xbf" + longest + b"\r\n" + longest + b"x\nend\n") == [(1, longest), (2, None), (3, b"end")]


@given(st.lists(st.sampled_from([b"", b"a", b"bc\r", b"\xc3\xa9"])), st.integers(1, 5))
def test_where_the_stream_is_cut_changes_nothing(parts: list[bytes], size: int) -> None:
    whole = b"\n".join(parts)
    pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
    assert lines(*pieces) == lines(whole)


def test_a_line_without_end_is_thrown_away_as_it_comes() -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(200):
            yield b"x" * 100_000
        yield b"\ngood\n"

    tracemalloc.start()
    try:
        assert [tuple(line) for line in raw_lines(endless())] == [(1, None), (2, b"good")]
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "line", [b'{"name": "\xe9t\xe9"}', '{"name": "été"}'.encode("utf-16"), b'{"name": "\xed\xa0\x80"}']
)
def test_another_encoding_than_utf_8_is_refused_at_its_line(line: bytes) -> None:
    report = Report("names.jsonl")
    kept = list(records([b'{"name": "a"}\n', line, b'\n{"name": "b"}'], NAME, report))
    assert [found.record["name"] for found in kept] == ["a", "b"]
    assert {(listed.line, listed.code) for listed in report.lines} == {(2, "NOT_UTF8")}


@pytest.mark.parametrize("name", ["names.jsonl", "names.csv"])
def test_a_line_too_long_is_refused_and_the_next_ones_are_read(name: str) -> None:
    first = b"name\n" if name.endswith("csv") else b'{"name": "first"}\n'
    last = b"last\n" if name.endswith("csv") else b'{"name": "last"}\n'
    report = Report(name)
    kept = list(records([first, b"x" * (LONGEST_LINE + 1) + b"\n", last], NAME, report))
    assert (kept[-1].number, kept[-1].record) == (3, {"name": "last"})
    assert [(listed.line, listed.code) for listed in report.lines] == [(2, "LINE_TOO_LONG")]


def test_fifty_thousand_lines_stream_in_flat_memory() -> None:
    """Without a key nothing is remembered; with one, at most 250 bytes of each."""

    def file() -> Iterator[bytes]:
        for first in range(0, 50_000, 1_000):
            yield b"".join(b'{"name": "%06d %s"}\n' % (number, b"x" * 200) for number in range(first, first + 1_000))

    for key, most in (((), 3_000_000), (("name",), 12_500_000)):
        tracemalloc.start()
        try:
            count = sum(1 for _ in records(file(), Record(NAME.fields, key), Report("names.jsonl")))
            assert count == 50_000
            assert tracemalloc.get_traced_memory()[1] < most
        finally:
            tracemalloc.stop()
