"""The life of a session: who it speaks of, how long it lasts, what ends it (S-SHELL-3, S-SHELL-4, SE1 to SE4)."""

from datetime import UTC, datetime, timedelta

import grpc
import pytest

from imagin.access.v1 import access_pb2
from imagin.auth.v1 import auth_pb2 as pb
from kit.errors import NotLoggedIn
from kit.identity import Verifier
from services.auth.models import Role
from services.auth.servicer.sessions import AUDIENCES
from tests.conftest import NOON
from tests.refusals import refused_for
from tests.services.auth.conftest import OTHER_PASSPHRASE, PASSPHRASE, Auth

MENU = ["Consultation missions", "Saisie/consultation états de frais"]
DESK = ["Traitement des états de frais", "Convocations", "Intervenants"]


def test_a_session_lasts_thirty_minutes_without_activity_and_not_one_second_more(auth: Auth) -> None:
    """S-SHELL-3, SE1: the server is the clock."""
    secret = auth.welcome(auth.add()).session_secret
    auth.age_session(secret, "29 minutes 58 seconds")
    auth.resolve(secret, is_activity=False)
    auth.age_session(secret, "30 minutes")
    with refused_for("SESSION_IDLE") as refusal:
        auth.resolve(secret)
    assert "30 minutes sans activité" in refusal[0].message
    assert refusal[0].code is grpc.StatusCode.UNAUTHENTICATED


def test_activity_puts_the_end_off_and_automatic_calls_do_not(auth: Auth) -> None:
    secret = auth.welcome(auth.add()).session_secret
    auth.age_session(secret, "20 minutes")
    watched = auth.resolve(secret, is_activity=False)
    assert _minutes_left(watched) == pytest.approx(10, abs=0.1)
    assert _minutes_left(auth.resolve(secret, is_activity=False)) == pytest.approx(10, abs=0.1)
    assert _minutes_left(auth.resolve(secret)) == pytest.approx(30, abs=0.1)


def test_a_session_ends_after_twelve_hours_whatever_is_done(auth: Auth) -> None:
    """SE2."""
    secret = auth.welcome(auth.add()).session_secret
    auth.age_session(secret, "11 hours 50 minutes", "create_time")
    assert _minutes_left(auth.resolve(secret)) == pytest.approx(10, abs=0.1)
    auth.age_session(secret, "12 hours", "create_time")
    with refused_for("SESSION_TOO_LONG"):
        auth.resolve(secret)


def test_the_business_clock_ends_no_session(auth: Auth) -> None:
    secret = auth.welcome(auth.add()).session_secret
    auth.clock.advance(timedelta(days=400))
    auth.resolve(secret)


def test_a_sixth_session_ends_the_oldest_and_says_so(auth: Auth) -> None:
    """SE2."""
    person = auth.add()
    device = auth.welcome(person).device_secret
    secrets = [auth.login(person, PASSPHRASE, device).session_secret for _ in range(5)]
    for secret in secrets:
        auth.resolve(secret)
    auth.login(person, PASSPHRASE, device)
    with refused_for("SESSION_CROWDED_OUT"):
        auth.resolve(secrets[0])
    for secret in secrets[1:]:
        auth.resolve(secret)


def test_logging_out_is_effective_at_once_and_twice_is_no_error(auth: Auth) -> None:
    """SE4."""
    secret = auth.welcome(auth.add()).session_secret
    for _ in range(2):
        auth.sessions.Logout(pb.LogoutRequest(session_secret=secret))
        with refused_for("NOT_LOGGED_IN"):
            auth.resolve(secret)


def test_an_invented_secret_is_nobody(auth: Auth) -> None:
    """B9."""
    for secret in ("", "x", "é" * 3_000):
        with refused_for("NOT_LOGGED_IN"):
            auth.resolve(secret)


def test_the_menu_follows_the_rights_at_the_next_page(auth: Auth) -> None:
    """S-SHELL-4: labels and order are those of the product."""
    person = auth.add()
    secret = auth.welcome(person).session_secret
    assert _labels(auth.resolve(secret)) == MENU
    auth.execute("INSERT INTO habilitations VALUES (:id, 'MANAGER')", id=person.id)
    session = auth.resolve(secret)
    assert _labels(session) == MENU + DESK
    assert list(session.roles) == [access_pb2.ROLE_EXAMINER, access_pb2.ROLE_MANAGER]
    for activity in session.activities:
        assert activity.path.startswith("/")
        assert activity.sentence.endswith(".")


