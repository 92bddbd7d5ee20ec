"""Several missions a day: the first one carries the trips (R23, S-CLM-12)."""

from datetime import date, time
from itertools import permutations

import pytest

from services.expenses.rules.journeys import DayMission, carriers


def mission(name: str, starts: str, ends: str = "", number: str = "") -> DayMission:
    """`A`, `22 08:00`, `23`: a mission of June 2026."""
    day, hour = starts.split()
    first = date(2026, 6, int(day))
    return DayMission(name, number or name, first, time.fromisoformat(hour), date(2026, 6, int(ends or day)))


@pytest.mark.parametrize(
    ("missions", "expected"),
    [
        ([], {}),
        ([("A", "22 08:00")], {"A": None}),
        ([("A", "22 08:00"), ("B", "23 08:00")], {"A": None, "B": None}),
        ([("A", "22 08:00"), ("B", "22 14:00")], {"A": None, "B": "A"}),
        ([("B", "22 08:00"), ("A", "22 14:00")], {"B": None, "A": "B"}),
        # At the same hour the number decides.
        ([("A", "22 08:00", "", "SI2"), ("B", "22 08:00", "", "SI1")], {"B": None, "A": "B"}),
        ([("A", "22 08:00"), ("B", "22 10:00"), ("C", "22 14:00")], {"A": None, "B": "A", "C": "A"}),
        # Days, not hours, overlap: the last day of one is the first day of the other.
        ([("A", "22 08:00", "24"), ("B", "24 14:00")], {"A": None, "B": "A"}),
        ([("A", "22 08:00", "24"), ("B", "25 08:00")], {"A": None, "B": None}),
        ([("A", "22 08:00", "26"), ("B", "23 08:00"), ("C", "26 08:00")], {"A": None, "B": "A", "C": "A"}),
        # A chain has one carrier, though the last never meets the first.
        ([("A", "22 08:00", "23"), ("B", "23 14:00", "25"), ("C", "25 14:00")], {"A": None, "B": "A", "C": "A"}),
        # A short mission inside a long one does not shorten it.
        ([("A", "22 08:00", "30"), ("B", "23 08:00"), ("C", "28 08:00")], {"A": None, "B": "A", "C": "A"}),
    ],
)
def test_the_first_of_the_missions_that_overlap_carries_their_trips(missions, expected):
    rows = [mission(*one) for one in missions]
    for order in permutations(rows):
        assert carriers(order) == expected
