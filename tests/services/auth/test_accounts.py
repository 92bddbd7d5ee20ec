"""What people do with their own account: S-AUTH-2 to S-AUTH-4."""

from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from imagin.auth.v1 import auth_pb2 as pb
from kit.errors import from_rpc_error
from kit.identifiers import new_id
from services.auth.models import Person
from tests.refusals import refused_for
from tests.services.auth.conftest import OTHER_PASSPHRASE, PASSPHRASE, Auth, link_of, text_of

NEW_ADDRESS = "anais@boite.example"


def test_a_password_is_changed_by_who_knows_it(auth: Auth) -> None:
    """A6: and the person is told by mail."""
    person = auth.add()
    secret = auth.welcome(person).session_secret
    _change(auth, person, secret, PASSPHRASE, OTHER_PASSPHRASE)
    with refused_for("LOGIN_REFUSED"):
        auth.login(person, PASSPHRASE)
    auth.login(person, OTHER_PASSPHRASE)
    told = [mail for mail in auth.received(3) if "vient d’être modifié" in text_of(mail)]
    assert [mail["To"] for mail in told] == [person.email_pro] * 2


def test_a_refused_password_says_which_field_and_why(auth: Auth) -> None:
    """A3, B15."""
    person = auth.add()
    secret = auth.welcome(person).session_secret
    cases = [
        ("not the current one", OTHER_PASSPHRASE, "current_password", "CURRENT_PASSWORD_WRONG"),
        ("", OTHER_PASSPHRASE, "current_password", "CURRENT_PASSWORD_WRONG"),
        (PASSPHRASE, PASSPHRASE, "new_password", "PASSWORD_UNCHANGED"),
        (PASSPHRASE, "quatorze lettr", "new_password", "PASSWORD_TOO_SHORT"),
        (PASSPHRASE, "x y " * 40, "new_password", "PASSWORD_TOO_LONG"),
        (PASSPHRASE, "imagin2025imagin", "new_password", "PASSWORD_COMMON"),
        (PASSPHRASE, "AnaisLefevre2026", "new_password", "PASSWORD_ABOUT_OWNER"),
    ]
    for current, new, field, reason in cases:
        auth.execute("DELETE FROM throttles")
        with refused_for("INVALID_FIELDS") as refusal:
            _change(auth, person, secret, current, new)
        assert [(found.field, found.reason) for found in refusal[0].violations] == [(field, reason)]
    auth.resolve(secret)
    auth.login(person, PASSPHRASE)


def test_the_paper_password_never_becomes_the_lasting_one(auth: Auth) -> None:
    """B15."""
    person = auth.add()
    printed = auth.temporary_password(person)
    secret = auth.login(person, printed).session_secret
    for new in (printed, printed.replace("-", " - ")):
        with refused_for("INVALID_FIELDS"):
            _change(auth, person, secret, "", new, must_change_password=True)


def test_guessing_the_current_password_is_slowed_down(auth: Auth) -> None:
    """A browser left open is no way to the password."""
    person = auth.add()
    secret = auth.welcome(person).session_secret
    reasons = set()
    for _ in range(7):
        with pytest.raises(grpc.RpcError) as raised:
            _change(auth, person, secret, "not the current one", OTHER_PASSPHRASE)
        reasons.add(from_rpc_error(raised.value).reason)
    assert reasons == {"INVALID_FIELDS", "TOO_MANY_TRIES"}


def test_the_session_that_asks_must_be_ones_own_and_alive(auth: Auth) -> None:
    person, other = auth.add(), auth.add()
    secret, foreign = auth.welcome(person).session_secret, auth.welcome(other).session_secret
    for asked in ("", "invented", foreign):
        with refused_for("NOT_LOGGED_IN"):
            _change(auth, person, asked, PASSPHRASE, OTHER_PASSPHRASE)
    auth.age_session(secret, "31 minutes")
    with refused_for("NOT_LOGGED_IN"):
        _change(auth, person, secret, PASSPHRASE, OTHER_PASSPHRASE)
    auth.login(person, PASSPHRASE)


