"""Each service implements its whole contract, and nothing that a caller sends is ever a defect."""

import importlib
from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from imagin.access.v1 import access_pb2
from kit import rpc
from kit.errors import Refused, from_rpc_error
from kit.identifiers import new_id
from tests.conftest import Services, Started, as_service
from tests.contract.contracts import METHODS, SERVICES, SHARED, Method

EVERY_ROLE = [value for value in access_pb2.Role.values() if value]
DEFECTS = {grpc.StatusCode.UNKNOWN, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNIMPLEMENTED}


def providers(product: Services, service: str) -> list[Started]:
    """Who serves a proto service."""
    package = SERVICES[service].file.package
    if package in SHARED:
        return [product.started[name] for name in ("auth", "missions", "expenses", "portal", "survey")]
    return [product.started[rpc.target_of(package)]]


def generated(service: str) -> type:
    """The class that grpc made for a proto service."""
    descriptor = SERVICES[service]
    module = importlib.import_module(f"{descriptor.file.name.removesuffix('.proto').replace('/', '.')}_pb2_grpc")
    return getattr(module, f"{descriptor.name}Servicer")


@pytest.mark.parametrize("service", SERVICES)
def test_the_owner_implements_every_rpc(product: Services, service: str) -> None:
    contract = generated(service)
    for provider in providers(product, service):
        (servicer,) = [servicer for servicer in provider.servicers if isinstance(servicer, contract)]
        for method in SERVICES[service].methods:
            assert getattr(type(servicer), method.name) is not getattr(contract, method.name), method.name


def test_nobody_serves_a_contract_of_another_service(product: Services) -> None:
    for name, started in product.started.items():
        pairs = ((service, servicer) for service in SERVICES for servicer in started.servicers)
        served = {service for service, servicer in pairs if isinstance(servicer, generated(service))}
        assert len(served) == len(started.servicers)
        packages = {SERVICES[service].file.package for service in served} - SHARED
        assert {rpc.target_of(package) for package in packages} == {name}


def callers(method: Method, started: Started) -> Iterator[list[tuple[str, str]]]:
    """Everybody who may call an RPC, as metadata."""
    access = method.access
    assert access is not None
    if access.roles:
        yield started.identities.metadata(started.name, new_id(), *EVERY_ROLE)
    for service in access.services:
        yield as_service(service)
    if access.anonymous:
        yield as_service("gateway")


def empty(kind: Descriptor) -> Message:
    return message_factory.GetMessageClass(kind)()


HOSTILE_TEXTS = (
    "\u0000",
    "' OR 1=1 --",
    "é" * 5_000,
    "\ud7ff\U0001f600\u202e",
    "../../etc/passwd",
    "{0.__class__}",
    "%s",
)
# Messages that hold messages: a claim, its trips, their towns.
DEEPEST = 4


def hostile(kind: Descriptor, turn: int, depth: int = 0) -> Message:
    """A message whose every field says something that no page of ours would send."""
    message = empty(kind)
    for field in kind.fields:
        if field.containing_oneof and field.containing_oneof.fields[turn % len(field.containing_oneof.fields)] != field:
            continue
        value = _hostile_value(field, turn, depth)
        if value is None:
            continue
        if field.message_type and field.message_type.GetOptions().map_entry:
            continue
        if field.is_repeated:
            getattr(message, field.name).extend([value, value])
        elif field.message_type:
            getattr(message, field.name).CopyFrom(value)
        else:
            setattr(message, field.name, value)
    return message


def _hostile_value(field: FieldDescriptor, turn: int, depth: int) -> Any:
    match field.cpp_type:
        case FieldDescriptor.CPPTYPE_MESSAGE:
            return hostile(field.message_type, turn, depth + 1) if depth < DEEPEST else None
        case FieldDescriptor.CPPTYPE_STRING if field.type == FieldDescriptor.TYPE_BYTES:
            return b"\x00\xff" * 100
        case FieldDescriptor.CPPTYPE_STRING:
            # A change that is recognised as such gets further.
            return new_id() if field.name == "request_id" else HOSTILE_TEXTS[turn % len(HOSTILE_TEXTS)]
        case FieldDescriptor.CPPTYPE_ENUM:
            return 2**31 - 1 if turn % 2 else -1
        case FieldDescriptor.CPPTYPE_BOOL:
            return bool(turn % 2)
        case FieldDescriptor.CPPTYPE_INT32:
            return (-(2**31), 2**31 - 1)[turn % 2]
        case FieldDescriptor.CPPTYPE_INT64:
            return (-(2**63), 2**63 - 1)[turn % 2]
    return None


def refusal(started: Started, method: Method, message: Message, metadata: list[tuple[str, str]]) -> Refused | None:
    """Why an RPC is refused; None when it is answered."""
    descriptor = method.descriptor
    kind = ("stream" if descriptor.client_streaming else "unary", "stream" if descriptor.server_streaming else "unary")
    with grpc.insecure_channel(started.address) as channel:
        call = getattr(channel, "_".join(kind))(
            method.path,
            request_serializer=lambda sent: sent.SerializeToString(),
            response_deserializer=message_factory.GetMessageClass(descriptor.output_type).FromString,
        )
        try:
            answer = call(iter([message]) if descriptor.client_streaming else message, metadata=metadata, timeout=20)
            for _ in answer if descriptor.server_streaming else ():
                """Every piece is wanted."""
        except grpc.RpcError as error:
            return from_rpc_error(error)
    return None


def assert_no_defect(refused: Refused | None) -> None:
    """An answer, or a refusal of ours with its sentence."""
    assert refused is None or (refused.code not in DEFECTS and refused.reason and refused.message), refused


@pytest.mark.parametrize("method", METHODS, ids=str)
def test_an_empty_request_is_answered_or_refused_in_words(product: Services, method: Method) -> None:
    for started in providers(product, method.service.full_name):
        for metadata in callers(method, started):
            assert_no_defect(refusal(started, method, empty(method.descriptor.input_type), metadata))


@pytest.mark.parametrize("method", METHODS, ids=str)
def test_a_hostile_request_is_answered_or_refused_in_words(product: Services, method: Method) -> None:
    """Issue 3, « what it must show » 6: random and hostile input to every RPC."""
    for started in providers(product, method.service.full_name):
        metadata = next(callers(method, started))
        for turn in range(len(HOSTILE_TEXTS)):
            message = hostile(method.descriptor.input_type, turn)
            assert_no_defect(refusal(started, method, message, metadata))
