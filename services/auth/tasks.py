"""What auth does beside its RPCs: mail leaves, what is over is forgotten, and secrets are sealed with another key."""

import logging
import smtplib
import time
from dataclasses import dataclass
from datetime import timedelta

from kit.clock import real_now
from kit.database import Database
from kit.errands import Errands
from kit.mail import MailRefusedError, compose, open_mailer
from kit.sealing import SealBroken, new_secret, secret_hash
from services.auth.models import Link, LinkPurpose, Mail, MailState, Person
from services.auth.queries import accounts, mails, seals, sessions, tries
from services.auth.rules import mails as rules
from services.auth.rules.sessions import CONFIRMATION_LIFE, KEPT, RESET_LIFE
from services.auth.rules.vault import Vault
from services.auth.settings import AuthSettings
from services.auth.templates.mails import render

log = logging.getLogger(__name__)

# A mail of this process leaves at once; those of a process that died, or that failed before, wait for the next look.
POLL_SECONDS = 5.0
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=1)
# Whoever still needs it a day later has asked again.
GIVEN_UP_AFTER = timedelta(days=1)
FORGET_SECONDS = 3600.0
THROTTLES_KEPT = timedelta(days=1)

# Values sealed anew in one transaction, and how often the rows that others held meanwhile are looked for again.
RENEWED_AT_ONCE = 500
MOST_ROUNDS = 5
ROUND_SECONDS = 1.0

# Where links lead, and how long they are good.
_PAGES = {
    LinkPurpose.CONFIRM_EMAIL: "/adresse-mel/confirmation",
    LinkPurpose.RESET_PASSWORD: "/mot-de-passe/reinitialisation",
}
_LIVES = {LinkPurpose.CONFIRM_EMAIL: CONFIRMATION_LIFE, LinkPurpose.RESET_PASSWORD: RESET_LIFE}


class Postman(Errands):
    """Sends what waits. Any number of processes may run one; no answer to anybody waits for it."""

    def __init__(self, database: Database, settings: AuthSettings) -> None:
        super().__init__("postman", POLL_SECONDS, self.answer_reset_requests, self.send_next)
        self._database = database
        self._settings = settings
        self._mailer = open_mailer(settings.mail_url)

    def answer_reset_requests(self) -> bool:
        """Queue the links of people who forgot their password and have an address; False when nobody did."""
        with self._database.transaction() as session:
            taken = mails.take_reset_requests(session)
            for _, person in taken:
                if person is not None:
                    mails.add(session, person, rules.PASSWORD_RESET)
        return bool(taken)

    def send_next(self) -> bool:
        """Send the mail that has waited longest; False when none is due or the mail server does not take any."""
        secret = new_secret()
        with self._database.transaction() as session:
            mail = mails.next_due(session)
            if mail is None:
                return False
            # Should this process die now, the mail is due again a little later.
            mail.attempt_count += 1
            mail.next_time = real_now() + min(FIRST_DELAY * 2 ** (mail.attempt_count - 1), LONGEST_DELAY)
            if mail.link_purpose is not None:
                # Kept before the mail leaves; the secret itself is nowhere but in the mail.
                session.add(_link(mail, mail.link_purpose, secret))
            person = session.get_one(Person, mail.person_id)
        state, error = self._send(mail, person, secret)
        with self._database.transaction() as session:
            kept = session.get_one(Mail, mail.id)
            kept.state, kept.error = state, error
            if state is MailState.SENT:
                kept.sent_time = real_now()
        return state is not MailState.WAITING

    def _send(self, mail: Mail, person: Person, secret: str) -> tuple[MailState, str]:
        values = mail.parameters | {
            "civility": person.civility,
            "last_name": person.last_name,
            "site": self._settings.public_url,
        }
        if mail.link_purpose is not None:
            values["link"] = f"{self._settings.public_url.rstrip('/')}{_PAGES[mail.link_purpose]}?lien={secret}"
        subject, text = render(rules.TEMPLATES[mail.template].file, values)
        try:
            self._mailer.send(
                compose(sender=self._settings.mail_sender, recipient=mail.address, subject=subject, text=text)
            )
        except (MailRefusedError, ValueError) as error:
            log.warning("a mail is given up: %s", type(error).__name__, extra={"mail": mail.id})
            return MailState.GIVEN_UP, str(error)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("a mail waits: %s", type(error).__name__, extra={"mail": mail.id})
            is_late = real_now() - mail.create_time > GIVEN_UP_AFTER
            return MailState.GIVEN_UP if is_late else MailState.WAITING, str(error)
        return MailState.SENT, ""


def forget(database: Database) -> None:
    """Delete what is over: tries, links, sessions, browsers not seen, mails sent long ago."""
    with database.transaction() as session:
        tries.forget(session, THROTTLES_KEPT)
        accounts.forget_links(session, CONFIRMATION_LIFE)
        sessions.forget(session, KEPT)
        mails.forget(session, KEPT)


@dataclass
class Rotation:
    """What became of a column of sealed values: how many are under which key, and whose do not open."""

    column: str
    counts: dict[str, int]
    broken: list[str]


def rotate_keys(database: Database, vault: Vault) -> list[Rotation]:
    """Seal every value with the key that seals now. Killed in between, it goes on from there when it runs again."""
    return [_rotate(database, vault, column) for column in seals.COLUMNS]


def _rotate(database: Database, vault: Vault, column: seals.Column) -> Rotation:
    rounds = 0
    while True:
        broken = _renew(database, vault, column)
        with database.read() as session:
            rotation = Rotation(column.name, seals.counts(session, column), broken)
        rounds += 1
        late = sum(count for name, count in rotation.counts.items() if name != vault.active_key)
        if late <= len(broken) or rounds == MOST_ROUNDS:
            return rotation
        time.sleep(ROUND_SECONDS)


def _renew(database: Database, vault: Vault, column: seals.Column) -> list[str]:
    """One walk over the rows that nobody else holds; whose values do not open.

    A row stays locked from the reading of its old seal to the writing of the new one: nobody's change is undone.
    """
    broken: list[str] = []
    last = None
    while True:
        with database.transaction() as session:
            rows = seals.take(session, column, vault.active_key, after=last, size=RENEWED_AT_ONCE)
            if not rows:
                return broken
            renewed = []
            for row in rows:
                try:
                    renewed.append((row.key, vault.renewed(column.name, row.owner, row.value)))
                except SealBroken:
                    broken.append(row.owner)
            if renewed:
                seals.replace(session, column, renewed)
        last = rows[-1].key


def _link(mail: Mail, purpose: LinkPurpose, secret: str) -> Link:
    return Link(
        secret_hash=secret_hash(secret),
        purpose=purpose,
        person_id=mail.person_id,
        address=mail.address,
        expire_time=real_now() + _LIVES[purpose],
    )
