"""What is sealed: masked for staff, and revealed for a reason that is kept (A13, S-PER-2)."""

import pytest
import sqlalchemy as sa

from imagin.auth.v1 import auth_pb2 as pb
from kit.identifiers import new_id
from services.auth.models import Person, Role
from services.auth.rules.numbers import masked_iban, masked_insee_number
from services.auth.rules.vault import Vault
from services.auth.settings import Keys
from tests.refusals import refused_for
from tests.services.auth.conftest import Auth

INSEE, IBAN, BIC = "285059402812342", "FR7699999638247394827215024", "IMAGFRPPXXX"
PURPOSE = "Réclamation du 12 juin sur un virement refusé"


def vault_of(auth: Auth) -> Vault:
    """As a process that begins now reads its keys."""
    keys = Keys.read(auth.started.process.settings.key_folder)
    return Vault(keys.keyring, keys.pepper)


def with_secrets(auth: Auth, *roles: Role) -> Person:
    person, vault = auth.add(*roles), vault_of(auth)
    for column, value in (("insee_number", INSEE), ("iban", IBAN), ("bic", BIC)):
        sealed = vault.seal(column, person.identifier, value)
        auth.execute(f"UPDATE people SET {column}_sealed = :sealed WHERE id = :id", sealed=sealed, id=person.id)
    return person


def reveal(auth: Auth, staff: Person, person_id: str, purpose: str = PURPOSE) -> pb.RevealPersonResponse:
    return auth.people(staff).RevealPerson(pb.RevealPersonRequest(person_id=person_id, purpose=purpose))


def test_a_mask_shows_the_ends_and_no_more() -> None:
    """S-PER-2."""
    assert masked_insee_number(INSEE).replace("\u00a0", " ") == "2 85 •• •• ••• ••• 42"
    assert masked_iban(IBAN).replace("\u00a0", " ") == "FR76 •••• •••• 5024"


def test_staff_see_masks_of_what_is_known_and_services_nothing(auth: Auth) -> None:
    """A13: one statement more for nobody, and no mask where none is needed."""
    staff, person, other = auth.add(Role.MANAGER), with_secrets(auth), auth.add()
    shown = auth.people(staff).GetPerson(pb.GetPersonRequest(id=person.id))
    assert (shown.masked_insee_number, shown.masked_iban) == (masked_insee_number(INSEE), masked_iban(IBAN))
    empty = auth.people(staff).GetPerson(pb.GetPersonRequest(id=other.id))
    assert (empty.masked_insee_number, empty.masked_iban) == ("", "")
    told = auth.people_as("missions").BatchGetPeople(pb.BatchGetPeopleRequest(ids=[person.id])).people[0]
    listed = auth.people(staff).ListPeople(pb.ListPeopleRequest(search=person.identifier)).people[0]
    for message in (told, listed):
        assert (message.masked_insee_number, message.masked_iban) == ("", "")


def test_a_gestionnaire_reads_them_in_clear_for_a_reason_that_is_kept_with_who_and_whose(auth: Auth) -> None:
    """A13, D23: the audit says why, never what; the answer is kept nowhere."""
    staff, person = auth.add(Role.MANAGER), with_secrets(auth)
    shown = reveal(auth, staff, person.id, f"  {PURPOSE}\n")
    assert (shown.insee_number, shown.iban, shown.bic) == (INSEE, IBAN, BIC)
    assert shown.person.identifier == person.identifier
    with auth.started.database.read() as session:
        (row,) = session.execute(sa.text("SELECT * FROM kit.audit WHERE action = 'RevealPerson'")).mappings()
        kept = session.scalar(sa.text("SELECT count(*) FROM kit.requests"))
    assert (row["actor_id"], row["aggregate"], row["aggregate_id"]) == (staff.id, "person", person.id)
    assert (row["change"], row["difference"]) == ("read", {"purpose": {"from": None, "to": PURPOSE}})
    assert kept == 0


@pytest.mark.parametrize("purpose", ["", "abcd", " a  b ", "a\x00\x01\x02\x03b", "x" * 201])
def test_without_a_reason_nothing_is_revealed(auth: Auth, purpose: str) -> None:
    staff, person = auth.add(Role.MANAGER), with_secrets(auth)
    with refused_for("INVALID_FIELDS") as refusal:
        reveal(auth, staff, person.id, purpose)
    assert [(one.field, one.reason) for one in refusal[0].violations] == [("purpose", "PURPOSE_LENGTH")]
    assert auth.scalar("SELECT count(*) FROM kit.audit WHERE action = 'RevealPerson'") == 0


def test_only_a_gestionnaire_reads_them_and_never_their_own(auth: Auth) -> None:
    manager, administrator = with_secrets(auth, Role.MANAGER), auth.add(Role.ADMINISTRATOR)
    with refused_for("OWN_ACCOUNT"):
        reveal(auth, manager, manager.id)
    for person_id in (new_id(), "", "x"):
        with refused_for("NOT_FOUND"):
            reveal(auth, manager, person_id)
    request = pb.RevealPersonRequest(person_id=manager.id, purpose=PURPOSE)
    for role in (Role.ADMINISTRATOR, Role.EXAMINER, Role.JURY_PRESIDENT, Role.CENTRE_HEAD):
        with refused_for("ACCESS_DENIED"):
            auth.people(administrator, role).RevealPerson(request)


def test_what_was_tampered_with_is_refused_and_keeps_nobody_from_the_page(
    auth: Auth, caplog: pytest.LogCaptureFixture
) -> None:
    """A ciphertext altered, or of somebody else, in the database. The log says so without a digit of it."""
    staff, person, other = auth.add(Role.MANAGER), with_secrets(auth), with_secrets(auth)
    for foreign in (
        "set_byte(iban_sealed, 30, get_byte(iban_sealed, 30) # 1)",
        "(SELECT iban_sealed FROM people WHERE id = :other)",
        "bic_sealed",
        "substring(iban_sealed FROM 1 FOR 5)",
        "''::bytea",
    ):
        with refused_for("SECRET_DAMAGED"):
            auth.execute(f"UPDATE people SET iban_sealed = {foreign} WHERE id = :id", id=person.id, other=other.id)
            reveal(auth, staff, person.id)
        shown = auth.people(staff).GetPerson(pb.GetPersonRequest(id=person.id))
        assert (shown.masked_iban, shown.masked_insee_number) == ("Illisible", masked_insee_number(INSEE))
    assert "a sealed value does not open" in caplog.text
    assert IBAN not in caplog.text
