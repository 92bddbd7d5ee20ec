"""What the matrix is about: one thing for each state, each with an owner of its own, ready before the first call."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from imagin.access.v1 import access_pb2
from kit.identifiers import new_id
from kit.sealing import new_secret, secret_hash
from tests.authorization.calling import Answer, Line
from tests.authorization.cast import Caller
from tests.authorization.memory import Memory
from tests.gateway import crowd
from tests.gateway.world import PRODUCED, Site

# Presidents of the demonstration, each of a jury of their own.
PRESIDENT, OTHER_PRESIDENT = "ESI603409", "ESI375557"
MANAGER: Final = access_pb2.ROLE_MANAGER

RIGHTS: Final = (
    *(("temporary", role) for role in ("MANAGER", "JURY_PRESIDENT", "CENTRE_HEAD", "ADMINISTRATOR")),
    ("manager", "MANAGER"),
    ("convened_manager", "MANAGER"),
    ("administrator", "ADMINISTRATOR"),
    ("centre_head", "CENTRE_HEAD"),
)


@dataclass
class Scene:
    """A thing in a state: whose it is, when it is looked at, and what requests name of it."""

    owner: str
    """Identifier of a person; nobody's when it is empty."""
    values: dict[str, str] = field(default_factory=dict)
    clock: datetime = PRODUCED
    cast: dict[str, str] = field(default_factory=dict)
    """Who plays a part of the cast before this thing alone."""

    def told(self, caller: Caller) -> dict[str, str]:
        """The same for one caller."""
        return {name: value.replace("{caller}", caller.name) for name, value in self.values.items()}


Make = Callable[["Stage"], Scene]


@dataclass
class Stage:
    """The site, the people and the things."""

    site: Site
    line: Line
    memory: Memory
    password_hash: str
    """Of the password that everybody has."""
    people: dict[str, str] = field(default_factory=dict)
    """Identifiers of the cast, but the owners."""
    scenes: dict[str, dict[str, Scene]] = field(default_factory=dict)
    """By thing and state."""
    sessions: dict[str, str] = field(default_factory=dict)
    """Secret of an open session of each person, by identifier."""
    _numbers: int = 0
    _ids: dict[str, str] = field(default_factory=dict)

    # --- People ------------------------------------------------------------------------------------------------------

    def identifier_of(self, caller: Caller, scene: Scene) -> str:
        """Who plays a caller before a thing."""
        return {**self.people, **scene.cast, "owner": scene.owner}.get(caller.person, "")

    def id_of(self, identifier: str) -> str:
        """The id of a person; empty for nobody."""
        if identifier and identifier not in self._ids:
            question = "SELECT id FROM people WHERE identifier = :one"
            self._ids[identifier] = str(self.site.ask("auth", question, one=identifier)[0])
        return self._ids.get(identifier, "")

    def somebody(self) -> str:
        """Somebody of the crowd who is nothing yet."""
        self._numbers += 1
        return self.known(crowd.identifier(self._numbers))

    def known(self, identifier: str) -> str:
        """The same person, with a password of their own and a session."""
        if identifier in self.sessions:
            return identifier
        person_id, secret = self.id_of(identifier), new_secret()
        self.site.execute(
            "auth",
            "INSERT INTO accounts (person_id, password_hash, last_login_time) VALUES (:person, :hash, now())"
            " ON CONFLICT (person_id) DO UPDATE SET password_hash = excluded.password_hash,"
            " temporary_digest = NULL, temporary_sealed = NULL, temporary_expire_time = NULL",
            person=person_id,
            hash=self.password_hash,
        )
        self.site.execute(
            "auth",
            "INSERT INTO sessions (id, secret_hash, person_id, create_time, activity_time)"
            " VALUES (:id, :hash, :person, now(), now())",
            id=new_id(),
            hash=secret_hash(secret),
            person=person_id,
        )
        self.sessions[identifier] = secret
        return identifier

    def give(self, identifier: str, role: str) -> None:
        """Give a right, as the register does."""
        given = "INSERT INTO habilitations (person_id, role) VALUES (:person, :role)"
        self.site.execute("auth", given, person=self.id_of(identifier), role=role)

    def take_away(self, identifier: str, role: str) -> None:
        """And take it away."""
        gone = "DELETE FROM habilitations WHERE person_id = :person AND role = :role"
        self.site.execute("auth", gone, person=self.id_of(identifier), role=role)

    @contextmanager
    def given(self, identifier: str, role: str) -> Iterator[None]:
        """A right for a while, unless they have it anyhow."""
        question = "SELECT count(*) FROM habilitations WHERE person_id = :person AND role = :role"
        if self.site.ask("auth", question, person=self.id_of(identifier), role=role) == (1,):
            yield
            return
        self.give(identifier, role)
        try:
            yield
        finally:
            self.take_away(identifier, role)

    def welcome(self, identifier: str = "") -> str:
        """The same person, or somebody new, who has accepted the conditions of use."""
        identifier = self.known(identifier) if identifier else self.somebody()
        self.do("ClaimsService.AcceptConditions", {"version": self.conditions}, identifier)
        return identifier

    @property
    def conditions(self) -> str:
        """The version of the conditions of use."""
        (version,) = self.site.ask("expenses", "SELECT coalesce(max(version), 1) FROM conditions")
        return str(version)

    # --- What is done before the matrix -------------------------------------------------------------------------------

    def do(self, row_name: str, request: Any, identifier: str, *roles: int) -> Answer:
        """Bring a thing into its state, through the contracts."""
        answer = self.line.call(row_name, request, Caller("", "owner", roles), self.id_of(identifier))
        assert not answer.reason, (row_name, answer)
        return answer


def prepare(stage: Stage, things: Mapping[tuple[str, str], Make]) -> None:
    """Everybody, and everything in its state."""
    stage.people = {name: stage.welcome() for name in ("stranger", "centre_head", "manager", "administrator")}
    stage.people |= {name: stage.somebody() for name in ("newcomer", "temporary", "convened_manager")}
    for name, role in RIGHTS:
        stage.give(stage.people[name], role)
    for name in ("manager", "administrator"):
        # Staff who are convened to nothing.
        stage.take_away(stage.people[name], "EXAMINER")
    forgotten = "UPDATE accounts SET password_hash = NULL WHERE person_id = :person"
    stage.site.execute("auth", forgotten, person=stage.id_of(stage.people["temporary"]))
    stage.welcome(stage.people["convened_manager"])
    stage.people |= {"president": stage.welcome(PRESIDENT), "other_president": stage.welcome(OTHER_PRESIDENT)}
    for (thing, state), make in things.items():
        scene = stage.scenes.setdefault(thing, {})[state] = make(stage)
        scene.values |= {"identifier": scene.owner, "person": stage.id_of(scene.owner)} | scene.values
    stage.memory.keep()