def test_two_changes_at_once_keep_one(auth: Auth) -> None:
    person = auth.add()
    secret = auth.welcome(person).session_secret

    def change(new: str) -> str:
        try:
            _change(auth, person, secret, PASSPHRASE, new)
        except grpc.RpcError as error:
            return from_rpc_error(error).reason
        return ""

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(change, [OTHER_PASSPHRASE, "quatre vélos contre le mur gris"]))
    assert outcomes[0] == ""
    assert outcomes[1] in {"CONFLICT", "NOT_LOGGED_IN", "INVALID_FIELDS"}


def test_a_given_e_mail_counts_once_its_link_was_followed(auth: Auth) -> None:
    """S-AUTH-3."""
    person = auth.add(email_pro=None)
    secret = auth.welcome(person).session_secret
    assert auth.resolve(secret).should_give_email
    auth.accounts_of(person).GiveEmail(pb.GiveEmailRequest(request_id=new_id(), email=" Anais@Boite.Example "))
    assert not auth.resolve(secret).should_give_email
    mail = auth.received(1)[0]
    assert mail["To"] == NEW_ADDRESS
    _ask_for_reset(auth, person)
    assert auth.scalar("SELECT given_email FROM people") is None
    auth.accounts.ConfirmEmail(pb.ConfirmEmailRequest(secret=link_of(mail)))
    assert auth.scalar("SELECT given_email FROM people") == NEW_ADDRESS
    with refused_for("CONFIRMATION_LINK_DEAD"):
        auth.accounts.ConfirmEmail(pb.ConfirmEmailRequest(secret=link_of(mail)))
    _ask_for_reset(auth, person)
    assert auth.received(2)[-1]["To"] == NEW_ADDRESS


def test_the_links_of_an_address_replaced_or_too_old_are_dead(auth: Auth) -> None:
    person = auth.add(email_pro=None)
    auth.welcome(person)
    for count, address in enumerate(("first@boite.example", NEW_ADDRESS), 1):
        auth.accounts_of(person).GiveEmail(pb.GiveEmailRequest(request_id=new_id(), email=address))
        auth.received(count)
    first, last = sorted(auth.received(2), key=lambda mail: mail["To"] == NEW_ADDRESS)
    with refused_for("CONFIRMATION_LINK_DEAD"):
        auth.accounts.ConfirmEmail(pb.ConfirmEmailRequest(secret=link_of(first)))
    auth.execute("UPDATE links SET expire_time = now()")
    with refused_for("CONFIRMATION_LINK_DEAD") as refusal:
        auth.accounts.ConfirmEmail(pb.ConfirmEmailRequest(secret=link_of(last)))
    assert "24 heures" in refusal[0].message


def test_the_address_known_before_learns_of_the_new_one(auth: Auth) -> None:
    """A6."""
    person = auth.add(email_pro="old@ac-creteil.example")
    auth.welcome(person)
    auth.accounts_of(person).GiveEmail(pb.GiveEmailRequest(request_id=new_id(), email=NEW_ADDRESS))
    link = next(link_of(mail) for mail in auth.received(2) if mail["To"] == NEW_ADDRESS)
    auth.accounts.ConfirmEmail(pb.ConfirmEmailRequest(secret=link))
    told = [mail for mail in auth.received(3) if "enregistrée" in text_of(mail)]
    assert [mail["To"] for mail in told] == ["old@ac-creteil.example"]
    assert NEW_ADDRESS not in text_of(told[0])


def test_an_address_is_given_by_who_is_logged_in_only(auth: Auth) -> None:
    """B10: nothing is stored, nothing is sent."""
    with pytest.raises(grpc.RpcError) as raised:
        auth.accounts.GiveEmail(pb.GiveEmailRequest(request_id=new_id(), email=NEW_ADDRESS))
    assert raised.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert auth.scalar("SELECT count(*) FROM mails") == 0


