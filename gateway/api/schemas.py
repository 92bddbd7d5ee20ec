"""JSON Schema of messages, read from the contracts: the description of the API is never written twice."""

from collections.abc import Iterable
from typing import Any, Final

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

_F = FieldDescriptor
_SCALARS: Final[dict[int, dict[str, Any]]] = {
    _F.TYPE_BOOL: {"type": "boolean"},
    _F.TYPE_STRING: {"type": "string"},
    _F.TYPE_BYTES: {"type": "string", "format": "byte"},
    _F.TYPE_INT32: {"type": "integer", "format": "int32"},
    # Protobuf writes 64-bit numbers as text: JSON numbers lose digits in many programs.
    _F.TYPE_INT64: {"type": "string", "format": "int64"},
}
# Messages that have a form of their own in JSON.
_WELL_KNOWN: Final[dict[str, dict[str, Any]]] = {
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    "google.protobuf.FieldMask": {"type": "string", "description": "Names of fields, joined by commas."},
}


def reference(descriptor: Descriptor) -> dict[str, Any]:
    """Where the schema of a message stands in the description."""
    return {"$ref": f"#/components/schemas/{descriptor.full_name}"}


def components(roots: Iterable[Descriptor]) -> dict[str, Any]:
    """The schemas of messages and of all that they hold, by full name."""
    found: dict[str, Any] = {}
    waiting = list(roots)
    while waiting:
        descriptor = waiting.pop()
        if descriptor.full_name in found or descriptor.full_name in _WELL_KNOWN:
            continue
        found[descriptor.full_name] = {
            "type": "object",
            "properties": {field.name: _field(field) for field in descriptor.fields},
            "additionalProperties": False,
        }
        for field in descriptor.fields:
            if field.message_type is not None:
                entry = field.message_type
                is_map = entry.GetOptions().map_entry
                value = entry.fields_by_name["value"].message_type if is_map else entry
                waiting.extend([value] if value is not None else [])
    return dict(sorted(found.items()))


def partly(descriptor: Descriptor, names: Iterable[str]) -> dict[str, Any]:
    """The schema of some fields of a message."""
    return {"type": "object", "properties": {name: _field(descriptor.fields_by_name[name]) for name in names}}


def parameter(field: FieldDescriptor) -> dict[str, Any]:
    """A scalar field of a request as a parameter of the query."""
    return {"name": field.name, "in": "query", "required": False, "schema": _field(field)}


def _field(field: FieldDescriptor) -> dict[str, Any]:
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        return {"type": "object", "additionalProperties": _single(field.message_type.fields_by_name["value"])}
    single = _single(field)
    return {"type": "array", "items": single} if field.is_repeated else single


def _single(field: FieldDescriptor) -> dict[str, Any]:
    if field.enum_type is not None:
        return _enumeration(field.enum_type)
    if field.message_type is not None:
        return _WELL_KNOWN.get(field.message_type.full_name) or reference(field.message_type)
    return _SCALARS[field.type]


def _enumeration(descriptor: EnumDescriptor) -> dict[str, Any]:
    return {"type": "string", "enum": [value.name for value in descriptor.values]}
