"""« Intervenants »: a gestionnaire finds a person, gives them a way in (S-AUTH-5), reads what is sealed (A13)."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from gateway import confirmation
from gateway.errors import status_of
from gateway.forms import Form
from gateway.listing import Column, Listing
from gateway.visit import Visit, field_errors, person
from imagin.auth.v1 import auth_pb2 as pb
from imagin.auth.v1.auth_pb2_grpc import PeopleServiceStub
from kit.errors import Refused

router = APIRouter(include_in_schema=False)

ADDRESS: Final = "/gestion/intervenants"
PERSON: Final = ADDRESS + "/{person_id}"
COLUMNS: Final = (
    Column("Nom", "nom"),
    Column("Identifiant", "identifiant"),
    Column("Origine", "origine"),
    Column("Établissement", "etablissement"),
    Column("Adresse mél", "mel"),
    Column("Compte", "compte"),
)
SORTS: Final = {
    "nom": pb.ListPeopleRequest.SORT_NAME,
    "identifiant": pb.ListPeopleRequest.SORT_IDENTIFIER,
    "origine": pb.ListPeopleRequest.SORT_ORIGIN,
    "etablissement": pb.ListPeopleRequest.SORT_ESTABLISHMENT,
    "mel": pb.ListPeopleRequest.SORT_EMAIL,
    "compte": pb.ListPeopleRequest.SORT_ACCOUNT_STATE,
}


@router.get(ADDRESS)
async def list_people(visit: Visit = person("people")) -> Response:
    query = visit.request.query_params
    listing = Listing.read(ADDRESS, query, COLUMNS, sort="nom")
    reply = await visit.calls(PeopleServiceStub).ListPeople(
        pb.ListPeopleRequest(
            search=listing.search,
            sort=SORTS[listing.sort],
            is_descending=listing.is_descending,
            page_token=query.get("page", ""),
        )
    )
    return await visit.page(
        "people/list.html",
        listing=listing.holding(reply.count, reply.count).between(reply.previous_page_token, reply.next_page_token),
        people=reply.people,
        is_count_capped=reply.is_count_capped,
    )


@router.get(PERSON)
async def show_person(person_id: str, visit: Visit = person("people")) -> Response:
    found = await visit.calls(PeopleServiceStub).GetPerson(pb.GetPersonRequest(id=person_id))
    return await _person_page(visit, found, Form())


@router.post(PERSON + "/adresse-mel")
async def record_email(person_id: str, visit: Visit = person("people")) -> Response:
    people = visit.calls(PeopleServiceStub)
    email = visit.field("email").strip()
    try:
        await people.RecordEmail(pb.RecordEmailRequest(request_id=visit.request_id, id=person_id, email=email))
    except Refused as refused:
        if not refused.violations:
            return await visit.refuse(refused, f"{ADDRESS}/{person_id}")
        found = await people.GetPerson(pb.GetPersonRequest(id=person_id))
        form = Form({"email": email}).refused(field_errors(refused))
        return await _person_page(visit, found, form, status=status_of(refused), refused=refused)
    text = "L’adresse est enregistrée, et le lien pour choisir un mot de passe vient d’y être envoyé."
    return await visit.done(text, f"{ADDRESS}/{person_id}", "EMAIL_RECORDED")


@router.get(PERSON + "/mot-de-passe-temporaire")
async def ask_temporary_password(person_id: str, visit: Visit = person("people")) -> Response:
    found = await visit.calls(PeopleServiceStub).GetPerson(pb.GetPersonRequest(id=person_id))
    summary = found.summary
    return await confirmation.ask(
        visit,
        title="Donner un mot de passe temporaire",
        sentences=[
            f"Le mot de passe de {summary.civility} {summary.last_name} {summary.first_name} ne fonctionnera plus.",
            "Le nouveau n’est affiché qu’une fois, sur un bordereau à imprimer.",
        ],
        action=f"{ADDRESS}/{person_id}/mot-de-passe-temporaire",
        label="Donner un mot de passe temporaire",
        back=f"{ADDRESS}/{person_id}",
    )


@router.post(PERSON + "/mot-de-passe-temporaire")
async def issue_temporary_password(person_id: str, visit: Visit = person("people")) -> Response:
    """The slip comes as the answer itself: kept nowhere, it cannot be shown again."""
    people = visit.calls(PeopleServiceStub)
    try:
        reply = await people.IssueTemporaryPassword(pb.IssueTemporaryPasswordRequest(id=person_id))
    except Refused as refused:
        return await visit.refuse(refused, f"{ADDRESS}/{person_id}")
    found = await people.GetPerson(pb.GetPersonRequest(id=person_id))
    return await visit.page(
        "people/temporary_password.html",
        person=found,
        temporary_password=reply.temporary_password,
        expire_time=reply.expire_time,
        service_address=visit.gateway.settings.public_url,
    )


@router.get(PERSON + "/en-clair")
async def ask_reveal(person_id: str, visit: Visit = person("people")) -> Response:
    return await _reveal_form(visit, person_id, Form())


@router.post(PERSON + "/en-clair")
async def reveal(person_id: str, visit: Visit = person("people")) -> Response:
    """What is sealed comes as the answer itself: no address leads to it, and nothing keeps it."""
    purpose = visit.field("purpose").strip()
    try:
        request = pb.RevealPersonRequest(person_id=person_id, purpose=purpose)
        reply = await visit.calls(PeopleServiceStub).RevealPerson(request)
    except Refused as refused:
        if not refused.violations:
            return await visit.refuse(refused, f"{ADDRESS}/{person_id}")
        form = Form({"purpose": purpose}).refused(field_errors(refused))
        return await _reveal_form(visit, person_id, form, status=status_of(refused), refused=refused)
    return await visit.page("people/revealed.html", revealed=reply, base=f"{ADDRESS}/{person_id}")


async def _reveal_form(
    visit: Visit, person_id: str, form: Form, *, status: int = 200, refused: Refused | None = None
) -> Response:
    found = await visit.calls(PeopleServiceStub).GetPerson(pb.GetPersonRequest(id=person_id))
    base = f"{ADDRESS}/{person_id}"
    return await visit.page("people/reveal.html", status=status, refused=refused, person=found, form=form, base=base)


async def _person_page(
    visit: Visit, found: pb.Person, form: Form, *, status: int = 200, refused: Refused | None = None
) -> Response:
    return await visit.page(
        "people/person.html",
        status=status,
        refused=refused,
        person=found,
        form=form,
        base=f"{ADDRESS}/{found.summary.id}",
        back=visit.back_to(ADDRESS),
    )