def test_a_wrong_address_is_refused_and_a_fourth_mail_waits(auth: Auth) -> None:
    person = auth.add()
    auth.welcome(person)
    with refused_for("INVALID_FIELDS") as refusal:
        auth.accounts_of(person).GiveEmail(pb.GiveEmailRequest(request_id=new_id(), email="a@b\nBcc: c@d.example"))
    assert [(found.field, found.reason) for found in refusal[0].violations] == [("email", "EMAIL_INVALID")]
    for number in range(3):
        auth.accounts_of(person).GiveEmail(pb.GiveEmailRequest(request_id=new_id(), email=f"n{number}@b.example"))
    with refused_for("TOO_MANY_EMAILS"):
        auth.accounts_of(person).GiveEmail(pb.GiveEmailRequest(request_id=new_id(), email="n4@b.example"))


def test_a_repeated_request_sends_one_mail(auth: Auth) -> None:
    person = auth.add(email_pro=None)
    auth.welcome(person)
    request = pb.GiveEmailRequest(request_id=new_id(), email=NEW_ADDRESS)
    for _ in range(3):
        auth.accounts_of(person).GiveEmail(request)
    assert auth.scalar("SELECT count(*) FROM mails") == 1


def test_a_forgotten_password_is_replaced_by_a_link(auth: Auth) -> None:
    """S-AUTH-4: on the configured address; every session ends, and the browser is known from then on."""
    person = auth.add()
    session = auth.welcome(person).session_secret
    auth.received(1)
    _ask_for_reset(auth, person)
    mail = next(mail for mail in auth.received(2) if "?lien=" in text_of(mail))
    assert "https://imagin.example/mot-de-passe/reinitialisation?lien=" in text_of(mail)
    assert auth.accounts.ResetPassword(pb.ResetPasswordRequest(secret=link_of(mail))).device_secret == ""
    device = _reset(auth, link_of(mail), OTHER_PASSPHRASE).device_secret
    assert auth.scalar("SELECT count(*) FROM devices") == 1
    with refused_for("SESSION_PASSWORD_RESET"):
        auth.resolve(session)
    with refused_for("LOGIN_REFUSED"):
        auth.login(person, PASSPHRASE)
    for _ in range(4):
        with refused_for("LOGIN_REFUSED"):
            auth.login(person, "strangers keep trying this account")
    auth.login(person, OTHER_PASSPHRASE, device)


def test_a_reset_link_works_once_even_when_used_twice_at_once(auth: Auth) -> None:
    """B14."""
    person = auth.add()
    auth.welcome(person)
    link = _reset_link(auth, person)

    def reset(number: int) -> str:
        try:
            _reset(auth, link, f"{OTHER_PASSPHRASE} {number}")
        except grpc.RpcError as error:
            return from_rpc_error(error).reason
        return ""

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(reset, range(4)))
    assert outcomes == ["", "RESET_LINK_DEAD", "RESET_LINK_DEAD", "RESET_LINK_DEAD"]


def test_a_reset_link_that_is_late_replaced_or_cut_is_dead(auth: Auth) -> None:
    """B14."""
    person = auth.add()
    auth.welcome(person)
    link = _reset_link(auth, person)
    for secret in ("", "invented", link[:-1], link.swapcase()):
        with refused_for("RESET_LINK_DEAD") as refusal:
            auth.accounts.ResetPassword(pb.ResetPasswordRequest(secret=secret))
    assert "30 minutes" in refusal[0].message
    auth.execute("UPDATE links SET expire_time = now()")
    with refused_for("RESET_LINK_DEAD"):
        _reset(auth, link, OTHER_PASSPHRASE)
    auth.login(person, PASSPHRASE)


