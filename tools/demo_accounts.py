"""The accounts of the demonstration: some people of the feed, one for each thing that can be tried.

Passwords are made up here and never twice the same; they are written to a file that only its owner reads. Everything
goes through the contracts of auth, as for anybody: temporary password, first login, password of one's own.
"""

import argparse
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from kit.channels import Channels
from kit.settings import ProcessSettings
from tools.preparation import write_privately

LOOPBACK = "127.0.0.1"
# Without those that a reader takes for one another.
LETTERS = "abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class Account:
    """One line for people who try the product."""

    role: str
    identifier: str
    password: str
    note: str


@dataclass(frozen=True)
class _Part:
    """Someone to look for in the feed."""

    role: str
    note: str
    is_fitting: Callable[[dict[str, Any]], bool]
    is_temporary: bool = False


class Feed:
    """The people of a feed, and who has something to claim today for missions of one nature."""

    def __init__(self, folder: Path, nature: str = "COPIES") -> None:
        self.people = list(_lines(folder / "people.jsonl"))
        today = json.loads((folder / "feed.json").read_text(encoding="utf-8"))["produced"][:10]
        markings = {
            mission["number"]: mission
            for mission in _lines(folder / "missions.jsonl")
            if (mission["nature"], mission["travel"], mission["fee"]) == (nature, "AUTO", "EXAMINER")
            # There the president of the jury enters the fee (S-CLM-10).
            and not mission["header"].startswith("MINISTERE")
        }
        near = {(pair["centre_commune"], pair["commune"]) for pair in _lines(folder / "adjacent.jsonl")}
        communes = {person["identifier"]: _communes(person) for person in self.people}
        self._past: set[str] = set()
        self._to_come: set[str] = set()
        for convocation in _lines(folder / "convocations.jsonl"):
            mission = markings.get(convocation["mission"])
            if mission is None or not convocation["official"] or convocation["cancelled"]:
                continue
            centre, whose = mission["centre"]["commune"], communes[convocation["identifier"]]
            if centre in whose or any((centre, commune) in near for commune in whose):
                continue
            (self._past if mission["end_date"] < today else self._to_come).add(convocation["identifier"])

    def has_marked(self, person: dict[str, Any]) -> bool:
        """An ordinary examiner, paid here, with a mission of that nature that is over and opens a journey."""
        is_ordinary = not person["roles"] and person["payroll_file"] == "ACTIVE" and person["email_pro"]
        return bool(is_ordinary) and person["identifier"] in self._past

    def will_mark(self, person: dict[str, Any]) -> bool:
        """An ordinary examiner whose marking is still to come."""
        identifier = person["identifier"]
        return not person["roles"] and identifier in self._to_come and identifier not in self._past

    @staticmethod
    def has_roles(*roles: str) -> Callable[[dict[str, Any]], bool]:
        return lambda person: sorted(person["roles"]) == sorted(roles)


def choose(feed: Feed) -> Iterator[tuple[_Part, dict[str, Any]]]:
    """The people of the demonstration, each once."""
    roles = feed.has_roles
    first_login = "premier accès\u00a0: mot de passe temporaire, à changer"
    parts = (
        _Part("intervenant", "correction de copies terminée, état de frais à saisir", feed.has_marked),
        _Part("intervenant", f"correction de copies terminée\u202f; {first_login}", feed.has_marked, is_temporary=True),
        _Part("intervenant", f"correction de copies terminée\u202f; {first_login}", feed.has_marked, is_temporary=True),
        _Part("intervenant", "correction de copies à venir", feed.will_mark),
        _Part("gestionnaire", "traite les états de frais", roles("manager")),
        _Part("gestionnaire", first_login, roles("manager"), is_temporary=True),
        _Part("gestionnaire", "convoqué(e) aussi\u00a0: ne traite pas ses propres frais", roles("examiner", "manager")),
        _Part("administrateur", "aide les intervenants à se connecter", roles("administrator")),
        _Part("président de jury", "président de jury", roles("examiner", "jury_president")),
        _Part("chef de centre", "chef de centre", roles("examiner", "centre_head")),
    )
    chosen: set[str] = set()
    for part in parts:
        fitting = (person for person in feed.people if part.is_fitting(person) and person["identifier"] not in chosen)
        if (person := next(fitting, None)) is not None:
            chosen.add(person["identifier"])
            yield part, person


