"""What a form that brings a file may be, byte by byte, and that nothing is read of whoever may not send one."""

import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from gateway import visit
from gateway.guard import LARGEST_BODY, LARGEST_UPLOAD, UPLOADS
from kit import identity
from tests.gateway import journeys
from tests.gateway.addresses import paths
from tests.gateway.browser import Browser, Form, Page
from tests.gateway.test_pieces import a_file, deposit, names, proofs_of
from tests.gateway.world import Site
from tests.services.documents.deposits import a_pdf

BOUNDARY = "une-limite-entre-les-parties"
KIND = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture(scope="module")
def proofs(claimant: Browser, base: str) -> Page:
    """The proofs of a claim that these tests leave without any, or with those that they take away."""
    return claimant.get(base + "/pieces")


def form_of(page: Page, folder: str = "payroll") -> Form:
    return next(one for one in page.forms if one.element.get("id") == f"depot-{folder}")


def part(name: str, content: bytes, *, file_name: str | None = None) -> bytes:
    named = f'; filename="{file_name}"' if file_name is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def body_of(form: Form, *parts: bytes) -> bytes:
    fields = b"".join(part(name, str(value).encode()) for name, value in form.values.items())
    return fields + b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def a_part(content: bytes, file_name: str = "rib.pdf") -> bytes:
    return part("payroll.file", content, file_name=file_name)


def send(page: Page, body: bytes | Iterator[bytes], **headers: str) -> Page:
    """The body as it is, to the folder of the « dossier paie »."""
    browser = page.browser
    usual = {"origin": browser.site, "sec-fetch-site": "same-origin", "content-type": KIND}
    answer = browser.client.post(form_of(page).address, content=body, headers=usual | headers)
    return browser._landed(answer)


def in_pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 65536):
        yield body[start : start + 65536]


class Raw:
    """A connection on which a test writes what it wants, after the head of an upload."""

    def __init__(self, page: Page, *, length: str = "", has_session: bool = True) -> None:
        address = urlsplit(form_of(page).address)
        cookies = "; ".join(f"{name}={value}" for name, value in page.browser.client.cookies.items())
        lines = [
            f"POST {address.path}?{address.query} HTTP/1.1",
            f"Host: {address.netloc}",
            f"Content-Type: {KIND}",
            *([f"Content-Length: {length}"] if length else []),
            *([f"Cookie: {cookies}"] if has_session else []),
        ]
        self.connection = socket.create_connection((address.hostname, address.port), timeout=10)
        self.connection.sendall("\r\n".join([*lines, "", ""]).encode())

    def status(self) -> int:
        """What the server answers, 0 when it hangs up; the connection is over."""
        answer = b""
        with self.connection:
            while b"\r\n" not in answer and (piece := self.connection.recv(65536)):
                answer += piece
        return int(answer.split(b" ", 2)[1]) if answer else 0


def test_every_address_that_takes_a_file_takes_a_large_body_and_no_other_does() -> None:
    """Those with a file are told from the others by the guard, which knows no route."""
    taking = {path for path in paths("POST") if UPLOADS.fullmatch(path)}
    assert taking == {
        "/etats-de-frais/{claim_id}/pieces",
        "/gestion/etats-de-frais/{claim_id}/pieces",
        "/api/v1/claims/{claim_id}/proofs",
        "/api/v1/desk/claims/{claim_id}/proofs",
    }


def test_another_address_keeps_its_limit(proofs: Page) -> None:
    base = proofs.path.removesuffix("/pieces")
    for address in (base + "/recapitulatif", base + "/pieces/x/suppression", proofs.path + "/"):
        answer = proofs.browser.client.post(address, content=b"x" * (LARGEST_BODY + 1), headers={"content-type": KIND})
        assert answer.status_code == 413, address
    answer = proofs.browser.client.put(proofs.path, content=b"x" * (LARGEST_BODY + 1))
    assert answer.status_code == 413


