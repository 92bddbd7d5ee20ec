"""The deployment that these tests break; each finds it whole, and its books must balance afterwards."""

from collections.abc import Iterator

import pytest

from tests.conftest import eventually
from tests.faults.claims import check_books, examiners, furnish
from tests.faults.deployment import Deployment, deployed
from tests.gateway.journeys import LIST


@pytest.fixture(scope="session")
def _deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with deployed(tmp_path_factory.mktemp("faults")) as running:
        furnish(running)
        running.visitor = running.browser(*examiners(running, 1))
        yield running


@pytest.fixture
def deployment(_deployment: Deployment) -> Iterator[Deployment]:
    """The whole product as processes. What a test has killed runs again for the next one."""
    yield _deployment
    _deployment.restore()
    # The gateway waits a moment before it connects again to what was gone.
    eventually(lambda: _deployment.visitor.get(f"{LIST}/conditions").status == 200, 30)
    check_books(_deployment)
    # A fault of the world is a warning; a stack trace is a defect of ours.
    assert "Traceback" not in _deployment.log.read_text(encoding="utf-8")
