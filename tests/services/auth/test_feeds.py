"""`people.jsonl`: the register of an academy, its rights and its secrets (feeds.md §2 and §9)."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from imagin.expenses.v1 import expenses_pb2
from kit import tables
from kit.clock import Clock
from services.auth.models import Habilitation, Person, Role
from services.auth.rules import numbers
from tests.feeding import demo, load_one
from tests.services.auth.conftest import Auth

NOW = datetime(2026, 6, 25, 6, tzinfo=UTC)


@pytest.fixture
def loaded(auth: Auth, clock: Clock) -> Auth:
    """Auth with the people of the demonstration; deliveries stay where a test can read them."""
    clock.set(NOW)
    auth.started.process.relay.stop()
    assert load_one(auth.started, "people.jsonl", demo("people")).counts == (400, 0, 0, 0)
    return auth


def person(auth: Auth, identifier: str) -> Person:
    with auth.started.database.read() as session:
        return session.scalars(sa.select(Person).where(Person.identifier == identifier)).one()


def roles(auth: Auth, identifier: str) -> set[Role]:
    query = sa.select(Habilitation.role).join(Person).where(Person.identifier == identifier)
    with auth.started.database.read() as session:
        return set(session.scalars(query))


def changed(record: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A record with other values, those of nested fields by `address__commune`."""
    copy = deepcopy(record)
    for name, value in values.items():
        parent, _, inner = name.partition("__")
        if inner:
            copy[parent][inner] = value
        else:
            copy[parent] = value
    return copy


def test_a_person_is_kept_whole_and_secrets_are_sealed(loaded: Auth) -> None:
    record = next(row for row in demo("people") if row["iban"] and row["insee_number"] and row["vehicle"])
    kept = person(loaded, record["identifier"])
    assert (kept.last_name, kept.national_id) == (record["last_name"], record["national_id"])
    assert (kept.has_insee_number, kept.has_bank_details) == (True, True)
    assert (kept.address_lines, kept.vehicle_power_cv) == (record["address"]["lines"], record["vehicle"]["power_cv"])
    assert record["last_name"].lower()[:3] in kept.search_text or not record["last_name"].isascii()
    with loaded.started.database.read() as session:
        everything = session.execute(sa.text("SELECT people::text FROM people")).scalars().all()
    assert not any(record["iban"] in row or record["insee_number"] in row for row in everything)


def test_rights_come_with_the_register(loaded: Auth) -> None:
    for record in demo("people"):
        expected = {Role(code.upper()) for code in record["roles"]} or {Role.EXAMINER}
        if expected != {Role.EXAMINER}:
            assert roles(loaded, record["identifier"]) == expected


def test_loading_again_changes_nothing_and_tells_nobody(loaded: Auth) -> None:
    assert load_one(loaded.started, "people.jsonl", demo("people")).counts == (0, 400, 0, 0)
    assert loaded.scalar("SELECT count(*) FROM kit.outbox") == 0
    assert loaded.scalar("SELECT count(*) FROM kit.audit WHERE change = 'changed'") == 0


def test_a_change_is_audited_without_its_secrets_and_told_to_expenses(loaded: Auth) -> None:
    record = next(row for row in demo("people") if row["iban"] and row["establishment"])
    change = changed(
        record, iban="FR14 2004 1010 0505 0001 3m02 606", address__commune="59350", address__postcode="59000"
    )
    assert load_one(loaded.started, "people.jsonl", [change]).counts == (1, 0, 0, 0)
    kept = person(loaded, record["identifier"])
    with loaded.started.database.read() as session:
        audited = session.execute(sa.select(tables.audit).where(tables.audit.c.change == "changed")).one()
        delivery = session.execute(sa.select(tables.outbox)).one()
    assert audited.aggregate_id == kept.id
    assert audited.difference == {
        "iban_sealed": {"from": "•••", "to": "•••"},
        "address_commune_code": {"from": record["address"]["commune"], "to": "59350"},
        "address_postcode": {"from": record["address"]["postcode"], "to": "59000"},
    }
    told = expenses_pb2.RecordPeopleRequest.FromString(delivery.request)
    found = [(each.examiner.person_id, each.facts.home.code, each.facts.person_revision) for each in told.people]
    assert found == [(kept.id, "59350", kept.revision)] == [(kept.id, "59350", 2)]


