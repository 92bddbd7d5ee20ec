"""A process as it really runs: it says when it is ready, and leaves without losing a call."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest

from imagin.sample.v1 import sample_pb2_grpc
from kit.identifiers import new_id
from kit.server import register
from kit.servicer import Servicer
from tests.conftest import Databases, Services, Started, as_service, eventually
from tests.kit.sample import SAMPLE, create, fail, prepare
from tools.ports import free_port

ROOT = Path(__file__).parents[2]

PROGRAM = """
import sys
sys.path[:0] = {path!r}
import tests.kit.conftest
from kit.command import run
from tests.kit.sample import SAMPLE
run(SAMPLE, ["serve"])
"""


@dataclass
class Running:
    """A process of its own, and where it listens."""

    process: subprocess.Popen[bytes]
    address: str
    health: str

    def probe(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://{self.health}{path}", timeout=2) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""


@contextmanager
def serving(databases: Databases, **environment: str) -> Iterator[Running]:
    name = databases.create("sample", databases.template("sample", prepare))
    address, health = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    settings = {
        "PATH": os.environ["PATH"],
        "LISTEN": address,
        "HEALTH_LISTEN": health,
        "DATABASE_URL": databases.url(name),
        "IMAGIN_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-c", PROGRAM.format(path=sys.path)]
    with subprocess.Popen(command, cwd=ROOT, env=settings | environment) as process:
        try:
            running = Running(process, address, health)
            eventually(lambda: running.probe("/readyz")[0] == 200 or process.poll() is not None, seconds=20)
            assert process.poll() is None
            yield running
        finally:
            process.kill()
    databases.drop(name)


def test_a_process_ends_its_calls_before_it_leaves(databases: Databases) -> None:
    with serving(databases) as running, grpc.insecure_channel(running.address) as channel:
        assert running.probe("/livez") == (200, "live\n")
        assert running.probe("/nothing")[0] == 404
        assert "imagin_rpc_seconds" in running.probe("/metrics")[1]
        stub = sample_pb2_grpc.SampleServiceStub(channel)
        given = as_service("sample")
        assert stub.CreateThing(create("pencil"), metadata=given).name == "pencil"
        slow = stub.Fail.future(fail("sleep", 2.0), metadata=given, timeout=20)
        time.sleep(0.5)
        running.process.send_signal(signal.SIGTERM)
        eventually(lambda: running.probe("/readyz")[0] == 503)
        assert running.probe("/livez")[0] == 200, "who ends its calls is alive"
        eventually(lambda: stub.Fail.future(fail("answer"), metadata=given, timeout=2).exception())
        assert not slow.done()
        assert slow.result().name == "done"
        assert running.process.wait(10) == 0


def test_a_call_that_never_ends_does_not_keep_the_process(databases: Databases) -> None:
    with serving(databases, STOP_GRACE="0.5") as running, grpc.insecure_channel(running.address) as channel:
        stub = sample_pb2_grpc.SampleServiceStub(channel)
        endless = stub.Fail.future(fail("sleep", 60), metadata=as_service("sample"), timeout=90)
        time.sleep(0.3)
        started = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert endless.exception(10).code() is grpc.StatusCode.UNAVAILABLE or endless.cancelled()
        assert running.process.wait(10) == 1
        assert time.monotonic() - started < 3


def test_more_calls_than_can_be_answered_in_time_are_refused_at_once(services: Services) -> None:
    """One thread, sixteen calls that wait for it: the rest hears « too busy » instead of waiting in vain."""
    small = services.start_service(SAMPLE, prepare=prepare, threads=1)
    stub = small.stub_for(sample_pb2_grpc.SampleServiceStub, new_id())
    calls = [stub.Fail.future(fail("sleep", 0.1), timeout=20) for _ in range(100)]
    codes = [call.exception().code().name if call.exception() else "OK" for call in calls]
    assert set(codes) == {"OK", "RESOURCE_EXHAUSTED"}
    assert 16 <= codes.count("OK") < 50
    stub.Fail(fail("answer"))


def test_a_servicer_without_a_contract_is_a_plain_error(sample: Started) -> None:
    with pytest.raises(TypeError, match="no contract"):
        register(grpc.server(None), Servicer(sample.process))
