"""Kilometres of a year as intervals, and what claims take of what a person has once (R24)."""

from decimal import Decimal

import pytest

from services.expenses.rules.intervals import Intervals, merged
from services.expenses.rules.takings import Takings
from services.expenses.rules.trips import MonthPaid


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(3, 4), (1, 2)], [(1, 2), (3, 4)]),
        ([(1, 2), (2, 3)], [(1, 3)]),
        ([(1, 5), (2, 3)], [(1, 5)]),
        ([(2, 6), (1, 3), (8, 9)], [(1, 6), (8, 9)]),
    ],
)
def test_spans_are_joined_where_they_overlap_or_touch(spans, expected):
    assert merged(spans) == expected


@pytest.mark.parametrize(
    ("taken", "kilometres", "free"),
    [
        ([], "0", []),
        ([], "12.5", [[0, 125]]),
        ([[0, 125]], "0", []),
        ([[0, 125]], "0.1", [[125, 126]]),
        ([[100, 125]], "10", [[0, 100]]),
        ([[100, 125]], "10.1", [[0, 100], [125, 126]]),
        ([[0, 10], [20, 30], [40, 50]], "2", [[10, 20], [30, 40]]),
        ([[0, 10], [20, 30], [40, 50]], "2.5", [[10, 20], [30, 40], [50, 55]]),
    ],
)
def test_the_lowest_free_kilometres_come_first(taken, kilometres, free):
    found = Intervals.read(taken).lowest_free(Decimal(kilometres))
    assert found.stored == free
    assert found.length == Decimal(kilometres)


@pytest.mark.parametrize(
    ("lower", "upper", "expected"), [(0, 2_000, 500), (2_000, 10_000, 1_500), (10_000, None, 700), (0, None, 2_700)]
)
def test_what_is_within_a_bracket(lower, upper, expected):
    taken = Intervals.read([[15_000, 30_000], [95_000, 107_000]])
    assert taken.within(Decimal(lower), None if upper is None else Decimal(upper)) == expected


STORED = {"2025": [[0, 1_200]], "2026": [[500, 700], [900, 1_000]], "2026-06": [2_40, 7_60, 10_00]}


def test_takings_are_read_as_they_are_kept():
    found = Takings.read(STORED.items())
    assert found.stored == STORED
    assert found.years[2026].length == Decimal(30)
    assert found.months == {(2026, 6): MonthPaid(2_40, 7_60, 10_00)}


def test_takings_of_several_claims_are_put_together():
    other = {"2026": [[700, 900]], "2026-06": [5_00, -5_00, 10_00], "2026-07": [1_00, 9_00, 10_00]}
    both = Takings.read([*STORED.items(), *other.items()])
    assert both.stored == {
        "2025": [[0, 1_200]],
        "2026": [[500, 1_000]],
        "2026-06": [7_40, 2_60, 10_00],
        "2026-07": [1_00, 9_00, 10_00],
    }


@pytest.mark.parametrize(
    ("own", "others", "are_moved"),
    [
        ({}, {"2026": [[0, 500]]}, False),
        ({"2026": [[0, 500]]}, {}, False),
        ({"2026": [[500, 900]]}, {"2026": [[0, 500]]}, False),
        # Lower kilometres are free now.
        ({"2026": [[500, 900]]}, {}, True),
        ({"2026": [[500, 900]]}, {"2026": [[0, 499]]}, True),
        # Others took more above: nothing changes.
        ({"2026": [[500, 900]]}, {"2026": [[0, 500], [900, 5_000]]}, False),
        # Of another year.
        ({"2026": [[0, 500]]}, {"2025": [[0, 500]]}, False),
        # The floor of the month is reached otherwise.
        ({"2026-06": [2_40, 7_60, 10_00]}, {}, False),
        ({"2026-06": [2_40, 7_60, 10_00]}, {"2026-06": [5_00, -5_00, 10_00]}, False),
        ({"2026-06": [2_40, 7_60, 10_00]}, {"2026-06": [5_00, 0, 10_00]}, True),
        ({"2026-06": [5_00, -5_00, 10_00]}, {}, True),
        # No floor, nothing to reach.
        ({"2018-06": [1_80, 0, 0]}, {"2018-06": [1_80, 0, 0]}, False),
    ],
)
def test_a_travel_is_moved_by_what_others_leave(own, others, are_moved):
    """Then an acceptance computes it again; otherwise what was validated stays as it is."""
    assert Takings.read(own.items()).are_moved_by(Takings.read(others.items())) is are_moved
