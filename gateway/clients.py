"""Calls from the gateway to the services: asynchronous stubs with deadlines, retries, trace and identity."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import grpc
import grpc.aio

from kit import rpc, telemetry, transport
from kit.errors import from_rpc_error
from kit.settings import ProcessSettings
from kit.transport import Certificates

NAME = "gateway"
# Documents on paper and downloads.
LONG_SECONDS = 20.0


class Clients:
    """One channel per service, opened when it is first needed and again when our certificate is replaced."""

    def __init__(self, settings: ProcessSettings) -> None:
        self._addresses = settings.addresses
        self._certificates = Certificates.of(settings)
        self._stamp = self._certificates.stamp() if self._certificates else None
        self._channels: dict[tuple[str, str], grpc.aio.Channel] = {}
        # Who this process has called: a test compares it with deploy/calls.toml.
        self.opened: set[str] = set()

    def calls(self, stub_class: type, tokens: Mapping[str, str] | None = None) -> "Calls":
        """The RPCs of a generated stub class, for the person of the tokens or for the gateway itself."""
        service = f"{stub_class.__module__.rpartition('.')[0]}.{stub_class.__name__.removesuffix('Stub')}"
        target = rpc.target_of(service)
        metadata = [(transport.SERVICE_HEADER, NAME)]
        if tokens is not None:
            metadata.append(("authorization", f"Bearer {tokens.get(target, '')}"))
        return Calls(stub_class(self._channel(target, service)), service, metadata)

    def _channel(self, target: str, service: str) -> grpc.aio.Channel:
        if self._certificates and (stamp := self._certificates.stamp()) != self._stamp:
            self._channels.clear()
            self._stamp = stamp
        services = rpc.services_beside(service)
        channel = self._channels.get((target, services[0]))
        if channel is None:
            channel = self._channels[target, services[0]] = self._open(target, services)
        return channel

    def _open(self, target: str, services: list[str]) -> grpc.aio.Channel:
        self.opened.add(target)
        address = self._addresses[target]
        options = transport.channel_options(services, target, is_secure=self._certificates is not None)
        if self._certificates is not None:
            return grpc.aio.secure_channel(f"dns:///{address}", self._certificates.channel_credentials(), options)
        if not transport.is_loopback(address):
            raise ValueError(f"{address} is not on this machine: give the gateway its certificates")
        return grpc.aio.insecure_channel(f"dns:///{address}", options)

    async def close(self) -> None:
        for channel in self._channels.values():
            await channel.close()


class Calls:
    """`await calls.GetClaim(request)`: the reply, or the refusal as `kit.errors.Refused`.

    A stream that comes is iterated, `async for piece in calls.DownloadDocument(request)`; one that leaves is given as
    an asynchronous iterator of messages, `await calls.UploadDocument(messages)`.
    """

    def __init__(self, stub: Any, service: str, metadata: list[tuple[str, str]]) -> None:
        self._stub = stub
        self._service = service
        self._metadata = metadata

    def __getattr__(self, name: str) -> Any:
        method = rpc.method(f"/{self._service}/{name}")
        call = getattr(self._stub, name)
        if isinstance(call, grpc.aio.UnaryStreamMultiCallable):
            return lambda request, timeout=LONG_SECONDS: self._pieces(call, request, timeout)

        is_stream = isinstance(call, grpc.aio.StreamUnaryMultiCallable)
        usual = LONG_SECONDS if is_stream else transport.usual_seconds(method)

        async def answer(request: Any, timeout: float = usual) -> Any:  # noqa: ASYNC109
            with telemetry.calling(method.path) as span:
                sent = _Sent(request) if is_stream else request
                try:
                    reply = await call(sent, timeout=timeout, metadata=self._outgoing())
                except grpc.aio.AioRpcError as error:
                    telemetry.note_outcome(span, error.code().name)
                    raise from_rpc_error(error) from None
                except asyncio.CancelledError:
                    # Of our own stream when it fails: what it failed with tells more than that the call was given up.
                    telemetry.note_outcome(span, grpc.StatusCode.CANCELLED.name)
                    if is_stream and sent.error is not None:
                        raise sent.error from None
                    raise
                telemetry.note_outcome(span, "OK")
                return reply

        return answer

    async def _pieces(self, call: Any, request: Any, timeout: float) -> AsyncIterator[Any]:  # noqa: ASYNC109
        stream = call(request, timeout=timeout, metadata=self._outgoing())
        try:
            async for piece in stream:
                yield piece
        except grpc.aio.AioRpcError as error:
            raise from_rpc_error(error) from None
        finally:
            # Whoever stops listening frees the thread that answers.
            stream.cancel()

    def _outgoing(self) -> list[tuple[str, str]]:
        parent = telemetry.traceparent()
        return [*self._metadata, ("traceparent", parent)] if parent else self._metadata


class _Sent:
    """The messages of a stream that leaves, and the error with which they ended, if any."""

    def __init__(self, messages: AsyncIterator[Any]) -> None:
        self._messages = messages
        self.error: Exception | None = None

    def __aiter__(self) -> "_Sent":
        return self

    async def __anext__(self) -> Any:
        try:
            return await anext(self._messages)
        except StopAsyncIteration:
            raise
        except Exception as error:
            self.error = error
            raise
