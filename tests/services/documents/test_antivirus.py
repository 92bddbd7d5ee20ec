"""A real clamd behind documents: who may open what and when, and what becomes of an infected proof (P-DOC-8)."""

from pathlib import Path

import pytest

from imagin.access.v1 import access_pb2
from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1 import documents_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from kit.storage import open_storage
from services.documents.models import ScanState
from services.documents.settings import settings_of
from services.documents.tasks.scanning import Scanner
from tests.clamd import MARKER, THREAT, ClamdServer, clamd_server
from tests.conftest import Services, eventually
from tests.refusals import refused_for
from tests.services.auth.conftest import Auth, text_of
from tests.services.documents.test_scanning import OWNER, SET, Proofs
from tests.starting import start_auth, start_documents

pytestmark = pytest.mark.needs_clamd

STAFF = new_id()


@pytest.fixture
def clamd(tmp_path: Path) -> ClamdServer:
    return ClamdServer(tmp_path / "clamd")


@pytest.fixture
def proofs(services: Services, tmp_path: Path, clamd: ClamdServer) -> Proofs:
    return Proofs.begin(start_documents(services, tmp_path, antivirus_url=clamd.url))


def download(proofs: Proofs, identifier: str, person_id: str = OWNER, *roles: int) -> bytes:
    request = pb.DownloadDocumentRequest(id=identifier, set_key=SET)
    return b"".join(piece.content for piece in proofs.stub(person_id, *roles).DownloadDocument(request))


def look(proofs: Proofs, identifier: str, person_id: str = OWNER, *roles: int) -> pb.PagePicture:
    request = pb.GetPagePictureRequest(id=identifier, set_key=SET, page=1)
    return proofs.stub(person_id, *roles).GetPagePicture(request)


def ask_again(proofs: Proofs) -> None:
    """As if the delay had passed."""
    proofs.make_due()
    next(part for part in proofs.started.process.background if isinstance(part, Scanner)).wake()


def test_a_scanner_that_is_down_blocks_nobody_but_staff(proofs: Proofs, clamd: ClamdServer) -> None:
    """P-DOC-8, F20: delayed, and said so; once it is back, clean."""
    identifier = proofs.upload()
    eventually(lambda: proofs.states() == {ScanState.DELAYED})
    assert download(proofs, identifier).startswith(b"\x89PNG")
    assert look(proofs, identifier).jpeg
    for reading in (download, look):
        with refused_for("DOCUMENT_NOT_SCANNED"):
            reading(proofs, identifier, STAFF, access_pb2.ROLE_MANAGER)
        with refused_for("NOT_FOUND"):
            reading(proofs, identifier, new_id())
    clamd.start()
    try:
        ask_again(proofs)
        eventually(lambda: proofs.states() == {ScanState.CLEAN})
    finally:
        clamd.kill()
    assert download(proofs, identifier, STAFF, access_pb2.ROLE_MANAGER) == download(proofs, identifier)
    assert look(proofs, identifier, STAFF, access_pb2.ROLE_MANAGER).jpeg


def test_an_infected_proof_is_gone_both_sides_read_it_and_one_mail_leaves(services: Services, tmp_path: Path) -> None:
    """P-DOC-8: the marker stands in a picture that is sound otherwise: only the antivirus finds it."""
    auth = Auth(
        start_auth(services, tmp_path), tmp_path / "mails", services.started["auth"].process.clock, services.counter
    )
    owner = auth.add(id=OWNER)
    with clamd_server(tmp_path / "clamd") as server:
        proofs = Proofs.begin(start_documents(services, tmp_path, antivirus_url=server.url))
        clean, infected = proofs.upload(), proofs.upload(MARKER.decode())
        eventually(lambda: proofs.states() == {ScanState.CLEAN, ScanState.INFECTED})
    assert proofs.document(clean).scan_state is ScanState.CLEAN
    assert proofs.document(infected).threat == THREAT
    assert proofs.count() == 1
    # Only the clean one is left in the store.
    storage = open_storage(settings_of(proofs.started.process).storage_url)
    eventually(lambda: list(storage.keys()) == [proofs.document(clean).object_key])
    for asker in ((OWNER, False), (STAFF, True)):
        request = pb.ListFoldersRequest(
            set_key=SET, owner_person_id=OWNER, asker_person_id=asker[0], is_asker_staff=asker[1]
        )
        (folder,) = proofs.started.stub(pb_grpc.FoldersServiceStub, service="expenses").ListFolders(request).folders
        shown = {one.id: (one.state, one.can_read) for one in folder.documents}
        assert shown == {clean: (pb.Document.STATE_CLEAN, True), infected: (pb.Document.STATE_INFECTED, False)}
    for reading in (download, look):
        for person in ((OWNER,), (STAFF, access_pb2.ROLE_MANAGER)):
            with refused_for("DOCUMENT_INFECTED"):
                reading(proofs, infected, *person)
    (mail,) = auth.received(1)
    assert mail["To"] == owner.email_pro
    assert proofs.document(infected).file_name in text_of(mail)
    assert f"https://imagin.example/etats-de-frais/{SET}/pieces" in text_of(mail)
    eventually(lambda: auth.scalar("SELECT count(*) FROM mails") == 1)
