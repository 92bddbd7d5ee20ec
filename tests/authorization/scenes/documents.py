"""Proofs in each state of their folder, deposited by their owner or by a gestionnaire."""

import base64
import struct
import zlib
from datetime import datetime, timedelta
from typing import Any, Final

from kit.identifiers import new_id
from tests.authorization.scenes.claims import ACCEPT, CANCEL, VALIDATE, Step, enter, find_claim, take
from tests.authorization.stage import MANAGER, Make, Scene, Stage
from tests.gateway import crowd
from tests.gateway.test_on_behalf import CLOSED
from tests.gateway.world import PRODUCED

FOLDER: Final = "payroll"


def picture(shade: int) -> bytes:
    """A PNG of one grey pixel."""
    parts = (
        (b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes([0, shade]))),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


NEW: Final = base64.b64encode(picture(200)).decode()


def _document(
    *after: Step,
    before: tuple[Step, ...] = (),
    is_by_staff: bool = False,
    clock: datetime = PRODUCED,
    **columns: Any,
) -> Make:
    """A document of a claim; `before` and `after` its deposit something is done to the claim."""

    def make(stage: Stage) -> Scene:
        owner = stage.welcome()
        claim_id = find_claim(stage, owner, crowd.MARKING)
        take(stage, owner, claim_id, enter, *before)
        # What comes after a sealing comes at a later instant.
        stage.site.clock.set(PRODUCED + timedelta(minutes=len(before)))
        who, roles = (stage.people["manager"], [MANAGER]) if is_by_staff else (owner, [])
        service = "DeskService" if is_by_staff else "ClaimsService"
        stage.do(f"{service}.OpenProofs", {"id": claim_id}, who, *roles)
        deposit = {"set_key": claim_id, "folder": FOLDER, "file_name": "piece.png"}
        sent = [{**deposit, "content": base64.b64encode(picture(100)).decode()}]
        (document,) = stage.do("DocumentsService.UploadDocument", sent, who, *roles).replies
        stage.site.clock.set(PRODUCED)
        values = take(stage, owner, claim_id, *after)
        for name, value in columns.items():
            change = f"UPDATE documents SET {name} = :value WHERE id = :document"
            stage.site.execute("documents", change, value=value, document=document.id)
        return Scene(owner, {**values, "document": document.id, "new": NEW, "seal": _seal(stage, claim_id)}, clock)

    return make


def _infected(stage: Stage) -> Scene:
    """Found infected: its content is gone."""
    scene = _document()(stage)
    change = "UPDATE documents SET scan_state = 'INFECTED', object_key = NULL WHERE id = :document"
    stage.site.execute("documents", change, document=scene.values["document"])
    return scene


def _seal(stage: Stage, claim_id: str) -> str:
    """What seals the folders of a claim; any other seal while nothing does."""
    question = "SELECT seal_id FROM folders WHERE set_key = :claim AND name = :folder"
    (seal,) = stage.site.ask("documents", question, claim=claim_id, folder=FOLDER)
    return str(seal or new_id())


DOCUMENTS: Final[dict[tuple[str, str], Make]] = {
    ("document", "open"): _document(),
    ("document", "sealed"): _document(VALIDATE),
    ("document", "accepted"): _document(VALIDATE, ACCEPT),
    ("document", "cancelled"): _document(CANCEL),
    ("document", "closed"): _document(clock=CLOSED),
    # Deposited by a gestionnaire: in an open folder, before it was sealed, after.
    ("document", "of_staff"): _document(is_by_staff=True),
    ("document", "of_staff_sealed"): _document(VALIDATE, is_by_staff=True),
    ("document", "of_staff_since"): _document(before=(VALIDATE,), is_by_staff=True),
    # Where the antivirus stands.
    ("document", "unscanned"): _document(scan_state="RECEIVED"),
    ("document", "infected"): _infected,
}
