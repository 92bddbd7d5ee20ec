"""Mail leaves on its own: to a real SMTP server, again when it fails, and nobody waits for it."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from imagin.auth.v1 import auth_pb2 as pb
from imagin.auth.v1 import auth_pb2_grpc as pb_grpc
from kit.clock import Clock
from kit.identifiers import new_id
from services.auth.settings import Keys
from services.auth.tasks import forget
from tests.conftest import Services
from tests.refusals import refused_for
from tests.services.auth.conftest import OTHER_PASSPHRASE, PASSPHRASE, Auth, await_mails, link_of, text_of

ABOUT_A_CLAIM = {
    "claim_id": "01900000-0000-7000-8000-000000000001",
    "mission_label": "Correction de copies",
    "mission_number": "SI10437",
    "order_number": "2026-SIEC-004512",
}


class Mailbox:
    """What an SMTP server has received. `answer` is what it says to each message."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:
        if self.answer.startswith("250") and isinstance(envelope.content, bytes):
            self.messages.append(message_from_bytes(envelope.content))
        return self.answer


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    """A real SMTP server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture
def auth_by_smtp(services: Services, clock: Clock, tmp_path: Path, mailbox: tuple[Mailbox, int]) -> Auth:
    Keys.make(tmp_path)
    settings = {"key_folder": tmp_path, "mail_url": f"smtp://127.0.0.1:{mailbox[1]}", "threads": 8}
    return Auth(services.start("auth", **settings), tmp_path, clock, services.counter)


def test_a_password_is_reset_through_a_real_mail_server(auth_by_smtp: Auth, mailbox: tuple[Mailbox, int]) -> None:
    """S-AUTH-4, B13: the link leads to the configured address."""
    auth, box = auth_by_smtp, mailbox[0]
    person = auth.add()
    auth.welcome(person)
    await_mails(lambda: box.messages, 1)
    auth.accounts.RequestPasswordReset(pb.RequestPasswordResetRequest(identifier=person.identifier))
    mail = next(mail for mail in await_mails(lambda: box.messages, 2) if "?lien=" in text_of(mail))
    assert (mail["To"], mail["Content-Language"], mail["Auto-Submitted"]) == (person.email_pro, "fr", "auto-generated")
    assert "http://127.0.0.1:8080/mot-de-passe/reinitialisation?lien=" in text_of(mail)
    auth.accounts.ResetPassword(pb.ResetPasswordRequest(secret=link_of(mail), new_password=OTHER_PASSPHRASE))
    auth.login(person, OTHER_PASSPHRASE)


def test_a_mail_server_that_is_busy_is_asked_again_later(auth_by_smtp: Auth, mailbox: tuple[Mailbox, int]) -> None:
    """G-13: a failure blocks nothing, and each try has a link of its own."""
    auth, box = auth_by_smtp, mailbox[0]
    box.answer = "451 try again later"
    person = auth.add(email_pro=None)
    auth.welcome(person)
    auth.accounts_of(person).GiveEmail(pb.GiveEmailRequest(request_id=new_id(), email="anais@boite.example"))
    auth.until("SELECT error LIKE '%451%' FROM mails")
    assert auth.scalar("SELECT state FROM mails") == "WAITING"
    assert auth.scalar("SELECT next_time > now() + interval '20 seconds' FROM mails")
    box.answer = "250 OK"
    auth.execute("UPDATE mails SET next_time = now()")
    auth.postman.wake()
    mail = await_mails(lambda: box.messages, 1)[0]
    auth.accounts.ConfirmEmail(pb.ConfirmEmailRequest(secret=link_of(mail)))
    assert auth.scalar("SELECT attempt_count FROM mails") == 2


def test_an_address_that_does_not_exist_is_given_up(auth_by_smtp: Auth, mailbox: tuple[Mailbox, int]) -> None:
    auth, box = auth_by_smtp, mailbox[0]
    box.answer = "550 no such mailbox"
    auth.welcome(auth.add())
    auth.until("SELECT state = 'GIVEN_UP' FROM mails")
    assert not box.messages


def test_a_mail_that_could_not_leave_for_a_day_is_given_up(auth: Auth, monkeypatch: pytest.MonkeyPatch) -> None:
    person = auth.add()
    auth.welcome(person)
    auth.until("SELECT state = 'SENT' FROM mails")
    monkeypatch.setattr(auth.postman, "_mailer", _Down())
    auth.execute("UPDATE mails SET state = 'WAITING', next_time = now(), create_time = now() - interval '25 hours'")
    auth.postman.wake()
    auth.until("SELECT state = 'GIVEN_UP' FROM mails")


def test_without_any_mail_server_everything_else_works(services: Services, clock: Clock, tmp_path: Path) -> None:
    Keys.make(tmp_path)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings = {"key_folder": tmp_path, "mail_url": f"smtp://127.0.0.1:{nobody.getsockname()[1]}"}
        auth = Auth(services.start("auth", **settings), tmp_path, clock, services.counter)
        person = auth.add()
        auth.welcome(person)
        auth.accounts.RequestPasswordReset(pb.RequestPasswordResetRequest(identifier=person.identifier))
        auth.login(person, PASSPHRASE)


def test_services_have_mails_sent_to_people(auth: Auth) -> None:
    """The mail to send, by template and values; repeated, it leaves once."""
    person = auth.add(email_perso="anais@boite.example", email_pro=None)
    request = pb.NotifyRequest(
        request_id=new_id(), person_id=person.id, template="claim_validated", parameters=ABOUT_A_CLAIM
    )
    for _ in range(2):
        assert _notifications(auth).Notify(request).is_queued
    mail = auth.received(1)[0]
    assert mail["To"] == "anais@boite.example"
    for word in (
        "Mme Lefèvre",
        "SI10437",
        "2026-SIEC-004512",
        f"https://imagin.example/etats-de-frais/{ABOUT_A_CLAIM['claim_id']}",
    ):
        assert word in text_of(mail)
    assert auth.scalar("SELECT count(*) FROM mails") == 1


def test_somebody_without_address_gets_nothing_and_that_is_an_answer(auth: Auth) -> None:
    person = auth.add(email_pro=None)
    request = pb.NotifyRequest(
        request_id=new_id(), person_id=person.id, template="claim_validated", parameters=ABOUT_A_CLAIM
    )
    assert not _notifications(auth).Notify(request).is_queued


def test_a_mail_that_cannot_be_whole_is_refused(auth: Auth) -> None:
    person = auth.add()
    for template, parameters, field, reason in (
        ("password_reset", {}, "template", "TEMPLATE_UNKNOWN"),
        ("../settings.py", {}, "template", "TEMPLATE_UNKNOWN"),
        ("claim_validated", {"order_number": "1"}, "parameters", "PARAMETERS_WRONG"),
    ):
        with refused_for("INVALID_FIELDS") as refusal:
            _notifications(auth).Notify(
                pb.NotifyRequest(request_id=new_id(), person_id=person.id, template=template, parameters=parameters)
            )
        assert [(found.field, found.reason) for found in refusal[0].violations] == [(field, reason)]
    with refused_for("NOT_FOUND"):
        _notifications(auth).Notify(
            pb.NotifyRequest(
                request_id=new_id(), person_id=new_id(), template="claim_validated", parameters=ABOUT_A_CLAIM
            )
        )


def test_values_never_become_headers_or_placeholders(auth: Auth) -> None:
    person = auth.add(last_name="Le {link} fèvre")
    hostile = ABOUT_A_CLAIM | {"mission_number": "SI1\r\nBcc: x@y.example"}
    _notifications(auth).Notify(
        pb.NotifyRequest(request_id=new_id(), person_id=person.id, template="claim_validated", parameters=hostile)
    )
    mail = auth.received(1)[0]
    assert mail["Bcc"] is None
    assert "Le {link} fèvre" in text_of(mail)


def test_what_is_over_is_forgotten_and_the_rest_is_kept(auth: Auth) -> None:
    person = auth.add()
    old = auth.welcome(person).session_secret
    auth.age_session(old, "300 days")
    kept = auth.login(person, PASSPHRASE).session_secret
    auth.execute("UPDATE devices SET use_time = now() - interval '300 days'")
    with refused_for("LOGIN_REFUSED"):
        auth.login(person, "not the right one at all")
    auth.execute("UPDATE throttles SET window_end_time = now() - interval '2 days'")
    forget(auth.started.database)
    assert [auth.scalar(f"SELECT count(*) FROM {table}") for table in ("sessions", "devices", "throttles")] == [1, 0, 0]
    auth.resolve(kept)


class _Down:
    """A mail server that nobody reaches."""

    def send(self, message: object) -> None:
        raise ConnectionRefusedError("nobody answers")


def _notifications(auth: Auth) -> pb_grpc.NotificationsServiceStub:
    return auth.started.stub(pb_grpc.NotificationsServiceStub, service="expenses")
