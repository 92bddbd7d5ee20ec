"""Communes, residences, time zones and zones of rates (feeds.md §9, R19)."""

from datetime import datetime

import pytest

from kit.territory import instant, time_zone
from services.expenses.rules.places import Adjacency, Commune, Zone, inside, zone

PAIRS = [("92012", "75056"), ("75056", "92024"), ("59350", "59009")]


@pytest.mark.parametrize(
    ("place", "residences", "is_inside"),
    [
        ("59350", ("59350",), True),
        ("59350", ("62041", "59350"), True),
        ("59350", ("62041", None), False),
        ("59350", (), False),
        ("59350", (None, None), False),
        # Declared in this direction only.
        ("92012", ("75056",), True),
        ("75056", ("92012",), False),
        ("75056", ("92024",), True),
        # Never by way of a third commune: Boulogne is adjacent to Paris, Paris to Clichy.
        ("92012", ("92024",), False),
        # Districts count as their commune.
        ("75113", ("75056",), True),
        ("75056", ("75101",), True),
        ("75120", ("75101",), True),
        ("92012", ("75116",), True),
        ("75107", ("92024",), True),
        ("69383", ("69123",), True),
        ("69389", ("69381",), True),
        ("13201", ("13055",), True),
        ("13216", ("13201",), True),
        # Neighbours in number only.
        ("75121", ("75056",), False),
        ("69390", ("69123",), False),
        ("13217", ("13055",), False),
    ],
)
def test_inside_is_a_residence_or_declared_adjacent_to_one(place, residences, is_inside):
    """R1, R2, R5: a mission is outside both residences; R3, R19: adjacent communes are those that are declared."""
    assert inside(place, residences, Adjacency(PAIRS)) is is_inside


def test_adjacency_declared_with_a_district_holds_for_the_commune():
    assert inside("75056", ["92024"], Adjacency([("75117", "92024")]))


@pytest.mark.parametrize(
    ("code", "zone_name", "rate_zone"),
    [
        ("59350", "Europe/Paris", Zone.METROPOLE),
        ("2A004", "Europe/Paris", Zone.METROPOLE),
        ("97105", "America/Guadeloupe", Zone.DOM_SPM),
        ("97209", "America/Martinique", Zone.DOM_SPM),
        ("97302", "America/Cayenne", Zone.DOM_SPM),
        ("97411", "Indian/Reunion", Zone.DOM_SPM),
        ("97502", "America/Miquelon", Zone.DOM_SPM),
        ("97611", "Indian/Mayotte", Zone.DOM_SPM),
        ("97701", "America/St_Barthelemy", Zone.DOM_SPM),
        ("97801", "America/Marigot", Zone.DOM_SPM),
        ("98613", "Pacific/Wallis", Zone.PACIFIC),
        ("98735", "Pacific/Tahiti", Zone.PACIFIC),
        ("98818", "Pacific/Noumea", Zone.PACIFIC),
        ("98411", "Europe/Paris", Zone.METROPOLE),
        ("99131", "Europe/Paris", Zone.ABROAD),
    ],
)
def test_zones_come_from_the_commune(code, zone_name, rate_zone):
    assert (time_zone(code).key, zone(code)) == (zone_name, rate_zone)


@pytest.mark.parametrize(
    ("code", "department"), [("59350", "59"), ("2B033", "2B"), ("97209", "972"), ("98818", "988"), ("01053", "01")]
)
def test_the_department_comes_from_the_commune(code, department):
    assert Commune(code).department == department


@pytest.mark.parametrize(
    ("text", "utc_hour"),
    [
        ("2026-03-29 01:59", "00:59"),
        ("2026-03-29 02:00", None),
        ("2026-03-29 02:59", None),
        ("2026-03-29 03:00", "01:00"),
        # The repeated hour is the first one, still summer time.
        ("2026-10-25 02:30", "00:30"),
        ("2026-10-25 03:00", "02:00"),
    ],
)
def test_a_skipped_hour_does_not_exist_and_a_repeated_one_is_the_first(text, utc_hour):
    moment = instant(datetime.fromisoformat(text), time_zone("75056"))
    assert (moment and f"{moment:%H:%M}") == utc_hour
