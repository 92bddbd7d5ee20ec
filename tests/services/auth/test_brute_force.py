"""Tries are counted, slowed down, and never lock an owner out (security.md D20, A1, A10, B5 to B7)."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import grpc
import pytest

from imagin.auth.v1 import auth_pb2 as pb
from kit.errors import from_rpc_error
from services.auth.rules.throttling import CLIENT, DEVICE, STRANGERS
from tests.refusals import refused_for
from tests.services.auth.conftest import PASSPHRASE, Auth

WRONG = "certainly not this one"


def test_parallel_guesses_never_exceed_the_free_tries(auth: Auth) -> None:
    """B5: 200 at once get exactly as many looks at the password as 200 in a row."""
    person = auth.add()
    auth.welcome(person)
    with ThreadPoolExecutor(50) as pool:
        answers = Counter(pool.map(lambda _: _answer(auth, person.identifier, WRONG), range(200)))
    assert answers == {"LOGIN_REFUSED": STRANGERS.free_count, "TOO_MANY_TRIES": 200 - STRANGERS.free_count}


def test_the_owner_logs_in_whatever_strangers_try(auth: Auth) -> None:
    """A1: by a browser known before, at the first try and at once."""
    person = auth.add()
    device = auth.welcome(person).device_secret
    _use_up(auth, person.identifier)
    started = time.monotonic()
    auth.login(person, PASSPHRASE, device)
    assert time.monotonic() - started < 2


def test_the_letter_lets_its_owner_in_whatever_strangers_try(auth: Auth) -> None:
    """60 random bits need no limit: a first login has no known browser yet."""
    person = auth.add()
    printed = auth.temporary_password(person)
    _use_up(auth, person.identifier)
    assert auth.login(person, printed).must_change_password


def test_a_right_password_is_no_oracle_while_strangers_are_slowed_down(auth: Auth) -> None:
    """B6."""
    person = auth.add()
    auth.welcome(person)
    _use_up(auth, person.identifier)
    assert _answer(auth, person.identifier, PASSPHRASE) == "TOO_MANY_TRIES"
    assert _answer(auth, person.identifier, WRONG) == "TOO_MANY_TRIES"


def test_an_identifier_that_nobody_has_is_slowed_down_the_same(auth: Auth) -> None:
    """A10: the limits tell nothing either."""
    person = auth.add()
    auth.welcome(person)
    answers = []
    for identifier in (person.identifier, "ESI999999"):
        _use_up(auth, identifier)
        with pytest.raises(grpc.RpcError) as raised:
            auth.sessions.Login(pb.LoginRequest(identifier=identifier, password=WRONG))
        answers.append((raised.value.code(), raised.value.trailing_metadata()))
    assert answers[0] == answers[1]


def test_a_refused_try_makes_nobody_wait_longer(auth: Auth) -> None:
    person = auth.add()
    _use_up(auth, person.identifier)
    until = auth.scalar("SELECT max(next_time) FROM throttles")
    for _ in range(3):
        with refused_for("TOO_MANY_TRIES"):
            auth.login(person, WRONG)
    assert auth.scalar("SELECT max(next_time) FROM throttles") == until


def test_each_further_try_doubles_the_wait_up_to_a_quarter_of_an_hour(auth: Auth) -> None:
    person = auth.add()
    _answer(auth, person.identifier, WRONG)
    waits = []
    for count in (4, 5, 6, 12, 20):
        _between_tries(auth, count)
        _answer(auth, person.identifier, WRONG)
        waits.append(_wait(auth))
    assert waits == [5, 10, 20, 900, 900]


def test_strangers_have_twenty_five_tries_a_day(auth: Auth) -> None:
    """D20, CNIL: 50 bits are safe behind as many."""
    person = auth.add()
    _answer(auth, person.identifier, WRONG)
    _between_tries(auth, STRANGERS.budget - 1)
    assert _answer(auth, person.identifier, WRONG) == "LOGIN_REFUSED"
    assert _wait(auth) > timedelta(hours=23).total_seconds()
    assert _answer(auth, person.identifier, WRONG) == "TOO_MANY_TRIES"
    auth.execute("UPDATE throttles SET window_end_time = now()")
    assert _answer(auth, person.identifier, WRONG) == "LOGIN_REFUSED"
    assert auth.scalar("SELECT count FROM throttles WHERE budget = :budget", budget=STRANGERS.budget) == 1


def test_whoever_tries_many_identifiers_is_stopped_and_known_browsers_are_not(auth: Auth) -> None:
    """A school shares one address: its people whose browser is known go on."""
    person = auth.add()
    device = auth.welcome(person).device_secret
    assert _answer(auth, "ESI900001", WRONG) == "LOGIN_REFUSED"
    auth.execute("UPDATE throttles SET count = budget - 1 WHERE budget = :budget", budget=CLIENT.budget)
    assert _answer(auth, "ESI900002", WRONG) == "LOGIN_REFUSED"
    assert _answer(auth, "ESI900003", WRONG) == "TOO_MANY_TRIES"
    assert _answer(auth, "ESI900003", WRONG, address="198.51.100.7") == "LOGIN_REFUSED"
    auth.login(person, PASSPHRASE, device)


def test_a_network_of_ipv6_is_one_client(auth: Auth) -> None:
    for host in ("2001:db8::1", "2001:db8::dead:beef"):
        _answer(auth, "ESI900001", WRONG, address=host)
    assert auth.scalar("SELECT count FROM throttles WHERE budget = :budget", budget=CLIENT.budget) == 2


def test_a_right_password_gives_back_its_own_try_and_not_those_of_others(auth: Auth) -> None:
    person = auth.add()
    auth.welcome(person)
    for _ in range(3):
        _answer(auth, person.identifier, WRONG)
    auth.login(person, PASSPHRASE)
    assert auth.scalar("SELECT count FROM throttles WHERE budget = :budget", budget=STRANGERS.budget) == 3


def test_a_known_browser_has_its_own_tries_and_starts_anew_when_right(auth: Auth) -> None:
    person = auth.add()
    device = auth.welcome(person).device_secret
    for _ in range(DEVICE.free_count):
        assert _answer(auth, person.identifier, WRONG, device=device) == "LOGIN_REFUSED"
    assert _answer(auth, person.identifier, PASSPHRASE, device=device) == "TOO_MANY_TRIES"
    auth.execute("UPDATE throttles SET next_time = now()")
    auth.login(person, PASSPHRASE, device)
    assert auth.scalar("SELECT count(*) FROM throttles") == 0


def test_a_browser_known_to_one_person_is_a_stranger_to_another(auth: Auth) -> None:
    one, other = auth.add(), auth.add()
    device = auth.welcome(one).device_secret
    auth.welcome(other)
    _answer(auth, other.identifier, WRONG, device=device)
    assert auth.scalar("SELECT count FROM throttles WHERE budget = :budget", budget=STRANGERS.budget) == 1


def test_parallel_logins_of_an_owner_all_succeed(auth: Auth) -> None:
    person = auth.add()
    device = auth.welcome(person).device_secret
    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(lambda _: _answer(auth, person.identifier, PASSPHRASE, device=device), range(12)))
    assert answers == {"": 12}
    assert auth.scalar("SELECT count(*) FROM sessions WHERE end_time IS NULL") == 5


def test_nothing_typed_is_kept_with_the_tries(auth: Auth) -> None:
    """People type their password in the field of the identifier."""
    _answer(auth, "my-secret-phrase", WRONG)
    assert auth.scalar("SELECT count(*) FROM throttles WHERE position('my-secret' in encode(key, 'escape')) > 0") == 0


def test_unknown_and_known_identifiers_take_the_same_time(auth: Auth) -> None:
    """A10, B7: a few samples here; the whole measure is in docs/decisions."""
    known, paper = auth.add(), auth.add()
    auth.welcome(known)
    auth.temporary_password(paper)
    seconds: dict[str, list[float]] = {known.identifier: [], paper.identifier: [], "ESI999999": []}
    for _ in range(20):
        for identifier, samples in seconds.items():
            auth.execute("DELETE FROM throttles")
            started = time.perf_counter()
            assert _answer(auth, identifier, WRONG) == "LOGIN_REFUSED"
            samples.append(time.perf_counter() - started)
    for identifier in (known.identifier, paper.identifier):
        assert 0.2 < _area(seconds[identifier], seconds["ESI999999"]) < 0.8


def _answer(auth: Auth, identifier: str, password: str, *, device: str = "", address: str = "192.0.2.1") -> str:
    """The reason of the refusal, empty when there is none."""
    request = pb.LoginRequest(identifier=identifier, password=password, device_secret=device, client_address=address)
    try:
        auth.sessions.Login(request)
    except grpc.RpcError as error:
        return from_rpc_error(error).reason
    return ""


def _use_up(auth: Auth, identifier: str) -> None:
    """Strangers use all the tries that wait for nothing."""
    for _ in range(STRANGERS.free_count):
        assert _answer(auth, identifier, WRONG) == "LOGIN_REFUSED"


def _between_tries(auth: Auth, count: int) -> None:
    """So many tries were made, and the wait after the last one is over."""
    auth.execute(
        "UPDATE throttles SET count = :count, next_time = now() WHERE budget = :budget",
        count=count,
        budget=STRANGERS.budget,
    )


def _wait(auth: Auth) -> int:
    """Seconds until strangers may try again."""
    seconds = auth.scalar(
        "SELECT extract(epoch FROM next_time - now()) FROM throttles WHERE budget = :budget", budget=STRANGERS.budget
    )
    return round(float(str(seconds)) + 0.45)


def _area(one: list[float], other: list[float]) -> float:
    """How often a sample of one is longer than one of the other: 0.5 tells nothing (area under the ROC curve)."""
    longer = sum((a > b) + (a == b) / 2 for a in one for b in other)
    return longer / (len(one) * len(other))
