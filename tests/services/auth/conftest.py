"""What the tests of auth start: the service with keys and a mailbox of its own, and people written as a feed would."""

import mailbox
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from email.message import Message
from pathlib import Path

import pytest
import sqlalchemy as sa
from psycopg.errors import DeadlockDetected

from imagin.access.v1 import access_pb2
from imagin.auth.v1 import auth_pb2 as pb
from imagin.auth.v1 import auth_pb2_grpc as pb_grpc
from kit.clock import Clock
from kit.identifiers import new_id
from kit.sealing import secret_hash
from services.auth.models import Habilitation, Origin, Person, Role
from services.auth.rules import identity
from services.auth.tasks import Postman
from tests.conftest import NOON, Counter, Databases, Started
from tests.starting import shared_services, start_auth

# Long, and nobody's first idea.
PASSPHRASE = "sept girafes bleues sous la pluie"
OTHER_PASSPHRASE = "un tramway orange vers Quimperlé"

RIGHTS = {role: access_pb2.Role.Value(f"ROLE_{role}") for role in Role}


@dataclass
class Auth:
    """The service under test, with short ways to what most tests do."""

    started: Started
    mails: Path
    clock: Clock
    counter: Counter
    _count: int = field(default=0)

    def begin(self) -> None:
        """As if the service had just been installed."""
        # A mail of the test before must not arrive in the next one.
        self.until(
            "SELECT NOT EXISTS (SELECT FROM mails WHERE state = 'WAITING') AND NOT EXISTS (SELECT FROM reset_requests)"
        )
        self._empty()
        shutil.rmtree(self.mails, ignore_errors=True)
        mailbox.Maildir(self.mails)
        self.clock.set(NOON)
        self._count = 0

    def _empty(self) -> None:
        """Again when a thread of the service, which cleans as it begins, and this one waited for each other."""
        for _ in range(5):
            try:
                self.execute(
                    "TRUNCATE people, throttles, openings, reset_requests, kit.requests, kit.audit, kit.outbox CASCADE"
                )
            except sa.exc.OperationalError as failure:
                if not isinstance(failure.orig, DeadlockDetected):
                    raise
            else:
                return
        raise AssertionError("the tables of auth are never free")

    @property
    def postman(self) -> Postman:
        return next(part for part in self.started.process.background if isinstance(part, Postman))

    @property
    def sessions(self) -> pb_grpc.SessionsServiceStub:
        return self.started.stub(pb_grpc.SessionsServiceStub)

    @property
    def accounts(self) -> pb_grpc.AccountsServiceStub:
        """As the gateway calls it before anybody has logged in."""
        return self.started.stub(pb_grpc.AccountsServiceStub)

    def accounts_of(self, person: Person, **claims: object) -> pb_grpc.AccountsServiceStub:
        return self.started.stub_for(pb_grpc.AccountsServiceStub, person.id, **claims)

    def people(self, staff: Person, *roles: Role) -> pb_grpc.PeopleServiceStub:
        rights = [RIGHTS[role] for role in roles or (Role.MANAGER,)]
        return self.started.stub_for(pb_grpc.PeopleServiceStub, staff.id, *rights)

    def people_as(self, service: str) -> pb_grpc.PeopleServiceStub:
        return self.started.stub(pb_grpc.PeopleServiceStub, service=service)

    def add(self, *roles: Role, **values: object) -> Person:
        """A person of the register, with no account yet."""
        self._count += 1
        number = f"{self._count:06}"
        facts = {
            "id": new_id(),
            "identifier": f"ESI{number}",
            "national_id": f"N{number}",
            "civility": "Mme",
            "last_name": "Lefèvre",
            "first_name": "Anaïs",
            "birth_date": date(1980, 5, 17),
            "origin": Origin.EPP,
            "corps": "PROFESSEUR CERTIFIE",
            "discipline_code": "L1300",
            "discipline_label": "MATHEMATIQUES",
            "post_codes": [],
            "teaches_levels": ["BGT"],
            "is_dcs_teacher": False,
            "email_pro": f"{number}@ac-creteil.example",
            "address_lines": ["12 rue des Lilas"],
            "address_postcode": "94000",
            "address_commune_code": "94028",
            "address_country": "FR",
            "establishment_uai": "0949001Y",
            "establishment_name": "Lycée Olympe-de-Gouges",
            "establishment_commune_code": "94028",
            "has_active_payroll_file": True,
            "vehicle_power_cv": 5,
            "vehicle_kind": "AUTOMOBILE",
            "content_hash": b"",
            **values,
        }
        facts["search_text"] = identity.search_text(
            last_name=facts["last_name"],
            first_name=facts["first_name"],
            identifier=facts["identifier"],
            origin=facts["origin"],
            establishment=facts["establishment_name"],
            emails=(facts["email_pro"], facts.get("email_perso")),
        )
        facts["sort_name"] = identity.sort_name(facts["last_name"], facts["first_name"])
        facts["establishment_sort"] = identity.establishment_sort(facts["establishment_name"])
        person = Person(**facts)
        person.habilitations = [Habilitation(role=role) for role in roles or (Role.EXAMINER,)]
        with self.started.database.transaction() as session:
            session.add(person)
        return person

    def temporary_password(self, person: Person) -> str:
        """As a letter prints it."""
        request = pb.BatchPrintTemporaryPasswordsRequest(person_ids=[person.id])
        return self.people_as("missions").BatchPrintTemporaryPasswords(request).temporary_passwords[person.id]

    def login(self, person: Person, password: str, device: str = "", address: str = "192.0.2.1") -> pb.LoginResponse:
        return self.sessions.Login(
            pb.LoginRequest(
                identifier=person.identifier, password=password, device_secret=device, client_address=address
            )
        )

    def resolve(self, secret: str, *, is_activity: bool = True) -> pb.Session:
        return self.sessions.ResolveSession(pb.ResolveSessionRequest(session_secret=secret, is_activity=is_activity))

    def welcome(self, person: Person, password: str = PASSPHRASE) -> pb.LoginResponse:
        """First login: the temporary password, then a password of their own; gives the session and the device."""
        begun = self.login(person, self.temporary_password(person))
        changed = self.accounts_of(person, must_change_password=True).ChangePassword(
            pb.ChangePasswordRequest(session_secret=begun.session_secret, new_password=password)
        )
        return pb.LoginResponse(session_secret=changed.session_secret, device_secret=begun.device_secret)

    def execute(self, statement: str, **values: object) -> None:
        """Let time pass, or the like, directly in the tables."""
        with self.started.database.transaction() as session:
            session.execute(sa.text(statement), values)

    def scalar(self, statement: str, **values: object) -> object:
        with self.started.database.read() as session:
            return session.scalar(sa.text(statement), values)

    def until(self, question: str) -> None:
        """Wait until the database says yes."""
        limit = time.monotonic() + 10
        while not self.scalar(question):
            assert time.monotonic() < limit, question
            time.sleep(0.01)

    def age_session(self, secret: str, interval: str, column: str = "activity_time") -> None:
        """Make a session older than it is."""
        self.execute(
            f"UPDATE sessions SET {column} = now() - CAST(:age AS interval) WHERE secret_hash = :hash",
            age=interval,
            hash=secret_hash(secret),
        )

    def received(self, count: int = 1) -> list[Message]:
        """The mails that have arrived, once there are as many as expected."""
        return await_mails(lambda: list(mailbox.Maildir(self.mails)), count)


def await_mails(read: Callable[[], list[Message]], count: int) -> list[Message]:
    """Mails as they are read, oldest first, once there are as many as expected."""
    limit = time.monotonic() + 10
    while len(found := read()) < count and time.monotonic() < limit:
        time.sleep(0.02)
    assert len(found) == count
    return sorted(found, key=lambda message: message["Message-ID"])


def text_of(message: Message) -> str:
    return message.get_payload(decode=True).decode()


def link_of(message: Message) -> str:
    """The secret of the link in a mail."""
    return text_of(message).partition("?lien=")[2].split()[0]


@pytest.fixture(scope="module")
def started_auth(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auth]:
    """One service for the tests of a module: starting costs more than most of them."""
    folder = tmp_path_factory.mktemp("auth")
    with shared_services(databases) as services:
        started = start_auth(services, folder)
        yield Auth(started, folder / "mails", started.process.clock, services.counter)


@pytest.fixture
def auth(started_auth: Auth) -> Auth:
    """Nobody in the register, an empty mailbox, noon."""
    started_auth.begin()
    return started_auth
