"""The contracts as their descriptors say them: files, services, RPCs, messages, enums, and the options of each."""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from google.protobuf.descriptor import (
    Descriptor,
    EnumDescriptor,
    EnumValueDescriptor,
    FieldDescriptor,
    FileDescriptor,
    MethodDescriptor,
    ServiceDescriptor,
)

from imagin.access.v1 import access_pb2
from kit import rpc

ROOT = Path(__file__).resolve().parents[2]
GEN = ROOT / "gen"

# A contract that several services serve has no owner of its own.
SHARED = {"imagin.feeds.v1"}


def _files() -> Iterator[FileDescriptor]:
    for path in sorted(GEN.rglob("*_pb2.py")):
        module = importlib.import_module(".".join(path.relative_to(GEN).with_suffix("").parts))
        yield module.DESCRIPTOR


FILES: tuple[FileDescriptor, ...] = tuple(_files())
SERVICES: dict[str, ServiceDescriptor] = {
    service.full_name: service for file in FILES for service in file.services_by_name.values()
}


@dataclass(frozen=True)
class Method:
    """One RPC."""

    service: ServiceDescriptor
    descriptor: MethodDescriptor

    @property
    def path(self) -> str:
        return f"/{self.service.full_name}/{self.descriptor.name}"

    @property
    def package(self) -> str:
        return self.service.file.package

    @property
    def access(self) -> access_pb2.Access | None:
        return rpc.method(self.path).access

    def __str__(self) -> str:
        return f"{self.service.name}.{self.descriptor.name}"


METHODS: tuple[Method, ...] = tuple(
    Method(service, method) for service in SERVICES.values() for method in service.methods
)


def _messages(messages: dict[str, Descriptor]) -> Iterator[Descriptor]:
    for message in messages.values():
        yield message
        yield from _messages(message.nested_types_by_name)


MESSAGES: tuple[Descriptor, ...] = tuple(message for file in FILES for message in _messages(file.message_types_by_name))
FIELDS: tuple[FieldDescriptor, ...] = tuple(
    field for message in MESSAGES if not message.GetOptions().map_entry for field in message.fields
)
ENUMS: tuple[EnumDescriptor, ...] = tuple(
    enum
    for holder in ([file.enum_types_by_name for file in FILES] + [message.enum_types_by_name for message in MESSAGES])
    for enum in holder.values()
)


def label(value: EnumValueDescriptor) -> str:
    """What people read for a value of an enum; empty when nobody does."""
    return value.GetOptions().Extensions[access_pb2.label_fr]
