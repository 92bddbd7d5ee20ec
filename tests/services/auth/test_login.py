"""S-AUTH-1: one form, one answer for whatever is wrong, and what a right secret gives."""

from email.header import decode_header, make_header

import grpc
import pytest
from argon2 import PasswordHasher

from imagin.auth.v1 import auth_pb2 as pb
from kit.sealing import secret_hash
from tests.refusals import refused_for
from tests.services.auth.conftest import PASSPHRASE, Auth


def test_the_identifier_may_be_typed_in_any_case_and_width(auth: Auth) -> None:
    """B3: one canonical account, whatever the keyboard."""
    person = auth.add(identifier="ESI204745")
    auth.welcome(person)
    for typed in ("esi204745", "  ESI204745 ", "ＥＳＩ２０４７４５", "Esi204745\u00a0"):
        begun = auth.sessions.Login(pb.LoginRequest(identifier=typed, password=PASSPHRASE))
        assert auth.resolve(begun.session_secret).person.id == person.id


def test_no_identifier_gets_another_answer_than_a_wrong_password(auth: Auth) -> None:
    """S-AUTH-1, B1, B2, B7: not a byte differs."""
    person = auth.add()
    auth.welcome(person)
    strange = ["", "x" * 300, "ESI\0", "a\r\nb", "' OR 1=1--", "*)(uid=*", "${jndi:ldap://x}", "ESI999999"]
    answers = {
        _failure(auth, pb.LoginRequest(identifier=identifier, password="not the right one"))
        for identifier in [person.identifier, *strange]
    }
    assert len(answers) == 1


def test_an_account_without_any_secret_or_e_mail_answers_the_same(auth: Auth) -> None:
    known = auth.add()
    auth.welcome(known)
    nobody_yet = auth.add(email_pro=None)
    on_paper = auth.add()
    auth.temporary_password(on_paper)
    answers = {
        _failure(auth, pb.LoginRequest(identifier=one.identifier, password="not the right one"))
        for one in (known, nobody_yet, on_paper)
    }
    assert len(answers) == 1


def test_a_password_longer_than_any_is_refused_without_hashing_it(auth: Auth) -> None:
    """B4."""
    person = auth.add()
    auth.welcome(person)
    with refused_for("LOGIN_REFUSED"):
        auth.login(person, "é" * 100_000)


def test_the_temporary_password_may_be_typed_as_it_is_read(auth: Auth) -> None:
    """B17: O for 0, I or L for 1, dashes and case do not count."""
    person = auth.add()
    printed = auth.temporary_password(person)
    assert len(printed) == len("XXXX-XXXX-XXXX")
    for typed in (
        printed,
        printed.lower(),
        printed.replace("-", ""),
        printed.replace("-", " "),
        printed.replace("0", "O").replace("1", "l"),
        f" {printed.replace('0', 'o').replace('1', 'I')} ",
    ):
        assert auth.login(person, typed).must_change_password


def test_a_temporary_password_expires(auth: Auth) -> None:
    person = auth.add()
    printed = auth.temporary_password(person)
    auth.execute("UPDATE accounts SET temporary_expire_time = now() - interval '1 second'")
    with refused_for("LOGIN_REFUSED"):
        auth.login(person, printed)


def test_a_temporary_password_is_dead_once_it_was_changed(auth: Auth) -> None:
    person = auth.add()
    printed = auth.temporary_password(person)
    auth.welcome(person)
    with refused_for("LOGIN_REFUSED"):
        auth.login(person, printed)


def test_a_temporary_password_belongs_to_one_person(auth: Auth) -> None:
    one, other = auth.add(), auth.add()
    printed = auth.temporary_password(one)
    auth.temporary_password(other)
    with refused_for("LOGIN_REFUSED"):
        auth.login(other, printed)


def test_each_login_gives_a_new_session_and_knows_the_browser_again(auth: Auth) -> None:
    """SE3: a secret planted before the login never becomes a session."""
    person = auth.add()
    device = auth.welcome(person).device_secret
    planted = auth.login(person, PASSPHRASE, device="planted by somebody")
    assert "planted" not in planted.device_secret
    again = auth.login(person, PASSPHRASE, device=device)
    assert again.device_secret == device
    assert again.session_secret != planted.session_secret
    assert len(again.session_secret) >= 43
    assert (
        auth.scalar("SELECT count(*) FROM sessions WHERE secret_hash = :hash", hash=again.session_secret.encode()) == 0
    )
    assert (
        auth.scalar("SELECT count(*) FROM sessions WHERE secret_hash = :hash", hash=secret_hash(again.session_secret))
        == 1
    )


def test_the_home_page_can_say_when_the_last_login_was(auth: Auth) -> None:
    """P-AUTH-8 starts here: absent at the first login, then that of the session before."""
    person = auth.add()
    first = auth.welcome(person)
    assert not auth.resolve(first.session_secret).HasField("previous_login_time")
    second = auth.login(person, PASSPHRASE)
    assert auth.resolve(second.session_secret).HasField("previous_login_time")


def test_a_login_from_an_unknown_browser_is_told_by_mail(auth: Auth) -> None:
    """A9."""
    person = auth.add()
    device = auth.welcome(person).device_secret
    auth.received(1)
    auth.login(person, PASSPHRASE, device=device)
    auth.login(person, PASSPHRASE, device="of somebody else")
    subjects = [str(mail["Subject"]) for mail in auth.received(2)]
    assert any("nouveau navigateur" in _decoded(subject) for subject in subjects)


def test_a_hash_of_older_costs_is_replaced_at_login(auth: Auth) -> None:
    person = auth.add()
    auth.welcome(person)
    passwords = auth.started.servicers[0]._passwords
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(passwords._keyed(PASSPHRASE))
    auth.execute("UPDATE accounts SET password_hash = :old", old=old)
    auth.login(person, PASSPHRASE)
    kept = auth.scalar("SELECT password_hash FROM accounts")
    assert "m=19456,t=2,p=1" in str(kept)
    auth.login(person, PASSPHRASE)


def test_the_invitation_to_give_an_e_mail_comes_when_none_is_known(auth: Auth) -> None:
    """S-AUTH-3: after authentication, and only then."""
    person = auth.add(email_pro=None)
    begun = auth.login(person, auth.temporary_password(person))
    assert begun.should_give_email
    assert auth.resolve(begun.session_secret).should_give_email
    known = auth.add(email_pro=None, email_perso="anais@boite.example")
    assert not auth.login(known, auth.temporary_password(known)).should_give_email


def _failure(auth: Auth, request: pb.LoginRequest) -> bytes:
    """Everything that a failed login sends back, as bytes."""
    with pytest.raises(grpc.RpcError) as raised:
        auth.sessions.Login(request)
    error = raised.value
    return repr((error.code(), error.details(), error.trailing_metadata(), error.initial_metadata())).encode()


def _decoded(subject: str) -> str:
    return str(make_header(decode_header(subject)))
