"""`make run` from the outside: what it promises about time, memory, ports and what it leaves behind."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.local_run import ROOT, Run
from tests.real_parts import find_debian_postgres, find_debian_redis
from tools.ports import free_port
from tools.servers import postgres_server, valkey_server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demonstration was loaded by a first start."""
    made = tmp_path_factory.mktemp("run") / "var"
    run = Run(made, free_port())
    try:
        run.wait_until_ready()
        assert run.end() == 0
    finally:
        run.kill()
    return made


@pytest.fixture
def run(folder: Path) -> Iterator[Run]:
    """A second start."""
    started = Run(folder, free_port())
    yield started
    started.kill()


def assert_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=15)
    assert [process for process in alive if process.is_running()] == []


def command(run: Run, words: str) -> str:
    """What a command of a service says beside a run."""
    return subprocess.run(
        ["make", "--silent", "command", f"ARGS={words}"],
        cwd=ROOT,
        env={**os.environ, "IMAGIN_VAR": str(run.folder)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def test_a_second_start_is_quick_and_small_and_alone_and_ctrl_c_leaves_no_process(run: Run) -> None:
    run.wait_until_ready()
    print(f"second start: {run.seconds} s, {run.megabytes} MB")
    assert run.seconds <= 10
    assert run.megabytes <= 700
    assert run.get("/connexion") == 200
    counted = command(run, "expenses count-statuses")
    assert "A traiter par le gestionnaire" in counted, counted
    processes = run.processes()
    assert {"imagin-auth", "imagin-worker", "imagin-gateway"} <= {process.name() for process in processes}
    another = Run(run.folder, free_port())
    assert another.wait() == 1
    assert "already runs from this clone" in "\n".join(another.lines)
    assert run.end() == 0
    assert_gone(processes)


def test_the_accounts_are_written_for_the_owner_alone(folder: Path) -> None:
    accounts = json.loads((folder / "demo-accounts.json").read_text(encoding="utf-8"))
    assert {tuple(account) for account in accounts} == {("role", "identifier", "password", "note")}
    assert len({account["role"] for account in accounts}) >= 4
    assert any("temporaire" in account["note"] for account in accounts)
    for secret in ("demo-accounts.json", "settings.json", "environment"):
        assert (folder / secret).stat().st_mode & 0o077 == 0


def test_a_program_that_dies_stops_the_others_and_is_named(run: Run) -> None:
    run.wait_until_ready()
    processes = run.processes()
    run.process("expenses").kill()
    assert run.wait() == 1
    assert any(line.startswith("expenses was ended by SIGKILL.") for line in run.lines)
    assert_gone(processes)


def test_killing_the_launcher_leaves_no_process_and_the_next_start_works(folder: Path) -> None:
    first = Run(folder, free_port())
    first.wait_until_ready()
    processes = first.processes()
    first.kill()
    assert_gone(processes[1:])
    second = Run(folder, free_port())
    try:
        second.wait_until_ready()
        assert second.end(signal.SIGTERM) == 0
    finally:
        second.kill()


def test_a_port_that_is_taken_is_told_with_the_way_out(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        started = time.monotonic()
        run = Run(folder, port)
        assert run.wait() == 1
    assert time.monotonic() - started < 5
    assert f"The port {port} is taken by " in "\n".join(run.lines)
    assert f"make run PORT={port + 1}" in "\n".join(run.lines)


def test_a_folder_that_goes_with_other_databases_is_refused(folder: Path) -> None:
    run = Run(folder, free_port(), IMAGIN_DATABASE_SERVER="postgresql://somebody@127.0.0.1:1/postgres")
    assert run.wait() == 1
    assert "goes with the databases of its own server" in "\n".join(run.lines)


@pytest.mark.needs_debian_postgres
@pytest.mark.needs_debian_redis
def test_servers_that_exist_are_used_instead(tmp_path: Path) -> None:
    postgres, redis = find_debian_postgres(), find_debian_redis()
    assert postgres is not None
    with (
        postgres_server(tmp_path / "postgres", binaries=postgres.parent, durable=False) as database_server,
        valkey_server(tmp_path / "redis", binary=redis) as redis_url,
    ):
        given = {"IMAGIN_DATABASE_SERVER": database_server, "IMAGIN_REDIS_URL": redis_url}
        run = Run(tmp_path / "var", free_port(), **given)
        try:
            run.wait_until_ready()
            assert run.get("/connexion") == 200
            assert not {"postgres", "valkey-server"} & {process.name() for process in run.processes()}
            assert run.end() == 0
        finally:
            run.kill()
