"""`count-statuses`: where all claims stand, for whoever runs the service."""

import re
from datetime import datetime

import pytest

from services.expenses.__main__ import SERVICE
from tests.services.expenses.conftest import Expenses, convocation, entry, trip


@pytest.fixture
def some(expenses: Expenses) -> Expenses:
    """A claim of many a kind."""
    first = expenses.claim()
    first.save(entry(1, trip()))
    first.validate()
    expenses.record(
        convocation(fee_source="SANTORIN"),
        convocation(nature="SURVEILLANCE", opens_travel=False),
        convocation(nature="ORAL_CC", start=datetime(2026, 7, 1, 8)),  # noqa: DTZ001
    )
    return expenses


def test_the_command_counts_both_halves_by_status(some: Expenses, capsys: pytest.CaptureFixture[str]) -> None:
    SERVICE.commands["count-statuses"](some.started.process)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["Statut", "Rémunération", "Déplacement"]
    told = {re.split(r" {2,}", line)[0]: re.split(r" {2,}", line)[1:] for line in lines if line}
    assert told["Validé"] == ["1", "1"]
    assert told["Mission non effectuée"] == ["1", "1"]
    assert told["Traité par le gestionnaire"] == ["1", "0"]
    assert told["A traiter par le gestionnaire"] == ["1", "0"]
    assert told["Non validé"] == ["0", "1"]
    assert told["Pas de frais"] == ["0", "1"]
    assert told["Surveillance"] == ["0", "0", "0", "1", "0", "0"]
    assert lines[11].split() == ["Total", "4", "4"]
    # Every line is as long as the others of its table.
    assert len({len(line) for line in lines[:12]}) == 1
