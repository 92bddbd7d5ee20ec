"""Proofs of a claim: what is asked for, what was deposited, and the forms that deposit and remove (S-DOC-1 to 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from gateway import confirmation
from gateway.errors import status_of
from gateway.forms import Choice, Form
from gateway.pages.claims import deposits, places, steps, viewer
from gateway.pages.claims.places import BRINGING, ENTERING, PROOFS
from gateway.rendering import allows
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import Refused

router = APIRouter(prefix=PROOFS)

# By part: title of its folder, its complement in a sentence, where it stands on a page.
WORDS: Final = {
    pb.PART_KIND_FEE: ("Dossier paie", "du dossier paie", "pieces-paie"),
    pb.PART_KIND_TRAVEL: ("Déplacement", "du déplacement", "pieces-deplacement"),
}
OTHER: Final = Choice("", "Autre document")
# In the query of the page: the proof that somebody comes to give; in that of its forms: the folder, which is known
# although nothing of a form that is too large is read.
WANTED: Final = "fournir"
FOLDER: Final = "dossier"
# What is no matter of these pages: nobody is logged in, or there is nothing there for them.
ELSEWHERE: Final = frozenset({401, 403, 404})
RENAMED: Final = (
    " Son nom a été changé en {name} : un nom compte 50 caractères au plus, lettres sans accent, chiffres et tirets."
)


@dataclass(frozen=True, slots=True)
class Section:
    """One folder of a claim, as a page shows it; an empty one while documents cannot be read."""

    title: str
    complement: str
    anchor: str
    required: Sequence[pb.RequiredProof]
    given: pb.ProofFolder
    choices: Sequence[Choice]
    """What a document may be given as, what is missing first; none when nothing may be deposited."""

    @property
    def is_full(self) -> bool:
        return self.given.document_count >= self.given.capacity

    @property
    def missing(self) -> list[str]:
        """The labels that nothing was given for yet."""
        return list(dict.fromkeys(one.label for one in self.required if not one.is_given))


def sections(claim: pb.Claim) -> list[Section]:
    """The folders of a claim that was asked for with its proofs."""
    folders = {folder.part: folder for folder in claim.proofs.folders}
    return [_section(claim, folders.get(part, pb.ProofFolder(part=part))) for part in WORDS]


def may_deposit(claim: pb.Claim) -> bool:
    """Whether the caller may add a document now: to their own claim, or as a gestionnaire to somebody's."""
    is_ready = claim.proofs.is_available and claim.proofs.is_dematerialised
    return is_ready and (allows(claim, "prove") or allows(claim, "deposit"))


def missing(claim: pb.Claim, address: str) -> list[tuple[str, str]]:
    """Each proof that nothing was given for, and the very place where it is given; `address` is that of the proofs."""
    return [
        (label, f"{address}?{urlencode({WANTED: label})}#{section.anchor}")
        for section in sections(claim)
        for label in section.missing
    ]


def told(visit: Visit, claim: pb.Claim) -> dict[str, Any]:
    """What the recap, the validation and what follows it tell of the proofs."""
    address = steps.proofs(visit, claim.id)
    return {
        "proofs_address": address,
        "list_address": places.of_claim(visit).list_address,
        "sections": sections(claim),
        "missing": missing(claim, address),
        "may_deposit": may_deposit(claim),
    }


def _section(claim: pb.Claim, folder: pb.ProofFolder) -> Section:
    required = [one for one in claim.required_proofs if one.part == folder.part]
    return Section(*WORDS[folder.part], required, folder, _choices(required) if may_deposit(claim) else ())


def _choices(required: Sequence[pb.RequiredProof]) -> tuple[Choice, ...]:
    given = {one.label: one.is_given for one in required}
    return (
        *(Choice(label, label) for label, is_given in given.items() if not is_given),
        *(Choice(label, f"{label} (déjà fournie)") for label, is_given in given.items() if is_given),
        OTHER,
    )


@router.get("")
async def show(claim_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id, needs_proofs=True)
    return await _page(visit, claim, _form(claim, visit.request.query_params.get(WANTED, "")))


