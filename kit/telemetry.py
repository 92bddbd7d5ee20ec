"""Traces, metrics and logs. Spans are placed by hand: one per call answered, per call made, per SQL statement.

OpenTelemetry exports nothing unless `IMAGIN_OTEL_ENDPOINT` is given; trace ids exist all the same, so that every line
of log and every reference shown to people can be followed from one process to the next. Only attributes written in this
file leave a process: no message, no parameter of a statement, no identifier typed by a person.
"""

import json
import logging
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, Status, StatusCode, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from kit.clock import real_now
from kit.settings import ProcessSettings

_propagator = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("imagin")


def configure(settings: ProcessSettings, name: str) -> None:
    """Set up logs and, with an endpoint, the export of traces, for a process called `name`."""
    _configure_logs(settings, name)
    if settings.otel_endpoint:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        resource = Resource.create({"service.name": f"imagin-{name}", "imagin.academy": settings.academy})
        provider = TracerProvider(resource=resource)
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=settings.otel_endpoint)))
        trace.set_tracer_provider(provider)


@contextmanager
def continuing(parent: str) -> Iterator[None]:
    """Go on with the trace of a `traceparent`, or begin one when there is none."""
    context = _propagator.extract({"traceparent": parent})
    if not trace.get_current_span(context).get_span_context().is_valid:
        context = trace.set_span_in_context(_invented_span())
    token = otel_context.attach(context)
    try:
        yield
    finally:
        otel_context.detach(token)


@contextmanager
def answering(path: str, parent: str) -> Iterator[Span]:
    """The span of a call being answered, a child of the caller's when it sent one."""
    with continuing(parent), _span(path.lstrip("/"), SpanKind.SERVER, {"rpc.system": "grpc"}) as span:
        yield span


def calling(path: str) -> Any:
    """The span of a call made to another process."""
    return _span(path.lstrip("/"), SpanKind.CLIENT, {"rpc.system": "grpc"})


@contextmanager
def _span(name: str, kind: SpanKind, attributes: dict[str, str]) -> Iterator[Span]:
    with _tracer.start_as_current_span(
        name, kind=kind, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        yield span


def note_outcome(span: Span, code: str) -> None:
    """How a call ended, as the name of its gRPC code."""
    span.set_attribute("rpc.grpc.status", code)
    if code in {"UNKNOWN", "INTERNAL", "UNAVAILABLE", "DEADLINE_EXCEEDED", "DATA_LOSS", "UNIMPLEMENTED"}:
        span.set_status(Status(StatusCode.ERROR))


def trace_id() -> str:
    """The id of the present trace, 32 hexadecimal digits; empty outside any call."""
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


def traceparent() -> str:
    """The present trace as it travels in metadata."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get("traceparent", "")


def _invented_span() -> NonRecordingSpan:
    """The root of a trace that nobody began: it gives logs a trace id even when nothing is exported."""
    flags = TraceFlags(TraceFlags.SAMPLED)
    return NonRecordingSpan(SpanContext(secrets.randbits(128) or 1, secrets.randbits(64) or 1, True, flags))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines."""

    def __init__(self, name: str, academy: str) -> None:
        super().__init__()
        self._common = {"service": name, "academy": academy}

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": real_now().isoformat(timespec="milliseconds"),
            "level": record.levelname,
            **self._common,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if identifier := trace_id():
            line["trace_id"] = identifier
        line |= extras(record)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """One line to read on a terminal, with the beginning of the trace id."""

    def format(self, record: logging.LogRecord) -> str:
        record.trace = trace_id()[:12] or "-"
        text = super().format(record)
        details = " ".join(f"{name}={value}" for name, value in extras(record).items())
        return f"{text} {details}" if details else text


# Uvicorn repeats its sentences with colours.
_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "trace", "taskName", "color_message"}


def extras(record: logging.LogRecord) -> dict[str, Any]:
    """What a line of log was given beside its text, with `extra={…}`."""
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}


def _configure_logs(settings: ProcessSettings, name: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    if settings.log_format == "json":
        handler.setFormatter(JsonFormatter(name, settings.academy))
    else:
        handler.setFormatter(TextFormatter("%(asctime)s %(levelname)-7s %(trace)s %(name)s: %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
