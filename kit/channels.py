"""Stubs of the other services: found by name, with deadlines, retries, trace and the identity of this process."""

import threading
from collections import namedtuple
from collections.abc import Callable
from typing import Any, TypeVar

import grpc

from kit import call, rpc, telemetry, transport
from kit.settings import ProcessSettings
from kit.transport import Certificates

Stub = TypeVar("Stub")

# Kept back from the time our caller gives us, so that our refusal still reaches it.
MARGIN_SECONDS = 0.05
# Uploads, downloads and PDFs; a long import passes its own `timeout`.
STREAM_SECONDS = 20.0


class Channels:
    """The channels that one process opens, one per service and file of contract, each when it is first needed."""

    def __init__(self, name: str, settings: ProcessSettings) -> None:
        self.name = name
        # Who this process has called: a test compares it with deploy/calls.toml.
        self.opened: set[str] = set()
        self._addresses = settings.addresses
        self._certificates = Certificates.of(settings)
        self._stamp = self._certificates.stamp() if self._certificates else None
        self._channels: dict[tuple[str, str], grpc.Channel] = {}
        self._lock = threading.Lock()

    def stub(self, stub_class: type[Stub], target: str = "") -> Stub:
        """A stub of a generated class. The contract's package names the service, unless several serve it (`feeds`).

        Every call takes `timeout=` when the usual deadline (2 s for a read, 5 s for a change) does not fit.
        """
        service = f"{stub_class.__module__.rpartition('.')[0]}.{stub_class.__name__.removesuffix('Stub')}"
        peer = target or rpc.target_of(service)
        return _FreshStub(lambda: self.channel(peer, service), stub_class)  # type: ignore[return-value]

    def channel(self, target: str, service: str) -> grpc.Channel:
        """The channel to a service for a proto service, opened again once our certificate was replaced."""
        services = rpc.services_beside(service)
        with self._lock:
            if self._certificates and (stamp := self._certificates.stamp()) != self._stamp:
                # Calls under way end on the old channels, which close when nobody holds them any more.
                self._channels.clear()
                self._stamp = stamp
            channel = self._channels.get((target, services[0]))
            if channel is None:
                channel = self._channels[target, services[0]] = self._open(target, services)
            return channel

    def close(self) -> None:
        with self._lock:
            for channel in self._channels.values():
                channel.close()
            self._channels.clear()

    def _open(self, target: str, services: list[str]) -> grpc.Channel:
        if target not in self._addresses:
            raise LookupError(f"IMAGIN_ADDRESSES does not say where {target} listens")
        self.opened.add(target)
        address = self._addresses[target]
        options = transport.channel_options(services, target, is_secure=self._certificates is not None)
        if self._certificates is not None:
            channel = grpc.secure_channel(f"dns:///{address}", self._certificates.channel_credentials(), options)
        elif transport.is_loopback(address):
            channel = grpc.insecure_channel(f"dns:///{address}", options)
        else:
            raise ValueError(f"{address} is not on this machine: give this process its certificates")
        return grpc.intercept_channel(channel, _Outgoing(self.name))


class _FreshStub:
    """Looks like the generated stub, and follows the channel when certificates are replaced."""

    def __init__(self, channel: Callable[[], grpc.Channel], stub_class: Callable[[grpc.Channel], Any]) -> None:
        self._channel = channel
        self._stub_class = stub_class
        self._made: tuple[grpc.Channel, Any] | None = None

    def __getattr__(self, method: str) -> Any:
        channel = self._channel()
        made = self._made
        if made is None or made[0] is not channel:
            made = self._made = (channel, self._stub_class(channel))
        return getattr(made[1], method)


_Details = namedtuple("_Details", ("method", "timeout", "metadata", "credentials", "wait_for_ready", "compression"))


class _Outgoing(
    grpc.UnaryUnaryClientInterceptor,
    grpc.UnaryStreamClientInterceptor,
    grpc.StreamUnaryClientInterceptor,
    grpc.StreamStreamClientInterceptor,
):
    """Gives each call its deadline, its trace and the name of this process."""

    def __init__(self, name: str) -> None:
        self._name = name

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        method = rpc.method(details.method)
        return self._send(continuation, details, request, transport.usual_seconds(method))

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        return self._send(continuation, details, request, STREAM_SECONDS)

    intercept_stream_unary = intercept_stream_stream = intercept_unary_stream

    def _send(self, continuation: Any, details: Any, request: Any, seconds: float) -> Any:
        with telemetry.calling(details.method) as span:
            metadata = [*(details.metadata or ()), *outgoing_metadata(self._name)]
            timeout = deadline(seconds if details.timeout is None else details.timeout)
            answer = continuation(
                _Details(details.method, timeout, metadata, details.credentials, details.wait_for_ready, None), request
            )
            if not isinstance(answer, grpc.Future) or answer.done():
                telemetry.note_outcome(span, answer.code().name)
            return answer


def outgoing_metadata(name: str) -> list[tuple[str, str]]:
    """What every call of a process says: its name (believed on loopback only) and the present trace."""
    metadata = [(transport.SERVICE_HEADER, name)]
    if parent := telemetry.traceparent():
        metadata.append(("traceparent", parent))
    return metadata


def deadline(seconds: float) -> float:
    """No longer than our own caller still waits."""
    current = call.current()
    remaining = current.remaining() if current else None
    return seconds if remaining is None else max(0.001, min(seconds, remaining - MARGIN_SECONDS))
