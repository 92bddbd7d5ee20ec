"""Messages as they really arrive: in a mailbox on disk, and through a real SMTP server."""

import mailbox
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTPException
from typing import Any
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from kit.mail import MailRefusedError, compose, open_mailer
from tests.kit.certificates import Authority
from tools.ports import free_port

TEXT = "Madame, Monsieur,\n\nVotre état de frais no 2026-SIEC-000001 a été validé.\n\nÀ bientôt.\n"


def message(**changes: str) -> EmailMessage:
    parts = {
        "sender": "ne-pas-repondre@imagin.example",
        "recipient": "anne@exemple.example",
        "subject": "État de frais validé",
        "text": TEXT,
    }
    return compose(**(parts | changes))


def check(raw: bytes) -> None:
    """What every message must be."""
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert found["Subject"] == "État de frais validé"
    assert found["To"] == "anne@exemple.example"
    assert found["From"] == "IMAG’IN <ne-pas-repondre@imagin.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "fr"
    assert found["Date"]
    assert found["Message-ID"].endswith("@imagin.example>")
    assert found.get_content_type() == "text/plain"
    assert found.get_content().replace("\r\n", "\n") == TEXT
    raw.decode("ascii")


def test_a_message_is_dropped_into_a_mailbox(tmp_path: Path) -> None:
    open_mailer(f"maildir://{tmp_path}/var/mail").send(message())
    (found,) = mailbox.Maildir(tmp_path / "var/mail")
    check(found.as_bytes())


class Inbox:
    """Keeps what the SMTP server receives, and answers as it is told."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("unknown"):
            return "550 no such mailbox"
        if address.startswith("later"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(envelope.content)
        return self.answer


@contextmanager
def smtp_server(inbox: Inbox, **options: Any) -> Iterator[str]:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def test_a_message_goes_through_an_smtp_server() -> None:
    inbox = Inbox()
    with smtp_server(inbox) as address:
        open_mailer(f"smtp://{address}").send(message())
    check(inbox.messages[0])


def test_a_message_goes_through_a_server_that_asks_for_tls_and_a_password(tmp_path: Path) -> None:
    inbox = Inbox()
    files = Authority(tmp_path).issue("localhost")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.tls_certificate, files.tls_key)

    def authenticator(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (b"imagin", b"p@ss"), handled=False)

    options = {"tls_context": context, "require_starttls": True, "authenticator": authenticator, "auth_required": True}
    with smtp_server(inbox, **options) as address:
        port = address.rpartition(":")[2]
        query = f"starttls=true&authority={quote(str(files.tls_authority))}"
        open_mailer(f"smtp://imagin:p%40ss@localhost:{port}?{query}").send(message())
        with pytest.raises(SMTPException):
            open_mailer(f"smtp://localhost:{port}").send(message())
        with pytest.raises(SMTPException):
            open_mailer(f"smtp://imagin:wrong@localhost:{port}?{query}").send(message())
        with pytest.raises(ssl.SSLCertVerificationError):
            open_mailer(f"smtp://imagin:p%40ss@localhost:{port}?starttls=true").send(message())
    check(inbox.messages[0])
    assert len(inbox.messages) == 1


def test_a_password_is_never_sent_in_the_clear() -> None:
    with pytest.raises(ValueError, match="in the clear"):
        open_mailer("smtp://imagin:secret@127.0.0.1:25")


def test_an_address_that_does_not_exist_is_final_and_a_busy_server_is_not() -> None:
    inbox = Inbox()
    with smtp_server(inbox) as address:
        mailer = open_mailer(f"smtp://{address}")
        with pytest.raises(MailRefusedError):
            mailer.send(message(recipient="unknown@exemple.example"))
        with pytest.raises(SMTPException):
            mailer.send(message(recipient="later@exemple.example"))
        inbox.answer = "552 too large"
        with pytest.raises(MailRefusedError):
            mailer.send(message())
        inbox.answer = "452 too busy"
        with pytest.raises(SMTPException):
            mailer.send(message())


def test_a_server_that_is_not_there_may_be_tried_again() -> None:
    with pytest.raises(OSError, match="refused"):
        open_mailer("smtp://127.0.0.1:1").send(message())


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Bonjour\r\nBcc: everybody@exemple.example"},
        {"subject": "Bonjour\nBcc: everybody@exemple.example"},
        {"recipient": "anne@exemple.example\nBcc: everybody@exemple.example"},
        {"recipient": "anne@exemple.example, everybody@exemple.example"},
        {"recipient": "anne"},
        {"recipient": ""},
        {"name": "IMAG’IN\r\nBcc: everybody@exemple.example"},
    ],
)
def test_no_text_adds_a_header_or_a_recipient(changes: dict[str, str]) -> None:
    with pytest.raises((ValueError, IndexError)):
        message(**changes)


def test_an_unknown_kind_of_mailer_is_refused() -> None:
    with pytest.raises(ValueError, match="maildir"):
        open_mailer("http://host")
