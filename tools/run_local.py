"""`make run`: the whole product on this machine, from a clone and nothing else.

Everything it keeps lies under var/: databases, secrets, mails, files, the beginning of the demonstration's time.
It starts the entry points of production, one process each, and stops them all when told to, or when one ends.
"""

import contextlib
import fcntl
import gc
import http.client
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from tools.local_settings import ROOT, LocalSettings
from tools.ports import is_free
from tools.preparation import SERVICES, create_databases, make_keys
from tools.processes import Crew, CrewError, Program
from tools.servers import ServerError, postgres_server, valkey_server

HOME_FEED = "demo/siec"
READY_SECONDS = 60

# What the processes need, loaded once before they part: libraries and our code, which do nothing when they are
# imported. No thread, no connection; the `__main__` of each is left to the process itself.
SHARED_MODULES = (
    "alembic.command",
    "alembic.runtime.migration",
    "celery.bin.worker",
    "gateway.app",
    "gateway.routes",
    "grpc.aio",
    "kit.command",
    "kit.worker",
    "pydantic.v1",
    "psycopg_pool",
    "sqlalchemy.dialects.postgresql.psycopg",
    "uvicorn.protocols.http.httptools_impl",
    "uvloop",
    *(f"services.{name}.servicer" for name in SERVICES),
    "services.missions.tasks",
)


def main() -> int:
    began = time.monotonic()
    produced = json.loads((ROOT / HOME_FEED / "feed.json").read_text(encoding="utf-8"))["produced"]
    try:
        settings = LocalSettings.load(Path(os.environ.get("IMAGIN_VAR") or ROOT / "var"), produced)
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 1
    is_asked_to_stop = False

    def stop(*_: object) -> None:
        nonlocal is_asked_to_stop
        is_asked_to_stop = True
        raise KeyboardInterrupt

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, stop)
    try:
        with _alone(settings), _servers(settings), _crew() as crew:
            _prepare(settings, crew)
            _start(settings, crew)
            _fill(settings, crew)
            _announce(settings, time.monotonic() - began)
            # An exception that a signal raises inside a finaliser is lost: hence the flag.
            while not is_asked_to_stop:
                crew.watch(1)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        print("\nEverything is stopped.", flush=True)
        return 0
    except (CrewError, ServerError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1


@contextlib.contextmanager
def _alone(settings: LocalSettings) -> Iterator[None]:
    """One run per clone, and one program per port."""
    with (settings.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CrewError("`make run` already runs from this clone: stop it with Ctrl-C first.") from None
        if not is_free(settings.port):
            raise CrewError(
                f"The port {settings.port} is taken{_by_whom(settings.port)}. Stop that program, or choose another "
                f"port: make run PORT={settings.port + 1}"
            )
        yield


def _by_whom(port: int) -> str:
    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    return ""


@contextlib.contextmanager
def _servers(settings: LocalSettings) -> Iterator[None]:
    """PostgreSQL and Valkey of this clone, unless the environment names servers that exist."""
    with contextlib.ExitStack() as stack:
        if not settings.database_server:
            settings.database_server = stack.enter_context(postgres_server(settings.folder / "postgres"))
        if not settings.redis_url:
            settings.redis_url = stack.enter_context(valkey_server(settings.folder / "valkey"))
        yield


@contextlib.contextmanager
def _crew() -> Iterator[Crew]:
    crew = Crew()
    try:
        yield crew
    finally:
        crew.stop()


def _prepare(settings: LocalSettings, crew: Crew) -> None:
    settings.write_environment()
    make_keys(settings.keys)
    create_databases(settings.database_server, settings.password)
    for module in SHARED_MODULES:
        importlib.import_module(module)
    # What is here now stays: the collector of a child would only copy its memory.
    gc.freeze()
    crew.run(_service(settings, name, "migrate", f"{name}-db", IMAGIN_LOG_LEVEL="WARNING") for name in SERVICES)


def _start(settings: LocalSettings, crew: Crew) -> None:
    for name in SERVICES:
        crew.start(_service(settings, name, "serve", name))
    crew.start(_service(settings, "missions", "worker", "worker", **settings.worker_environment("missions")))
    crew.start(Program("gateway", "gateway", (), settings.gateway_environment()))
    deadline = time.monotonic() + READY_SECONDS
    health = {name: settings.address(f"{name} health") for name in (*SERVICES, "worker")}
    waiting = {**health, "gateway": f"127.0.0.1:{settings.port}"}
    while waiting:
        crew.watch(0.05)
        for name, address in list(waiting.items()):
            if _answers(address, "/connexion" if name == "gateway" else "/readyz"):
                del waiting[name]
        if time.monotonic() > deadline:
            raise CrewError(f"Not ready after {READY_SECONDS} s: {', '.join(waiting)}.")


def _service(settings: LocalSettings, name: str, command: str, label: str, **environment: str) -> Program:
    return Program(label, f"services.{name}", (command,), settings.service_environment(name) | environment)


def _answers(address: str, path: str) -> bool:
    connection = http.client.HTTPConnection(address, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _fill(settings: LocalSettings, crew: Crew) -> None:
    """Load the demonstration once; what people changed since is kept."""
    done = settings.folder / "loaded"
    if done.exists():
        return
    print(f"Loading the demonstration {HOME_FEED} (once)", flush=True)
    environment = settings.shared_environment()
    crew.run([Program("loader", "tools.load_feed", ("reference", HOME_FEED), environment)])
    crew.run([Program("accounts", "tools.demo_accounts", (HOME_FEED, str(settings.accounts)), environment)])
    done.touch()


def _announce(settings: LocalSettings, seconds: float) -> None:
    accounts = json.loads(settings.accounts.read_text(encoding="utf-8"))
    widths = {key: max(len(account[key]) for account in accounts) for key in ("role", "identifier", "password")}
    print(f"\nIMAG'IN answers on http://127.0.0.1:{settings.port}\n")
    for account in accounts:
        print("  " + "  ".join(account[key].ljust(width) for key, width in widths.items()), account["note"], sep="  ")
    print(f"\nThe same accounts: {settings.accounts}. Mails: {settings.mails}.")
    print(f"Ready in {seconds:.1f} s, {_memory_megabytes():.0f} MB. Ctrl-C stops everything.\n", flush=True)


def _memory_megabytes() -> float:
    """Memory of this process and all below it, what they share counted once (PSS)."""
    kilobytes = 0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024


if __name__ == "__main__":
    os.chdir(ROOT)
    raise SystemExit(main())
