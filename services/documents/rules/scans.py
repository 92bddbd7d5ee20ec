"""What a verdict of the antivirus does to a document, and when it is asked again."""

from datetime import timedelta
from typing import Final

from kit.antivirus import Clean, Infected, Verdict
from services.documents.models import Document, Folder, ScanState

# Longer than a question may take: nobody else asks it meanwhile.
FIRST_DELAY: Final = timedelta(seconds=60)
LONGEST_DELAY: Final = timedelta(minutes=15)
_MOST_DOUBLINGS: Final = 8


def delay(attempts: int) -> timedelta:
    """How long after an attempt the next one is due, should it end without a verdict."""
    return min(FIRST_DELAY * 2 ** min(attempts - 1, _MOST_DOUBLINGS), LONGEST_DELAY)


def settle(document: Document, folder: Folder, verdict: Verdict | None) -> str | None:
    """Note a verdict, or that there is none yet; the object of the store that nothing names any more, if any."""
    match verdict:
        case None:
            document.scan_state = ScanState.DELAYED
            return None
        case Clean():
            document.scan_state, document.scan_next_time = ScanState.CLEAN, None
            return None
        case Infected(threat):
            loose = document.object_key
            document.scan_state, document.threat, document.scan_next_time = ScanState.INFECTED, threat, None
            document.object_key = None
            folder.document_count -= 1
            return loose
