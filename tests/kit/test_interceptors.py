"""Who may call what, as the contract says it: each rule with each kind of caller."""

import logging
from typing import Any

import grpc
import pytest
import sqlalchemy as sa

from imagin.access.v1 import access_pb2
from imagin.sample.v1 import sample_pb2_grpc
from kit.identifiers import new_id
from tests.conftest import Started, as_service
from tests.kit.sample import create, fail
from tests.refusals import refused

MANAGER, ADMINISTRATOR = access_pb2.ROLE_MANAGER, access_pb2.ROLE_ADMINISTRATOR
PERSON = new_id()

LOGGED_OUT, DENIED, PASSWORD, WELCOME = "NOT_LOGGED_IN", "ACCESS_DENIED", "PASSWORD_CHANGE_REQUIRED", ""


def metadata(sample: Started, caller: str) -> list[tuple[str, str]]:
    """What each kind of caller says of itself."""
    people: dict[str, tuple[int, ...]] = {"examiner": (), "manager": (MANAGER,), "administrator": (ADMINISTRATOR,)}
    kind, _, through = caller.partition(" through ")
    if kind in people:
        person = sample.identities.metadata("sample", PERSON, *people[kind])
        return person[:1] + as_service(through or "gateway")
    if kind == "newcomer":
        return sample.identities.metadata("sample", PERSON, must_change_password=True)
    if kind == "nobody":
        return []
    return as_service(kind)


MATRIX = {
    "OnlyManagers": {
        "examiner": DENIED,
        "manager": WELCOME,
        "administrator": WELCOME,
        "newcomer": DENIED,
        "nobody": LOGGED_OUT,
        "gateway": LOGGED_OUT,
        "loader": DENIED,
        "missions": DENIED,
        "manager through federation": WELCOME,
        "manager through missions": DENIED,
        "federation": LOGGED_OUT,
    },
    "OnlyLoader": {
        "examiner": DENIED,
        "administrator": DENIED,
        "nobody": LOGGED_OUT,
        "gateway": DENIED,
        "loader": WELCOME,
        "missions": DENIED,
        "manager through federation": DENIED,
    },
    "BeforeLogin": {
        "examiner": WELCOME,
        "newcomer": WELCOME,
        "nobody": LOGGED_OUT,
        "gateway": WELCOME,
        "loader": DENIED,
        "federation": DENIED,
    },
    "BeforePasswordChange": {
        "examiner": WELCOME,
        "newcomer": WELCOME,
        "gateway": LOGGED_OUT,
        "loader": DENIED,
        "examiner through federation": DENIED,
    },
    "Fail": {"examiner": WELCOME, "newcomer": PASSWORD, "sample": WELCOME, "missions": DENIED, "gateway": LOGGED_OUT},
    "SaysNothing": dict.fromkeys(
        ("examiner", "manager", "administrator", "gateway", "loader", "sample", "federation"), DENIED
    )
    | {"nobody": LOGGED_OUT},
}


@pytest.mark.parametrize("rpc", MATRIX)
def test_the_contract_decides_who_may_call(sample: Started, rpc: str) -> None:
    with grpc.insecure_channel(sample.address) as channel:
        call = getattr(sample_pb2_grpc.SampleServiceStub(channel), rpc)
        for caller, expected in MATRIX[rpc].items():
            given = metadata(sample, caller)
            if expected is WELCOME:
                call(fail("answer"), metadata=given)
            else:
                assert refused(call, fail("answer"), metadata=given).reason == expected, caller


@pytest.mark.parametrize(
    "authorization", ["Basic eDp5", "Bearer", "Bearer ", "bearer x.y.z", "Bearer x.y.z", "Bearer " + "a" * 5000]
)
def test_a_bad_identity_is_never_taken_for_none(sample: Started, authorization: str) -> None:
    """Even where the gateway alone would be welcome."""
    given = [("authorization", authorization), *as_service("gateway")]
    with grpc.insecure_channel(sample.address) as channel:
        answer = refused(sample_pb2_grpc.SampleServiceStub(channel).BeforeLogin, fail("answer"), metadata=given)
    assert (answer.reason, answer.code) == ("NOT_LOGGED_IN", grpc.StatusCode.UNAUTHENTICATED)


def test_a_token_for_another_service_is_refused(sample: Started) -> None:
    given = sample.identities.metadata("missions", PERSON)
    with grpc.insecure_channel(sample.address) as channel:
        answer = refused(sample_pb2_grpc.SampleServiceStub(channel).Fail, fail("answer"), metadata=given)
    assert answer.reason == "NOT_LOGGED_IN"


def test_metadata_beyond_the_limit_and_messages_beyond_it_are_refused(sample: Started, stub: Any) -> None:
    assert refused(stub.Fail, fail("a" * 9_000_000)).reason == "TOO_BUSY"
    huge = [("x-padding", "a" * 100_000)]
    assert refused(stub.Fail, fail("answer"), metadata=huge).code is grpc.StatusCode.RESOURCE_EXHAUSTED


def test_every_call_leaves_one_line_of_log_without_a_word_of_its_content(
    stub: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "kit.interceptors")
    stub.CreateThing(create("a private name"))
    (line,) = [record for record in caplog.records if record.name == "kit.interceptors"]
    assert (line.message, line.code, line.__dict__["from"]) == ("CreateThing", "OK", "gateway")
    assert "private" not in caplog.text


def test_a_statement_that_fails_is_logged_without_the_values_that_it_carried(
    sample: Started, stub: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Law of the log: names, amounts, secrets never get there, not even when a migration is missing."""
    with sample.database.transaction() as session:
        session.execute(sa.text("ALTER TABLE things RENAME COLUMN seen TO looked_at"))
    assert refused(stub.CreateThing, create("a private name")).reason == "INTERNAL"
    assert "UndefinedColumn" in caplog.text
    assert "private" not in caplog.text
    assert "s3cret" not in caplog.text
