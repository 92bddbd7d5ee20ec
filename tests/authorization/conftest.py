"""One site for the whole matrix: the demonstration, with one thing in each state."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from kit.passwords import Passwords
from services.auth.settings import Keys
from tests.authorization.calling import Line
from tests.authorization.memory import Memory
from tests.authorization.scenes import THINGS
from tests.authorization.stage import Stage, prepare
from tests.gateway.world import PASSPHRASE, loaded, running_site


@pytest.fixture(scope="session")
def stage(database_server: str, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Everybody and everything, as each test finds it and leaves it."""
    with (
        loaded(database_server, tmp_path_factory.mktemp("authorization")) as world,
        running_site(world, redis_url) as site,
        closing(Line(site.services)) as line,
    ):
        databases = {name: started.database for name, started in site.services.started.items()}
        passwords = Passwords(Keys.read(world.folder / "keys").pepper)
        made = Stage(site, line, Memory(databases, world.folder / "proofs"), passwords.hash(PASSPHRASE))
        prepare(made, THINGS)
        yield made