def test_a_change_that_claims_do_not_know_is_not_told(loaded: Auth) -> None:
    record = demo("people")[0]
    assert load_one(loaded.started, "people.jsonl", [record | {"corps": "AUTRE"}]).accepted == 1
    assert loaded.scalar("SELECT count(*) FROM kit.outbox") == 0


def test_rights_follow_the_register_and_each_is_audited(loaded: Auth) -> None:
    manager = next(row for row in demo("people") if row["roles"] == ["manager"])
    load_one(loaded.started, "people.jsonl", [manager | {"roles": ["centre_head", "examiner"]}])
    assert roles(loaded, manager["identifier"]) == {Role.CENTRE_HEAD, Role.EXAMINER}
    with loaded.started.database.read() as session:
        query = sa.select(tables.audit.c.change, tables.audit.c.difference)
        rows = session.execute(query.where(tables.audit.c.entity == "habilitations")).all()
    assert sorted((row.change, row.difference["role"]["to"]) for row in rows if row.change == "created") == [
        ("created", "CENTRE_HEAD"),
        ("created", "EXAMINER"),
    ]
    assert [row.difference["role"]["from"] for row in rows if row.change == "deleted"] == ["MANAGER"]


def test_the_address_that_a_person_gave_survives_the_next_import(loaded: Auth) -> None:
    """product.md S-PER-1: what a person edited survives."""
    record = next(row for row in demo("people") if row["email_pro"] is None)
    gave = "UPDATE people SET given_email = 'moi@boite.example' WHERE identifier = :who"
    loaded.execute(gave, who=record["identifier"])
    change = record | {"email_pro": "autre@ac-creteil.example"}
    assert load_one(loaded.started, "people.jsonl", [change]).accepted == 1
    kept = person(loaded, record["identifier"])
    assert (kept.email_pro, kept.mail_address) == ("autre@ac-creteil.example", "moi@boite.example")


WRONG = [
    ({"national_id": "N 1"}, "national_id", "BAD_FORM"),
    ({"civility": "Dr"}, "civility", "NOT_A_CHOICE"),
    ({"last_name": " "}, "last_name", "EMPTY"),
    ({"birth_date": "2026-06-26"}, "birth_date", "BORN_IN_FUTURE"),
    ({"origin": "AUTRE"}, "origin", "NOT_A_CHOICE"),
    ({"email_pro": "a@b"}, "email_pro", "EMAIL_FORM"),
    ({"email_perso": "a@b.fr\r\nBcc: c@d.fr"}, "email_perso", "EMAIL_FORM"),
    ({"phone": "douze"}, "phone", "PHONE_FORM"),
    ({"address__lines": []}, "address.lines", "ITEM_COUNT"),
    ({"address__postcode": "75"}, "address.postcode", "POSTCODE_FORM"),
    ({"address__commune": "75"}, "address.commune", "COMMUNE_FORM"),
    ({"address__country": "DE"}, "address.commune", "COMMUNE_OF_ANOTHER_COUNTRY"),
    ({"address__commune": "99109"}, "address.commune", "COMMUNE_OF_ANOTHER_COUNTRY"),
    ({"address__country": "France"}, "address.country", "TEXT_TOO_LONG"),
    ({"address__country": "fr"}, "address.country", "COUNTRY_FORM"),
    (
        {"establishment": {"uai": "0949000A", "name": "x", "commune": "94003"}},
        "establishment.uai",
        "ESTABLISHMENT_LETTER",
    ),
    ({"insee_number": "172993699029223"}, "insee_number", "INSEE_NUMBER_WRONG"),
    ({"iban": "FR7699999638247394827215025"}, "iban", "IBAN_WRONG"),
    ({"bic": "BAD"}, "bic", "BIC_WRONG"),
    ({"vehicle": {"power_cv": 0, "kind": "AUTOMOBILE"}}, "vehicle.power_cv", "OUT_OF_BOUNDS"),
    ({"roles": ["operator"]}, "roles", "NOT_A_CHOICE"),
    ({"dcs_teacher": None}, "dcs_teacher", "NOT_NULLABLE"),
]


