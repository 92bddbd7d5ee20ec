"""The antivirus beside the calls: verdicts, no verdict, and what an infected document leaves behind (P-DOC-8)."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from imagin.auth.v1 import auth_pb2
from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1 import documents_pb2_grpc as pb_grpc
from kit.antivirus import open_antivirus
from kit.audit import history
from kit.identifiers import new_id
from kit.tables import outbox
from services.documents.models import Document, Folder, LooseObject, ScanState
from services.documents.rules import scans as rules
from services.documents.servicer.store import Store
from services.documents.settings import settings_of
from services.documents.tasks.scanning import Scanner
from tests.clamd import speaking
from tests.conftest import Services, Started
from tests.starting import start_documents
from tools.ports import free_port

SET, OWNER = "claim-1", "01900000-0000-7000-8000-000000000001"
OK, FOUND = b"stream: OK\0", b"stream: Eicar FOUND\0"


def a_picture(words: str = "") -> bytes:
    """A sound picture that carries some words, unlike any other."""
    info, written = PngInfo(), BytesIO()
    info.add_text("Comment", f"{words} {new_id()}")
    Image.new("RGB", (8, 8)).save(written, "PNG", pnginfo=info)
    return written.getvalue()


@dataclass
class Proofs:
    """A folder of somebody."""

    started: Started

    @classmethod
    def begin(cls, started: Started) -> "Proofs":
        plan = pb.FolderPlan(set_key=SET, owner_person_id=OWNER, folder_names=["payroll"], capacity=20)
        request = pb.OpenFoldersRequest(request_id=new_id(), plan=plan)
        started.stub(pb_grpc.FoldersServiceStub, service="expenses").OpenFolders(request)
        return cls(started)

    def stub(self, person_id: str = OWNER, *roles: int) -> pb_grpc.DocumentsServiceStub:
        return self.started.stub_for(pb_grpc.DocumentsServiceStub, person_id, *roles)

    def upload(self, words: str = "") -> str:
        """The id of a new document."""
        first = pb.UploadDocumentRequest(
            request_id=new_id(), set_key=SET, folder="payroll", file_name="scan.png", content=a_picture(words)
        )
        return self.stub().UploadDocument(iter([first])).id

    def document(self, identifier: str) -> Document:
        with self.started.database.read() as session:
            return session.get_one(Document, identifier)

    def states(self) -> set[ScanState]:
        with self.started.database.read() as session:
            return set(session.scalars(sa.select(Document.scan_state)))

    def make_due(self) -> None:
        """As if the delay had passed."""
        with self.started.database.transaction() as session:
            waiting = sa.update(Document).where(Document.scan_next_time.is_not(None))
            session.execute(waiting.values(scan_next_time=sa.func.now()))

    def count(self) -> int:
        with self.started.database.read() as session:
            return session.scalars(sa.select(Folder.document_count)).one()


@dataclass
class Scanned(Proofs):
    """One whose documents wait for an antivirus that the test chooses, and asks itself."""

    def deposit(self) -> str:
        identifier = self.upload()
        with self.started.database.transaction() as session:
            received = sa.update(Document).filter_by(id=identifier)
            session.execute(received.values(scan_state=ScanState.RECEIVED, scan_next_time=sa.func.now()))
        return identifier

    def scanner(self, url: str) -> Scanner:
        antivirus, process = open_antivirus(url), self.started.process
        assert antivirus is not None
        return Scanner(process, antivirus, Store(process).read, lambda: None)

    def told(self) -> list[auth_pb2.NotifyRequest]:
        with self.started.database.read() as session:
            return [auth_pb2.NotifyRequest.FromString(row) for row in session.scalars(sa.select(outbox.c.request))]


@pytest.fixture
def proofs(services: Services, tmp_path: Path) -> Scanned:
    """Without an antivirus of its own."""
    return Scanned.begin(start_documents(services, tmp_path))


def test_an_infected_document_leaves_its_folder_and_its_owner_is_told(proofs: Scanned) -> None:
    """P-DOC-8: the content is loose in the store, and the place in the folder free."""
    proofs.deposit()
    with speaking(OK) as url:
        assert proofs.scanner(url).scan_next()
    infected = proofs.deposit()
    key = proofs.document(infected).object_key
    with speaking(FOUND) as url:
        assert proofs.scanner(url).scan_next()
    gone = proofs.document(infected)
    assert (gone.scan_state, gone.threat, gone.object_key) == (ScanState.INFECTED, "Eicar", None)
    assert proofs.count() == 1
    with proofs.started.database.read() as session:
        assert key in session.scalars(sa.select(LooseObject.object_key)).all()
    (mail,) = proofs.told()
    assert (mail.person_id, mail.template) == (OWNER, "proof_infected")
    assert dict(mail.parameters) == {"file_name": gone.file_name, "deposit_date": "15/06/2026", "set_key": SET}


def test_the_audit_tells_what_was_found_and_that_no_person_did_it(proofs: Scanned) -> None:
    with speaking(FOUND) as url:
        identifier = proofs.deposit()
        proofs.scanner(url).scan_next()
    with proofs.started.database.read() as session:
        rows = [row for row in history(session, "set", SET) if row.action == "ScanDocument"]
    (row,) = (row for row in rows if row.entity_id == identifier)
    assert row.difference == {
        "scan_state": {"from": "RECEIVED", "to": "INFECTED"},
        "threat": {"from": "", "to": "Eicar"},
    }
    assert {(row.actor_id, row.actor_service) for row in rows} == {("", "documents")}


@pytest.mark.parametrize(
    "words",
    [[], [b"stream: O"], [b"INSTREAM size limit exceeded. ERROR\0"], [b"stream: who knows\0"]],
    ids=["nobody", "cut short", "too large", "unknown words"],
)
def test_without_a_verdict_a_document_waits_and_is_asked_about_again(proofs: Scanned, words: list[bytes]) -> None:
    """F20: delayed, never clean; each time a little later."""
    identifier = proofs.deposit()
    nobody = f"clamd://127.0.0.1:{free_port()}"
    with speaking(*words) as url:
        scanner = proofs.scanner(url if words else nobody)
        for attempt in (1, 2):
            assert not scanner.scan_next()
            document = proofs.document(identifier)
            assert (document.scan_state, document.scan_attempts) == (ScanState.DELAYED, attempt)
            assert document.scan_next_time is not None
            # Not due yet.
            assert not scanner.scan_next()
            assert proofs.document(identifier).scan_attempts == attempt
            proofs.make_due()
    with speaking(OK) as url:
        assert proofs.scanner(url).scan_next()
    assert proofs.states() == {ScanState.CLEAN}


def test_each_attempt_is_followed_by_a_longer_delay_up_to_a_quarter_of_an_hour() -> None:
    delays = [rules.delay(attempts).total_seconds() / 60 for attempts in (1, 2, 3, 4, 5, 6, 1_000_000)]
    assert delays == [1, 2, 4, 8, 15, 15, 15]


def test_a_content_that_cannot_be_read_is_never_clean(proofs: Scanned) -> None:
    identifier = proofs.deposit()
    path = Path(settings_of(proofs.started.process).storage_url.removeprefix("file://"))
    (path / str(proofs.document(identifier).object_key)).write_bytes(b"\x011" + b"tampered with" * 10)
    with speaking(OK) as url:
        assert not proofs.scanner(url).scan_next()
    assert proofs.states() == {ScanState.DELAYED}


def test_a_document_that_one_process_has_taken_is_left_to_it_for_a_while(proofs: Scanned) -> None:
    """Killed in the middle: whoever looks once the delay is over takes it up."""
    proofs.deposit()
    with speaking(OK) as url:
        dying, other = proofs.scanner(url), proofs.scanner(url)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(dying, "_ask", _die)
            with pytest.raises(KeyboardInterrupt):
                dying.scan_next()
        assert not other.scan_next()
        assert proofs.states() == {ScanState.RECEIVED}
        proofs.make_due()
        assert other.scan_next()
    assert proofs.states() == {ScanState.CLEAN}


def _die(_document: Document) -> None:
    raise KeyboardInterrupt


def test_two_that_found_the_same_infection_tell_it_once(proofs: Scanned) -> None:
    """One was taken for dead, and comes back late."""
    identifier = proofs.deposit()
    late = proofs.document(identifier)
    with speaking(FOUND) as url:
        scanner = proofs.scanner(url)
        assert scanner.scan_next()
        scanner._note(late, scanner._ask(late))
    assert len(proofs.told()) == 1
    assert proofs.count() == 0


def test_what_was_deposited_without_an_antivirus_is_looked_at_once_there_is_one(proofs: Scanned) -> None:
    proofs.upload()
    with speaking(OK) as url:
        scanner = proofs.scanner(url)
        scanner.take_up_unscanned()
        assert scanner.scan_next()
    assert proofs.states() == {ScanState.CLEAN}
