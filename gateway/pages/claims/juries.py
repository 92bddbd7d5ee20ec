"""« Jurys que vous présidez »: the président de jury enters the fee of every member (S-CLM-10)."""

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gateway import confirmation
from gateway.errors import status_of
from gateway.forms import Form
from gateway.listing import Column, Listing
from gateway.pages.claims import fee_forms, jury_forms, places
from gateway.pages.claims.jury_forms import Row
from gateway.pages.claims.listing import ADDRESS
from gateway.pages.claims.places import ENTERING, JURIES
from gateway.visit import Visit, person
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1.expenses_pb2_grpc import JuryServiceStub
from kit.errors import Refused
from kit.french import count

# The list is the president's alone; the pages of a jury also stand at the desk.
listing, router = APIRouter(), APIRouter()

VALIDATION: Final = "/validation"
MEMBER: Final = "/membres/{claim_id}"
COLUMNS: Final = (
    Column("Mission"),
    Column("Examen"),
    Column("Jury"),
    Column("Dates"),
    Column("Saisies"),
    Column("Validées"),
)
RECORDED: Final = "La saisie du jury est enregistrée. Validez-la pour la transmettre au gestionnaire."
VALIDATED: Final = "La saisie du jury est validée : le gestionnaire doit maintenant l’examiner."
NOTHING_TO_VALIDATE: Final = "Aucune saisie n’est à valider : indiquez d’abord la quantité d’au moins un membre."


@listing.get(JURIES)
async def list_juries(visit: Visit = person("claims")) -> Response:
    reply = await visit.calls(JuryServiceStub).ListJuries(pb.ListJuriesRequest())
    columns = Listing(JURIES, COLUMNS, sort="")
    return await visit.page("claims/juries.html", juries=reply.juries, listing=columns, back=ADDRESS)


@router.get("")
async def show_jury(mission_id: str, visit: Visit = ENTERING) -> Response:
    jury = await _load(visit, mission_id)
    return await _jury_page(visit, jury, jury_forms.form(jury))


@router.post("")
async def enter_jury(mission_id: str, visit: Visit = ENTERING) -> Response:
    """« Enregistrer », or « Valider la saisie du jury », which records and then asks."""
    kind = fee_forms.kind_of(visit.field("fee_input_kind"))
    typed = jury_forms.rows(visit, kind)
    sent = [row for row in typed if row.is_changed]
    if any(row.entry.errors for row in sent):
        jury = await _load(visit, mission_id)
        return await _jury_page(visit, jury, jury_forms.form(jury, typed, jury_forms.unread(jury, typed)), status=422)
    address = places.of(visit).base(mission_id=mission_id)
    try:
        await _record(visit, mission_id, [row.message for row in sent])
    except Refused as refused:
        if not refused.violations:
            return await visit.refuse(refused, address)
        return await _refused_page(visit, mission_id, typed, sent, refused)
    if visit.field("action") == "validate":
        return visit.redirect(address + VALIDATION)
    return await visit.done(RECORDED, address, "JURY_RECORDED")


@router.get(VALIDATION)
async def ask_validation(mission_id: str, visit: Visit = ENTERING) -> Response:
    """What is about to be validated, and for whom nothing is entered: they stay to be entered."""
    jury = await _load(visit, mission_id)
    address = places.of(visit).base(mission_id=mission_id)
    ready = [one for one in jury.members if one.HasField("fee") and one.is_editable and not one.is_validated]
    if not (jury.can_validate and ready):
        await visit.say("warning", jury.notice or NOTHING_TO_VALIDATE, "JURY_NOT_READY")
        return visit.redirect(address)
    sentences = [f"{count(len(ready), 'saisie sera transmise', 'saisies seront transmises')} au gestionnaire."]
    missing = [jury_forms.name_of(one) for one in jury.members if jury_forms.is_missing(one)]
    if missing:
        them = "la" if len(missing) == 1 else "les"
        sentences.append(f"{_missing(missing)} Vous pourrez {them} saisir et {them} valider plus tard.")
    sentences.append("Une saisie se corrige tant que le gestionnaire ne l’a pas acceptée ; elle est alors à revalider.")
    return await confirmation.ask(
        visit,
        title="Valider la saisie du jury",
        sentences=sentences,
        label="Valider",
        action=address + VALIDATION,
        back=address,
        version=jury.version,
    )


@router.post(VALIDATION)
async def validate(mission_id: str, visit: Visit = ENTERING) -> Response:
    address = places.of(visit).base(mission_id=mission_id)
    try:
        await _record(visit, mission_id, [], is_validated=True)
    except Refused as refused:
        return await visit.refuse_all(refused, address)
    return await visit.done(VALIDATED, address, "JURY_VALIDATED")


