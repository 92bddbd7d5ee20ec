"""What tests start: PostgreSQL and Valkey once, a fresh database per test, services in process on real ports."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, TypeVar

import grpc
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from imagin.access.v1 import access_pb2
from kit import call, transport
from kit.clock import Clock
from kit.command import Service
from kit.database import Database
from kit.identifiers import new_id
from kit.identity import Caller, Signer
from kit.migrations import migrate
from kit.process import Process
from kit.server import running
from kit.servicer import Servicer
from tests.memory_folder import memory_folder
from tools import servers

# What of the world the tests use, lack, and how long they take; the stores that they speak to.
pytest_plugins = ["tests.real_parts", "tests.stores"]

Stub = TypeVar("Stub")

# The business instant at which every test begins.
NOON = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """URL of a PostgreSQL superuser: the wheel's server, or the one of IMAGIN_TEST_DATABASE_SERVER."""
    if given := os.environ.get("IMAGIN_TEST_DATABASE_SERVER"):
        yield given
        return
    with memory_folder() as folder, servers.postgres_server(folder / "postgres", durable=False) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """URL of a Redis: the wheel's Valkey, or the one of IMAGIN_TEST_REDIS_URL."""
    if given := os.environ.get("IMAGIN_TEST_REDIS_URL"):
        yield given
        return
    with memory_folder() as folder, servers.valkey_server(folder / "valkey") as url:
        yield url