def test_wrong_people_are_refused_each_for_its_reason_and_secrets_are_not_repeated(auth: Auth, clock: Clock) -> None:
    clock.set(NOW)
    record = demo("people")[0]
    rows = [
        changed(record | {"identifier": f"W{line}", "national_id": f"NW{line}"}, **values)
        for line, (values, _, _) in enumerate(WRONG)
    ]
    result = load_one(auth.started, "people.jsonl", [*rows, record])
    assert result.said == [(line, field, code) for line, (_, field, code) in enumerate(WRONG, 1)]
    assert result.counts == (1, 0, len(WRONG), 0)
    assert not any(digits in line.message for line in result.lines for digits in ("172993", "999996"))


def test_odd_but_right_people_are_kept(auth: Auth, clock: Clock) -> None:
    clock.set(NOW)
    record = demo("people")[0]
    odd = [
        {"discipline": None, "phone": None, "mobile": None, "email_pro": None, "email_perso": None, "roles": []},
        {"address__country": "DE", "address__commune": "99109", "address__postcode": "D-10115 Berlin"},
        {"address__country": "NC", "address__commune": "98818", "address__postcode": "98800"},
        {"corps": "", "establishment": None, "insee_number": None, "iban": None, "bic": None, "vehicle": None},
        {"last_name": "D’Œuvre-Ilıca", "first_name": "Anaïs", "email_perso": "O'Brien+a@Boite.example"},
    ]
    rows = [
        changed(record | {"identifier": f"O{line}", "national_id": f"NO{line}"}, **values)
        for line, values in enumerate(odd)
    ]
    assert load_one(auth.started, "people.jsonl", rows).counts == (len(odd), 0, 0, 0)
    assert person(auth, "O4").email_perso == "o'brien+a@boite.example"


def test_a_national_id_belongs_to_one_identifier(loaded: Auth) -> None:
    """feeds.md §9: unique in an academy, in the register and in the file."""
    first, second = demo("people")[:2]
    rows = [
        second | {"national_id": first["national_id"]},
        first | {"identifier": "NEW1", "national_id": "NEW"},
        first | {"identifier": "NEW2", "national_id": "NEW"},
    ]
    result = load_one(loaded.started, "people.jsonl", rows)
    assert result.said == [(1, "national_id", "NATIONAL_ID_TAKEN"), (3, "national_id", "NATIONAL_ID_TAKEN")]
    assert result.accepted == 1


def test_the_other_services_learn_what_became_of_people(loaded: Auth) -> None:
    record = demo("people")[0]
    result = load_one(loaded.started, "people.jsonl", [record | {"civility": "Dr"}])
    [outcome] = result.outcomes
    assert (outcome.key, outcome.cause.line, outcome.cause.field) == (record["identifier"], 1, "civility")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("172993699029222", "172993699029222"),
        ("162994199014242", "162994199014242"),
        ("172992A99029293", "172992A99029293"),
        ("172992a99029293", "172992A99029293"),
        ("172992B99029223", "172992B99029223"),
        ("172993699029223", None),
        ("172133699029222", None),
        ("972993699029222", None),
        ("17299369902922", None),
        ("1729936990292 2", None),
        ("", None),
    ],
)
def test_an_insee_number_has_a_form_and_a_key(text: str, kept: str | None) -> None:
    assert numbers.insee_number(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("FR7699999638247394827215024", "FR7699999638247394827215024"),
        ("fr76 9999 9638 2473 9482 7215 024", "FR7699999638247394827215024"),
        ("DE89370400440532013000", "DE89370400440532013000"),
        ("FR7699999638247394827215025", None),
        ("FR769999963824739482721502", None),
        ("FR76", None),
        ("", None),
    ],
)
def test_an_iban_is_kept_without_its_spaces(text: str, kept: str | None) -> None:
    assert numbers.iban(text) == kept
