"""People, sessions and menus to messages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from google.type.date_pb2 import Date

from imagin.access.v1 import access_pb2
from imagin.auth.v1 import auth_pb2 as pb
from imagin.expenses.v1 import expenses_pb2
from imagin.missions.v1 import missions_pb2
from kit import pages
from kit.pages import MOST_COUNTED, Page, Place
from services.auth.models import Person, Role
from services.auth.rules import accounts, numbers
from services.auth.rules.accounts import State
from services.auth.rules.menu import Activity
from services.auth.rules.vault import Vault

RECORD_PEOPLE = "/imagin.expenses.v1.RecordsService/RecordPeople"


def roles(found: Iterable[str]) -> list[int]:
    """Rights as the contract names them; everybody who logs in acts as an examiner."""
    named = {access_pb2.Role.Value(f"ROLE_{role}") for role in found}
    return sorted(named | {access_pb2.ROLE_EXAMINER})


def known_roles(found: Iterable[int]) -> set[Role]:
    """Rights of a caller."""
    return {Role(access_pb2.Role.Name(role).removeprefix("ROLE_")) for role in found}


def summary(person: Person) -> pb.PersonSummary:
    return pb.PersonSummary(
        id=person.id,
        identifier=person.identifier,
        civility=person.civility,
        last_name=person.last_name,
        first_name=person.first_name,
    )


def session(
    who: Person,
    *,
    rights: Sequence[int],
    activities: Sequence[Activity],
    tokens: Mapping[str, str],
    expire_time: datetime,
    previous_login_time: datetime | None,
    must_change_password: bool,
    should_give_email: bool,
    form_token: str,
) -> pb.Session:
    """A live session."""
    return pb.Session(
        person=summary(who),
        roles=rights,
        activities=[
            pb.Activity(key=activity.key, label=activity.label, path=activity.path, sentence=activity.sentence)
            for activity in activities
        ],
        tokens=tokens,
        expire_time=expire_time,
        must_change_password=must_change_password,
        should_give_email=should_give_email,
        previous_login_time=previous_login_time,
        form_token=form_token,
    )


def person(found: Person, state: State) -> pb.Person:
    """A person as staff and services see them; what is sealed shows only that it is known."""
    establishment = None
    if found.establishment_uai:
        establishment = pb.Establishment(
            uai=found.establishment_uai,
            name=found.establishment_name,
            commune_code=found.establishment_commune_code,
        )
    born = found.birth_date
    return pb.Person(
        summary=summary(found),
        national_id=found.national_id,
        origin=pb.Person.Origin.Value(f"ORIGIN_{found.origin}"),
        roles=roles(habilitation.role for habilitation in found.habilitations),
        address=pb.PostalAddress(
            lines=found.address_lines,
            postcode=found.address_postcode,
            commune_code=found.address_commune_code,
            country=found.address_country,
        ),
        establishment=establishment,
        email_pro=found.email_pro,
        email_perso=found.email_perso,
        given_email=found.given_email,
        revision=found.revision,
        phone=found.phone,
        mobile=found.mobile,
        has_active_payroll_file=found.has_active_payroll_file,
        has_insee_number=found.has_insee_number,
        has_bank_details=found.has_bank_details,
        vehicle_power_cv=found.vehicle_power_cv,
        vehicle_kind=found.vehicle_kind,
        account_state=pb.Person.AccountState.Value(f"ACCOUNT_STATE_{state.name}"),
        corps=found.corps,
        post_codes=found.post_codes,
        teaches_levels=found.teaches_levels,
        discipline_code=found.discipline_code,
        discipline_label=found.discipline_label,
        is_dcs_teacher=found.is_dcs_teacher,
        birth_date=Date(year=born.year, month=born.month, day=born.day),
    )


def person_for_staff(found: Person, state: State, vault: Vault) -> pb.Person:
    """The same, with what staff see of what is sealed."""
    message, owner = person(found, state), found.identifier
    message.masked_insee_number = vault.masked(
        "insee_number", owner, found.insee_number_sealed, numbers.masked_insee_number
    )
    message.masked_iban = vault.masked("iban", owner, found.iban_sealed, numbers.masked_iban)
    return message


def revealed(found: Person, vault: Vault) -> pb.RevealPersonResponse:
    """What is sealed of a person, in clear."""
    owner = found.identifier
    return pb.RevealPersonResponse(
        insee_number=vault.reveal("insee_number", owner, found.insee_number_sealed),
        iban=vault.reveal("iban", owner, found.iban_sealed),
        bic=vault.reveal("bic", owner, found.bic_sealed),
        person=summary(found),
    )


def people_order(request: pb.ListPeopleRequest) -> str:
    """The order of the list of people; by name when nothing is said, or something unknown."""
    sorts = pb.ListPeopleRequest.Sort
    is_known = request.sort in sorts.values() and request.sort != pb.ListPeopleRequest.SORT_UNSPECIFIED
    return sorts.Name(request.sort).removeprefix("SORT_") if is_known else "NAME"


def people_page(request: pb.ListPeopleRequest, page: Page, count: int, now: datetime) -> pb.ListPeopleResponse:
    """A page of the list of people, with the tokens of those beside it; a row is a person and what sorts it."""
    message = pb.ListPeopleResponse(
        people=[person(found, accounts.state(found.account, now)) for found, *_ in page.rows],
        count=min(count, MOST_COUNTED),
        is_count_capped=count > MOST_COUNTED,
    )
    if page.rows and page.has_next:
        message.next_page_token = pages.token(request, Place(page.rows[-1][1:]))
    if page.rows and page.has_previous:
        message.previous_page_token = pages.token(request, Place(page.rows[0][1:], is_backward=True))
    return message


def record_people(found: Iterable[Person]) -> expenses_pb2.RecordPeopleRequest:
    """What expenses keeps of people whose facts changed: at most 500."""
    return expenses_pb2.RecordPeopleRequest(people=[_record(person) for person in found])


def _record(found: Person) -> expenses_pb2.PersonRecord:
    facts = expenses_pb2.ExaminerFacts(
        home=missions_pb2.Commune(code=found.address_commune_code),
        has_active_payroll_file=found.has_active_payroll_file,
        has_insee_number=found.has_insee_number,
        vehicle_power_cv=found.vehicle_power_cv,
        vehicle_kind=found.vehicle_kind,
        person_revision=found.revision,
    )
    if found.establishment_commune_code:
        facts.establishment.code = found.establishment_commune_code
    examiner = expenses_pb2.ClaimExaminer(
        person_id=found.id,
        identifier=found.identifier,
        civility=found.civility,
        last_name=found.last_name,
        first_name=found.first_name,
    )
    return expenses_pb2.PersonRecord(examiner=examiner, facts=facts)


def public_keys(published: Mapping[str, bytes]) -> pb.ListPublicKeysResponse:
    return pb.ListPublicKeysResponse(
        keys=[pb.PublicKey(key_id=key_id, public_key=key) for key_id, key in published.items()]
    )
