"""Sending of e-mail, behind one URL: `maildir:///folder` on a laptop, `smtp://host:port` elsewhere.

`smtps://` speaks TLS from the first byte; `smtp://user:password@host:587?starttls=true` begins plain and must then turn
to TLS. Messages are plain text in UTF-8, and say that no human wrote them, so that nobody's absence notice answers.
"""

import mailbox
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from kit.clock import real_now

SECONDS = 15.0


class MailRefusedError(Exception):
    """The server will never take this message: the address does not exist, or the message is too large."""


class Mailer(Protocol):
    """What both kinds of mailers do."""

    def send(self, message: EmailMessage) -> None:
        """Hand a message over. `MailRefusedError` is final; any `OSError` or `SMTPException` may be tried again."""


def compose(*, sender: str, recipient: str, subject: str, text: str, name: str = "IMAG’IN") -> EmailMessage:
    """A message in French; ValueError when a line break or a malformed address tries to add headers."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = subject
    message["Date"] = format_datetime(real_now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    # Servers on the way may still not take 8 bits.
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    message["Content-Language"] = "fr"
    return message


def open_mailer(url: str) -> Mailer:
    """The mailer that a URL names."""
    parts = urlsplit(url)
    match parts.scheme:
        case "maildir":
            return MaildirMailer(Path(unquote(parts.path)))
        case "smtp" | "smtps":
            return SmtpMailer(parts)
        case _:
            raise ValueError(f"a mailer is maildir:///… or smtp://…, not {parts.scheme}:")


class MaildirMailer:
    """Drops every message into one mailbox on disk, which any mail reader opens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        mailbox.Maildir(self._folder).add(message)


class SmtpMailer:
    """Hands every message to an SMTP server."""

    def __init__(self, parts: SplitResult) -> None:
        options = parse_qs(parts.query)
        self._is_tls = parts.scheme == "smtps"
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or (465 if self._is_tls else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._starttls = options.get("starttls", ["false"])[0] == "true"
        authority = options.get("authority", [None])[0]
        self._context = ssl.create_default_context(cafile=authority)
        if self._user and not (self._is_tls or self._starttls):
            raise ValueError("a password is never sent in the clear: use smtps:// or ?starttls=true")

    def send(self, message: EmailMessage) -> None:
        with self._connected() as server:
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as refused:
                if all(code >= 500 for code, _ in refused.recipients.values()):
                    raise MailRefusedError(str(refused)) from refused
                raise
            except smtplib.SMTPDataError as refused:
                if refused.smtp_code >= 500:
                    raise MailRefusedError(str(refused)) from refused
                raise

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        if self._is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=SECONDS, context=self._context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=SECONDS)
        try:
            if self._starttls:
                server.starttls(context=self._context)
            if self._user:
                server.login(self._user, self._password)
            yield server
            server.quit()
        finally:
            # Without a farewell when something failed: a server in the middle of a handshake would not hear it.
            server.close()
