"""`kill -9` of documents between each step of an upload, then the same upload again: one object, one row, no orphan."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import grpc
import psutil
import pytest

from kit.errors import Unavailable, from_rpc_error
from tests.clamd import speaking
from tests.conftest import eventually
from tests.faults.claims import Insistence
from tests.faults.deployment import Deployment
from tests.faults.proofs import Claim, Deposit, Upload, World, server_of
from tests.faults.proxies import FirstAnswer
from tests.faults.store_proxy import stopping
from tests.services.documents.deposits import a_pdf

pytestmark = pytest.mark.needs_minio

SIZE = 4_000_000
INSERT = "INSERT INTO documents"

Step = Callable[[World, Upload], AbstractContextManager[object]]


def _while_it_arrives(world: World, upload: Upload) -> AbstractContextManager[object]:
    def kill() -> None:
        # Something of it is in the process already.
        eventually(lambda: any(file.stat().st_size for file in _open_files(world.deployment)))
        world.kill()

    upload.midway = kill
    return nullcontext()


@contextmanager
def _while_a_child_reads_it(world: World, upload: Upload) -> Iterator[None]:
    (server,) = psutil.Process(world.deployment.pid("documents")).children()
    with ThreadPoolExecutor(1) as threads:
        met = threads.submit(_freeze_child, server)
        killing = threads.submit(lambda: met.result() and world.kill())
        yield
        killing.result()
    # The server of the children ends with its service, and a child with the server.
    eventually(lambda: not server.is_running() and not met.result().is_running())


def _once_its_object_is_announced(world: World, upload: Upload) -> AbstractContextManager[object]:
    def kill() -> None:
        assert world.deployment.rows("documents", "SELECT 1 FROM loose_objects")
        assert world.objects() == set()
        world.kill()

    return world.store.failing(stopping(kill))


def _in_the_middle_of_the_put(world: World, upload: Upload) -> AbstractContextManager[object]:
    return world.store.failing(stopping(world.kill, share=0.5))


def _after_the_put(world: World, upload: Upload) -> AbstractContextManager[object]:
    def kill() -> None:
        assert len(world.objects()) == 1
        world.kill()

    return world.store.failing(stopping(kill, is_after=True))


def _before_the_commit(world: World, upload: Upload) -> AbstractContextManager[object]:
    def kill() -> None:
        world.kill()
        assert upload.claim.documents() == []
        assert len(world.objects()) == 1

    world.commits.before(INSERT, kill)
    return nullcontext()


def _after_the_commit(world: World, upload: Upload) -> AbstractContextManager[object]:
    def kill() -> None:
        world.kill()
        assert len(upload.claim.documents()) == len(world.objects()) == 1

    world.commits.after(INSERT, kill)
    return nullcontext()


STEPS = [
    _while_it_arrives,
    _while_a_child_reads_it,
    _once_its_object_is_announced,
    _in_the_middle_of_the_put,
    _after_the_put,
    _before_the_commit,
    _after_the_commit,
]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_an_upload_that_was_killed_and_sent_again_is_one_document(world: World, step: Step) -> None:
    """S-DOC-6. Counted in the bucket, in the tables and among the temporary files."""
    claim = Claim.of(world.deployment, world.deployment.visitor)
    claim.open()
    upload = Upload(claim, a_pdf(SIZE))
    with step(world, upload), pytest.raises(grpc.RpcError) as raised:
        upload.send()
    assert world.was_killed, raised.value
    assert from_rpc_error(raised.value).message == Unavailable.message
    assert world.temporary_files() == []
    world.deployment.start("documents")
    again = replace(upload, midway=lambda: None)
    document = Insistence()(again.send)
    assert again.send() == document
    again.check_kept(world, document)


def test_whoever_sends_the_form_again_has_deposited_once(world: World) -> None:
    """The page says to try again while documents is gone, and the same form is one document afterwards."""
    claim = Claim.of(world.deployment, world.deployment.visitor)
    small = Deposit(claim, a_pdf(1))
    eventually(lambda: "PROOF_DEPOSITED" in small.send().keys, 30)
    deposit = Deposit(claim, a_pdf(SIZE))
    world.commits.after(INSERT, world.kill)
    page = deposit.send()
    assert world.was_killed, page.console
    assert (page.status, page.keys) == (503, ["UNAVAILABLE"])
    world.deployment.start("documents")
    eventually(lambda: "PROOF_DEPOSITED" in deposit.send().keys, 30)
    world.sweep()
    assert len(claim.documents()) == len(world.objects()) == 2


def test_a_scan_that_was_killed_is_made_again(world: World) -> None:
    """P-DOC-8. The document waits for its verdict as if nobody had ever asked."""
    claim = Claim.of(world.deployment, world.deployment.visitor)
    claim.open()
    with world.deployment.connection("documents") as connection:
        # Those of other tests, which an antivirus that is new here would look at first.
        connection.execute("UPDATE documents SET scan_state = 'CLEAN' WHERE scan_state = 'NOT_SCANNED'")
    upload = Upload(claim, a_pdf(SIZE))
    with (
        speaking(b"stream: OK\0") as url,
        FirstAnswer(server_of(url), world.kill).running() as proxy,
        world.deployment.changed("documents", antivirus_url=f"clamd://{proxy.address}"),
    ):
        document = Insistence()(upload.send)
        assert world.was_killed
        assert _scan(claim) == ("RECEIVED", 1)
        with world.deployment.connection("documents") as connection:
            connection.execute("UPDATE documents SET scan_next_time = now() WHERE set_key = %s", [claim.id])
        world.deployment.start("documents")
        eventually(lambda: _scan(claim) == ("CLEAN", 2), 30)
    upload.check_kept(world, document)


def _scan(claim: Claim) -> tuple[str, int]:
    """Where the antivirus stands, and how often it was asked."""
    statement = "SELECT scan_state, scan_attempts FROM documents WHERE set_key = %s"
    (found,) = claim.deployment.rows("documents", statement, claim.id)
    return found


def _open_files(deployment: Deployment) -> list[Path]:
    """The temporary files that documents has open, those without a name too."""
    folder = Path(f"/proc/{deployment.pid('documents')}/fd")
    return [one for one in folder.iterdir() if str(one.readlink()).startswith(str(deployment.temporary))]


def _freeze_child(server: psutil.Process) -> psutil.Process:
    """The child that reads a file, stopped in the middle of it."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for child in server.children():
            child.suspend()
            return child
    raise AssertionError("no child was ever met")
