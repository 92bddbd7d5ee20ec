"""Communes, départements and time zones by INSEE code."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kit.territory import commune_code, department, instant, time_zone


@pytest.mark.parametrize(
    ("code", "commune"),
    [
        ("75101", "75056"),
        ("75120", "75056"),
        ("69381", "69123"),
        ("69389", "69123"),
        ("13216", "13055"),
        ("59350", "59350"),
    ],
)
def test_districts_count_as_their_commune(code: str, commune: str) -> None:
    assert commune_code(code) == commune


@pytest.mark.parametrize(
    ("code", "number", "zone"),
    [
        ("59350", "59", "Europe/Paris"),
        ("2A004", "2A", "Europe/Paris"),
        ("97105", "971", "America/Guadeloupe"),
        ("97411", "974", "Indian/Reunion"),
        ("97502", "975", "America/Miquelon"),
        ("97701", "977", "America/St_Barthelemy"),
        ("98735", "987", "Pacific/Tahiti"),
        ("98818", "988", "Pacific/Noumea"),
        ("99109", "99", "Europe/Paris"),
    ],
)
def test_a_commune_gives_its_departement_and_its_time(code: str, number: str, zone: str) -> None:
    assert department(code) == number
    assert time_zone(code) == ZoneInfo(zone)


def test_a_repeated_hour_is_the_first_and_a_skipped_one_is_none() -> None:
    paris = ZoneInfo("Europe/Paris")
    assert instant(datetime.fromisoformat("2026-10-25T02:30"), paris) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(datetime.fromisoformat("2026-03-29T02:30"), paris) is None
    assert instant(datetime.fromisoformat("2026-06-25T08:00"), paris) == datetime(2026, 6, 25, 6, 0, tzinfo=UTC)
