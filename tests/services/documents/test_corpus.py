"""The corpus of `corpus/` against documents as it runs in production: a process, its store, its confined children.

Each file is kept or refused with its sentence, within seconds; the process itself parses nothing and stays as it is.
"""

import contextlib
import socket
import time
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
import pytest

from imagin.documents.v1 import documents_pb2 as pb
from kit.migrations import migrate
from kit.process import Process
from services.auth.settings import Keys
from services.documents import errors
from services.documents.__main__ import SERVICE
from services.documents.rules.deposits import MOST_BYTES
from services.documents.settings import DocumentsSettings
from tests.conftest import Databases, Started, eventually
from tests.programs import environment_of, running
from tests.refusals import refused
from tests.services.documents.corpus import FILES, NAMES, TOO_COMPLEX, File, Kept
from tests.services.documents.deposits import OWNER, Deposits, a_pdf, picture
from tests.starting import documents_settings, shared_services, start_auth
from tools.ports import free_port

SENTENCES: Final = {each.reason: each.message for each in vars(errors).values() if hasattr(each, "reason")}
# From the last byte to the answer: of a server that is as busy as that of the tests.
LONGEST_SECONDS: Final = 5.0
LARGEST_GROWTH: Final = 16 * 1024 * 1024
LARGEST_PROCESS: Final = 200 * 1024 * 1024
PARSERS: Final = ("PIL", "pikepdf", "qpdf", "pdfium")


@dataclass
class Service:
    """The process, and what tests know of it."""

    started: Started
    process: psutil.Process


@pytest.fixture(scope="module")
def service(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("corpus")
    with shared_services(databases) as services, ExitStack() as stack:
        # The process knows auth only, and auth signs for the people of the test.
        addresses = {"auth": start_auth(services, folder).address}
        identities = services.started["auth"].identities
        identities.signer = Keys.read(folder / "keys").signer
        name = databases.create("documents", databases.template("documents", _migrate))
        stack.callback(databases.drop, name)
        address = f"127.0.0.1:{free_port()}"
        settings = DocumentsSettings(
            database_url=databases.url(name), listen=address, addresses=addresses, **documents_settings(folder)
        )
        program = stack.enter_context(running("services.documents", "serve", environment=environment_of(settings)))
        remote = stack.enter_context(closing(Process("documents", settings)))
        started = stack.enter_context(closing(Started(remote, address, [], identities)))
        eventually(lambda: _answers(address), 60)
        yield Service(started, psutil.Process(program.pid))


def _migrate(database: object) -> None:
    migrate(database, SERVICE.versions)


def _answers(address: str) -> bool:
    host, _, port = address.partition(":")
    with contextlib.suppress(OSError), socket.create_connection((host, int(port))):
        return True
    return False


@pytest.mark.parametrize("file", FILES, ids=str)
def test_a_file_is_kept_or_refused_with_its_sentence(service: Service, file: File) -> None:
    """S-DOC-2: by what it is, whatever it says it is."""
    content, deposits = file.make(), Deposits.of(service.started)
    began = time.monotonic()
    if isinstance(file.becomes, Kept):
        document = deposits.upload(content, file_name="piece")
        assert time.monotonic() - began < LONGEST_SECONDS
        assert pb.DocumentType.Name(document.type) == f"DOCUMENT_TYPE_{file.becomes.kind}"
        assert document.page_count == file.becomes.pages
        assert deposits.downloaded(document) == content
        shown = deposits.people(OWNER).GetPagePicture(picture(document, document.page_count))
        assert max(shown.width, shown.height) <= 1400
        assert shown.jpeg.startswith(b"\xff\xd8\xff")
        assert len(shown.jpeg) <= 1_000_000
    else:
        refusal = refused(deposits.people(OWNER).UploadDocument, deposits.uploading(content))
        assert time.monotonic() - began < LONGEST_SECONDS
        assert refusal.reason == file.becomes
        assert refusal.message == SENTENCES[file.becomes].format(most=MOST_BYTES // 1024**2)
        assert deposits.objects() == set()
        assert not deposits.folder().documents


@pytest.mark.parametrize(("given", "kept"), NAMES.items(), ids=range(len(NAMES)))
def test_a_file_is_kept_under_a_name_that_is_safe(service: Service, given: str, kept: str) -> None:
    """S-DOC-3: its depositor reads the other name, without what would not be seen."""
    document = Deposits.of(service.started).upload(a_pdf(), file_name=given)
    assert document.file_name == kept
    assert not {unicodedata.category(character) for character in document.given_name} & {"Cc", "Cf", "Cs"}
    assert len(document.given_name) <= 200


def test_the_process_is_as_small_as_before(service: Service) -> None:
    """Bombs explode in children that are thrown away."""
    deposits = Deposits.of(service.started)
    # What a first deposit brings into memory is no growth.
    deposits.upload(a_pdf(size=MOST_BYTES - 2000))
    before = service.process.memory_info().rss
    for file in FILES:
        if file.becomes == TOO_COMPLEX:
            refused(deposits.people(OWNER).UploadDocument, deposits.uploading(file.make()))
    after = service.process.memory_info().rss
    assert after - before < LARGEST_GROWTH
    assert after < LARGEST_PROCESS


def test_the_process_has_no_parser_in_its_memory(service: Service) -> None:
    """Neither their code nor the libraries below it; the server that forks the children has both."""
    [server] = service.process.children()
    assert [name for name in PARSERS if any(name in line for line in _mapped(service.process))] == []
    assert [name for name in PARSERS if not any(name in line for line in _mapped(server))] == []


def test_no_child_is_left(service: Service) -> None:
    [server] = service.process.children()
    eventually(lambda: not server.children())


def _mapped(process: psutil.Process) -> list[str]:
    """Files in the memory of a process."""
    return [line.split()[-1] for line in Path(f"/proc/{process.pid}/maps").read_text().splitlines()]
