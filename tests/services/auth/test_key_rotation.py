"""The key that seals is replaced: everything is sealed anew, and nothing is lost meanwhile (K1)."""

import base64
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from imagin.auth.v1 import auth_pb2 as pb
from kit.clock import Clock
from kit.sealing import KEY_BYTES
from services.auth import tasks
from services.auth.__main__ import SERVICE
from services.auth.models import Person, Role
from services.auth.queries import seals
from services.auth.rules.vault import Vault
from services.auth.settings import SEALING
from tests.conftest import Services
from tests.feeding import demo, load_one
from tests.services.auth.conftest import Auth
from tests.services.auth.test_vault import BIC, IBAN, INSEE, reveal, vault_of, with_secrets
from tests.starting import start_auth


@pytest.fixture
def auth(services: Services, clock: Clock, tmp_path: Path) -> Auth:
    """A service of its own for each test: a process keeps the keys that it has read."""
    return Auth(start_auth(services, tmp_path), tmp_path / "mails", clock, services.counter)


@contextmanager
def another_key(auth: Auth, name: str = "2026-06") -> Iterator[Vault]:
    """A line on top of the file of keys, for a `with` block; the vault of a process that begins then."""
    path = Path(auth.started.process.settings.key_folder) / SEALING
    before = path.read_text()
    path.write_text(f"{name} {base64.b64encode(os.urandom(KEY_BYTES)).decode()}\n{before}")
    try:
        yield vault_of(auth)
    finally:
        path.write_text(before)


def rotated(auth: Auth, vault: Vault) -> dict[str, dict[str, int]]:
    return {one.column: one.counts for one in tasks.rotate_keys(auth.started.database, vault)}


def take_away_the_older(auth: Auth) -> Vault:
    path = Path(auth.started.process.settings.key_folder) / SEALING
    path.write_text(path.read_text().splitlines(keepends=True)[0])
    return vault_of(auth)


def opened(auth: Auth, vault: Vault, person: Person) -> tuple[str, str, str]:
    with auth.started.database.read() as session:
        query = sa.select(Person.insee_number_sealed, Person.iban_sealed, Person.bic_sealed).filter_by(id=person.id)
        sealed = session.execute(query).one()
    return tuple(
        vault.reveal(column, person.identifier, value)
        for column, value in zip(("insee_number", "iban", "bic"), sealed, strict=True)
    )


def test_everything_is_sealed_with_the_new_key_and_opens_without_the_old_one(auth: Auth) -> None:
    """K1: nothing but the seals changes, temporary passwords included."""
    people, letter = [with_secrets(auth) for _ in range(5)], auth.add()
    printed = auth.temporary_password(letter)
    before = auth.scalar("SELECT count(*) FROM kit.audit")
    with another_key(auth) as vault:
        assert all(opened(auth, vault, person) == (INSEE, IBAN, BIC) for person in people)
        assert rotated(auth, vault) == {
            "insee_number": {"2026-06": 5}, "iban": {"2026-06": 5}, "bic": {"2026-06": 5}, "temporary": {"2026-06": 1},
        }  # fmt: skip
        assert auth.scalar("SELECT count(*) FROM kit.audit") == before
        alone = take_away_the_older(auth)
        assert all(opened(auth, alone, person) == (INSEE, IBAN, BIC) for person in people)
        # A process that began before reads its file again.
        assert auth.temporary_password(letter) == printed
        assert reveal(auth, auth.add(Role.MANAGER), people[0].id).iban == IBAN


