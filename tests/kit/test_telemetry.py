"""One trace from the caller to the database and to the other service, and nothing private in it."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from imagin.sample.v1 import sample_pb2, sample_pb2_grpc
from kit import telemetry
from kit.statements import trace_statements
from tests.conftest import Started, eventually
from tests.kit.sample import create, fail
from tests.refusals import refused

TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(scope="module")
def exporter() -> Iterator[InMemorySpanExporter]:
    """What would leave the process; OpenTelemetry can be switched on once per process only."""
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    trace.set_tracer_provider(provider)
    yield kept
    provider.shutdown()


@pytest.fixture
def spans(exporter: InMemorySpanExporter, sample: Started) -> Any:
    trace_statements(sample.database.engine)
    exporter.clear()
    return exporter.get_finished_spans


def test_a_call_its_statements_and_the_calls_made_for_it_are_one_trace(spans: Any, sample: Started) -> None:
    stub = sample.stub(sample_pb2_grpc.SampleServiceStub, service="sample")
    refused(stub.Fail, fail("pass on"), metadata=[("traceparent", TRACEPARENT)])
    outer, client, inner = (
        next(span for span in spans() if _is(span, kind, name))
        for kind, name in (("SERVER", "Fail"), ("CLIENT", "CreateThing"), ("SERVER", "CreateThing"))
    )
    assert f"{outer.context.trace_id:032x}" in TRACEPARENT
    assert f"{outer.parent.span_id:016x}" in TRACEPARENT
    assert client.parent.span_id == outer.context.span_id
    assert inner.parent.span_id == client.context.span_id
    statement = next(span for span in spans() if span.name == "INSERT")
    assert statement.parent.span_id == inner.context.span_id
    assert statement.attributes["db.query.text"].startswith("INSERT INTO kit.requests")
    assert (inner.attributes["rpc.grpc.status"], inner.status.is_ok) == ("FAILED_PRECONDITION", True)


def _is(span: ReadableSpan, kind: str, name: str) -> bool:
    return span.kind.name == kind and span.name == f"imagin.sample.v1.SampleService/{name}"


def test_a_delivery_of_the_outbox_stays_in_the_trace_of_its_change(spans: Any, sample: Started, stub: Any) -> None:
    stub.CreateThing(create("pencil", tell="key"), metadata=[("traceparent", TRACEPARENT)])
    eventually(lambda: len([span for span in spans() if _is(span, "SERVER", "CreateThing")]) == 2)
    created = [span for span in spans() if _is(span, "SERVER", "CreateThing")]
    assert {f"{span.context.trace_id:032x}" for span in created} == {TRACEPARENT.split("-")[1]}


def test_nothing_private_leaves_the_process(spans: Any, stub: Any) -> None:
    thing = stub.CreateThing(create("a private name"))
    stub.GetThing(sample_pb2.GetThingRequest(id=thing.id))
    refused(stub.Fail, fail("defect"))
    told = " ".join(span.to_json() for span in spans())
    assert "private" not in told
    assert "secret text" not in told
    assert thing.id not in told
    allowed = {"rpc.system", "rpc.grpc.status", "db.system.name", "db.query.text", "imagin.batch"}
    assert {name for span in spans() for name in span.attributes} <= allowed


def test_a_statement_that_fails_ends_its_span_as_an_error(spans: Any, stub: Any) -> None:
    refused(stub.Fail, fail("query"))
    (span,) = [span for span in spans() if span.name == "SELECT" and not span.status.is_ok]
    assert span.status.description == "UndefinedTable"


def test_a_json_line_carries_the_trace_and_what_was_said(caplog: pytest.LogCaptureFixture) -> None:
    formatter = telemetry.JsonFormatter("sample", "SIEC")
    caplog.set_level(logging.INFO)
    with telemetry.continuing(TRACEPARENT):
        logging.getLogger("here").info("an « accent »\nand a line", extra={"code": "OK"})
        line = formatter.format(caplog.records[0])
    assert "\n" not in line
    told = json.loads(line)
    assert told["trace_id"] == TRACEPARENT.split("-")[1]
    assert (told["message"], told["code"], told["service"]) == ("an « accent »\nand a line", "OK", "sample")


def test_a_call_that_brings_no_trace_begins_one(sample: Started, caplog: pytest.LogCaptureFixture) -> None:
    stub = sample.stub(sample_pb2_grpc.SampleServiceStub, service="sample")
    for traceparent in ("", "nonsense", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"):
        answer = refused(stub.Fail, fail("defect"), metadata=[("traceparent", traceparent)])
        assert re.search(r"référence (?!0{12})[0-9a-f]{12} ", answer.message)


def test_what_is_counted_is_served_for_prometheus(sample: Started, stub: Any) -> None:
    from kit.metrics import exposition

    stub.Fail(fail("answer"))
    told = exposition().decode()
    assert re.search(r'imagin_rpc_seconds_count\{code="OK",rpc="SampleService/Fail"\} [1-9]', told)
    assert "person" not in told
