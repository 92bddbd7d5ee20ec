"""What the contract says about an RPC, looked up by its path `/imagin.<package>.v1.<Service>/<Method>`."""

from dataclasses import dataclass
from functools import cache

from google.protobuf import descriptor_pool, message_factory
from google.protobuf.message import Message

from imagin.access.v1 import access_pb2

# The contract's verbs of reading: such an RPC has no effect that a repetition would double.
READ_VERBS = ("Get", "List", "BatchGet", "Search", "Count", "Resolve", "Preview", "Estimate")


@dataclass(frozen=True)
class Method:
    """One RPC of a contract."""

    path: str
    name: str
    # None when the contract says nothing, which means that nobody may call it.
    access: access_pb2.Access | None
    request_class: type[Message]
    reply_class: type[Message]

    @property
    def target(self) -> str:
        """The service that owns the RPC, by its package: `imagin.auth.v1` belongs to `auth`."""
        return target_of(self.path)

    @property
    def is_change(self) -> bool:
        """Whether calling it changes something, so that it carries a `request_id`."""
        return self.access is not None and self.access.change

    @property
    def is_read(self) -> bool:
        """Whether it only tells."""
        return not self.is_change and self.name.startswith(READ_VERBS)

    @property
    def is_repeatable(self) -> bool:
        """Whether a call without answer may be sent again: a read, or a change recognised by its `request_id`."""
        return self.is_change or self.is_read


@cache
def method(path: str) -> Method:
    """The RPC of a path; KeyError when no imported contract has it."""
    service_name, _, method_name = path.lstrip("/").partition("/")
    descriptor = descriptor_pool.Default().FindServiceByName(service_name).methods_by_name[method_name]
    options = descriptor.GetOptions()
    return Method(
        path=path,
        name=method_name,
        access=options.Extensions[access_pb2.access] if options.HasExtension(access_pb2.access) else None,
        request_class=message_factory.GetMessageClass(descriptor.input_type),
        reply_class=message_factory.GetMessageClass(descriptor.output_type),
    )


def target_of(name: str) -> str:
    """The owner of an RPC path, or of a generated module such as `imagin.auth.v1.auth_pb2_grpc`."""
    return name.lstrip("/").split(".")[1]


def methods(service: str) -> list[Method]:
    """The RPCs of a proto service by its full name."""
    descriptor = descriptor_pool.Default().FindServiceByName(service)
    return [method(f"/{service}/{found.name}") for found in descriptor.methods]


def services_beside(service: str) -> list[str]:
    """The full names of the proto services written in the same file, the given one included."""
    file = descriptor_pool.Default().FindServiceByName(service).file
    return [found.full_name for found in file.services_by_name.values()]