@router.post("")
async def deposit(claim_id: str, visit: Visit = BRINGING) -> Response:
    folder = visit.request.query_params.get(FOLDER, "")
    try:
        async with deposits.receiving(visit) as file:
            document = await deposits.deposit(
                visit,
                places.of_claim(visit),
                claim_id,
                file,
                folder=folder,
                proof=visit.field(f"{folder}.proof"),
                request_id=visit.request_id,
            )
    except Refused as refused:
        if status_of(refused) in ELSEWHERE:
            raise
        return await _refuse(visit, claim_id, folder, refused)
    text = f"La pièce {document.given_name or document.file_name} est déposée."
    if document.given_name:
        text += RENAMED.format(name=document.file_name)
    return await visit.done(text, steps.proofs(visit, claim_id), "PROOF_DEPOSITED")


@router.get("/{document_id}/suppression")
async def ask_removal(claim_id: str, document_id: str, visit: Visit = ENTERING) -> Response:
    claim = await steps.load(visit, claim_id, needs_proofs=True)
    address = steps.proofs(visit, claim_id)
    found = [one for folder in claim.proofs.folders for one in folder.documents if one.id == document_id]
    if not found or not found[0].can_delete:
        return visit.redirect(address)
    return await confirmation.ask(
        visit,
        title=f"Supprimer une pièce{_of_whom(visit, claim)}",
        sentences=[
            f"La pièce {found[0].file_name} sera supprimée de l’état de frais.",
            "Elle ne pourra pas être rétablie.",
        ],
        action=f"{address}/{document_id}/suppression",
        label="Supprimer",
        back=address,
        is_danger=True,
    )


@router.post("/{document_id}/suppression")
async def remove(claim_id: str, document_id: str, visit: Visit = ENTERING) -> Response:
    address, place = steps.proofs(visit, claim_id), places.of_claim(visit)
    try:
        document = await deposits.remove(visit, place, claim_id, document_id, request_id=visit.request_id)
    except Refused as refused:
        return await visit.refuse(refused, address)
    return await visit.done(f"La pièce {document.file_name} est supprimée.", address, "PROOF_REMOVED")


@router.get("/{document_id}/fichier")
async def download(claim_id: str, document_id: str, visit: Visit = ENTERING) -> Response:
    try:
        return await deposits.download(visit, claim_id, document_id)
    except Refused as refused:
        if status_of(refused) in ELSEWHERE:
            raise
        return await visit.refuse(refused, steps.proofs(visit, claim_id))


@router.get("/{document_id}/pages/{page}.jpg")
async def picture(claim_id: str, document_id: str, page: str, visit: Visit = ENTERING) -> Response:
    return await deposits.picture(visit, claim_id, document_id, page)


def _of_whom(visit: Visit, claim: pb.Claim) -> str:
    """Whose proofs a gestionnaire has before them."""
    examiner = claim.examiner
    return f" de {examiner.last_name} {examiner.first_name}" if places.of(visit) is places.DESK else ""


def _form(claim: pb.Claim, wanted: str = "") -> Form:
    """The forms of both folders: each proposes the proof that somebody comes to give, or the first that is missing."""
    proposed = {}
    for section in sections(claim):
        is_wanted = wanted in {choice.value for choice in section.choices}
        first = [*section.missing, OTHER.value][0]
        proposed[f"{section.given.folder}.proof"] = wanted if wanted and is_wanted else first
    return Form(proposed)


async def _refuse(visit: Visit, claim_id: str, folder: str, refused: Refused) -> Response:
    """The page as it stands now, with what was chosen and why the file is not taken."""
    claim = await steps.load(visit, claim_id, needs_proofs=True)
    is_shown = any(section.given.folder == folder and section.choices for section in sections(claim))
    name = f"{folder}.proof"
    form = _form(claim)
    if name in visit.form:
        form = replace(form, values={**form.values, name: visit.field(name)})
    form = form.refused({f"{folder}.file": refused.message} if is_shown else {})
    return await _page(visit, claim, form, status=status_of(refused), refused=refused)


async def _page(
    visit: Visit, claim: pb.Claim, form: Form, *, status: int = 200, refused: Refused | None = None
) -> Response:
    return await visit.page(
        "claims/pieces.html",
        status=status,
        refused=refused,
        claim=claim,
        base=steps.base(visit, claim.id),
        address=steps.proofs(visit, claim.id),
        list_address=places.of_claim(visit).list_address,
        of_whom=_of_whom(visit, claim),
        is_staff=places.of(visit) is places.DESK,
        may_deposit=may_deposit(claim),
        sections=sections(claim),
        viewer=viewer.of(visit, claim),
        form=form,
    )
