"""The order number (A7, S-CLM-15)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from services.expenses.rules.order_number import order_number, order_year


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (1, "2026-SIEC-000001"),
        (4512, "2026-SIEC-004512"),
        (999_999, "2026-SIEC-999999"),
        (1_000_000, "2026-SIEC-1000000"),
    ],
)
def test_the_number_names_the_year_the_academy_and_the_series(series, expected):
    assert order_number(2026, "SIEC", series) == expected


@pytest.mark.parametrize("series", [0, -1])
def test_the_series_starts_at_one(series):
    with pytest.raises(ValueError):
        order_number(2026, "SIEC", series)


@pytest.mark.parametrize(
    ("moment", "zone", "year"),
    [
        ("2026-12-31T22:59:59", "Europe/Paris", 2026),
        ("2026-12-31T23:00:00", "Europe/Paris", 2027),
        ("2026-12-31T23:00:00", "America/Martinique", 2026),
        ("2026-12-31T13:00:00", "Pacific/Noumea", 2027),
    ],
)
def test_the_year_is_that_of_the_academys_own_time(moment, zone, year):
    assert order_year(datetime.fromisoformat(moment).replace(tzinfo=UTC), ZoneInfo(zone)) == year
