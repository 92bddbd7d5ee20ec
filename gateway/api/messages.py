"""JSON to requests, replies to JSON, as protobuf itself defines it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from google.protobuf import json_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from starlette.datastructures import QueryParams
from starlette.requests import Request

from gateway.api.description import IDEMPOTENCY_HEADER
from kit.identifiers import is_id, new_id

DEEPEST: Final = 20
NOT_A_KEY: Final = "The header « Idempotency-Key » must be a UUID in lower case."
TRUE_WORDS: Final = {"true": True, "false": False, "1": True, "0": False}


class BadMessage(ValueError):  # noqa: N818
    """The request is no JSON of ours; the text says where, for the developer who calls."""


def parse_body(body: bytes) -> dict[str, Any]:
    """A JSON object: no name twice, no half character, no number that JSON does not have, no endless nesting."""
    try:
        text = body.decode("utf-8") if body else "{}"
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
        # An escape may write half of a surrogate pair, which is no character and which no message can hold.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadMessage(f"The body is not valid JSON: {error}") from None
    if not isinstance(value, dict):
        raise BadMessage("The body must be a JSON object.")
    return value


def fill(message: Message, values: Mapping[str, Any]) -> None:
    """Write values into a request; an unknown name is refused, so that a typing mistake is not ignored."""
    try:
        json_format.ParseDict(dict(values), message, max_recursion_depth=DEEPEST)
    except (json_format.ParseError, ValueError, TypeError) as error:
        raise BadMessage(str(error)) from None


def query_values(message: Message, query: QueryParams) -> dict[str, Any]:
    """The parameters of a query as values of a request's scalar fields."""
    fields = message.DESCRIPTOR.fields_by_name
    values: dict[str, Any] = {}
    for name in dict.fromkeys(query):
        field = fields.get(name)
        if field is None or field.message_type is not None:
            raise BadMessage(f"There is no parameter named {name[:50]!r}.")
        given = [_scalar(field, text) for text in query.getlist(name)]
        if len(given) > 1 and not field.is_repeated:
            raise BadMessage(f"{name} is given twice.")
        values[name] = given if field.is_repeated else given[0]
    return values


def request_id(request: Request) -> str:
    """A change has one effect per identifier: that of its header, or a new one."""
    given = request.headers.get(IDEMPOTENCY_HEADER)
    if given is not None and not is_id(given):
        raise BadMessage(NOT_A_KEY)
    return given or new_id()


def to_json(message: Message) -> dict[str, Any]:
    """A reply as JSON; fields without presence are always there, so that programs need no defaults of their own."""
    content: dict[str, Any] = json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
    return content


def _scalar(field: FieldDescriptor, text: str) -> Any:
    if field.type == FieldDescriptor.TYPE_BOOL:
        if text not in TRUE_WORDS:
            raise BadMessage(f"{field.name} is true or false.")
        return TRUE_WORDS[text]
    return text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a name is given twice in one object")
    return content


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
