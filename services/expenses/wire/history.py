"""The history of a claim and of its proofs to its message."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from imagin.documents.v1 import documents_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from services.expenses.models import Claim
from services.expenses.rules.doers import Doers
from services.expenses.rules.history import Step, changes, sentence
from services.expenses.rules.sealing import FOLDERS
from services.expenses.rules.workflow import PartKind
from services.expenses.wire.claims import examiner
from services.expenses.wire.values import instant

MOST_ENTRIES: Final = 400

_Event = documents_pb2.DocumentEvent
_SENTENCES: Final = {
    _Event.KIND_DEPOSITED: "{proof} a été déposée dans {folder}.",
    _Event.KIND_DELETED: "{proof} a été supprimée {from_folder}.",
    _Event.KIND_INFECTED: "{proof} était infectée\u00a0: elle a été supprimée {from_folder}.",
    _Event.KIND_READ: "{proof} a été consultée.",
}
_FOLDERS: Final = {
    FOLDERS[PartKind.FEE]: ("le dossier paie", "du dossier paie"),
    FOLDERS[PartKind.TRAVEL]: ("les pièces du déplacement", "des pièces du déplacement"),
}
_ANTIVIRUS: Final = "L’antivirus"


class _Told(NamedTuple):
    at: datetime
    message: pb.HistoryEntry


def readable(events: Iterable[documents_pb2.DocumentEvent], *, is_staff: bool) -> list[documents_pb2.DocumentEvent]:
    """What happened to proofs, as far as it concerns who reads it: readings by staff are for staff only."""
    return [one for one in events if one.kind in _SENTENCES and (is_staff or one.kind != _Event.KIND_READ)]


def history(
    claim: Claim,
    steps: Iterable[Step],
    events: Sequence[documents_pb2.DocumentEvent] | None,
    doers: Doers,
    zone: ZoneInfo,
) -> pb.ListHistoryResponse:
    """Both together, newest first; None: what happened to the proofs cannot be read for the moment."""
    told = [*_steps(claim, steps, doers, zone), *_events(events or (), doers)]
    told.sort(key=lambda one: one.at, reverse=True)
    return pb.ListHistoryResponse(
        entries=[one.message for one in told[:MOST_ENTRIES]],
        mission_number=claim.mission_number,
        order_number=claim.order_number or "",
        examiner=examiner(claim),
        has_proofs=events is not None,
    )


def _steps(claim: Claim, steps: Iterable[Step], doers: Doers, zone: ZoneInfo) -> Iterator[_Told]:
    for step in steps:
        if message := sentence(step):
            entry = pb.HistoryEntry(
                event_time=instant(step.at),
                actor=doers.name(step.actor_id, step.action, step.at.astimezone(zone).date()),
                message=message,
                changes=[
                    pb.HistoryChange(label=one.label, before=one.before, after=one.after)
                    for one in changes(step, claim.nature)
                ],
            )
            yield _Told(step.at, entry)


def _events(events: Iterable[documents_pb2.DocumentEvent], doers: Doers) -> Iterator[_Told]:
    for event in events:
        proof = f"La pièce «\u00a0{event.file_name}\u00a0»" + (f" ({event.proof})" if event.proof else "")
        folder, from_folder = _FOLDERS.get(event.folder, ("le dossier", "du dossier"))
        entry = pb.HistoryEntry(
            event_time=event.event_time,
            actor=doers.name(event.actor_person_id) if event.actor_person_id else _ANTIVIRUS,
            message=_SENTENCES[event.kind].format(proof=proof, folder=folder, from_folder=from_folder),
        )
        yield _Told(event.event_time.ToDatetime(UTC), entry)