@router.get(MEMBER)
async def show_member(mission_id: str, claim_id: str, visit: Visit = ENTERING) -> Response:
    jury = await _load(visit, mission_id)
    return await _member_page(visit, jury, claim_id)


@router.post(MEMBER)
async def enter_member(mission_id: str, claim_id: str, visit: Visit = ENTERING) -> Response:
    """One member on a page of their own: half-days do not fit in a table."""
    kind = fee_forms.kind_of(visit.field("fee_input_kind"))
    entry = fee_forms.read(fee_forms.typed(visit, kind), kind, is_required=False)
    row = Row(claim_id, visit.version, entry, is_changed=True)
    if visit.field("action") == "more":
        more = Form(fee_forms.with_more_rows(entry.values))
        return await _member_page(visit, await _load(visit, mission_id), claim_id, more)
    if entry.errors:
        form = Form(entry.values).refused(entry.errors)
        return await _member_page(visit, await _load(visit, mission_id), claim_id, form, status=422)
    try:
        await _record(visit, mission_id, [row.message])
    except Refused as refused:
        if not refused.violations:
            return await visit.refuse(refused, places.of(visit).base(mission_id=mission_id))
        sentences = jury_forms.refused([row], refused.violations).get(claim_id, {})
        form, jury = Form(entry.values).refused(sentences), await _load(visit, mission_id)
        return await _member_page(visit, jury, claim_id, form, status=status_of(refused), refused=refused)
    return await visit.done(RECORDED, places.of(visit).base(mission_id=mission_id), "JURY_RECORDED")


# --- Steps ---------------------------------------------------------------------------------------------------------


async def _load(visit: Visit, mission_id: str) -> pb.Jury:
    jury: pb.Jury = await places.calls(visit).GetJury(pb.GetJuryRequest(mission_id=mission_id))
    return jury


async def _record(
    visit: Visit, mission_id: str, entries: Sequence[pb.JuryEntry], *, is_validated: bool = False
) -> None:
    request = pb.RecordJuryRequest(
        request_id=visit.request_id,
        mission_id=mission_id,
        entries=entries,
        is_validated=is_validated,
        version=visit.version,
    )
    await places.calls(visit).RecordJury(request)


async def _refused_page(
    visit: Visit, mission_id: str, typed: Sequence[Row], sent: Sequence[Row], refused: Refused
) -> Response:
    """The table as it stands now with all that was typed; what concerns no field of it is said in the console."""
    jury = await _load(visit, mission_id)
    wrong = jury_forms.refused(sent, refused.violations)
    form = jury_forms.form(jury, typed, wrong)
    shown = set(form.errors.values())
    said = [
        visit.message("error", violation.message, violation.reason)
        for violation in refused.violations
        if violation.message not in shown
    ]
    return await _jury_page(visit, jury, form, status=status_of(refused), refused=refused, said=said)


async def _jury_page(
    visit: Visit,
    jury: pb.Jury,
    form: Form,
    *,
    status: int = 200,
    refused: Refused | None = None,
    said: Sequence[object] = (),
) -> Response:
    missing = [jury_forms.name_of(member) for member in jury.members if jury_forms.is_missing(member)]
    return await visit.page(
        "claims/jury.html",
        status=status,
        refused=refused,
        said=said,
        jury=jury,
        form=form,
        base=places.of(visit).base(mission_id=jury.mission_id),
        back=places.of(visit).back,
        is_on_behalf=places.of(visit).is_on_behalf,
        missing=_missing(missing) if missing else "",
        names=[jury_forms.name_of(member) for member in jury.members],
    )


async def _member_page(
    visit: Visit,
    jury: pb.Jury,
    claim_id: str,
    form: Form | None = None,
    *,
    status: int = 200,
    refused: Refused | None = None,
) -> Response:
    member = next((one for one in jury.members if one.claim_id == claim_id), None)
    if member is None:
        raise HTTPException(404)
    recorded = fee_forms.values(jury.fee_input_kind, member.fee, days=fee_forms.days_of(jury.mission))
    return await visit.page(
        "claims/jury_member.html",
        status=status,
        refused=refused,
        jury=jury,
        member=member,
        name=jury_forms.name_of(member),
        form=form or Form(recorded),
        base=places.of(visit).base(mission_id=jury.mission_id),
        is_changed=bool(refused and refused.reason == "JURY_CHANGED"),
        is_on_behalf=places.of(visit).is_on_behalf,
    )


def _missing(names: Sequence[str]) -> str:
    return f"Il manque {count(len(names), 'saisie', 'saisies')} : {', '.join(names)}."
