"""The antivirus is asked beside the calls: nobody who deposits a document waits for it."""

import logging
from collections.abc import Callable

from kit import metrics
from kit.antivirus import Antivirus, AntivirusUnavailable, Infected, Verdict
from kit.call import Call
from kit.clock import real_now
from kit.errands import Errands
from kit.errors import Refusal
from kit.identity import Caller
from kit.process import Process
from kit.work import unit_of_work
from services.documents import wire
from services.documents.models import Document, LooseObject
from services.documents.queries import scans
from services.documents.rules import scans as rules
from services.documents.settings import settings_of

log = logging.getLogger(__name__)

# A document of this process is looked at at once; those of one that died, or that got no verdict, at the next look.
POLL_SECONDS = 5.0
ACTION = "ScanDocument"


class Scanner(Errands):
    """Has documents looked at and notes the verdict. Any number of processes may run one."""

    def __init__(
        self,
        process: Process,
        antivirus: Antivirus,
        read: Callable[[Document], bytes],
        sweep: Callable[[], object],
    ) -> None:
        super().__init__("scanner", POLL_SECONDS, self.take_up_unscanned, self.scan_next)
        self._process = process
        self._antivirus = antivirus
        self._read = read
        self._sweep = sweep
        self._zone = settings_of(process).time_zone
        self._has_taken_up = False

    def take_up_unscanned(self) -> bool:
        """Once in the life of a process: there may have been no antivirus before."""
        if not self._has_taken_up:
            with self._process.database.transaction() as session:
                scans.take_up_unscanned(session)
            self._has_taken_up = True
        return False

    def scan_next(self) -> bool:
        """Ask about the document that has waited longest; False when none is due or the antivirus does not answer."""
        with self._process.database.transaction() as session:
            document = scans.next_due(session)
            if document is None:
                return False
            # Should this process die now, another one asks a little later.
            document.scan_attempts += 1
            document.scan_next_time = real_now() + rules.delay(document.scan_attempts)
        verdict = self._ask(document)
        self._note(document, verdict)
        metrics.scanned(type(verdict).__name__.lower() if verdict else "delayed")
        return verdict is not None

    def _ask(self, document: Document) -> Verdict | None:
        """What the antivirus says; None when it cannot be asked or gives no verdict, whatever the cause."""
        try:
            return self._antivirus.scan(self._read(document))
        except AntivirusUnavailable as unclear:
            log.warning("no verdict: %s", unclear, extra={"document": document.id})
        except Refusal as unread:
            log.warning("a content cannot be read: %s", unread.reason, extra={"document": document.id})
        return None

    def _note(self, document: Document, verdict: Verdict | None) -> None:
        process = self._process
        call = Call(ACTION, Caller(service=process.name))
        with unit_of_work(process.database, process.clock, call, wake=process.relay.wake) as work:
            waiting = scans.waiting(work.session, document)
            if waiting is None:
                # Removed by its depositor, or settled by a process that was taken for dead.
                return
            loose = rules.settle(*waiting, verdict)
            if loose is not None:
                work.session.add(LooseObject(object_key=loose, remove_time=real_now()))
                work.after_commit(self._sweep)
            if isinstance(verdict, Infected):
                work.tell(wire.NOTIFY, wire.infected(waiting[0], self._zone), key=document.set_key)
