"""The register: lists for staff, facts for services, help with accounts (S-AUTH-5), paper passwords (S-AUTH-2)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from gateway.rendering import label
from imagin.access.v1 import access_pb2
from imagin.auth.v1 import auth_pb2 as pb
from kit.identifiers import new_id
from kit.sealing import SealBroken
from services.auth import models
from services.auth.models import Origin, Role
from services.auth.rules.vault import Vault
from services.auth.settings import Keys
from tests.feeding import demo, load_one
from tests.refusals import refused_for
from tests.services.auth.conftest import PASSPHRASE, Auth, link_of, text_of

Person = pb.Person
Sort = pb.ListPeopleRequest


def test_staff_find_people_by_any_of_their_words(auth: Auth) -> None:
    """G-12, S-SHELL-7: name, identifier, e-mail; case and accents do not count."""
    staff = auth.add(Role.MANAGER, last_name="Zola", first_name="Émile")
    auth.add(last_name="Évrard", first_name="Zoé", identifier="ESI700001", email_perso="zoe@boite.example")
    auth.add(last_name="Eton", first_name="Léa", identifier="ESI700002", given_email="lea@donnee.example")
    for search, expected in (
        ("", ["Eton", "Évrard", "Zola"]),
        ("EVRARD", ["Évrard"]),
        ("zoé évr", ["Évrard"]),
        ("evrard zoe", ["Évrard"]),
        ("700002", ["Eton"]),
        ("boite.example", ["Évrard"]),
        ("lea@donnee", ["Eton"]),
        ("evrard lea", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("\0", ["Eton", "Évrard", "Zola"]),
        ("x" * 10_000, []),
    ):
        found = auth.people(staff).ListPeople(pb.ListPeopleRequest(search=search)).people
        assert [person.summary.last_name for person in found] == expected, search


def test_every_label_that_the_list_shows_is_searched(auth: Auth) -> None:
    """S-SHELL-7: origin, establishment, address and state of the account, as they are shown."""
    staff = auth.add(Role.MANAGER, last_name="Zola")
    auth.add(last_name="Alpha", origin=Origin.EXTERNE, establishment_name="Café de l’Étoile")
    auth.temporary_password(auth.add(last_name="Bêta", email_pro=None))
    expired = auth.add(last_name="Gamma", email_pro="gamma@registre.example", given_email="gamma@donnee.example")
    auth.temporary_password(expired)
    auth.execute("UPDATE accounts SET temporary_expire_time = now() WHERE person_id = :id", id=expired.id)
    auth.welcome(auth.add(last_name="Delta"))
    for search, expected in (
        ("exterieur", ["Alpha"]),
        ("epp", ["Bêta", "Delta", "Gamma", "Zola"]),
        ("CAFE DE L'ETOILE", ["Alpha"]),
        ("gouges temporaire", ["Bêta"]),
        ("mot de passe", ["Bêta"]),
        ("compte actif", ["Delta"]),
        ("jamais connecté(e)", ["Alpha", "Gamma", "Zola"]),
        ("aucune", ["Bêta"]),
        ("gamma@donnee", ["Gamma"]),
        # One or two letters begin a word.
        ("be", ["Bêta"]),
        ("et", []),
    ):
        found = auth.people(staff).ListPeople(pb.ListPeopleRequest(search=search))
        assert [person.summary.last_name for person in found.people] == expected, search
        assert found.count == len(expected)


Shown = Callable[[Person], str]

# What each order follows, as the list shows it, from the first to the last.
ORDERS: dict[int, tuple[Shown, list[str]]] = {
    Sort.SORT_UNSPECIFIED: (lambda one: one.summary.last_name, ["Durand", "Ève", "Évrard", "Martin", "Zola"]),
    Sort.SORT_NAME: (lambda one: one.summary.last_name, ["Durand", "Ève", "Évrard", "Martin", "Zola"]),
    Sort.SORT_IDENTIFIER: (lambda one: one.summary.identifier, [f"ESI{number:06}" for number in range(1, 11)]),
    Sort.SORT_ORIGIN: (lambda one: label(one, "origin"), ["AGAPE", "AGORA", "EPP", "Intervenant extérieur"]),
    Sort.SORT_ESTABLISHMENT: (
        lambda one: one.establishment.name,
        ["", "Lycée Edgar-Quinet", "Lycée Évariste-Galois", "Lycée Olympe-de-Gouges"],
    ),
    Sort.SORT_EMAIL: (lambda one: one.given_email or one.email_pro, ["", "a@donnee.example", "b@registre.example"]),
    Sort.SORT_ACCOUNT_STATE: (
        lambda one: label(one, "account_state"),
        ["Compte actif", "Jamais connecté(e)", "Mot de passe temporaire"],
    ),
}


def walk(auth: Auth, staff: models.Person, **asked: object) -> tuple[list[Person], list[Person]]:
    """The people of all pages, forwards and then backwards; a page takes three statements wherever it is."""
    stub, token, forwards = auth.people(staff), "", []
    while True:
        auth.counter.reset()
        page = stub.ListPeople(pb.ListPeopleRequest(**asked, page_size=3, page_token=token))
        assert len(auth.counter.statements) == 3
        assert bool(page.previous_page_token) == bool(token)
        forwards += page.people
        if not page.next_page_token:
            break
        token = page.next_page_token
    backwards = list(page.people)
    while page.previous_page_token:
        page = stub.ListPeople(pb.ListPeopleRequest(**asked, page_size=3, page_token=page.previous_page_token))
        backwards = [*page.people, *backwards]
    return forwards, backwards


def test_the_list_is_sorted_by_each_column_and_its_pages_lose_nothing(auth: Auth) -> None:
    """S-SHELL-8: both ways, words in French order."""
    staff = auth.add(Role.MANAGER, last_name="Zola", establishment_name=None, email_pro=None)
    for number in range(7):
        auth.add(
            last_name=["Martin", "Durand", "Évrard"][number % 3],
            origin=list(Origin)[number % 4],
            establishment_name=["Lycée Évariste-Galois", "Lycée Edgar-Quinet"][number % 2],
            email_pro="b@registre.example",
            given_email=None if number % 3 else "a@donnee.example",
        )
    auth.temporary_password(auth.add(last_name="Ève", email_pro=None))
    auth.welcome(auth.add(last_name="Ève", email_pro=None))
    for sort, (shown, expected) in ORDERS.items():
        forwards, backwards = walk(auth, staff, sort=sort)
        assert len({person.summary.id for person in forwards}) == len(forwards) == 10
        assert backwards == forwards
        assert list(dict.fromkeys(map(shown, forwards))) == expected
        downwards, upwards = walk(auth, staff, sort=sort, is_descending=True)
        assert downwards == upwards == forwards[::-1]


def test_a_page_of_another_list_is_refused(auth: Auth) -> None:
    staff = auth.add(Role.MANAGER)
    auth.add()
    token = auth.people(staff).ListPeople(pb.ListPeopleRequest(page_size=1)).next_page_token
    for asked in ({"page_token": token, "search": "x"}, {"page_token": token, "sort": 2}, {"page_token": "not ours"}):
        with refused_for("PAGE_TOKEN_INVALID"):
            auth.people(staff).ListPeople(pb.ListPeopleRequest(**asked))


def test_the_count_stops_at_a_thousand(auth: Auth) -> None:
    staff = auth.add(Role.MANAGER)
    someone = demo("people")[0] | {"last_name": "Foule", "insee_number": None, "iban": None, "bic": None}
    crowd = [someone | {"identifier": f"ESI8{n:05}", "national_id": f"N8{n:05}"} for n in range(1_001)]
    assert load_one(auth.started, "people.jsonl", crowd).accepted == 1_001
    page = auth.people(staff).ListPeople(pb.ListPeopleRequest(page_size=-5))
    assert (len(page.people), page.count, page.is_count_capped) == (50, 1_000, True)
    found = auth.people(staff).ListPeople(pb.ListPeopleRequest(search="foule", page_size=1_000))
    assert (len(found.people), found.count, found.is_count_capped) == (100, 1_000, True)
    found = auth.people(staff).ListPeople(pb.ListPeopleRequest(search="foule 80000"))
    assert (len(found.people), found.count, found.is_count_capped) == (10, 10, False)


def test_a_person_is_shown_with_everything_but_what_is_sealed(auth: Auth) -> None:
    """A13: an INSEE number and bank details show that they are known, and their ends."""
    staff = auth.add(Role.MANAGER)
    person = auth.add(Role.EXAMINER, Role.CENTRE_HEAD, phone="01 99 00 76 14", given_email="anais@boite.example")
    keys = Keys.read(auth.started.process.settings.key_folder)
    vault = Vault(keys.keyring, keys.pepper)
    sealed = vault.seal("iban", person.identifier, "FR7699999638247394827215024")
    auth.execute(
        "UPDATE people SET iban_sealed = :sealed, iban_index = :index WHERE id = :id",
        sealed=sealed,
        index=vault.index("iban", "FR7699999638247394827215024"),
        id=person.id,
    )
    shown = auth.people(staff).GetPerson(pb.GetPersonRequest(id=person.id))
    assert shown.summary.first_name == "Anaïs"
    assert list(shown.roles) == [access_pb2.ROLE_EXAMINER, access_pb2.ROLE_CENTRE_HEAD]
    assert (shown.has_bank_details, shown.has_insee_number) == (True, False)
    assert (shown.origin, shown.account_state) == (Person.ORIGIN_EPP, Person.ACCOUNT_STATE_NEW)
    assert (shown.birth_date.year, shown.birth_date.month, shown.birth_date.day) == (1980, 5, 17)
    assert (shown.address.commune_code, shown.establishment.uai) == ("94028", "0949001Y")
    assert (shown.vehicle_power_cv, shown.given_email) == (5, "anais@boite.example")
    assert b"9999963824739482721" not in shown.SerializeToString()
    assert sealed is not None
    assert b"FR76" not in sealed


def test_what_is_sealed_for_one_place_opens_nowhere_else(auth: Auth) -> None:
    keys = Keys.read(auth.started.process.settings.key_folder)
    vault = Vault(keys.keyring, keys.pepper)
    sealed = vault.seal("iban", "ESI1", "FR76")
    assert vault.holds("iban", "ESI1", sealed, "FR76")
    assert not vault.holds("iban", "ESI1", sealed, "FR77")
    for place in (("iban", "ESI2"), ("bic", "ESI1")):
        with pytest.raises(SealBroken):
            vault.holds(*place, sealed, "FR76")


def test_nobody_is_found_under_an_identifier_that_does_not_exist(auth: Auth) -> None:
    staff = auth.add(Role.MANAGER)
    for identifier in (new_id(), "", "x", "a\0"):
        with refused_for("NOT_FOUND"):
            auth.people(staff).GetPerson(pb.GetPersonRequest(id=identifier))
        with refused_for("NOT_FOUND"):
            auth.people(staff).IssueTemporaryPassword(pb.IssueTemporaryPasswordRequest(id=identifier))
        with refused_for("NOT_FOUND"):
            auth.people(staff).RecordEmail(
                pb.RecordEmailRequest(request_id=new_id(), id=identifier, email="a@b.example")
            )


def test_services_fetch_people_by_id_and_by_identifier(auth: Auth) -> None:
    one, other = auth.add(), auth.add()
    auth.counter.reset()
    request = pb.BatchGetPeopleRequest(
        ids=[one.id, new_id(), "no id"], identifiers=[other.identifier.lower(), one.identifier, "ESI999999"]
    )
    found = auth.people_as("missions").BatchGetPeople(request).people
    assert sorted(person.summary.id for person in found) == sorted([one.id, other.id])
    assert len(auth.counter.statements) == 2
    with refused_for("INVALID_FIELDS") as refusal:
        auth.people_as("missions").BatchGetPeople(pb.BatchGetPeopleRequest(ids=[one.id] * 1_001))
    assert [(found.field, found.reason) for found in refusal[0].violations] == [("ids", "TOO_MANY_PEOPLE")]


def test_staff_record_an_e_mail_and_the_link_leaves(auth: Auth) -> None:
    """S-AUTH-5: the lasting password is never seen nor chosen by staff (A13)."""
    staff, person = auth.add(Role.MANAGER), auth.add(email_pro=None)
    request = pb.RecordEmailRequest(request_id=new_id(), id=person.id, email="Anais@Boite.example")
    shown = auth.people(staff).RecordEmail(request)
    assert auth.people(staff).RecordEmail(request) == shown
    assert shown.given_email == "anais@boite.example"
    mail = auth.received(1)[0]
    assert mail["To"] == "anais@boite.example"
    auth.accounts.ResetPassword(pb.ResetPasswordRequest(secret=link_of(mail), new_password=PASSPHRASE))
    auth.login(person, PASSPHRASE)
    assert _audited(auth, "RecordEmail") == [(staff.id, person.id)]


def test_an_address_known_before_is_told_of_a_recorded_one(auth: Auth) -> None:
    staff, person = auth.add(Role.MANAGER), auth.add()
    auth.people(staff).RecordEmail(pb.RecordEmailRequest(request_id=new_id(), id=person.id, email="new@boite.example"))
    recipients = {mail["To"]: text_of(mail) for mail in auth.received(2)}
    assert "?lien=" in recipients["new@boite.example"]
    assert "?lien=" not in recipients[person.email_pro]


def test_staff_send_at_most_three_links_an_hour(auth: Auth) -> None:
    staff, person = auth.add(Role.MANAGER), auth.add(email_pro=None)
    for number in range(3):
        auth.people(staff).RecordEmail(
            pb.RecordEmailRequest(request_id=new_id(), id=person.id, email=f"n{number}@b.example")
        )
    with refused_for("TOO_MANY_EMAILS"):
        auth.people(staff).RecordEmail(pb.RecordEmailRequest(request_id=new_id(), id=person.id, email="n@b.example"))
    with refused_for("INVALID_FIELDS"):
        auth.people(staff).RecordEmail(pb.RecordEmailRequest(request_id=new_id(), id=person.id, email="n@b"))


def test_staff_set_a_temporary_password_that_is_shown_once(auth: Auth) -> None:
    """S-AUTH-5: sessions end, the person is told, the letter does not print it, the audit knows who."""
    staff, person = auth.add(Role.MANAGER), auth.add()
    session = auth.welcome(person).session_secret
    issued = auth.people(staff).IssueTemporaryPassword(pb.IssueTemporaryPasswordRequest(id=person.id))
    assert 59 <= (issued.expire_time.ToDatetime(UTC) - datetime.now(UTC)).days <= 60
    with refused_for("SESSION_PASSWORD_RESET"):
        auth.resolve(session)
    with refused_for("LOGIN_REFUSED"):
        auth.login(person, PASSPHRASE)
    request = pb.BatchPrintTemporaryPasswordsRequest(person_ids=[person.id])
    assert not auth.people_as("missions").BatchPrintTemporaryPasswords(request).temporary_passwords
    assert auth.login(person, issued.temporary_password).must_change_password
    assert any("temporaire" in text_of(mail) for mail in auth.received(3))
    assert _audited(auth, "IssueTemporaryPassword") == [(staff.id, person.id)]
    difference = str(auth.scalar("SELECT difference FROM kit.audit WHERE action = 'IssueTemporaryPassword'"))
    assert "argon2" not in difference
    assert issued.temporary_password.replace("-", "") not in difference


def test_another_temporary_password_replaces_the_one_before(auth: Auth) -> None:
    """D21: a slip kills the letter that came before, and the next letter prints the slip's."""
    staff, person = auth.add(Role.MANAGER), auth.add()
    printed = auth.temporary_password(person)
    issued = auth.people(staff).IssueTemporaryPassword(pb.IssueTemporaryPasswordRequest(id=person.id))
    with refused_for("LOGIN_REFUSED"):
        auth.login(person, printed)
    assert auth.temporary_password(person) == issued.temporary_password


