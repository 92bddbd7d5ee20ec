"""Calls between processes: they end in time, and are repeated only where that is harmless."""

import socket
import time
from typing import Any

import grpc
import pytest

import imagin.auth.v1.auth_pb2  # noqa: F401 (the contract whose deadlines are asked for)
from imagin.sample.v1 import sample_pb2, sample_pb2_grpc
from kit import rpc, transport
from kit.channels import Channels
from kit.identifiers import new_id
from kit.settings import ProcessSettings
from tests.conftest import Started
from tests.kit.sample import create, fail
from tests.refusals import refused


@pytest.fixture
def inner(sample: Started) -> Any:
    """The sample as a process calls it: itself, here."""
    return sample.process.channels.stub(sample_pb2_grpc.SampleServiceStub)


def test_a_change_is_repeated_until_it_is_answered(sample: Started, inner: Any) -> None:
    sample.servicers[0].unavailable = 2
    assert inner.CreateThing(create("pencil")).name == "pencil"
    assert sample.servicers[0].calls == 3


def test_a_call_is_repeated_twice_and_no_more(sample: Started, inner: Any) -> None:
    sample.servicers[0].unavailable = 10
    assert refused(inner.CreateThing, create("pencil")).reason == "UNAVAILABLE"
    assert sample.servicers[0].calls == 3


def test_what_is_neither_a_read_nor_recognised_by_its_request_id_is_never_repeated(sample: Started, inner: Any) -> None:
    sample.servicers[0].unavailable = 1
    assert refused(inner.Fail, fail("answer")).reason == "UNAVAILABLE"
    assert sample.servicers[0].calls == 1
    assert rpc.method("/imagin.sample.v1.SampleService/GetThing").is_repeatable
    assert not rpc.method("/imagin.sample.v1.SampleService/Fail").is_repeatable


def test_a_service_that_is_down_is_not_hammered(sample: Started, inner: Any) -> None:
    """Beyond the first calls, the budget of retries is spent and each call is made once."""
    sample.servicers[0].unavailable = 1000
    for _ in range(20):
        refused(inner.CreateThing, create())
    sample.servicers[0].calls = 0
    for _ in range(20):
        refused(inner.CreateThing, create())
    assert sample.servicers[0].calls <= 22


def test_a_call_has_a_deadline_of_its_kind() -> None:
    """Logging in changes something too, though it carries no `request_id`."""

    def seconds(path: str) -> float:
        return transport.usual_seconds(rpc.method(path))

    assert seconds("/imagin.sample.v1.SampleService/GetThing") == 2
    assert seconds("/imagin.sample.v1.SampleService/CreateThing") == 5
    assert seconds("/imagin.auth.v1.SessionsService/Login") == 5
    assert seconds("/imagin.auth.v1.SessionsService/ResolveSession") == 2


def test_a_call_without_answer_ends_after_two_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        channels = Channels("gateway", ProcessSettings(addresses={"sample": address}))
        started = time.monotonic()
        get = channels.stub(sample_pb2_grpc.SampleServiceStub).GetThing
        assert refused(get, sample_pb2.GetThingRequest(id=new_id())).code is grpc.StatusCode.DEADLINE_EXCEEDED
        assert 1.9 < time.monotonic() - started < 2.5
        channels.close()


def test_a_call_made_for_another_ends_before_its_caller_gives_up(stub: Any) -> None:
    """The inner call would last two seconds; half a second is what the outer caller gives."""
    started = time.monotonic()
    answer = refused(stub.Fail, fail("ask again", 3), timeout=0.5)
    assert time.monotonic() - started < 0.8
    assert answer.reason in {"UNAVAILABLE", "TOO_SLOW"}


def test_what_another_service_refuses_reaches_the_person(stub: Any) -> None:
    answer = refused(stub.Fail, fail("pass on"))
    assert (answer.reason, answer.code) == ("NAME_TAKEN", grpc.StatusCode.FAILED_PRECONDITION)
    assert answer.message == "Le nom taken est déjà pris. Choisissez-en un autre."


def test_that_a_service_may_not_call_another_is_a_defect_of_ours(stub: Any) -> None:
    assert refused(stub.Fail, fail("not allowed")).reason == "INTERNAL"


def test_who_was_called_is_known(sample: Started, inner: Any) -> None:
    assert sample.process.channels.opened == set()
    inner.Fail(fail("answer"))
    assert sample.process.channels.opened == {"sample"}


def test_an_address_that_is_not_given_is_a_plain_error(sample: Started) -> None:
    stub = sample.process.channels.stub(sample_pb2_grpc.SampleServiceStub, "unknown")
    with pytest.raises(LookupError, match="IMAGIN_ADDRESSES"):
        stub.GetThing(sample_pb2.GetThingRequest())
