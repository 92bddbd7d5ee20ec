"""What is paid as it was spent: tickets, tolls and parking (R10, R12, R13, R21; S-TRV-1, S-TRV-3)."""

import pytest

from services.expenses.rules.travel import travel
from tests.services.expenses.rules.examples import ARRAS, DOUAI, LILLE, ONE_DAY, reasons, situation, trip

TICKETS = [
    # mode, label, text
    ("TRAIN", "TRAIN 2EME CLASSE, billets", "article 9"),
    ("PUBLIC_TRANSPORT", "TRANSPORT EN COMMUN, billets", "article 9"),
    ("TAXI", "TAXI, reçus", "article 11"),
    ("PLANE", "AVION, billets", "article 9"),
    ("BOAT", "BATEAU, billets", "article 9"),
]


@pytest.mark.parametrize(("mode", "label", "text"), TICKETS)
@pytest.mark.parametrize("one_ways", [1, 2])
def test_the_amount_is_that_of_the_line(rates, mode, label, text, one_ways):
    """R21: the sum of its tickets, whatever the number of one-ways; R10 and R12: by rail or on proof."""
    line = trip(*ONE_DAY, mode=mode, transport_cents=42_10, one_way_count=one_ways)
    amount = travel([line], situation(), rates)
    (step,) = amount.steps
    assert (step.label, step.amount_cents, step.rate_cents) == (label, 42_10, None)
    assert text in step.source
    assert amount.cents == 42_10
    assert not amount.is_to_confirm
    assert amount.year_kilometres == {}


def test_an_amount_left_from_another_mode_never_counts(rates):
    assert travel([trip(*ONE_DAY, transport_cents=42_10)], situation(), rates).cents == 38_40


@pytest.mark.parametrize(("mode", "label", "text"), TICKETS)
def test_a_ticket_of_nothing_is_a_remark(rates, mode, label, text):
    """R21: the return ticket is on the way out, or a season ticket was not bought for this; the meal is owed."""
    out = trip("24/06 07:00", "24/06 09:00", mode=mode, transport_cents=80_00, one_way_count=1)
    back = trip("24/06 18:00", "24/06 20:00", departure_town=DOUAI, arrival_town=ARRAS, mode=mode, one_way_count=1)
    amount = travel([out, back], situation(), rates)
    assert amount.cents == 80_00 + 20_00
    assert reasons(amount.warnings) == [("travel.trips[1].transport_cents", "TRANSPORT_NONE")]
    (step,) = (step for step in amount.steps if step.line == 1)
    assert (step.label, step.amount_cents) == (label, 0)
    assert text in step.source


def test_a_ticket_of_the_administration_pays_its_sundry_costs_only(rates):
    """Guide 2.4.4.3."""
    line = trip(*ONE_DAY, mode="PREPAID", transport_cents=42_10, sundry_cents=7_20, comment="Parking de la gare")
    amount = travel([line], situation(), rates)
    assert [(step.label, step.amount_cents) for step in amount.steps] == [("Frais divers", 7_20)]


def test_no_ticket_is_paid_inside_the_residences(rates):
    """R13, R19: neither transport nor sundry costs."""
    facts = situation(residences=(ARRAS.code, DOUAI.code))
    for mode in ("TRAIN", "PUBLIC_TRANSPORT", "TAXI"):
        amount = travel([trip(*ONE_DAY, mode=mode, transport_cents=1_60)], facts, rates)
        assert (amount.cents, [remark.reason for remark in amount.warnings]) == (0, ["TRIP_INSIDE_RESIDENCE"])
    prepaid = trip(*ONE_DAY, mode="PREPAID", sundry_cents=1_60, comment="Parking")
    assert travel([prepaid], facts, rates).cents == 0


def test_combined_modes_are_one_line_each(rates):
    """S-TRV-4: car to the station, train, bus, and the same way back."""
    lines = [
        trip("24/06 07:00", "24/06 07:30", one_way_count=1, arrival_town=LILLE, kilometres=50),
        trip("24/06 07:40", "24/06 08:10", one_way_count=1, departure_town=LILLE, mode="TRAIN", transport_cents=9_30),
        trip("24/06 18:00", "24/06 19:00", one_way_count=1, departure_town=DOUAI, arrival_town=ARRAS, mode="TAXI",
             transport_cents=61_00),
    ]  # fmt: skip
    amount = travel(lines, situation(), rates)
    paid = [(step.line, step.amount_cents) for step in amount.steps if step.label != "Repas"]
    assert paid == [(0, 16_00), (1, 9_30), (2, 61_00)]
    assert (amount.owed_meal_count, amount.cents) == (1, 16_00 + 9_30 + 61_00 + 20_00)