@pytest.mark.parametrize("is_chunked", [False, True])
def test_the_whole_form_may_weigh_so_much_and_no_byte_more(proofs: Page, is_chunked: bool) -> None:
    """S-DOC-4: by its length, or while it comes."""
    empty = len(body_of(form_of(proofs), a_part(b"")))
    for size, reason in ((LARGEST_UPLOAD, "FILE_TOO_LARGE"), (LARGEST_UPLOAD + 1, "FILE_TOO_LARGE")):
        body = body_of(form_of(proofs), a_part(b"%PDF" + bytes(size - empty - 4)))
        assert len(body) == size
        refused = send(proofs, in_pieces(body) if is_chunked else body)
        assert (refused.status, refused.keys) == (422, [reason])
        assert "dépasse 5 Mo" in refused.errors["payroll.file"]


def test_a_length_that_lies_gets_nothing_kept(proofs: Page) -> None:
    """More than is sent, less than is sent, none, not a number."""
    body = body_of(form_of(proofs), a_part(a_pdf()))
    longer = Raw(proofs, length=str(len(body) + 100))
    longer.connection.sendall(body)
    longer.connection.shutdown(socket.SHUT_WR)
    assert longer.status() in {0, 400}
    shorter = Raw(proofs, length=str(len(body) - 40))
    shorter.connection.sendall(body)
    assert shorter.status() == 400
    none = Raw(proofs)
    none.connection.sendall(body)
    assert none.status() in {400, 403}
    for wrong in ("-1", "1e6", "0x10"):
        assert Raw(proofs, length=wrong).status() == 400
    assert names(proofs_of(proofs)) == []


def test_whoever_is_not_logged_in_is_answered_before_anything_is_read(site: Site, proofs: Page) -> None:
    """security.md: the session first. The body never comes, and the answer does."""
    assert Raw(proofs, length=str(LARGEST_UPLOAD), has_session=False).status() == 303


def test_a_file_that_is_announced_too_large_is_refused_before_anything_is_read(proofs: Page) -> None:
    assert Raw(proofs, length=str(LARGEST_UPLOAD + 1)).status() == 422


def test_whoever_has_not_the_activity_sends_nothing(site: Site, proofs: Page) -> None:
    desk = proofs.path.replace("/etats-de-frais", "/gestion/etats-de-frais")
    answer = proofs.browser.client.post(desk, content=b"x" * 300_000, headers={"content-type": KIND})
    assert answer.status_code == 403


def test_a_wrong_token_keeps_nothing(proofs: Page) -> None:
    form = form_of(proofs)
    wrong = [({**form.values, "form_token": token}, {}) for token in ("", "x", "é")]
    for values, headers in (*wrong, (form.values, {"x-form-token": "x"})):
        answer = proofs.browser.post(form.address, values, headers, form.files(a_file()))
        assert answer.status_code == 403
    assert names(proofs_of(proofs)) == []


@pytest.mark.parametrize(
    "parts",
    [
        [a_part(a_pdf()), a_part(a_pdf(), "deux.pdf")],
        [part(f"champ{number}", b"x") for number in range(10_000)],
        [part("payroll.proof", b"x" * 10_000), a_part(a_pdf())],
        [part("", b"x", file_name="a" * 5000)],
        [b"--" + BOUNDARY.encode() + b"\r\nX: y\r\n\r\nz\r\n"],
        [b"pas une partie"],
    ],
    ids=["two files", "10 000 parts", "a long field", "a long header", "a part without a name", "no part"],
)
def test_a_form_that_is_no_form_of_ours_is_refused(proofs: Page, parts: list[bytes]) -> None:
    refused = send(proofs, body_of(form_of(proofs), *parts))
    assert refused.status in {400, 422}
    assert names(proofs_of(proofs)) == []


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded", "application/json", "x"])
def test_another_kind_of_form_brings_no_file(proofs: Page, kind: str) -> None:
    body = body_of(form_of(proofs), a_part(a_pdf()))
    refused = send(proofs, body, **{"content-type": kind})
    assert refused.status in {400, 403}
    assert names(proofs_of(proofs)) == []


