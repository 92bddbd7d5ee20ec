"""What the tests of the gateway start: the whole site, with people who have real passwords."""

from collections.abc import Iterator

import pytest

from tests.gateway import journeys
from tests.gateway.browser import Browser
from tests.gateway.world import Site, World, loaded, running_site


@pytest.fixture(scope="session")
def world(database_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The data of the demonstration, loaded once."""
    with loaded(database_server, tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture(scope="module")
def site(world: World, redis_url: str) -> Iterator[Site]:
    """A site for the tests of a module: each takes people of its own, so that none sees what another did."""
    with running_site(world, redis_url) as running:
        yield running


@pytest.fixture
def own_site(world: World, redis_url: str) -> Iterator[Site]:
    """A site for one test alone, which may break it."""
    with running_site(world, redis_url) as running:
        yield running


@pytest.fixture
def examiner(site: Site) -> Browser:
    """An examiner who has marked papers and has something to claim."""
    return site.examiner()


@pytest.fixture(scope="module")
def claimant(site: Site) -> Browser:
    """An examiner whose claim stays empty whatever these tests type."""
    browser = site.examiner()
    journeys.accept_conditions(browser)
    return browser


@pytest.fixture(scope="module")
def base(claimant: Browser) -> str:
    """The address of that claim."""
    return journeys.base_of(journeys.open_claim(claimant))


@pytest.fixture(scope="module")
def browser(site: Site) -> Browser:
    """One examiner for a module whose tests leave everything of theirs as it is."""
    return site.examiner()


@pytest.fixture
def manager(site: Site) -> Browser:
    return site.browser_of("gestionnaire", "traite les états de frais")
