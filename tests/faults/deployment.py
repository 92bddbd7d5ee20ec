"""The whole product as processes, each of which can be killed, stopped and started again; its databases stay."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import psycopg

from gateway.settings import GatewaySettings
from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from kit.channels import Channels
from kit.clock import real_now
from kit.command import Service
from kit.migrations import migrate
from kit.process import Process
from kit.settings import ProcessSettings
from services.auth.settings import Keys
from tests.conftest import NOON, Databases, Identities, Started, eventually
from tests.faults.lost_servers import Server, postgres, valkey
from tests.gateway.browser import Browser
from tests.programs import Program, environment_of
from tests.starting import documents_settings, missions_settings
from tools.ports import free_port

SERVICES = ("auth", "missions", "expenses", "documents", "portal", "survey")
# The worker is a second process of missions.
PROCESSES = (*SERVICES, "worker", "gateway")
START_SECONDS = 60
PASSPHRASE = "sept girafes bleues sous la pluie"


class Deployment:
    """Processes by name: the six services, `worker` and `gateway`."""

    # The browser of somebody who has logged in.
    visitor: Browser

    def __init__(self, stack: ExitStack, folder: Path, database: Server, cache: Server) -> None:
        self.database, self.cache = database, cache
        self.identities = Identities()
        self.addresses = {name: f"127.0.0.1:{free_port()}" for name in (*SERVICES, "gateway")}
        self.log = folder / "log"
        # Of all processes: a test sees what one that was killed leaves behind.
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self._folder = folder
        self._clock = f"{NOON.isoformat()}@{real_now().isoformat()}"
        self._stack = stack
        self._output: IO[bytes] = stack.enter_context(self.log.open("ab"))
        self._running: dict[str, Program] = {}
        self._replicas: list[Program] = []
        self._databases = Databases(database.url)
        self._settings = self._all_settings()
        self._remotes: dict[str, Started] = {}
        # As the gateway calls: with its deadlines and its repetitions.
        self.channels = stack.enter_context(closing(self.channels_to()))
        # Tokens are those of auth, whose key the other services fetch from it.
        self.identities.signer = Keys.read(folder / "keys").signer

    # --- Processes --------------------------------------------------------------------------------------------------

    def start(self, *names: str) -> None:
        """Start processes and wait until they answer."""
        for name in names:
            self._running[name] = self._program(name)
        for name in names:
            eventually(lambda name=name: self.is_alive(name), START_SECONDS)

    def replica(self, name: str, address: str) -> Program:
        """One more process of a service, at an address that only the test knows."""
        program = self._program(name, listen=address)
        self._replicas.append(program)
        eventually(lambda: accepts(address), START_SECONDS)
        return program

    def _program(self, name: str, **settings: Any) -> Program:
        module, arguments = f"services.{name}", ["serve"]
        if name == "worker":
            module, arguments = "services.missions", ["worker"]
        if name == "gateway":
            module, arguments = "gateway", []
        given = self._settings[name].model_copy(update=settings)
        environment = environment_of(given) | {"TMPDIR": str(self.temporary)}
        return Program(module, *arguments, environment=environment, output=self._output)

    def pid(self, name: str) -> int:
        """The identifier of a process that runs."""
        return self._running[name].pid

    @contextmanager
    def changed(self, name: str, **settings: Any) -> Iterator[None]:
        """A process under other settings, for the length of a `with` block."""
        usual = self._settings[name]
        self._settings[name] = usual.model_copy(update=settings)
        self.restart(name)
        try:
            yield
        finally:
            self._settings[name] = usual
            self.restart(name)

    def restart(self, name: str) -> None:
        """Stop a process if it runs, and start it again."""
        if name in self._running:
            self.stop(name)
        self.start(name)

    def kill(self, *names: str) -> None:
        for name in names:
            self._running.pop(name).kill()

    def stop(self, *names: str) -> None:
        """As a deployment stops what it replaces."""
        self.terminate(*names)
        for name in names:
            self._running.pop(name).stop()

    def terminate(self, *names: str) -> None:
        """The same without waiting for the end."""
        for name in names:
            self._running[name].terminate()

    def restore(self) -> None:
        """Start what does not run."""
        for server in (self.database, self.cache):
            if not server.is_running:
                server.start()
        self.start(*[name for name in PROCESSES if name not in self._running])

    def close(self) -> None:
        for remote in self._remotes.values():
            remote.close()
            remote.process.close()
        self.stop(*self._running)
        for replica in self._replicas:
            replica.stop()

    def is_alive(self, name: str) -> bool:
        """Whether a process takes new connections; a worker takes none."""
        return name == "worker" or accepts(self.addresses[name])

    # --- What the processes are told --------------------------------------------------------------------------------

    def _all_settings(self) -> dict[str, ProcessSettings]:
        Keys.make(self._folder / "keys")
        own: dict[str, dict[str, Any]] = {
            "auth": {"key_folder": self._folder / "keys", "mail_url": f"maildir://{self._folder / 'mails'}"},
            "missions": missions_settings(self._folder) | {"worker_processes": 1},
            "documents": documents_settings(self._folder),
        }
        made: dict[str, ProcessSettings] = {
            name: self._service_settings(_service(name), **own.get(name, {})) for name in SERVICES
        }
        made["worker"] = made["missions"]
        gateway = GatewaySettings(listen=self.addresses["gateway"], public_url=self.site, **self._shared)
        return made | {"gateway": gateway}

    def _service_settings(self, service: Service, **own: Any) -> ProcessSettings:
        template = self._databases.template(service.name, lambda database: migrate(database, service.versions))
        url = self._databases.url(self._databases.create(service.name, template))
        return service.settings(database_url=url, listen=self.addresses[service.name], **self._shared, **own)

    @property
    def _shared(self) -> dict[str, Any]:
        return {
            "addresses": self.addresses,
            "redis_url": self.cache.url,
            "academy": "SIEC",
            "clock": self._clock,
            "log_level": "WARNING",
        }

    # --- Seen from outside ------------------------------------------------------------------------------------------

    @property
    def site(self) -> str:
        return f"http://{self.addresses['gateway']}"

    def channels_to(self, **elsewhere: str) -> Channels:
        """The channels of a gateway that finds some services at other addresses."""
        return Channels("gateway", ProcessSettings(addresses=self.addresses | elsewhere))

    def remote(self, name: str) -> Started:
        """A service as the loader, or another service, calls it."""
        if name not in self._remotes:
            process = Process(name, self._settings[name])  # type: ignore[arg-type]
            self._remotes[name] = Started(process, self.addresses[name], [], self.identities)
        return self._remotes[name]

    def database_url(self, name: str) -> str:
        """Where the database of a service is."""
        return self._settings[name].database_url  # type: ignore[attr-defined,no-any-return]

    def rows(self, name: str, statement: str, *values: object) -> list[Any]:
        """What the database of a service holds: a value for each row, or a tuple when several columns are asked for."""
        with self.connection(name) as connection:
            found = connection.execute(statement, values).fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    def sweep_jobs(self) -> None:
        """What missions does every half minute, at once and as if nobody had been heard of for long."""
        silent = "emit_time = now() - interval '1 hour', heartbeat_time = now() - interval '1 hour'"
        with self.connection("missions") as connection:
            connection.execute(f"UPDATE kit.jobs SET {silent} WHERE state IN ('queued', 'running')")
        assert self.remote("missions").process.jobs.sweep() == 1

    @contextmanager
    def connection(self, name: str) -> Iterator[psycopg.Connection]:
        """A transaction in the database of a service, on a connection of its own."""
        with psycopg.connect(self.database_url(name)) as connection:
            yield connection

    def browser(self, identifier: str) -> Browser:
        """The browser of somebody who has just chosen a password."""
        browser = Browser(self.site)
        self._stack.callback(browser.close)
        page = browser.log_in(identifier, self._letter_of(identifier))
        page.form("/mot-de-passe").submit("", new_password=PASSPHRASE, repeated_password=PASSPHRASE)
        return browser

    def _letter_of(self, identifier: str) -> str:
        """The temporary password on the letter of a person."""
        (person_id,) = self.people([identifier])
        people = self.remote("auth").stub(auth_pb2_grpc.PeopleServiceStub, service="missions")
        request = auth_pb2.BatchPrintTemporaryPasswordsRequest(person_ids=[person_id])
        return people.BatchPrintTemporaryPasswords(request).temporary_passwords[person_id]

    def people(self, identifiers: Sequence[str]) -> list[str]:
        """The ids of people, in the order of their identifiers."""
        statement = "SELECT id::text FROM people WHERE identifier = ANY(%s) ORDER BY identifier"
        return self.rows("auth", statement, list(identifiers))


def accepts(address: str) -> bool:
    """Whether somebody listens there."""
    host, _, port = address.rpartition(":")
    with suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
        return True
    return False


def _service(name: str) -> Service:
    return import_module(f"services.{name}.__main__").SERVICE


@contextmanager
def deployed(folder: Path) -> Iterator[Deployment]:
    """A deployment that runs whole on servers of its own."""
    with ExitStack() as stack:
        database, cache = postgres(folder / "postgres"), valkey(folder / "valkey")
        for server in (database, cache):
            server.start()
            stack.callback(server.stop)
        # A process that is killed loses nothing that the kernel has; only a power cut would need the disk.
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        deployment = Deployment(stack, folder, database, cache)
        stack.callback(deployment.close)
        deployment.start(*PROCESSES)
        yield deployment
