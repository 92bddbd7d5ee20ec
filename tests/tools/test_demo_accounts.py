"""The people that the demonstration proposes."""

from pathlib import Path

import pytest

from tools.demo_accounts import Account, Feed, choose, write

FEED = Path(__file__).resolve().parents[2] / "demo" / "siec"


@pytest.fixture(scope="module")
def feed() -> Feed:
    return Feed(FEED)


def test_each_part_of_the_demonstration_has_a_person_of_its_own(feed: Feed) -> None:
    chosen = [(part.role, person["identifier"]) for part, person in choose(feed)]
    roles = [role for role, _ in chosen]
    assert len({identifier for _, identifier in chosen}) == len(chosen) == 10
    assert roles.count("intervenant") == 4
    assert roles.count("gestionnaire") == 3
    assert {"administrateur", "président de jury", "chef de centre"} <= set(roles)


def test_some_still_have_their_temporary_password(feed: Feed) -> None:
    temporary = [part.role for part, _ in choose(feed) if part.is_temporary]
    assert set(temporary) == {"intervenant", "gestionnaire"}


def test_the_file_of_accounts_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    write([Account("intervenant", "ESI000001", "secret", "note")], path)
    assert path.stat().st_mode & 0o777 == 0o600