def test_nobody_helps_themselves_nor_somebody_with_more_rights(auth: Auth) -> None:
    """S-AUTH-5."""
    manager, administrator = auth.add(Role.MANAGER), auth.add(Role.ADMINISTRATOR)
    for person, reason in ((manager, "OWN_ACCOUNT"), (administrator, "RIGHTS_ABOVE_YOURS")):
        with refused_for(reason):
            auth.people(manager).IssueTemporaryPassword(pb.IssueTemporaryPasswordRequest(id=person.id))
        with refused_for(reason):
            auth.people(manager).RecordEmail(
                pb.RecordEmailRequest(request_id=new_id(), id=person.id, email="a@b.example")
            )
    auth.people(administrator, Role.ADMINISTRATOR).IssueTemporaryPassword(
        pb.IssueTemporaryPasswordRequest(id=manager.id)
    )


def test_each_letter_prints_the_same_temporary_password_until_the_first_login(auth: Auth) -> None:
    """S-AUTH-2."""
    person, active = auth.add(), auth.add()
    auth.welcome(active)
    request = pb.BatchPrintTemporaryPasswordsRequest(person_ids=[person.id, active.id, new_id(), "no id"])
    first = auth.people_as("missions").BatchPrintTemporaryPasswords(request).temporary_passwords
    assert list(first) == [person.id]
    assert auth.people_as("loader").BatchPrintTemporaryPasswords(request).temporary_passwords == first
    auth.login(person, first[person.id])
    assert not auth.people_as("missions").BatchPrintTemporaryPasswords(request).temporary_passwords
    assert auth.scalar("SELECT temporary_sealed FROM accounts WHERE person_id = :id", id=person.id) is None


