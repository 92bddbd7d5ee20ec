"""Proofs of one claim, deposited while processes and stores are lost, and what may be left of them afterwards."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1 import documents_pb2_grpc as pb_grpc
from imagin.expenses.v1 import expenses_pb2, expenses_pb2_grpc
from kit.identifiers import new_id
from services.documents.tasks.sweeping import Sweeper
from tests.conftest import eventually
from tests.faults.claims import Insistence, Validation, validations
from tests.faults.deployment import Deployment
from tests.faults.proxies import CommitProxy
from tests.faults.store_proxy import StoreProxy
from tests.gateway.browser import Browser, Page
from tests.gateway.journeys import LIST

PIECE_BYTES = 256 * 1024
FOLDER = "payroll"
NAME = "releve.pdf"


@dataclass
class World:
    """A deployment whose documents speaks to its database and to its store through proxies."""

    deployment: Deployment
    store: StoreProxy
    commits: CommitProxy
    sweeper: Sweeper
    # What the bucket held when the test began, from other tests.
    known: set[str] = field(default_factory=set)
    killed: threading.Event = field(default_factory=threading.Event)

    def kill(self, name: str = "documents") -> None:
        """`kill -9`, and a note that it happened at that very moment."""
        assert self.deployment.is_alive(name)
        self.deployment.kill(name)
        self.killed.set()

    @property
    def was_killed(self) -> bool:
        """Whether that moment came; whoever was cut off may know before us."""
        return self.killed.wait(5)

    def objects(self) -> set[str]:
        """The keys that came into the bucket since the test began."""
        return self.store.keys() - self.known

    def sweep(self) -> None:
        """What documents does in time, at once: objects that no document has named for an hour go."""
        with self.deployment.connection("documents") as connection:
            connection.execute("UPDATE loose_objects SET remove_time = now() - interval '1 second'")
        while self.sweeper.sweep_next():
            pass
        # The process may have been about to sweep too.
        eventually(lambda: not self.deployment.rows("documents", "SELECT 1 FROM loose_objects"))

    def check_no_trace(self, claim: "Claim") -> None:
        """Nothing of any deposit is left: no document, no object, no file."""
        assert claim.documents() == []
        self.sweep()
        assert self.objects() == set()
        assert self.temporary_files() == []

    def temporary_files(self) -> list[Path]:
        """Files that some process made for itself."""
        return [path for path in self.deployment.temporary.rglob("*") if path.is_file()]


@dataclass
class Claim:
    """A claim whose examiner deposits proofs."""

    deployment: Deployment
    browser: Browser
    validation: Validation

    @classmethod
    def of(cls, deployment: Deployment, browser: Browser, **changes: Any) -> "Claim":
        """A new one of somebody who is logged in."""
        (validation,) = validations(deployment, [browser.identifier], 1, **changes)
        return cls(deployment, browser, validation)

    @property
    def id(self) -> str:
        return self.validation.request.id

    @property
    def owner(self) -> str:
        return self.validation.owner

    @property
    def base(self) -> str:
        return f"{LIST}/{self.id}"

    def open(self) -> None:
        """Have folders to deposit in."""
        request = expenses_pb2.OpenProofsRequest(request_id=new_id(), id=self.id)
        stub = self.deployment.channels.stub(expenses_pb2_grpc.ClaimsServiceStub)
        Insistence()(lambda: stub.OpenProofs(request, metadata=self.validation.metadata))

    def wait_for_proofs(self) -> None:
        """Wait until gateway, expenses and documents have found each other."""
        eventually(lambda: (page := self.page()).status == 200 and "ne peuvent pas être lues" not in page.content, 30)

    def documents(self) -> list[tuple[str, str]]:
        """Id and object of each document."""
        statement = "SELECT id::text, object_key FROM documents WHERE set_key = %s"
        return self.deployment.rows("documents", statement, self.id)

    def folders(self) -> dict[str, tuple[int, str | None]]:
        """Count and seal of each folder."""
        statement = "SELECT name, document_count, seal_id::text FROM folders WHERE set_key = %s"
        return {name: (count, seal) for name, count, seal in self.deployment.rows("documents", statement, self.id)}

    def read(self, document_id: str) -> bytes:
        """A document as the examiner gets it back."""
        content = b""

        def is_there() -> bool:
            nonlocal content
            response = self.browser.client.get(f"{self.base}/pieces/{document_id}/fichier")
            content = response.content
            return response.status_code == 200

        # The gateway waits a moment before it connects again to what was gone.
        eventually(is_there, 30)
        return content

    def page(self, name: str = "pieces") -> Page:
        """A page of the claim."""
        return self.browser.get(f"{self.base}/{name}")


@dataclass
class Upload:
    """A file on its way, as the gateway sends it; sent again it is the same change."""

    claim: Claim
    content: bytes
    request_id: str = field(default_factory=new_id)
    # Called once the first half has left.
    midway: Callable[[], object] = lambda: None

    def send(self) -> pb.Document:
        """Send it once."""
        deployment = self.claim.deployment
        stub = deployment.channels.stub(pb_grpc.DocumentsServiceStub)
        metadata = deployment.identities.metadata("documents", self.claim.owner)
        return stub.UploadDocument(self._messages(), metadata=metadata)

    def _messages(self) -> Iterator[pb.UploadDocumentRequest]:
        yield pb.UploadDocumentRequest(request_id=self.request_id, set_key=self.claim.id, folder=FOLDER, file_name=NAME)
        middle = len(self.content) // 2
        for start in range(0, len(self.content), PIECE_BYTES):
            if start <= middle < start + PIECE_BYTES:
                self.midway()
            yield pb.UploadDocumentRequest(content=self.content[start : start + PIECE_BYTES])

    def check_kept(self, world: World, document: pb.Document) -> None:
        """One row, one object, the right count, and the very content; nothing else anywhere."""
        ((document_id, object_key),) = self.claim.documents()
        assert document.id == document_id
        assert self.claim.folders()[FOLDER] == (1, None)
        world.sweep()
        assert world.objects() == {object_key}
        assert world.temporary_files() == []
        assert hashlib.sha256(self.claim.read(document_id)).digest() == hashlib.sha256(self.content).digest()


@dataclass
class Deposit:
    """The form of the page of proofs, filled; sent again it is the same change."""

    claim: Claim
    content: bytes
    name: str = NAME
    request_id: str = field(default_factory=new_id)

    def send(self) -> Page:
        """The page where it leads."""
        browser, address = self.claim.browser, f"{self.claim.base}/pieces"
        response = browser.client.post(
            address,
            params={"dossier": FOLDER},
            data={"form_token": browser.token(), "request_id": self.request_id, f"{FOLDER}.proof": ""},
            files={f"{FOLDER}.file": (self.name, self.content, "application/pdf")},
            headers={"origin": browser.site, "sec-fetch-site": "same-origin"},
        )
        if response.is_redirect:
            return browser.get(response.headers["location"])
        return browser.open(response)


def server_of(url: str) -> str:
    """`host:port` in an address."""
    return urlsplit(url).netloc.rpartition("@")[2]


def proxied(url: str, address: str) -> str:
    """The address of a database behind a proxy."""
    return url.replace(f"@{server_of(url)}/", f"@{address}/")
