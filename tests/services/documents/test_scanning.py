"""The antivirus beside the calls: verdicts, no verdict, and what an infected document leaves behind (P-DOC-8)."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from imagin.auth.v1 import auth_pb2
from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1 import documents_pb2_grpc as pb_grpc
from kit.antivirus import open_antivirus
from kit.audit import history
from kit.identifiers import new_id
from kit.sealing import Keyring, SealBroken
from kit.storage import open_storage
from kit.tables import outbox
from services.documents.errors import DocumentDamaged
from services.documents.models import Document, DocumentType, Folder, LooseObject, ScanState
from services.documents.rules import scans as rules
from services.documents.settings import settings_of
from services.documents.tasks.scanning import Scanner
from tests.clamd import MARKER, THREAT, clamd_server, speaking
from tests.conftest import NOON, Services, Started
from tests.starting import start_documents
from tools.ports import free_port

SET, OWNER = "claim-1", "01900000-0000-7000-8000-000000000001"
CLEAN_PDF = b"%PDF-1.4\n%nothing to find\n%%EOF\n"
INFECTED_PDF = b"%PDF-1.4\n%" + MARKER + b"\n%%EOF\n"
OK = b"stream: OK\0"


@dataclass
class Proofs:
    """One folder, and an antivirus that the test chooses."""

    started: Started
    folder_id: str

    def deposit(self, content: bytes = CLEAN_PDF, state: ScanState = ScanState.RECEIVED) -> str:
        settings = settings_of(self.started.process)
        identifier, key = new_id(), new_id()
        sealed = Keyring.read(settings.keyring_file).seal(content, identifier)
        open_storage(settings.storage_url).put(key, io.BytesIO(sealed), len(sealed))
        document = Document(
            id=identifier,
            folder_id=self.folder_id,
            set_key=SET,
            owner_person_id=OWNER,
            file_name=f"{identifier}.pdf",
            type=DocumentType.PDF,
            byte_count=len(content),
            page_count=1,
            digest=hashlib.sha256(content + identifier.encode()).digest(),
            object_key=key,
            key_name="1",
            scan_state=state,
            scan_next_time=None if state is ScanState.NOT_SCANNED else sa.func.now(),
            deposit_time=NOON,
            depositor_person_id=OWNER,
            is_by_staff=False,
            proof="",
            is_personal=False,
        )
        with self.started.database.transaction() as session:
            session.get_one(Folder, self.folder_id).document_count += 1
            session.add(document)
        return identifier

    def scanner(self, url: str) -> Scanner:
        settings = settings_of(self.started.process)
        keyring, storage = Keyring.read(settings.keyring_file), open_storage(settings.storage_url)

        def read(document: Document) -> bytes:
            try:
                return keyring.open(b"".join(storage.get(str(document.object_key))), document.id)
            except SealBroken as broken:
                raise DocumentDamaged from broken

        antivirus = open_antivirus(url)
        assert antivirus is not None
        return Scanner(self.started.process, antivirus, read)

    def document(self, identifier: str) -> Document:
        with self.started.database.read() as session:
            return session.get_one(Document, identifier)

    def states(self) -> set[ScanState]:
        with self.started.database.read() as session:
            return set(session.scalars(sa.select(Document.scan_state)))

    def make_due(self) -> None:
        """As if the delay had passed."""
        with self.started.database.transaction() as session:
            session.execute(
                sa.update(Document).where(Document.scan_next_time.is_not(None)).values(scan_next_time=sa.func.now())
            )

    def count(self) -> int:
        with self.started.database.read() as session:
            return session.get_one(Folder, self.folder_id).document_count

    def told(self) -> list[auth_pb2.NotifyRequest]:
        with self.started.database.read() as session:
            return [auth_pb2.NotifyRequest.FromString(row) for row in session.scalars(sa.select(outbox.c.request))]


@pytest.fixture
def proofs(services: Services, tmp_path: Path) -> Proofs:
    started = start_documents(services, tmp_path)
    plan = pb.FolderPlan(set_key=SET, owner_person_id=OWNER, folder_names=["payroll"], capacity=20)
    request = pb.OpenFoldersRequest(request_id=new_id(), plan=plan)
    opened = started.stub(pb_grpc.FoldersServiceStub, service="expenses").OpenFolders(request)
    return Proofs(started, opened.folders[0].id)


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with clamd_server(tmp_path_factory.mktemp("clamd")) as server:
        yield server.url


@pytest.mark.needs_clamd
def test_a_real_clamd_tells_what_may_be_opened_from_what_is_removed(proofs: Proofs, clamd: str) -> None:
    """The content is taken from the folder and from the store's names; the owner is told once, by a mail."""
    clean, infected = proofs.deposit(), proofs.deposit(INFECTED_PDF)
    key = proofs.document(infected).object_key
    scanner = proofs.scanner(clamd)
    assert [scanner.scan_next(), scanner.scan_next(), scanner.scan_next()] == [True, True, False]
    assert (proofs.document(clean).scan_state, proofs.document(clean).scan_next_time) == (ScanState.CLEAN, None)
    gone = proofs.document(infected)
    assert (gone.scan_state, gone.threat, gone.object_key) == (ScanState.INFECTED, THREAT, None)
    assert proofs.count() == 1
    with proofs.started.database.read() as session:
        assert session.scalars(sa.select(LooseObject.object_key)).all() == [key]
    (mail,) = proofs.told()
    assert (mail.person_id, mail.template) == (OWNER, "proof_infected")
    assert dict(mail.parameters) == {"file_name": gone.file_name, "deposit_date": "15/06/2026", "set_key": SET}


def test_the_audit_tells_what_was_found_and_that_no_person_did_it(proofs: Proofs) -> None:
    with speaking(b"stream: Eicar FOUND\0") as url:
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
def test_without_a_verdict_a_document_waits_and_is_asked_about_again(proofs: Proofs, words: list[bytes]) -> None:
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


def test_a_content_that_cannot_be_read_is_never_clean(proofs: Proofs) -> None:
    identifier = proofs.deposit()
    path = Path(settings_of(proofs.started.process).storage_url.removeprefix("file://"))
    (path / str(proofs.document(identifier).object_key)).write_bytes(b"\x011" + b"tampered with" * 10)
    with speaking(OK) as url:
        assert not proofs.scanner(url).scan_next()
    assert proofs.states() == {ScanState.DELAYED}


def test_a_document_that_one_process_has_taken_is_left_to_it_for_a_while(proofs: Proofs) -> None:
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


def test_two_that_found_the_same_infection_tell_it_once(proofs: Proofs) -> None:
    """One was taken for dead, and comes back late."""
    identifier = proofs.deposit()
    late = proofs.document(identifier)
    with speaking(b"stream: Eicar FOUND\0") as url:
        scanner = proofs.scanner(url)
        assert scanner.scan_next()
        scanner._note(late, scanner._ask(late))
    assert len(proofs.told()) == 1
    assert proofs.count() == 0


def test_what_was_deposited_without_an_antivirus_is_looked_at_once_there_is_one(proofs: Proofs) -> None:
    proofs.deposit(state=ScanState.NOT_SCANNED)
    with speaking(OK) as url:
        scanner = proofs.scanner(url)
        scanner.take_up_unscanned()
        assert scanner.scan_next()
    assert proofs.states() == {ScanState.CLEAN}