def test_an_expired_temporary_password_is_printed_anew(auth: Auth) -> None:
    person = auth.add()
    first = auth.temporary_password(person)
    auth.execute("UPDATE accounts SET temporary_expire_time = now()")
    second = auth.temporary_password(person)
    assert second != first
    assert auth.login(person, second).must_change_password


def test_parallel_runs_of_letters_print_the_same(auth: Auth) -> None:
    people = [auth.add() for _ in range(20)]
    orders = [[person.id for person in people], [person.id for person in reversed(people)]] * 3

    def run(ids: list[str]) -> dict[str, str]:
        request = pb.BatchPrintTemporaryPasswordsRequest(person_ids=ids)
        return dict(auth.people_as("missions").BatchPrintTemporaryPasswords(request).temporary_passwords)

    with ThreadPoolExecutor(6) as pool:
        printed = list(pool.map(run, orders))
    assert all(one == printed[0] for one in printed)
    assert len(set(printed[0].values())) == 20


def test_a_thousand_letters_get_their_passwords_at_once(auth: Auth) -> None:
    auth.add()
    auth.execute(
        "INSERT INTO people SELECT (jsonb_populate_record(person, jsonb_build_object("
        "'id', gen_random_uuid(), 'identifier', 'X' || n, 'national_id', 'Y' || n))).*"
        " FROM people AS person, generate_series(1, 1000) AS n"
    )
    with auth.started.database.read() as session:
        ids = [str(found) for found in session.scalars(sa.text("SELECT id FROM people LIMIT 1000"))]
    request = pb.BatchPrintTemporaryPasswordsRequest(person_ids=ids)
    auth.counter.reset()
    printed = auth.people_as("missions").BatchPrintTemporaryPasswords(request, timeout=10)
    assert len(printed.temporary_passwords) == 1_000
    assert len(auth.counter.statements) <= 6
    with refused_for("INVALID_FIELDS"):
        auth.people_as("missions").BatchPrintTemporaryPasswords(
            pb.BatchPrintTemporaryPasswordsRequest(person_ids=[*ids, new_id()])
        )


def test_staff_see_what_state_an_account_is_in(auth: Auth) -> None:
    staff, person = auth.add(Role.MANAGER), auth.add()

    def state() -> int:
        return auth.people(staff).GetPerson(pb.GetPersonRequest(id=person.id)).account_state

    assert state() == Person.ACCOUNT_STATE_NEW
    printed = auth.temporary_password(person)
    assert state() == Person.ACCOUNT_STATE_TEMPORARY
    auth.execute("UPDATE accounts SET temporary_expire_time = now()")
    assert state() == Person.ACCOUNT_STATE_NEW
    assert auth.temporary_password(person) != printed
    auth.welcome(person)
    assert state() == Person.ACCOUNT_STATE_ACTIVE


def _audited(auth: Auth, action: str) -> list[tuple[str, str]]:
    """Who did it, to whom."""
    with auth.started.database.read() as session:
        query = sa.text("SELECT DISTINCT actor_id, aggregate_id FROM kit.audit WHERE action = :action")
        return [(row.actor_id, row.aggregate_id) for row in session.execute(query, {"action": action})]