def test_a_reset_refuses_the_same_passwords_and_the_link_stays_good(auth: Auth) -> None:
    person = auth.add()
    auth.welcome(person)
    link = _reset_link(auth, person)
    for new, reason in (("imagin2025imagin", "PASSWORD_COMMON"), (PASSPHRASE, "PASSWORD_UNCHANGED")):
        with refused_for("INVALID_FIELDS") as refusal:
            _reset(auth, link, new)
        assert [found.reason for found in refusal[0].violations] == [reason]
    _reset(auth, link, OTHER_PASSPHRASE)


def test_a_change_of_password_kills_the_links_that_were_sent(auth: Auth) -> None:
    person = auth.add()
    session = auth.welcome(person).session_secret
    link = _reset_link(auth, person)
    _change(auth, person, session, PASSPHRASE, OTHER_PASSPHRASE)
    with refused_for("RESET_LINK_DEAD"):
        _reset(auth, link, "quatre vélos contre le mur gris")


def test_whoever_never_logged_in_may_choose_a_password_by_mail(auth: Auth) -> None:
    person = auth.add()
    printed = auth.temporary_password(person)
    _reset(auth, _reset_link(auth, person), OTHER_PASSPHRASE)
    with refused_for("LOGIN_REFUSED"):
        auth.login(person, printed)
    assert not auth.login(person, OTHER_PASSPHRASE).must_change_password


def test_asking_for_a_reset_answers_the_same_for_everybody(auth: Auth) -> None:
    """A10, S-AUTH-4: and costs the same statements."""
    known, without = auth.add(), auth.add(email_pro=None)
    answers, costs = set(), set()
    for identifier in (known.identifier, without.identifier, "ESI999999", "", "a\0b", "x" * 300):
        auth.counter.reset()
        request = pb.RequestPasswordResetRequest(identifier=identifier, client_address="192.0.2.1")
        answers.add(auth.accounts.RequestPasswordReset(request).SerializeToString())
        costs.add(len(auth.counter.statements))
    assert answers == {b""}
    assert len(costs) == 1
    assert auth.received(1)[0]["To"] == known.email_pro


def test_at_most_three_mails_an_hour_leave_for_one_person(auth: Auth) -> None:
    """B12."""
    person = auth.add()
    for typed in (person.identifier, person.identifier.lower(), f" {person.identifier}") * 4:
        auth.accounts.RequestPasswordReset(pb.RequestPasswordResetRequest(identifier=typed))
    auth.received(3)
    assert auth.scalar("SELECT count(*) FROM mails") == 3


def test_a_reset_never_uses_an_address_that_was_not_confirmed(auth: Auth) -> None:
    person = auth.add(email_pro=None)
    auth.welcome(person)
    auth.accounts_of(person).GiveEmail(pb.GiveEmailRequest(request_id=new_id(), email=NEW_ADDRESS))
    auth.received(1)
    _ask_for_reset(auth, person)
    auth.postman.answer_reset_requests()
    assert auth.scalar("SELECT count(*) FROM mails") == 1


def _change(auth: Auth, person: Person, secret: str, current: str, new: str, **claims: object) -> None:
    request = pb.ChangePasswordRequest(session_secret=secret, current_password=current, new_password=new)
    auth.accounts_of(person, **claims).ChangePassword(request)


def _ask_for_reset(auth: Auth, person: Person) -> None:
    auth.accounts.RequestPasswordReset(pb.RequestPasswordResetRequest(identifier=person.identifier))


def _reset_link(auth: Auth, person: Person) -> str:
    """The secret of a link that the person asked for."""
    before = auth.scalar("SELECT count(*) FROM mails")
    _ask_for_reset(auth, person)
    mails = auth.received(int(str(before)) + 1)
    return next(link_of(mail) for mail in mails if "/reinitialisation?lien=" in text_of(mail))


def _reset(auth: Auth, secret: str, new_password: str) -> pb.ResetPasswordResponse:
    return auth.accounts.ResetPassword(pb.ResetPasswordRequest(secret=secret, new_password=new_password))
