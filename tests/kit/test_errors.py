"""A refusal crosses a real call and comes back whole."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest

from kit import errors
from tests.kit.sample import create, fail
from tests.refusals import refused


def test_a_refusal_comes_back_with_its_reason_its_sentence_and_its_details(stub: Any) -> None:
    answer = refused(stub.CreateThing, create("taken"))
    assert answer.reason == "NAME_TAKEN"
    assert answer.code is grpc.StatusCode.FAILED_PRECONDITION
    assert answer.message == "Le nom taken est déjà pris. Choisissez-en un autre."
    assert answer.details == {"name": "taken"}
    assert answer.violations == ()


def test_a_wrong_field_comes_back_under_its_name_with_its_own_sentence(stub: Any) -> None:
    answer = refused(stub.CreateThing, create(""))
    assert (answer.reason, answer.code) == ("INVALID_FIELDS", grpc.StatusCode.INVALID_ARGUMENT)
    assert answer.violations == (
        errors.FieldViolation("name", "Saisissez un nom de 40 caractères au plus.", "NAME_EMPTY"),
    )


def test_several_wrong_fields_are_told_at_once() -> None:
    too_long = errors.Violation("TOO_LONG", "{most} caractères au plus.")
    violations = errors.Violations()
    violations.refuse_if_any()
    violations.add("name", too_long, most=3)
    violations.add("trips[0].kilometres", too_long, most=4)
    with pytest.raises(errors.InvalidFields) as caught:
        violations.refuse_if_any()
    assert [found.field for found in caught.value.violations] == ["name", "trips[0].kilometres"]


def test_a_refusal_in_the_middle_of_a_stream_arrives_after_what_came_before(stub: Any) -> None:
    stub.CreateThing(create("first"))
    stream = stub.ListThings(fail(""))
    assert next(stream).name == "first"
    assert refused(next, stream).reason == "NAME_TAKEN"


@pytest.mark.parametrize("how", ["defect", "query"])
def test_a_defect_shows_a_reference_and_nothing_else(stub: Any, how: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = refused(stub.Fail, fail(how))
    assert (answer.reason, answer.code) == ("INTERNAL", grpc.StatusCode.INTERNAL)
    reference = re.search(r"référence ([0-9a-f]{12}) ", answer.message)
    assert reference
    assert "secret" not in answer.message
    assert "nothing" not in answer.message
    assert any(record.exc_info for record in caplog.records)


@pytest.mark.parametrize(
    ("how", "reason"), [("number", "INVALID_VALUE"), ("nul", "INVALID_VALUE"), ("write", "INTERNAL")]
)
def test_what_the_database_refuses_is_told_as_far_as_people_can_help_it(stub: Any, how: str, reason: str) -> None:
    assert refused(stub.Fail, fail(how)).reason == reason


def test_a_server_that_is_not_there_is_told_in_french() -> None:
    with grpc.insecure_channel("127.0.0.1:1") as channel:
        answer = refused(channel.unary_unary("/imagin.sample.v1.SampleService/GetThing"), b"", timeout=2)
    assert (answer.reason, answer.code) == ("UNAVAILABLE", grpc.StatusCode.UNAVAILABLE)
    assert answer.message.startswith("Le service ne répond pas")


def test_a_call_that_a_stopping_server_cancels_is_one_to_repeat() -> None:
    cancel = grpc.unary_unary_rpc_method_handler(lambda _, context: context.cancel())
    server = grpc.server(ThreadPoolExecutor(1))
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("imagin.Any", {"Call": cancel})])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        answer = refused(channel.unary_unary("/imagin.Any/Call"), b"")
    server.stop(0).wait()
    assert (answer.reason, answer.code) == ("UNAVAILABLE", grpc.StatusCode.UNAVAILABLE)


def test_a_late_answer_is_told_in_french(stub: Any) -> None:
    answer = refused(stub.Fail, fail("sleep", 0.3), timeout=0.1)
    assert answer.reason == "TOO_SLOW"


def test_an_unknown_rpc_is_refused_without_detail(stub: Any, sample: Any) -> None:
    with grpc.insecure_channel(sample.address) as channel:
        answer = refused(channel.unary_unary("/imagin.sample.v1.SampleService/Nothing"), b"")
    assert (answer.reason, answer.code) == ("INTERNAL", grpc.StatusCode.UNIMPLEMENTED)
