"""The whole product in one process, with a small academy in it: what providers and calls are looked at in."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.conftest import Databases, Services
from tests.feeding import demo, load_one
from tests.services.missions.conftest import ANAIS, PAUL, Academy
from tests.services.missions.examples import a_convocation, a_mission
from tests.starting import shared_services, start_documents

# After the missions of the examples.
LATER = datetime(2026, 6, 25, 6, tzinfo=UTC)


@pytest.fixture(scope="session")
def academy(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Academy]:
    """The six services; Anaïs has an official mission of marking, Paul one that is not official yet."""
    with shared_services(databases) as services:
        academy = Academy.start(services, tmp_path_factory.mktemp("product"))
        academy.missions.process.clock.set(LATER)
        expenses = services.start("expenses")
        start_documents(services, tmp_path_factory.mktemp("documents"))
        for name in ("portal", "survey"):
            services.start(name)
        assert load_one(expenses, "rates.jsonl", demo("rates")).refused == 0
        academy.convene(
            [a_mission("SI1"), a_mission("SI2")],
            [a_convocation("SI1", ANAIS), a_convocation("SI2", PAUL, official=False)],
        )
        yield academy


@pytest.fixture(scope="session")
def product(academy: Academy) -> Services:
    """The same, service by service."""
    return academy.services
