"""Which parts a claim has, and who fills them (R4, R19, R26, S-CLM-10)."""

import pytest

from services.expenses.rules.places import Adjacency
from services.expenses.rules.providers import Provider, fee_provider, opens_claim, travel_provider

ACADEMY = "SERVICE INTERACADEMIQUE DES EXAMENS ET CONCOURS"
MINISTRY = "MINISTERE DE L'EDUCATION NATIONALE"


@pytest.mark.parametrize(
    ("fee", "header", "evaluation", "expected"),
    [
        ("EXAMINER", ACADEMY, "PONCTUEL", Provider.EXAMINER),
        ("SANTORIN", ACADEMY, "PONCTUEL", Provider.SANTORIN),
        ("MANAGER", ACADEMY, "PONCTUEL", Provider.MANAGER),
        ("HANDLED", ACADEMY, "PONCTUEL", Provider.HANDLED),
        ("NONE", ACADEMY, "PONCTUEL", Provider.NONE),
        ("EXAMINER", ACADEMY, "ECA", Provider.NONE),
        ("HANDLED", ACADEMY, "ECA", Provider.NONE),
        ("EXAMINER", MINISTRY, "PONCTUEL", Provider.PRESIDENT),
        ("EXAMINER", "Ministère de l’Éducation nationale", "PONCTUEL", Provider.PRESIDENT),
        ("EXAMINER", "  ministere  de l'education nationale ", "PONCTUEL", Provider.PRESIDENT),
        ("EXAMINER", "MINISTERE DE L'EDUCATION NATIONALE - SIEC", "PONCTUEL", Provider.EXAMINER),
        ("EXAMINER", MINISTRY, "ECA", Provider.NONE),
        ("SANTORIN", MINISTRY, "PONCTUEL", Provider.SANTORIN),
        ("HANDLED", MINISTRY, "PONCTUEL", Provider.HANDLED),
        ("NONE", MINISTRY, "PONCTUEL", Provider.NONE),
    ],
)
def test_the_provider_of_a_fee(fee, header, evaluation, expected):
    assert fee_provider(fee, header=header, evaluation=evaluation) == expected


@pytest.mark.parametrize(
    ("fee", "header", "expected"),
    [
        ("EXAMINER", ACADEMY, Provider.MANAGER),
        ("EXAMINER", MINISTRY, Provider.MANAGER),
        ("SANTORIN", ACADEMY, Provider.SANTORIN),
        ("HANDLED", ACADEMY, Provider.HANDLED),
        ("NONE", ACADEMY, Provider.NONE),
    ],
)
def test_what_no_entry_can_pay_is_the_gestionnaire_s(fee, header, expected):
    """S-FEE-7: such a nature, or an oral whose paper nobody timed."""
    assert fee_provider(fee, header=header, evaluation="PONCTUEL", has_entry=False) == expected


@pytest.mark.parametrize(
    ("place", "is_open", "residences", "expected"),
    [
        ("59350", True, ("62041",), Provider.EXAMINER),
        ("59350", True, ("62041", "75056"), Provider.EXAMINER),
        ("59350", True, (None, None), Provider.EXAMINER),
        ("59350", False, ("62041",), Provider.NONE),
        ("59350", True, ("59350", "75056"), Provider.NONE),
        ("59350", True, ("62041", "59350"), Provider.NONE),
        # Declared adjacent: Boulogne for a resident of Paris, not the other way round.
        ("92012", True, ("75113",), Provider.NONE),
        ("75056", True, ("92012",), Provider.EXAMINER),
        ("75120", True, ("75101",), Provider.NONE),
        # No rate exists abroad: the gestionnaire takes care of it.
        ("99131", True, ("59350",), Provider.MANAGER),
        ("99131", False, ("59350",), Provider.NONE),
        ("59350", True, ("99131",), Provider.EXAMINER),
    ],
)
def test_the_provider_of_a_travel(place, is_open, residences, expected):
    found = travel_provider(place, is_open=is_open, residences=residences, adjacency=Adjacency([("92012", "75056")]))
    assert found == expected


@pytest.mark.parametrize(
    ("fee", "travel", "is_opened"),
    [
        (Provider.NONE, Provider.NONE, False),
        (Provider.HANDLED, Provider.NONE, True),
        (Provider.NONE, Provider.EXAMINER, True),
        (Provider.EXAMINER, Provider.EXAMINER, True),
    ],
)
def test_a_claim_exists_when_a_part_may_cost_something(fee, travel, is_opened):
    assert opens_claim(fee, travel) is is_opened