def test_a_file_that_is_a_field_is_no_file(proofs: Page) -> None:
    refused = send(proofs, body_of(form_of(proofs), part("payroll.file", a_pdf())))
    assert refused.keys == ["FILE_MISSING"]


def test_a_file_may_take_longer_than_an_identity_lives(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five megabytes over a poor line take more than a minute."""
    page = proofs_of(journeys.open_claim(site.examiner()))
    monkeypatch.setattr(identity, "LIFETIME_SECONDS", 4)
    monkeypatch.setattr(identity, "LEEWAY_SECONDS", 0)
    monkeypatch.setattr(visit, "RENEWED_AFTER_SECONDS", 2)
    body = body_of(form_of(page), a_part(a_pdf(), "lent.pdf"))

    def slowly() -> Iterator[bytes]:
        yield body[:500]
        time.sleep(5)
        yield body[500:]

    done = send(page, slowly())
    assert (done.path, names(done)) == (page.path, ["lent.pdf"])


def test_a_sending_given_up_half_way_keeps_nothing(site: Site, proofs: Page) -> None:
    body = body_of(form_of(proofs), a_part(a_pdf(2_000_000)))
    before = site.services.counter.calls.count("imagin.documents.v1.DocumentsService/UploadDocument")
    for share in (4, 2):
        half = Raw(proofs, length=str(len(body)))
        half.connection.sendall(body[: len(body) // share])
        half.connection.close()
    time.sleep(0.5)
    assert names(proofs_of(proofs)) == []
    after = site.services.counter.calls.count("imagin.documents.v1.DocumentsService/UploadDocument")
    assert after == before, "documents hears of a file once it is there whole"


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\boot.ini.pdf",
        "a\r\nSet-Cookie: x=y.pdf",
        "<script>alert(1)</script>.pdf",
        "\u202efdp.exe",
        "con.pdf",
        "x" * 300 + ".pdf",
        "😀.pdf",
        ".pdf",
        "'; DROP TABLE documents; --.pdf",
    ],
)
def test_a_hostile_name_is_a_name_like_another(site: Site, name: str) -> None:
    """S-DOC-3: whatever it is called, a document has a name of letters, digits, « _ » and « - »."""
    page = proofs_of(journeys.open_claim(site.examiner()))
    done = deposit(page, a_file(name))
    (kept,) = names(done)
    stem = kept.removesuffix(".pdf")
    assert stem.isascii()
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    assert 1 <= len(stem) <= 50
    assert "<script>alert" not in done.response.text
    opened = done.follow(kept).response
    assert opened.headers["content-disposition"] == f"attachment; filename*=UTF-8''{kept}"
    assert "set-cookie" not in opened.headers


def test_the_same_sending_twice_is_one_document(site: Site) -> None:
    """An answer was lost: under its identifier it has one effect."""
    page = proofs_of(journeys.open_claim(site.examiner()))
    form, file = form_of(page), a_file()
    for _ in range(3):
        answer = page.browser.post(form.address, form.values, files=form.files(file))
        assert answer.status_code == 303
    assert names(proofs_of(page)) == ["rib.pdf"]


def test_without_documents_the_page_says_so_and_the_claim_is_unharmed(own_site: Site) -> None:
    page = proofs_of(journeys.open_claim(own_site.examiner()))
    wire = own_site.wires["documents"]
    wire.cut()
    refused = form_of(page).submit("Déposer", file=a_file())
    assert (refused.status, refused.keys, list(refused.errors)) == (503, ["UNAVAILABLE"], ["payroll.file"])
    wire.mend()
    with own_site.services.started["documents"].database.transaction() as session:
        session.execute(sa.text("LOCK TABLE folders"))
        shown = proofs_of(page)
    assert "Les pièces ne peuvent pas être lues pour le moment" in shown.content
    assert "L’état de frais n’est pas touché" in shown.content
    assert journeys.enter_fee(page).keys == ["CLAIM_RECORDED"]
