"""A span per SQL statement. Its text has placeholders only, so no value leaves the process."""

from typing import Any

import sqlalchemy as sa
from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode

_tracer = trace.get_tracer("imagin")


def trace_statements(engine: sa.Engine) -> None:
    """Watch an engine, when traces are exported at all: listeners that do nothing would still cost time."""
    if not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        sa.event.listen(engine, "before_cursor_execute", _begins)
        sa.event.listen(engine, "after_cursor_execute", _ends)
        sa.event.listen(engine, "handle_error", _fails)


def _begins(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, many: bool) -> None:
    attributes = {"db.system.name": "postgresql", "db.query.text": statement, "imagin.batch": many}
    context.imagin_span = _tracer.start_span(statement.split(None, 1)[0], kind=SpanKind.CLIENT, attributes=attributes)


def _ends(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
    context.imagin_span.end()


def _fails(failure: sa.engine.ExceptionContext) -> None:
    span = getattr(failure.execution_context, "imagin_span", None)
    if span is not None:
        span.set_status(Status(StatusCode.ERROR, type(failure.original_exception).__name__))
        span.end()
