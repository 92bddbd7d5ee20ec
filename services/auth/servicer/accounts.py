"""What people do with their own account: password, e-mail, link of a forgotten password."""

from grpc import ServicerContext
from sqlalchemy.orm import Session

from imagin.auth.v1 import auth_pb2 as pb
from imagin.auth.v1 import auth_pb2_grpc as pb_grpc
from kit.errors import Conflict, NotLoggedIn, Violation, Violations
from kit.passwords import Passwords
from kit.process import Process
from kit.sealing import new_secret, secret_hash
from kit.servicer import Servicer
from services.auth import errors
from services.auth.models import EndReason, LinkPurpose, Person, ResetRequest
from services.auth.queries import accounts, mails, sessions
from services.auth.rules import accounts as rules
from services.auth.rules import emails, identity, passwords
from services.auth.rules import mails as mail_rules
from services.auth.rules.sessions import CONFIRMATION_LIFE, RESET_LIFE
from services.auth.rules.throttling import CURRENT_PASSWORD, GIVEN_EMAILS, RESET_CLIENT, RESET_MAILS
from services.auth.rules.vault import Vault
from services.auth.servicer.tries import Tries, client
from services.auth.tasks import Postman


class AccountsServicer(Servicer, pb_grpc.AccountsServiceServicer):
    """A person's own account."""

    def __init__(self, process: Process, vault: Vault, passwords_: Passwords, postman: Postman) -> None:
        super().__init__(process)
        self._academy = process.settings.academy
        self._passwords = passwords_
        self._tries = Tries(process.database, vault)
        self._postman = postman

    def ChangePassword(self, request: pb.ChangePasswordRequest, context: ServicerContext) -> pb.ChangePasswordResponse:
        secret = secret_hash(request.session_secret)
        # Hashing takes its time outside of any transaction; what it was decided on is compared again inside.
        with self.read(context) as read:
            person = accounts.person_with_account(read.session, read.caller.person_id)
            if person is None or person.account is None:
                raise NotLoggedIn
            known = person.account.password_hash
        violations = Violations()
        if known is not None:
            self._tries.take({CURRENT_PASSWORD: (person.id,)})
            if not self._passwords.verify(known, passwords.normalised(request.current_password)):
                violations.add("current_password", errors.CURRENT_PASSWORD_WRONG)
            elif passwords.normalised(request.new_password) == passwords.normalised(request.current_password):
                violations.add("new_password", errors.PASSWORD_UNCHANGED)
        self._check(violations, request.new_password, person)
        new_hash = self._passwords.hash(passwords.normalised(request.new_password))
        session_secret = new_secret()
        with self.work(request, context) as work:
            account = accounts.account_for_update(work.session, person.id)
            session = sessions.live_for_update(work.session, secret, person.id)
            if session is None:
                raise NotLoggedIn
            if account.password_hash != known:
                raise Conflict
            rules.set_password(account, new_hash)
            session.secret_hash = secret_hash(session_secret)
            work.session.flush()
            sessions.end(work.session, person.id, EndReason.PASSWORD_CHANGED, sessions.is_other(session.id))
            self._forget_links(work.session, person.id)
            if mails.add(work.session, person, mail_rules.PASSWORD_CHANGED):
                work.after_commit(self._postman.wake)
        return pb.ChangePasswordResponse(session_secret=session_secret)

    def GiveEmail(self, request: pb.GiveEmailRequest, context: ServicerContext) -> pb.GiveEmailResponse:
        address = emails.checked(request.email)
        with self.work(request, context) as work:
            person = accounts.person(work.session, work.caller.person_id)
            self._tries.take_within(work.session, {GIVEN_EMAILS: (person.id,)}, errors.TooManyEmails)
            # The last address given is the one that counts.
            accounts.revoke_links(work.session, person.id, LinkPurpose.CONFIRM_EMAIL)
            mails.give_up(work.session, person.id, LinkPurpose.CONFIRM_EMAIL)
            mails.add(work.session, person, mail_rules.EMAIL_CONFIRMATION, address=address)
            work.after_commit(self._postman.wake)
            return work.reply(pb.GiveEmailResponse())

    def ConfirmEmail(self, request: pb.ConfirmEmailRequest, context: ServicerContext) -> pb.ConfirmEmailResponse:
        with self.work(request, context) as work:
            link = accounts.use_link(work.session, secret_hash(request.secret), LinkPurpose.CONFIRM_EMAIL)
            if link is None:
                raise errors.ConfirmationLinkDead(hours=CONFIRMATION_LIFE.days * 24)
            person = accounts.person(work.session, link.person_id)
            # Whoever had the account until now learns that another address opens it.
            if person.mail_address not in (None, link.address):
                mails.add(work.session, person, mail_rules.EMAIL_RECORDED)
                work.after_commit(self._postman.wake)
            person.given_email = link.address
            return pb.ConfirmEmailResponse()

    def RequestPasswordReset(
        self, request: pb.RequestPasswordResetRequest, context: ServicerContext
    ) -> pb.RequestPasswordResetResponse:
        identifier = identity.canonical(request.identifier)
        limits = {RESET_MAILS: (identifier,), RESET_CLIENT: (client(request.client_address),)}
        try:
            self._tries.take(limits)
        except errors.TooManyTries:
            # The answer says the same, and the three mails that did leave are enough.
            return pb.RequestPasswordResetResponse()
        with self.work(request, context) as work:
            # Whether anybody has this identifier is looked up afterwards: the answer takes the same time.
            work.session.add(ResetRequest(identifier=identifier))
            work.after_commit(self._postman.wake)
        return pb.RequestPasswordResetResponse()

    def ResetPassword(self, request: pb.ResetPasswordRequest, context: ServicerContext) -> pb.ResetPasswordResponse:
        dead = errors.ResetLinkDead(minutes=RESET_LIFE.seconds // 60)
        secret = secret_hash(request.secret)
        with self.read(context) as read:
            link = accounts.link(read.session, secret, LinkPurpose.RESET_PASSWORD)
            person = accounts.person_with_account(read.session, link.person_id) if link else None
        if person is None:
            raise dead
        if not request.new_password:
            return pb.ResetPasswordResponse()
        violations = Violations()
        known = person.account.password_hash if person.account else None
        self._check(violations, request.new_password, person)
        if self._passwords.verify(known, passwords.normalised(request.new_password)):
            violations.add("new_password", errors.PASSWORD_UNCHANGED)
            violations.refuse_if_any()
        new_hash = self._passwords.hash(passwords.normalised(request.new_password))
        device_secret = new_secret()
        with self.work(request, context) as work:
            account = accounts.account_for_update(work.session, person.id)
            if accounts.use_link(work.session, secret, LinkPurpose.RESET_PASSWORD) is None:
                raise dead
            rules.set_password(account, new_hash)
            sessions.end(work.session, person.id, EndReason.PASSWORD_RESET)
            self._forget_links(work.session, person.id)
            sessions.forget_devices(work.session, person.id)
            # Whoever holds the link is the owner: what strangers try meanwhile must not keep them out.
            sessions.remember_device(work.session, person.id, secret_hash(device_secret))
            mails.add(work.session, person, mail_rules.PASSWORD_CHANGED)
            work.after_commit(self._postman.wake)
        return pb.ResetPasswordResponse(device_secret=device_secret)

    def _check(self, violations: Violations, new_password: str, person: Person) -> None:
        """Refuse a new password that is too short, too long, or what somebody would try first."""
        about = (person.identifier, person.last_name, person.first_name, self._academy, person.mail_address or "")
        found: Violation | None = passwords.violation(new_password, about)
        if found is not None:
            violations.add("new_password", found, least=passwords.SHORTEST, most=passwords.LONGEST)
        violations.refuse_if_any()

    def _forget_links(self, session: Session, person_id: str) -> None:
        """The password is known again: links to replace it are no good any more."""
        accounts.revoke_links(session, person_id, LinkPurpose.RESET_PASSWORD)
        mails.give_up(session, person_id, LinkPurpose.RESET_PASSWORD)
