"""Claims with proofs, as the templates of their pages are shown them."""

from typing import Any

from gateway.forms import Form
from gateway.pages.claims.viewer import Shown, Viewer
from imagin.documents.v1 import documents_pb2
from imagin.expenses.v1 import expenses_pb2
from tests.gateway.samples import (
    BASE,
    CLAIM_ID,
    DESK,
    TRIP,
    claim,
    claim_page,
    day,
    desk_page,
    instant,
    proofs_of,
    shell,
)

DOCUMENT = documents_pb2.Document
RIB = DOCUMENT(
    id="0197a3c0-5b1e-7a44-9f0a-2f6a1c9d0201", set_key=CLAIM_ID, folder="payroll", file_name="releve-identite.pdf",
    given_name="relevé d’identité.PDF", type=1, byte_count=148_213, page_count=3, state=DOCUMENT.STATE_CLEAN,
    deposit_time=instant("2026-06-24T08:05:00"), proof="Relevé d’identité bancaire", is_personal=True, can_delete=True,
    can_read=True,
)  # fmt: skip
PHOTO = DOCUMENT(
    id="0197a3c0-5b1e-7a44-9f0a-2f6a1c9d0202", set_key=CLAIM_ID, folder="travel", file_name="peage.jpg", type=2,
    byte_count=812_000, page_count=1, state=DOCUMENT.STATE_RECEIVED, deposit_time=instant("2026-06-25T06:30:00"),
    is_by_staff=True, is_seen_elsewhere=True,
)  # fmt: skip
INFECTED = DOCUMENT(
    id="0197a3c0-5b1e-7a44-9f0a-2f6a1c9d0203", set_key=CLAIM_ID, folder="travel", file_name="billet.png", type=3,
    byte_count=81_000, page_count=1, state=DOCUMENT.STATE_INFECTED, deposit_time=instant("2026-06-25T06:31:00"),
    can_delete=True,
)  # fmt: skip
PAYROLL = expenses_pb2.ProofFolder(part=1, folder="payroll", capacity=20, document_count=1, documents=[RIB])
TRAVEL = expenses_pb2.ProofFolder(part=2, folder="travel", capacity=20, document_count=1, documents=[PHOTO, INFECTED])
FEE = claim().recorded.fee

STAFF = {"is_staff": True, "of_whom": " de Lefèvre Anaïs"}


def with_proofs(shown: expenses_pb2.Claim, **changes: Any) -> expenses_pb2.Claim:
    """The same claim with documents in both folders, its first proof given, a personal one given elsewhere."""
    made = expenses_pb2.Claim()
    made.CopyFrom(shown)
    made.required_proofs[0].is_given = True
    made.required_proofs.add(
        part=1, label="Copie de carte vitale", reason="Votre numéro INSEE n’est pas connu.", is_given=True,
        elsewhere=expenses_pb2.GivenElsewhere(claim_id=TRIP.id, mission_number="SI10511", given_date=day("2026-06-12")),
    )  # fmt: skip
    values = {"is_available": True, "is_dematerialised": True, "folders": [PAYROLL, TRAVEL]}
    made.proofs.CopyFrom(expenses_pb2.ClaimProofs(**(values | changes)))
    return made


OPEN = with_proofs(claim(moves=("SAVE", "VALIDATE", "PROVE")))
SEALED = with_proofs(claim(6, 6, ("UNVALIDATE",), order_number="2026-SIEC-004512"))
FULL = with_proofs(OPEN, folders=[expenses_pb2.ProofFolder(part=1, folder="payroll", capacity=20, document_count=20)])
UNREADABLE = with_proofs(OPEN, is_available=False, folders=[])
BY_POST = with_proofs(OPEN, is_dematerialised=False, folders=[])
AT_THE_DESK = with_proofs(claim(6, 6, ("ACCEPT", "DEPOSIT"), order_number="2026-SIEC-004512"))
NOTHING_LEFT = with_proofs(OPEN)
for proof in NOTHING_LEFT.required_proofs:
    proof.is_given = True


def proofs_page(shown: expenses_pb2.Claim, form: Form | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "shell": shell("claims"), "claim": shown, "base": BASE, "address": f"{BASE}/pieces", "form": form or Form(),
        "is_staff": False, "of_whom": "", **proofs_of(shown), "viewer": Viewer({RIB.id: "#"}, None), **changes,
    }  # fmt: skip


PROOF_PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("pieces", "claims/pieces.html", proofs_page(OPEN, Form({"travel.proof": "Factures de nuitées"}))),
    ("pieces-shown", "claims/pieces.html", proofs_page(OPEN, viewer=Viewer({RIB.id: "#"}, Shown(RIB, 1, "", "#")))),
    ("pieces-refused", "claims/pieces.html", proofs_page(OPEN, Form({}, {"payroll.file": "Ce fichier est vide."}))),
    ("pieces-sealed", "claims/pieces.html", proofs_page(SEALED)),
    ("pieces-full", "claims/pieces.html", proofs_page(FULL)),
    ("pieces-unreadable", "claims/pieces.html", proofs_page(UNREADABLE)),
    ("pieces-by-post", "claims/pieces.html", proofs_page(BY_POST)),
    ("pieces-desk", "claims/pieces.html", {**proofs_page(AT_THE_DESK), **DESK, **STAFF}),
    ("pieces-desk-own", "claims/pieces.html", {**proofs_page(SEALED), **DESK, **STAFF}),
    ("recap-proofs", "claims/recap.html", claim_page(3, claim=OPEN, trips=[TRIP], fee=FEE)),
    ("recap-proofs-unreadable", "claims/recap.html", claim_page(3, claim=UNREADABLE, trips=[], fee=FEE)),
    ("recap-proofs-by-post", "claims/recap.html", claim_page(3, claim=BY_POST, trips=[], fee=FEE)),
    ("validation-all-given", "claims/validation.html", {**proofs_page(NOTHING_LEFT), "choices": (), "unfinished": []}),
    ("validated-all-given", "claims/validated.html", {**proofs_page(NOTHING_LEFT), "back": "/etats-de-frais"}),
    ("desk-claim-proofs", "desk/claim.html", {**desk_page(AT_THE_DESK), "viewer": Viewer(
     {RIB.id: f"?piece={RIB.id}&page=1#piece"}, Shown(RIB, 2, f"?piece={RIB.id}&page=1#piece", "?page=3#piece"))}),
]  # fmt: skip
