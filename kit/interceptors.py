"""What surrounds every RPC of a server, outermost first: trace, refusals, access, replays."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import grpc

from kit import call, metrics, rpc, telemetry, transport
from kit.call import Call, Replayed
from kit.errors import (
    STATUS_METADATA_KEY,
    AccessDenied,
    Internal,
    NotLoggedIn,
    PasswordChangeRequired,
    Refusal,
    passed_on,
)
from kit.identity import Caller, Verifier

log = logging.getLogger(__name__)

# Beyond a day a caller means « no deadline » (gRPC then counts in centuries): it must not hold a thread for ever
# through the calls that we make for it.
NO_DEADLINE_SECONDS = 86_400.0
DEFAULT_SECONDS = 60.0
# The processes through which people come; nobody else may speak for a person.
SPEAK_FOR_PEOPLE = frozenset({"gateway", "federation"})


def interceptors(verifier: Verifier) -> list[grpc.ServerInterceptor]:
    """All of them, in order."""
    return [_Surrounding(_trace), _Surrounding(_refusals), _Surrounding(_Access(verifier)), _Replays()]


Around = Callable[[str, grpc.ServicerContext], AbstractContextManager[object]]


class _Surrounding(grpc.ServerInterceptor):
    """Runs the whole answer, streamed or not, inside a context manager."""

    def __init__(self, around: Around) -> None:
        self._around = around

    def intercept_service(self, continuation: Any, details: grpc.HandlerCallDetails) -> Any:
        handler, path, around = continuation(details), details.method, self._around

        def unary(behaviour: Any) -> Any:
            def answer(request: Any, context: grpc.ServicerContext) -> Any:
                with around(path, context):
                    return behaviour(request, context)

            return answer

        def stream(behaviour: Any) -> Any:
            def answer(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
                with around(path, context):
                    yield from behaviour(request, context)

            return answer

        return _rebuilt(handler, unary, stream)


class _Replays(grpc.ServerInterceptor):
    """Sends again the answer of a change that was made before."""

    def intercept_service(self, continuation: Any, details: grpc.HandlerCallDetails) -> Any:
        def unary(behaviour: Any) -> Any:
            def answer(request: Any, context: grpc.ServicerContext) -> Any:
                try:
                    return behaviour(request, context)
                except Replayed as replayed:
                    return rpc.method(details.method).reply_class.FromString(replayed.reply)

            return answer

        return _rebuilt(continuation(details), unary, lambda behaviour: behaviour)


def _rebuilt(handler: Any, unary: Any, stream: Any) -> Any:
    """The same handler with its behaviour wrapped; None (an unknown method) stays None, which gRPC refuses itself."""
    if handler is None:
        return None
    serializers = {
        "request_deserializer": handler.request_deserializer,
        "response_serializer": handler.response_serializer,
    }
    if handler.request_streaming and handler.response_streaming:
        return grpc.stream_stream_rpc_method_handler(stream(handler.stream_stream), **serializers)
    if handler.request_streaming:
        return grpc.stream_unary_rpc_method_handler(unary(handler.stream_unary), **serializers)
    if handler.response_streaming:
        return grpc.unary_stream_rpc_method_handler(stream(handler.unary_stream), **serializers)
    return grpc.unary_unary_rpc_method_handler(unary(handler.unary_unary), **serializers)


def metadata_of(context: grpc.ServicerContext) -> dict[str, str]:
    """The metadata of a call as a dictionary."""
    return {key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)}


@contextmanager
def _trace(path: str, context: grpc.ServicerContext) -> Iterator[None]:
    """Opens the span, makes the call the current one, counts it and writes one line of log."""
    started = time.monotonic()
    remaining = context.time_remaining()
    seconds = remaining if remaining < NO_DEADLINE_SECONDS else DEFAULT_SECONDS
    with (
        telemetry.answering(path, metadata_of(context).get("traceparent", "")) as span,
        call.answering(Call(path, deadline=started + seconds)) as current,
    ):
        try:
            yield
        finally:
            code = (context.code() or grpc.StatusCode.OK).name
            duration = time.monotonic() - started
            telemetry.note_outcome(span, code)
            metrics.answered(path, code, duration)
            log.info(
                current.name,
                extra={"code": code, "ms": round(duration * 1000, 1), "from": current.caller.service or "-"},
            )


@contextmanager
def _refusals(path: str, context: grpc.ServicerContext) -> Iterator[None]:
    """Turns whatever is raised into one status; what was not foreseen shows a reference and nothing else."""
    try:
        yield
    except Refusal as refusal:
        _abort(context, refusal)
    except Exception as error:
        if isinstance(error, grpc.RpcError) and not isinstance(error, grpc.Call):
            # Whoever sends a stream went away in the middle of it: gRPC says so by an error that is no call of ours.
            context.set_code(grpc.StatusCode.CANCELLED)
            raise
        refusal = passed_on(error) if isinstance(error, grpc.RpcError) else None
        if refusal is None:
            log.exception("%s failed", path)
            refusal = Internal(reference=telemetry.trace_id()[:12])
        else:
            log.warning("%s: a call made for it was refused: %s", path, refusal.reason)
        _abort(context, refusal)


def _abort(context: grpc.ServicerContext, refusal: Refusal) -> None:
    # Not abort_with_status: it would hide the code from the trace around us.
    context.set_trailing_metadata(((STATUS_METADATA_KEY, refusal.to_status().SerializeToString()),))
    context.abort(refusal.code, refusal.reason)


class _Access:
    """Who may call what: the contract says it, and silence means nobody."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier

    @contextmanager
    def __call__(self, path: str, context: grpc.ServicerContext) -> Iterator[None]:
        current = call.current()
        assert current is not None, "the trace interceptor comes first"  # noqa: S101
        metadata = metadata_of(context)
        peer = transport.peer_name(context.auth_context(), metadata)
        current.caller = caller = self._identify(peer, metadata.get("authorization", ""))
        _admit(rpc.method(path), caller)
        yield

    def _identify(self, peer: str, authorization: str) -> Caller:
        if not peer:
            raise NotLoggedIn
        if not authorization:
            return Caller(service=peer)
        kind, _, token = authorization.partition(" ")
        if kind != "Bearer":
            raise NotLoggedIn
        if peer not in SPEAK_FOR_PEOPLE:
            raise AccessDenied
        return self._verifier.caller(token, service=peer)


def _admit(method: rpc.Method, caller: Caller) -> None:
    """Let a caller pass, or refuse it."""
    access = method.access
    if access is None:
        raise AccessDenied
    if caller.service == "federation" and not access.federated:
        raise AccessDenied
    if caller.service in access.services or (access.anonymous and caller.service == "gateway"):
        return
    if not caller.is_person:
        raise NotLoggedIn() if access.roles and caller.service in SPEAK_FOR_PEOPLE else AccessDenied()
    if not caller.has_role(*access.roles):
        raise AccessDenied
    if caller.must_change_password and not access.before_password_change:
        raise PasswordChangeRequired
