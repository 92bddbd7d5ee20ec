"""Proofs that become evidence: sealed before what is decided on them is committed (A12, decision 0019).

A seal has a name, which the claim keeps if the change commits. Whatever happens in between, a seal is either that of
its claim, and confirmed by the outbox, or nobody's, and broken: at once when the change is refused, by the sweeper when
the process died or its commit failed.
"""

import logging
from contextlib import AbstractContextManager
from dataclasses import replace
from types import TracebackType
from typing import Final

import grpc
from sqlalchemy.orm import Session

from imagin.documents.v1 import documents_pb2
from kit.identifiers import new_id
from kit.process import Process
from kit.work import Work
from services.expenses import errors
from services.expenses.queries import claims
from services.expenses.rules.proofs import Deposits, Elsewhere
from services.expenses.rules.sealing import is_evidence
from services.expenses.rules.views import ClaimView
from services.expenses.servicer.folders import Folders, tell_broken, tell_kept
from services.expenses.wire import proofs as wire

log = logging.getLogger(__name__)

# Documents is not there: nothing was sealed, or the sweeper will find what was.
_ABSENT: Final = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.CANCELLED,
    }
)


class Seal(AbstractContextManager["Seal"]):
    """The seal that a change of a claim needs, for the length of a `with` block that ends with the change, or refuses.

    `done` says in French what the claim would be: « validé ».
    """

    def __init__(self, folders: Folders, work: Work, view: ClaimView, *, is_needed: bool, done: str) -> None:
        self._folders = folders
        self._work = work
        self._view = view
        self._is_needed = is_needed
        self._done = done
        # Of a claim whose transaction failed nothing can be asked any more.
        self._claim_id = view.claim.id
        # One that stands is made again: it says what it seals, and is not for us to break.
        self._is_new = view.claim.seal_id is None
        self._seal_id = view.claim.seal_id or new_id()
        self.deposits: Deposits | None = None

    def __enter__(self) -> "Seal":
        if self._is_needed:
            try:
                found = self._folders.seal(self._view.claim, self._seal_id)
            except grpc.RpcError as error:
                if error.code() in _ABSENT:
                    raise errors.ProofsUnavailable(done=self._done) from error
                raise
            self.deposits = read_deposits(self._work.session, self._view, found)
        return self

    def keep(self) -> None:
        """The change keeps it."""
        if self._is_needed and self._is_new:
            self._view.claim.seal_id = self._seal_id
            tell_kept(self._work, self._view.claim)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and self._is_needed and self._is_new:
            try:
                self._folders.release(self._claim_id, self._seal_id)
            except grpc.RpcError as absent:
                log.warning("a seal is left to the sweeper: %s", absent.code().name)


def sealing(folders: Folders, work: Work, view: ClaimView, *, done: str) -> Seal:
    """The seal of a claim that was just changed, if the change made its proofs evidence."""
    is_needed = view.takes_proofs and view.claim.seal_id is None and is_evidence(view.claim)
    return Seal(folders, work, view, is_needed=is_needed, done=done)


def unseal(work: Work, view: ClaimView) -> None:
    """Let the proofs of a claim change again, once nothing that stands was decided on them."""
    claim = view.claim
    if claim.seal_id is not None and not is_evidence(claim):
        tell_broken(work, claim)
        claim.seal_id = None


def read_deposits(session: Session, view: ClaimView, found: documents_pb2.FolderSet | None) -> Deposits:
    """What was deposited; other claims are looked up only when a personal proof that is required was given there."""
    if found is None:
        return Deposits()
    given = Deposits(wire.deposits(found))
    wanted = {proof.label for proof in view.proofs if proof.is_personal and not given.given_here(proof)}
    others = [one for one in wire.personal_deposits(found) if one.proof in wanted]
    if not others:
        return given
    named = claims.numbers(session, {one.claim_id for one in others}, view.claim.person_id)
    elsewhere = {
        one.proof: Elsewhere(one.claim_id, *named[one.claim_id], one.time) for one in others if one.claim_id in named
    }
    return replace(given, elsewhere=elsewhere)


class Sweeper:
    """Looks, now and then, for seals that nobody confirmed."""

    def __init__(self, process: Process, folders: Folders) -> None:
        self._database = process.database
        self._folders = folders

    def sweep(self) -> None:
        """Confirm the seals that are those of their claims, and break the others. Any number may do it at once."""
        try:
            for doubtful in self._folders.doubtful():
                self._try_to_settle(doubtful)
        except grpc.RpcError as error:
            log.warning("doubtful seals are left for later: %s", error.code().name)

    def _try_to_settle(self, doubtful: documents_pb2.DoubtfulSeal) -> None:
        """Of a set that documents refuses the others must not wait; without documents all do."""
        try:
            self._settle(doubtful)
        except grpc.RpcError as error:
            if error.code() in _ABSENT:
                raise
            log.exception("a doubtful seal cannot be settled", extra={"claim": doubtful.set_key})

    def _settle(self, doubtful: documents_pb2.DoubtfulSeal) -> None:
        with self._database.transaction() as session:
            claim = claims.to_seal(session, doubtful.set_key)
            if claim is None:
                # Somebody is changing it: this seal may be the one of that change.
                return
            if claim.seal_id is None:
                self._folders.release(doubtful.set_key, doubtful.seal_id)
            else:
                # Under its own name, whatever seals it: no moment goes by in which it is open.
                self._folders.seal(claim, claim.seal_id)
                self._folders.confirm(claim.id, claim.seal_id)
