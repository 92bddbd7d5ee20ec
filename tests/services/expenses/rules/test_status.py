"""The ten statuses and their precedence (product.md §6.1; S-STA-1 to S-STA-10, S-CLM-3)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from imagin.access.v1 import access_pb2
from imagin.expenses.v1 import expenses_pb2
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import Facts, State, Status, status

START = datetime(2026, 6, 22, 6, 0, tzinfo=UTC)
END = datetime(2026, 6, 24, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BEFORE, DURING, AFTER = START - MINUTE, START + MINUTE, END + MINUTE

OPEN = Facts(
    provider=Provider.EXAMINER,
    state=State.OPEN,
    is_deferred=False,
    is_cancelled=False,
    is_not_done=False,
    start_time=START,
    end_time=END,
)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (START - MINUTE, Status.UPCOMING),
        (START, Status.ONGOING),
        (END - MINUTE, Status.ONGOING),
        (END, Status.TO_VALIDATE),
        (END + timedelta(days=400), Status.TO_VALIDATE),
    ],
)
def test_time_alone_leads_an_open_part_to_its_validation(now, expected):
    """S-STA-3 to S-STA-5."""
    assert status(OPEN, now) == expected


@pytest.mark.parametrize(
    ("changes", "before", "during", "after"),
    [
        ({}, Status.UPCOMING, Status.ONGOING, Status.TO_VALIDATE),
        ({"is_deferred": True}, Status.UPCOMING, Status.ONGOING, Status.DEFERRED),
        ({"is_not_done": True}, Status.UPCOMING, Status.UPCOMING, Status.UPCOMING),
        ({"is_not_done": True, "is_deferred": True}, Status.UPCOMING, Status.UPCOMING, Status.UPCOMING),
        ({"provider": Provider.SANTORIN}, Status.HANDLED, Status.HANDLED, Status.HANDLED),
        ({"provider": Provider.PRESIDENT}, Status.HANDLED, Status.HANDLED, Status.HANDLED),
        ({"provider": Provider.HANDLED}, Status.HANDLED, Status.HANDLED, Status.HANDLED),
        ({"provider": Provider.MANAGER}, Status.TO_HANDLE, Status.TO_HANDLE, Status.TO_HANDLE),
        ({"provider": Provider.NONE}, Status.NO_COST, Status.NO_COST, Status.NO_COST),
        # On another claim: by a gestionnaire, or with the wave that SANTORIN counts.
        ({"is_grouped": True}, Status.CANCELLED, Status.CANCELLED, Status.CANCELLED),
        (
            {"is_grouped": True, "provider": Provider.SANTORIN},
            Status.HANDLED,
            Status.HANDLED,
            Status.HANDLED,
        ),
        ({"state": State.VALIDATED}, Status.VALIDATED, Status.VALIDATED, Status.VALIDATED),
        ({"state": State.ACCEPTED}, Status.ACCEPTED, Status.ACCEPTED, Status.ACCEPTED),
        ({"is_cancelled": True}, Status.CANCELLED, Status.CANCELLED, Status.CANCELLED),
    ],
)
def test_each_fact_gives_its_status(changes, before, during, after):
    """S-STA-1 to S-STA-10."""
    part = replace(OPEN, **changes)
    assert (status(part, BEFORE), status(part, DURING), status(part, AFTER)) == (before, during, after)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_cancelled": True, "provider": Provider.NONE}, Status.CANCELLED),
        ({"is_cancelled": True, "state": State.ACCEPTED}, Status.CANCELLED),
        ({"provider": Provider.NONE, "is_not_done": True}, Status.NO_COST),
        ({"state": State.ACCEPTED, "provider": Provider.SANTORIN}, Status.ACCEPTED),
        ({"state": State.ACCEPTED, "provider": Provider.MANAGER}, Status.ACCEPTED),
        ({"state": State.VALIDATED, "provider": Provider.SANTORIN}, Status.VALIDATED),
        ({"state": State.VALIDATED, "is_deferred": True}, Status.VALIDATED),
        ({"state": State.VALIDATED, "is_not_done": True}, Status.VALIDATED),
        ({"state": State.VALIDATED, "is_grouped": True}, Status.CANCELLED),
        ({"provider": Provider.HANDLED, "is_not_done": True}, Status.HANDLED),
        ({"provider": Provider.MANAGER, "is_deferred": True}, Status.TO_HANDLE),
    ],
)
def test_precedence_decides_when_several_hold(changes, expected):
    assert {status(replace(OPEN, **changes), now) for now in (BEFORE, DURING, AFTER)} == {expected}


def test_every_combination_of_facts_has_a_status_and_every_status_a_combination():
    booleans = (False, True)
    found = {
        status(Facts(provider, state, deferred, cancelled, not_done, START, END, grouped), now)
        for provider, state, deferred, grouped, cancelled, not_done, now in product(
            Provider, State, booleans, booleans, booleans, booleans, (BEFORE, DURING, AFTER)
        )
    }
    assert found == set(Status)


def test_labels_are_those_of_the_contract():
    """The words exist twice, in the contract for pages and here for lists sorted by them: they are the same."""
    values = expenses_pb2.Status.DESCRIPTOR.values_by_name
    for code in Status:
        options = values[f"STATUS_{code.name}"].GetOptions()
        assert code.label == options.Extensions[access_pb2.label_fr]
