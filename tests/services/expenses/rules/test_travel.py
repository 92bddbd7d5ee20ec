"""The travel of a claim as a whole: what opens no right, what is told, sundry costs (R8, R13, R19; S-TRV-1 to 9)."""

import pytest

from kit.errors import InvalidFields
from services.expenses import errors
from services.expenses.rules.places import Adjacency
from services.expenses.rules.travel import travel
from tests.services.expenses.rules.examples import (
    ARRAS,
    BRUSSELS,
    DOUAI,
    LILLE,
    ONE_DAY,
    PARIS,
    PARIS_13,
    reasons,
    situation,
    trip,
)

# --- Inside the residences (R8, R13, R19) ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "residences", "is_paid"),
    [
        (DOUAI, ("62041",), True),
        (DOUAI, ("62041", "59178"), False),
        (LILLE, ("62041",), False),
        (ARRAS, ("59350",), True),
        (PARIS_13, ("62041", "75101"), False),
    ],
)
def test_nothing_is_owed_inside_a_residence(rates, place, residences, is_paid):
    leaves = next(town for town in (ARRAS, LILLE, PARIS) if town.code == residences[0])
    line = trip("24/06 07:30", "25/06 19:00", departure_town=leaves, arrival_town=place)
    facts = situation(place=place, residences=residences, adjacency=Adjacency([(LILLE.code, ARRAS.code)]))
    amount = travel([line], facts, rates)
    assert bool(amount.cents) is is_paid
    assert bool(amount.year_kilometres) is is_paid
    assert [warning.reason for warning in amount.warnings] == ([] if is_paid else ["TRIP_INSIDE_RESIDENCE"])


def test_there_and_back_from_elsewhere_to_a_residence_owes_nothing_there(rates):
    """R8: no meal inside the commune of either residence, wherever one comes from."""
    line = trip("24/06 07:30", "24/06 19:00", departure_town=PARIS, arrival_town=LILLE)
    assert travel([line], situation(residences=("62041", "59350")), rates).cents == 0


def test_the_way_back_home_is_paid(rates):
    back = trip("24/06 10:30", "24/06 14:30", one_way_count=1, departure_town=DOUAI, arrival_town=ARRAS)
    assert travel([back], situation(), rates).cents == 19_20 + 20_00


# --- The rest --------------------------------------------------------------------------------------------------------


def test_no_line_costs_nothing(rates):
    amount = travel([], situation(), rates)
    assert (amount.cents, amount.steps, amount.entitlements, amount.year_kilometres) == (0, (), (), {})


def test_sundry_costs_are_paid_as_they_are_with_their_source(rates):
    amount = travel([trip(*ONE_DAY, sundry_cents=12_30, comment="Péage A1")], situation(), rates)
    assert amount.cents == 38_40 + 12_30
    sundry = amount.steps[-1]
    assert (sundry.label, sundry.rate_cents, sundry.amount_cents) == ("Frais divers", None, 12_30)
    assert "article 11" in sundry.source


def test_a_mission_abroad_is_the_gestionnaires(rates):
    """R26."""
    with pytest.raises(errors.MissionAbroad, match="gestionnaire"):
        travel([trip(*ONE_DAY)], situation(place=BRUSSELS), rates)


@pytest.mark.parametrize(
    ("ends", "nights", "cents"),
    [("24/06 19:00", None, 38_40 + 20_00), ("26/06 19:00", 0, 38_40 + 5 * 20_00), ("26/06 19:00", None, None)],
)
def test_a_line_abroad_is_paid_but_for_its_nights(rates, ends, nights, cents):
    """Decision 0006: during a mission in France."""
    line = trip("24/06 07:30", ends, arrival_town=BRUSSELS, night_count=nights)
    if cents is not None:
        assert travel([line], situation(), rates).cents == cents
        return
    with pytest.raises(InvalidFields) as refused:
        travel([line], situation(), rates)
    assert reasons(refused.value.violations) == [("travel.trips[0].night_town", "NIGHT_ABROAD")]


def test_the_steps_are_told_line_by_line(rates):
    lines = [trip("25/06 07:30", "25/06 19:00"), trip("24/06 07:30", "24/06 19:00")]
    amount = travel(lines, situation(), rates)
    assert [step.line for step in amount.steps] == [0, 0, 1, 1]


def test_a_rate_to_confirm_marks_the_whole_amount(rates):
    assert travel([trip("24/06/2018 07:30", "24/06/2018 19:00")], situation(), rates).is_to_confirm
    assert not travel([trip("24/06/2025 07:30", "24/06/2025 19:00")], situation(), rates).is_to_confirm
