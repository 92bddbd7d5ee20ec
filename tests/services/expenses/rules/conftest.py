"""The rates that the demo feeds load: the real ones, with their dates and sources."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from services.expenses.rules.rates import Rate, Rates

FEED = Path(__file__).parents[4] / "demo" / "siec" / "rates.jsonl"


@pytest.fixture(scope="session")
def rates() -> Rates:
    """The whole table."""
    with FEED.open(encoding="utf-8") as lines:
        return Rates(Rate.read(json.loads(line, parse_float=Decimal)) for line in lines)