def test_a_rotation_that_was_killed_goes_on_from_there(auth: Auth, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [with_secrets(auth) for _ in range(7)]
    monkeypatch.setattr(tasks, "RENEWED_AT_ONCE", 2)
    with another_key(auth) as vault:
        renewed, calls = vault.renewed, []

        def dying(*place: str | bytes) -> bytes:
            calls.append(place)
            if len(calls) == 5:
                raise KeyboardInterrupt
            return renewed(*place)

        monkeypatch.setattr(vault, "renewed", dying)
        with pytest.raises(KeyboardInterrupt):
            tasks.rotate_keys(auth.started.database, vault)
        # Two transactions of two ended; readers find every value meanwhile.
        assert (
            auth.scalar("SELECT count(*) FROM people WHERE substring(insee_number_sealed FROM 2 FOR 7) = '2026-06'")
            == 4
        )
        assert all(opened(auth, vault, person) == (INSEE, IBAN, BIC) for person in people)
        calls.clear()
        monkeypatch.setattr(vault, "renewed", renewed)
        assert rotated(auth, vault)["insee_number"] == {"2026-06": 7}


def test_a_row_that_somebody_holds_is_left_and_counted(auth: Auth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "ROUND_SECONDS", 0.01)
    held = with_secrets(auth)
    with_secrets(auth)
    with another_key(auth) as vault:
        with auth.started.database.transaction() as session:
            session.execute(sa.select(Person.id).filter_by(id=held.id).with_for_update())
            assert rotated(auth, vault)["iban"] == {"1": 1, "2026-06": 1}
        assert rotated(auth, vault)["iban"] == {"2026-06": 2}


def test_what_does_not_open_is_named_and_keeps_no_other_from_its_turn(auth: Auth) -> None:
    broken, sound = with_secrets(auth), with_secrets(auth)
    auth.execute("UPDATE people SET iban_sealed = bic_sealed, bic_sealed = '' WHERE id = :id", id=broken.id)
    with another_key(auth) as vault:
        found = {one.column: one for one in tasks.rotate_keys(auth.started.database, vault)}
        assert (found["iban"].broken, found["iban"].counts) == ([broken.identifier], {"1": 1, "2026-06": 1})
        assert (found["bic"].broken, found["bic"].counts) == ([broken.identifier], {"": 1, "2026-06": 1})
        assert opened(auth, vault, sound) == (INSEE, IBAN, BIC)


def test_imports_and_letters_during_a_rotation_lose_nothing(auth: Auth, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every value ends under the new key, or is counted; none is lost."""
    monkeypatch.setattr(tasks, "RENEWED_AT_ONCE", 3)
    monkeypatch.setattr(tasks, "ROUND_SECONDS", 0.01)
    lines = [one for one in demo("people") if one["iban"] and one["insee_number"]][:40]
    load_one(auth.started, "people.jsonl", lines)
    letters = [auth.add() for _ in range(10)]
    printed = {person.id: auth.temporary_password(person) for person in letters}
    is_over = threading.Event()

    def disturb() -> int:
        turn = 0
        while not is_over.is_set():
            turn += 1
            load_one(auth.started, "people.jsonl", [line | {"corps": f"CORPS {turn}"} for line in lines])
            request = pb.BatchPrintTemporaryPasswordsRequest(person_ids=list(printed))
            found = auth.people_as("missions").BatchPrintTemporaryPasswords(request)
            assert dict(found.temporary_passwords) == printed
        return turn

    with another_key(auth) as vault, ThreadPoolExecutor(1) as pool:
        disturbance = pool.submit(disturb)
        for _ in range(5):
            tasks.rotate_keys(auth.started.database, vault)
        is_over.set()
        assert disturbance.result(30)
        assert {name: list(counts) for name, counts in rotated(auth, vault).items()} == {
            "insee_number": ["2026-06"], "iban": ["2026-06"], "bic": ["2026-06"], "temporary": ["2026-06"],
        }  # fmt: skip
        with auth.started.database.read() as session:
            people = {one.identifier: one for one in session.scalars(sa.select(Person))}
        for line in lines:
            values = opened(auth, vault, people[line["identifier"]])
            assert values == (line["insee_number"], line["iban"], line["bic"])


def test_an_import_never_writes_an_older_key_back(auth: Auth) -> None:
    """It would undo a rotation that ended in between; the audit does not take the new seal for a new value."""
    line = next(one for one in demo("people") if one["iban"])
    load_one(auth.started, "people.jsonl", [line])
    with another_key(auth) as vault:
        other = auth.add()
        sealed = vault.seal("iban", other.identifier, IBAN)
        auth.execute("UPDATE people SET iban_sealed = :sealed WHERE id = :id", sealed=sealed, id=other.id)
        # From this value the process learns of the new key.
        assert reveal(auth, auth.add(Role.MANAGER), other.id).iban == IBAN
        load_one(auth.started, "people.jsonl", [line | {"corps": "AUTRE CORPS"}])
        with auth.started.database.read() as session:
            person = session.scalars(sa.select(Person).filter_by(identifier=line["identifier"])).one()
            assert {column.name: seals.counts(session, column) for column in seals.COLUMNS}["iban"] == {"2026-06": 2}
        assert opened(auth, vault, person) == (line["insee_number"], line["iban"], line["bic"])
    differences = str(auth.scalar("SELECT string_agg(difference::text, ' ') FROM kit.audit WHERE change = 'changed'"))
    assert "AUTRE CORPS" in differences
    assert "iban_sealed" not in differences


def test_the_command_says_how_many_values_are_under_which_key(auth: Auth, capsys: pytest.CaptureFixture[str]) -> None:
    with_secrets(auth)
    command = SERVICE.commands["rotate-keys"]
    with another_key(auth, "second"):
        command(auth.started.process)
        assert "iban: 1 under key second\n" in capsys.readouterr().out
        auth.execute("UPDATE people SET iban_sealed = bic_sealed")
        with another_key(auth, "third"), pytest.raises(SystemExit, match="1 values are not under key third"):
            command(auth.started.process)
        assert "that of ESI000001 does not open" in capsys.readouterr().out
