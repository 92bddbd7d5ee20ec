"""Calls an RPC as one of the cast does, on the wire, and tells what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import grpc
from google.protobuf import json_format
from google.protobuf.message import Message

from kit import rpc
from kit.errors import from_rpc_error
from kit.identifiers import new_id
from tests.authorization.cast import Caller
from tests.conftest import Services, as_service
from tests.contract.contracts import METHODS, Method

SECONDS: Final = 20.0


@dataclass(frozen=True)
class Answer:
    """What a caller got."""

    reason: str
    """Of the refusal; empty when it was answered."""
    text: str
    """All that it tells, to look for what it must not."""
    replies: tuple[Message, ...] = ()


def find(row_name: str) -> tuple[str, Method]:
    """The service and the RPC of a row: `GetClaim` of a service, with its process before it where several have it."""
    process, _, name = row_name.rpartition("/")
    method = next(one for one in METHODS if str(one) == name)
    return process or rpc.target_of(method.path), method


@dataclass
class Line:
    """Open channels to the services of a site."""

    services: Services
    _channels: dict[str, grpc.Channel] = field(default_factory=dict)

    def call(self, row_name: str, request: Any, caller: Caller, person_id: str = "") -> Answer:
        """Call an RPC; a stream is sent and read to its end."""
        process, method = find(row_name)
        messages = _messages(method, request)
        given = messages if method.descriptor.client_streaming else next(messages)
        try:
            call = self._behaviour(process, method)
            answer = call(given, metadata=self._metadata(process, caller, person_id), timeout=SECONDS)
            replies = tuple(answer) if method.descriptor.server_streaming else (answer,)
        except grpc.RpcError as error:
            refused = from_rpc_error(error)
            return Answer(refused.reason, f"{refused.message} {refused.details} {refused.violations}")
        return Answer("", " ".join(map(_text, replies)), replies)

    def close(self) -> None:
        for channel in self._channels.values():
            channel.close()

    def _behaviour(self, process: str, method: Method) -> Any:
        if process not in self._channels:
            self._channels[process] = grpc.insecure_channel(self.services.addresses[process])
        kinds = {True: "stream", False: "unary"}
        shape = f"{kinds[method.descriptor.client_streaming]}_{kinds[method.descriptor.server_streaming]}"
        known = rpc.method(method.path)
        return getattr(self._channels[process], shape)(
            method.path,
            request_serializer=known.request_class.SerializeToString,
            response_deserializer=known.reply_class.FromString,
        )

    def _metadata(self, process: str, caller: Caller, person_id: str) -> list[tuple[str, str]]:
        metadata = as_service(caller.process) if caller.process else []
        if not caller.person:
            return metadata
        identities = self.services.started[process].identities
        audience = ("missions" if process == "auth" else "auth") if caller.is_misdirected else process
        token = identities.token(audience, person_id, *caller.roles, must_change_password=caller.is_temporary)
        return [*metadata, ("authorization", f"Bearer {token}")]


def _messages(method: Method, request: Any) -> Iterator[Message]:
    """The messages of a request; a change gets a number of its own, in its first one."""
    request_class = rpc.method(method.path).request_class
    for place, values in enumerate(request if isinstance(request, list) else [request]):
        message = request_class()
        json_format.ParseDict(values, message)
        if place == 0 and "request_id" in request_class.DESCRIPTOR.fields_by_name:
            message.request_id = message.request_id or new_id()  # type: ignore[attr-defined]
        yield message


def _text(message: Message) -> str:
    return str(json_format.MessageToDict(message, preserving_proto_field_name=True))


def writes(row_name: str) -> bool:
    """Whether an RPC is there to change something."""
    return not rpc.method(find(row_name)[1].path).name.startswith((*rpc.READ_VERBS, "Download"))