def open_accounts(feed: Feed, loader: Channels, gateway: Channels, path: Path) -> None:
    """Give each of them a password, temporary or of their own. People log in through the gateway, and so does this.

    A password is written before it counts: who interrupts this finds it again the next time.
    """
    accounts = read(path)
    chosen = list(choose(feed))
    people = loader.stub(auth_pb2_grpc.PeopleServiceStub)
    found = people.BatchGetPeople(
        auth_pb2.BatchGetPeopleRequest(identifiers=[person["identifier"] for _, person in chosen])
    )
    ids = {person.summary.identifier: person.summary.id for person in found.people}
    printed = people.BatchPrintTemporaryPasswords(
        auth_pb2.BatchPrintTemporaryPasswordsRequest(person_ids=list(ids.values()))
    )
    for part, person in chosen:
        identifier = person["identifier"]
        temporary_password = printed.temporary_passwords.get(ids[identifier])
        password = temporary_password or accounts[identifier].password
        is_to_change = bool(temporary_password) and not part.is_temporary
        if is_to_change:
            # Letters alone: digits count for little when auth looks whether a password is easily guessed.
            password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
        name = f"{person['civility']} {person['first_name']} {person['last_name']}"
        accounts[identifier] = Account(part.role, identifier, password, f"{name}\u00a0: {part.note}")
        write(list(accounts.values()), path)
        if is_to_change:
            _log_in_and_change(gateway, identifier, temporary_password, password)


def _log_in_and_change(channels: Channels, identifier: str, temporary_password: str, password: str) -> None:
    sessions = channels.stub(auth_pb2_grpc.SessionsServiceStub)
    login = sessions.Login(
        auth_pb2.LoginRequest(identifier=identifier, password=temporary_password, client_address=LOOPBACK)
    )
    session = sessions.ResolveSession(auth_pb2.ResolveSessionRequest(session_secret=login.session_secret))
    changed = channels.stub(auth_pb2_grpc.AccountsServiceStub).ChangePassword(
        auth_pb2.ChangePasswordRequest(session_secret=login.session_secret, new_password=password),
        metadata=[("authorization", f"Bearer {session.tokens['auth']}")],
    )
    sessions.Logout(auth_pb2.LogoutRequest(session_secret=changed.session_secret))


def read(path: Path) -> dict[str, Account]:
    """The accounts of a file by identifier; none when there is no file yet."""
    lines = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return {line["identifier"]: Account(**line) for line in lines}


def write(accounts: list[Account], path: Path) -> None:
    """Keep the accounts in a file for its owner alone."""
    write_privately(path, json.dumps([asdict(account) for account in accounts], ensure_ascii=False, indent=2) + "\n")


def _communes(person: dict[str, Any]) -> set[str]:
    """Where a person lives and works: a journey that stays there is not paid."""
    return {place["commune"] for place in (person["address"], person["establishment"]) if place}


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def main() -> None:
    parser = argparse.ArgumentParser(description="Open the accounts of the demonstration.")
    parser.add_argument("feed", type=Path, help="the feed that was loaded")
    parser.add_argument("accounts", type=Path, help="the file to write")
    arguments = parser.parse_args()
    settings = ProcessSettings()
    with closing(Channels("loader", settings)) as loader, closing(Channels("gateway", settings)) as gateway:
        open_accounts(Feed(arguments.feed), loader, gateway, arguments.accounts)


if __name__ == "__main__":
    main()