def test_staff_who_do_not_examine_see_their_desk_only(auth: Auth) -> None:
    manager, administrator = auth.add(Role.MANAGER), auth.add(Role.ADMINISTRATOR)
    assert _labels(auth.resolve(auth.welcome(manager).session_secret)) == DESK
    assert _labels(auth.resolve(auth.welcome(administrator).session_secret)) == ["Intervenants"]


def test_an_activity_is_shown_while_the_academy_opens_it(auth: Auth) -> None:
    """S-SHELL-4: on the business clock, which stands at noon; every bound is a case of the rule itself."""
    secret = auth.welcome(auth.add()).session_secret
    auth.execute("INSERT INTO openings VALUES ('claims', true, :start, :end)", start=NOON, end=NOON + timedelta(days=1))
    assert _labels(auth.resolve(secret)) == MENU
    auth.clock.advance(timedelta(days=1))
    assert _labels(auth.resolve(secret)) == MENU[:1]


def test_each_service_gets_an_identity_that_is_good_there_only(auth: Auth) -> None:
    """D2: signed, one audience each, sixty seconds."""
    person = auth.add(Role.EXAMINER, Role.MANAGER)
    session = auth.resolve(auth.welcome(person).session_secret)
    assert sorted(session.tokens) == sorted(AUDIENCES)
    keys = auth.started.process.verifier.keys
    for audience, token in session.tokens.items():
        caller = Verifier(audience, keys).caller(token)
        assert (caller.person_id, caller.identifier) == (person.id, person.identifier)
        assert caller.roles == {access_pb2.ROLE_EXAMINER, access_pb2.ROLE_MANAGER}
        assert not caller.must_change_password
        for other in AUDIENCES:
            if other != audience:
                with pytest.raises(NotLoggedIn):
                    Verifier(other, keys).caller(token)


def test_a_session_opened_by_paper_carries_it_in_each_identity(auth: Auth) -> None:
    """B18: every service refuses it until the password is changed."""
    person = auth.add()
    session = auth.resolve(auth.login(person, auth.temporary_password(person)).session_secret)
    keys = auth.started.process.verifier.keys
    for audience, token in session.tokens.items():
        assert Verifier(audience, keys).caller(token).must_change_password


def test_before_the_change_of_password_nothing_else_is_allowed(auth: Auth) -> None:
    """B18."""
    person = auth.add()
    auth.temporary_password(person)
    with refused_for("PASSWORD_CHANGE_REQUIRED"):
        auth.accounts_of(person, must_change_password=True).GiveEmail(pb.GiveEmailRequest(email="a@b.example"))


def test_the_token_of_forms_is_that_of_the_session(auth: Auth) -> None:
    person = auth.add()
    device = auth.welcome(person).device_secret
    one, other = (auth.login(person, PASSPHRASE, device).session_secret for _ in range(2))
    assert auth.resolve(one).form_token == auth.resolve(one).form_token
    assert auth.resolve(one).form_token != auth.resolve(other).form_token
    assert one not in auth.resolve(one).form_token


def test_a_page_costs_one_statement_here(auth: Auth) -> None:
    secret = auth.welcome(auth.add()).session_secret
    for is_activity in (True, False):
        auth.counter.reset()
        auth.resolve(secret, is_activity=is_activity)
        assert len(auth.counter.statements) == 1


def test_a_changed_password_ends_the_other_sessions(auth: Auth) -> None:
    """A6, S-AUTH-4: the sentence says why."""
    person = auth.add()
    device = auth.welcome(person).device_secret
    here, there = (auth.login(person, PASSPHRASE, device).session_secret for _ in range(2))
    changed = auth.accounts_of(person).ChangePassword(
        pb.ChangePasswordRequest(session_secret=here, current_password=PASSPHRASE, new_password=OTHER_PASSPHRASE)
    )
    auth.resolve(changed.session_secret)
    with refused_for("NOT_LOGGED_IN"):
        auth.resolve(here)
    with refused_for("SESSION_PASSWORD_CHANGED"):
        auth.resolve(there)


def _labels(session: pb.Session) -> list[str]:
    return [activity.label for activity in session.activities]


def _minutes_left(session: pb.Session) -> float:
    return (session.expire_time.ToDatetime(UTC) - datetime.now(UTC)).total_seconds() / 60