class Databases:
    """Makes databases: one template per service, migrated once, and a copy of it per test."""

    def __init__(self, server: str) -> None:
        self._server = sa.make_url(server).set(drivername="postgresql+psycopg")
        self._engine = sa.create_engine(self._server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self._templates: dict[str, str] = {}

    def url(self, name: str) -> str:
        return self._server.set(database=name, drivername="postgresql").render_as_string(hide_password=False)

    def template(self, name: str, prepare: Callable[[Database], None]) -> str:
        """The name of the template called `name`, prepared when it is first asked for."""
        if name not in self._templates:
            template = self.create(f"template_{name}")
            database = Database(self.url(template))
            prepare(database)
            database.close()
            self._templates[name] = template
        return self._templates[name]

    def create(self, name: str, template: str = "template0") -> str:
        """A new database whose name begins with `name`."""
        fresh = f"{name}_{new_id().replace('-', '')}"
        self._execute(f'CREATE DATABASE "{fresh}" TEMPLATE "{template}" STRATEGY file_copy')
        return fresh

    def drop(self, name: str) -> None:
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def drop_templates(self) -> None:
        for template in self._templates.values():
            self.drop(template)

    def _execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(sa.text(statement))


@pytest.fixture(scope="session")
def databases(database_server: str) -> Iterator[Databases]:
    """The maker of databases of this session."""
    made = Databases(database_server)
    yield made
    made.drop_templates()


@pytest.fixture
def clock() -> Clock:
    """The business clock of the test, stopped at noon in Paris; `clock.set(…)` and `clock.advance(…)` move it."""
    stopped = Clock()
    stopped.set(NOON)
    return stopped


class Identities:
    """Signs people in without auth: the services of the test trust its key."""

    def __init__(self) -> None:
        self.signer = Signer("test", Ed25519PrivateKey.generate())

    def public_keys(self) -> dict[str, bytes]:
        return {self.signer.key_id: self.signer.public_key}

    def token(self, audience: str, person_id: str, *roles: int, **claims: Any) -> str:
        """A token for one service about a person with roles, `access_pb2.ROLE_MANAGER` for example."""
        caller = Caller(
            person_id=person_id,
            identifier=claims.pop("identifier", "12345abc"),
            roles=frozenset(roles or (access_pb2.ROLE_EXAMINER,)),
            session_id=claims.pop("session_id", new_id()),
            **claims,
        )
        return self.signer.token(caller, audience)

    def metadata(self, audience: str, person_id: str, *roles: int, **claims: Any) -> list[tuple[str, str]]:
        """The metadata with which the gateway calls a service for a person."""
        token = self.token(audience, person_id, *roles, **claims)
        return [("authorization", f"Bearer {token}"), *as_service("gateway")]


def as_service(name: str) -> list[tuple[str, str]]:
    """The metadata with which a service calls another on its own behalf, on loopback."""
    return [(transport.SERVICE_HEADER, name)]


@pytest.fixture
def identities() -> Identities:
    """Tokens for the people of a test."""
    return Identities()


class Counter:
    """Counts what a page or an RPC costs: SQL statements of the started services, RPCs that they answer."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        # The RPC that each statement was made for, in the same order.
        self.causes: list[str] = []
        self.calls: list[str] = []

    def reset(self) -> None:
        self.statements.clear()
        self.causes.clear()
        self.calls.clear()

    def watch(self, database: Database) -> None:
        sa.event.listen(database.engine, "before_cursor_execute", self._statement)

    def interceptor(self) -> grpc.ServerInterceptor:
        return _CallCounter(self.calls)

    def _statement(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        # Relay and chores look around every few seconds, whatever the test does.
        if (current := call.current()) is not None:
            self.statements.append(statement)
            self.causes.append(current.action)


class _CallCounter(grpc.ServerInterceptor):
    def __init__(self, calls: list[str]) -> None:
        self._calls = calls

    def intercept_service(self, continuation: Any, details: grpc.HandlerCallDetails) -> Any:
        self._calls.append(details.method)
        return continuation(details)


@dataclass
class Started:
    """A service that runs in this process, on a real loopback port with a database of its own."""

    process: Process
    address: str
    servicers: list[Servicer]
    identities: Identities
    _channels: dict[tuple[tuple[str, str], ...], grpc.Channel] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.process.name

    @property
    def database(self) -> Database:
        return self.process.database

    def stub(self, stub_class: type[Stub], *, service: str = "gateway") -> Stub:
        """A stub of this service, called by another one on its own behalf (the gateway before login, by default)."""
        return self._stub(stub_class, as_service(service))

    def stub_for(self, stub_class: type[Stub], person_id: str, *roles: int, **claims: Any) -> Stub:
        """A stub of this service, called by the gateway for a person with roles."""
        return self._stub(stub_class, self.identities.metadata(self.name, person_id, *roles, **claims))

    def _stub(self, stub_class: type[Stub], metadata: list[tuple[str, str]]) -> Stub:
        key = tuple(metadata)
        if key not in self._channels:
            plain = grpc.insecure_channel(self.address)
            self._channels[key] = grpc.intercept_channel(plain, _WithMetadata(metadata))
        return stub_class(self._channels[key])

    def close(self) -> None:
        for channel in self._channels.values():
            channel.close()


class _WithMetadata(
    grpc.UnaryUnaryClientInterceptor,
    grpc.UnaryStreamClientInterceptor,
    grpc.StreamUnaryClientInterceptor,
    grpc.StreamStreamClientInterceptor,
):
    def __init__(self, metadata: list[tuple[str, str]]) -> None:
        self._metadata = metadata

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        fields = {name: getattr(details, name) for name in ("method", "timeout", "credentials", "wait_for_ready")}
        whole = _Details(metadata=[*(details.metadata or ()), *self._metadata], **fields)
        return continuation(whole, request)

    intercept_unary_stream = intercept_stream_unary = intercept_stream_stream = intercept_unary_unary


@dataclass
class _Details(grpc.ClientCallDetails):
    method: str
    timeout: float | None
    metadata: list[tuple[str, str]]
    credentials: Any
    wait_for_ready: bool | None
    compression: Any = None


def eventually(is_so: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until something is so, and fail when it does not become so in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not become so in time"
        time.sleep(0.01)


class Services:
    """Starts services in process; those started later know the addresses of the earlier ones."""

    def __init__(self, stack: ExitStack, databases: Databases, clock: Clock, identities: Identities) -> None:
        self._stack = stack
        self._databases = databases
        self._clock = clock
        self._identities = identities
        self.addresses: dict[str, str] = {}
        self.started: dict[str, Started] = {}
        self.counter = Counter()

    def start(self, name: str, **settings: Any) -> Started:
        """Start the service of `services/<name>/`, with settings of its own when the test gives some."""
        return self.start_service(import_module(f"services.{name}.__main__").SERVICE, **settings)

    def start_service(
        self, service: Service, *, prepare: Callable[[Database], None] | None = None, **settings: Any
    ) -> Started:
        """Start a service made for the test; `prepare` makes its tables when it has no migrations."""
        template = self._databases.template(
            service.name, prepare or (lambda database: migrate(database, service.versions))
        )
        name = self._databases.create(service.name, template)
        self._stack.callback(self._databases.drop, name)
        given = service.settings(**{"database_url": self._databases.url(name), "threads": 4, **settings})
        # The same mapping for all, so that a service finds those that start after it.
        given.addresses = self.addresses
        process = Process(
            service.name,
            given,
            public_keys=self._trusted_keys(service),
            clock=self._clock,
        )
        # A test may start auth, and so a new key, a moment after another key was asked for.
        process.verifier.keys.minimum_interval = 0
        self._stack.callback(process.close)
        self.counter.watch(process.database)
        servicers = list(service.servicers(process))
        address = self._stack.enter_context(running(process, servicers, [self.counter.interceptor()]))
        self.addresses[service.name] = address
        started = self.started[service.name] = Started(process, address, servicers, self._identities)
        self._stack.callback(started.close)
        return started

    def _trusted_keys(self, service: Service) -> Callable[[Process], dict[str, bytes]]:
        """The key of the test, and those of a real auth when the test started one."""

        def keys(process: Process) -> dict[str, bytes]:
            trusted = self._identities.public_keys()
            if service.name == "auth" or "auth" in self.addresses:
                trusted |= service.public_keys(process)
            return trusted

        return keys


@pytest.fixture
def services(databases: Databases, clock: Clock, identities: Identities) -> Iterator[Services]:
    """`services.start("missions")` runs a service in this process with a fresh database."""
    with ExitStack() as stack:
        yield Services(stack, databases, clock, identities)
