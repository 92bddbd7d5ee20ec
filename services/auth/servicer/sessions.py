"""Logging in, the session behind a cookie, logging out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grpc import ServicerContext
from sqlalchemy.orm import Session

from imagin.auth.v1 import auth_pb2 as pb
from imagin.auth.v1 import auth_pb2_grpc as pb_grpc
from kit.clock import real_now
from kit.errors import NotLoggedIn, Refusal
from kit.identity import Caller, Signer
from kit.passwords import Passwords
from kit.process import Process
from kit.sealing import new_secret, secret_hash
from kit.servicer import Servicer
from services.auth import errors, wire
from services.auth.models import EndReason, Role
from services.auth.queries import accounts, mails, sessions, tries
from services.auth.rules import identity, menu, passwords
from services.auth.rules import mails as mail_rules
from services.auth.rules import sessions as rules
from services.auth.rules.throttling import CLIENT, DEVICE, EVERYBODY, STRANGERS
from services.auth.rules.vault import Vault
from services.auth.servicer.tries import Tries, client
from services.auth.tasks import Postman

# One identity for each: none is good anywhere else.
AUDIENCES = ("auth", "missions", "expenses", "documents", "portal", "survey")

_ENDED: dict[EndReason, type[Refusal]] = {
    EndReason.CROWDED_OUT: errors.SessionCrowdedOut,
    EndReason.LOGOUT: NotLoggedIn,
    EndReason.PASSWORD_CHANGED: errors.SessionPasswordChanged,
    EndReason.PASSWORD_RESET: errors.SessionPasswordReset,
}


@dataclass(frozen=True)
class _Proof:
    """A right secret: whose, which, and the tries to give back."""

    person_id: str
    password_hash: str | None
    temporary_digest: bytes | None
    is_known_device: bool
    keys: tuple[bytes, ...] = ()


class SessionsServicer(Servicer, pb_grpc.SessionsServiceServicer):
    """Sessions of browsers."""

    def __init__(self, process: Process, vault: Vault, signer: Signer, passwords_: Passwords, postman: Postman) -> None:
        super().__init__(process)
        self._vault = vault
        self._signer = signer
        self._passwords = passwords_
        self._tries = Tries(process.database, vault)
        self._postman = postman

    def Login(self, request: pb.LoginRequest, context: ServicerContext) -> pb.LoginResponse:
        proof = self._prove(request, context)
        rehashed = None
        if proof.password_hash and self._passwords.is_outdated(proof.password_hash):
            rehashed = self._passwords.hash(passwords.normalised(request.password))
        session_secret = new_secret()
        device_secret = request.device_secret if proof.is_known_device else new_secret()
        with self.work(request, context) as work:
            account = accounts.account_for_update(work.session, proof.person_id)
            if (account.password_hash, account.temporary_digest) != (proof.password_hash, proof.temporary_digest):
                # It was replaced while we looked at it.
                raise errors.LoginRefused
            previous, account.last_login_time = account.last_login_time, real_now()
            # Somebody has read the letter: no other one prints it again.
            account.temporary_sealed = None
            account.password_hash = rehashed or account.password_hash
            sessions.open_session(work.session, proof.person_id, secret_hash(session_secret), previous)
            sessions.remember_device(work.session, proof.person_id, secret_hash(device_secret))
            self._settle(work.session, proof)
            person = accounts.person(work.session, proof.person_id)
            if previous is not None and not proof.is_known_device:
                mails.add(work.session, person, mail_rules.NEW_DEVICE)
                work.after_commit(self._postman.wake)
            awaits = sessions.awaits_confirmation(work.session, proof.person_id)
            return pb.LoginResponse(
                session_secret=session_secret,
                device_secret=device_secret,
                must_change_password=account.password_hash is None,
                should_give_email=person.mail_address is None and not awaits,
            )

    def ResolveSession(self, request: pb.ResolveSessionRequest, context: ServicerContext) -> pb.Session:
        secret = secret_hash(request.session_secret)
        # One statement, which is its own transaction; the session must not wait for anything else.
        with self.read(context) as read:
            found = sessions.resolve(read.session, secret, is_activity=request.is_activity)
            if found is None:
                raise _why_ended(read.session, secret)
            return self._session(found, request.session_secret, read.now)

    def Logout(self, request: pb.LogoutRequest, context: ServicerContext) -> pb.LogoutResponse:
        with self.work(request, context) as work:
            sessions.log_out(work.session, secret_hash(request.session_secret))
            return pb.LogoutResponse()

    def _prove(self, request: pb.LoginRequest, context: ServicerContext) -> _Proof:
        """The same steps, in the same time, whether the identifier exists or not (security.md A10)."""
        identifier = identity.canonical(request.identifier)
        device = secret_hash(request.device_secret)
        with self.read(context) as read:
            found = accounts.for_login(read.session, identifier, device)
        person_id, password_hash, temporary_digest, is_known_device = found or ("", None, None, False)
        proof = _Proof(person_id, password_hash, temporary_digest, is_known_device)
        # 60 random bits withstand any number of tries, so the letter gets in whatever strangers do meanwhile.
        if self._vault.is_temporary_password(person_id, temporary_digest, request.password):
            return proof
        if is_known_device:
            limits = {DEVICE: (identifier, device.hex())}
        else:
            limits = {STRANGERS: (identifier,), CLIENT: (client(request.client_address),), EVERYBODY: ()}
        keys = tuple(self._tries.take(limits))
        if len(request.password) > passwords.LONGEST_TYPED:
            raise errors.LoginRefused
        if not self._passwords.verify(password_hash, passwords.normalised(request.password)):
            raise errors.LoginRefused
        return _Proof(person_id, password_hash, temporary_digest, is_known_device, keys)

    def _settle(self, session: Session, proof: _Proof) -> None:
        """A browser that was right starts anew; a stranger that was right gives back its own try only."""
        if proof.is_known_device:
            for key in proof.keys:
                tries.clear(session, key)
        elif proof.keys:
            tries.give_back(session, proof.keys)

    def _session(self, found: Any, session_secret: str, now: datetime) -> pb.Session:
        rights = wire.roles(found.roles or ())
        caller = Caller(
            person_id=found.Person.id,
            identifier=found.Person.identifier,
            roles=frozenset(rights),
            session_id=found.id,
            must_change_password=found.must_change_password,
        )
        decisions = [menu.Decision.from_row(row) for row in found.openings or ()]
        activities = menu.open_activities({Role(role) for role in found.roles or ()}, decisions, now)
        return wire.session(
            found.Person,
            rights=rights,
            activities=[] if found.must_change_password else activities,
            tokens={audience: self._signer.token(caller, audience) for audience in AUDIENCES},
            expire_time=rules.end_time(found.create_time, found.activity_time),
            previous_login_time=found.previous_login_time,
            must_change_password=found.must_change_password,
            should_give_email=found.Person.mail_address is None and not found.awaits_confirmation,
            form_token=self._vault.form_token(session_secret),
        )


def _why_ended(session: Session, secret: bytes) -> Refusal:
    """What to tell somebody whose session is over."""
    found = sessions.find(session, secret)
    if found is None:
        return NotLoggedIn()
    if found.end_reason is not None:
        return _ENDED[found.end_reason](most=rules.MOST_SESSIONS)
    if found.create_time + rules.LONGEST_LIFE < found.activity_time + rules.LONGEST_IDLE:
        return errors.SessionTooLong(hours=rules.LONGEST_LIFE.seconds // 3600)
    return errors.SessionIdle(minutes=rules.LONGEST_IDLE.seconds // 60)
