"""Random and hostile messages to every RPC: refused or answered, never a defect."""

import base64
import json
import random
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from imagin.access.v1 import access_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from imagin.expenses.v1 import expenses_pb2_grpc as pb_grpc
from kit import pages, rpc
from kit.identifiers import new_id
from tests.services.expenses.conftest import Examiner, Expenses, entry, trip

ROUNDS = 25

TEXTS = (
    "",
    "62041",
    "99131",
    "59350",
    "fee",
    "fee.copies",
    "travel",
    "é" * 600,
    "'; DROP TABLE claims; --",
    "\0",
    "\u202e",
    "💥",
    "-1",
)
NUMBERS = (0, 1, -1, 2, 12, 31, 2026, 600, 2**31 - 1, -(2**31))
LONG_NUMBERS = (*NUMBERS, 2**63 - 1, -(2**63))


def scramble(message: Message, chance: random.Random, known: dict[str, Any], depth: int = 0) -> Message:
    """Fill a message at random; what would be refused at once (request, claim, version) is right most of the time."""
    for field in message.DESCRIPTOR.fields:
        if field.name in known and chance.random() < 0.9:
            setattr(message, field.name, known[field.name]() if callable(known[field.name]) else known[field.name])
        elif chance.random() < 0.8 and depth < 5:
            _fill(message, field, chance, known, depth)
    return message


def _fill(message: Message, field: FieldDescriptor, chance: random.Random, known: dict[str, Any], depth: int) -> None:
    count = chance.choice((1, 1, 2, 3)) if field.is_repeated else 1
    if field.type == FieldDescriptor.TYPE_MESSAGE and field.message_type.GetOptions().map_entry:
        getattr(message, field.name).update({key: chance.choice(TEXTS) for key in chance.sample(TEXTS, count)})
        return
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        for _ in range(count):
            inner = getattr(message, field.name)
            scramble(inner.add() if field.is_repeated else inner, chance, {}, depth + 1)
        return
    values = [_value(field, chance) for _ in range(count)]
    if field.is_repeated:
        getattr(message, field.name).extend(values)
    else:
        setattr(message, field.name, values[0])


def _value(field: FieldDescriptor, chance: random.Random) -> Any:
    match field.type:
        case FieldDescriptor.TYPE_STRING:
            return chance.choice(TEXTS)
        case FieldDescriptor.TYPE_BOOL:
            return chance.random() < 0.5
        case FieldDescriptor.TYPE_INT64:
            return chance.choice(LONG_NUMBERS)
        case FieldDescriptor.TYPE_ENUM:
            return chance.choice([value.number for value in field.enum_type.values] + [99])
        case _:
            return chance.choice(NUMBERS)


def codes(expenses: Expenses, service: str, stub: Any, known: Callable[[], dict[str, Any]]) -> set[str]:
    """The codes that the methods of a service answer to scrambled requests."""
    chance, found = random.Random(service), set()
    for method in pb.DESCRIPTOR.services_by_name[service].methods:
        request_class = rpc.method(f"/imagin.expenses.v1.{service}/{method.name}").request_class
        for _ in range(ROUNDS):
            request = scramble(request_class(), chance, known())
            code = _code(getattr(stub, method.name), request)
            assert code not in {"INTERNAL", "UNKNOWN"}, (method.name, request)
            found.add(code)
    return found


def _code(call: Callable[[Message], object], request: Message) -> str:
    try:
        call(request)
    except grpc.RpcError as error:
        return error.code().name
    return "OK"


def test_an_examiner_may_send_anything(expenses: Expenses) -> None:
    examiner: Examiner = expenses.claim()
    examiner.save(entry(1, trip()))

    def known() -> dict[str, Any]:
        return {"request_id": new_id, "id": examiner.claim.id, "version": examiner.read().version}

    found = codes(expenses, "ClaimsService", examiner.stub, known)
    assert {"OK", "INVALID_ARGUMENT", "FAILED_PRECONDITION"} <= found
    assert examiner.read().id == examiner.claim.id


def test_a_gestionnaire_may_send_anything(expenses: Expenses) -> None:
    examiner = expenses.claim()
    examiner.save(entry(1, trip()))
    examiner.validate()
    stub = expenses.started.stub_for(pb_grpc.DeskServiceStub, new_id(), access_pb2.ROLE_MANAGER)

    def known() -> dict[str, Any]:
        return {"request_id": new_id, "id": examiner.claim.id, "version": examiner.read().version}

    assert {"OK", "INVALID_ARGUMENT"} <= codes(expenses, "DeskService", stub, known)


def test_a_service_may_send_anything(expenses: Expenses) -> None:
    """Even what only other services tell is read with care."""
    for service in ("missions", "auth"):
        stub = expenses.started.stub(pb_grpc.RecordsServiceStub, service=service)
        codes(expenses, "RecordsService", stub, lambda: {"request_id": new_id})


MOMENTS = ("2026-01-01", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
VALUES = ("\ud800", "\0", "x", *MOMENTS, 5, None)


@pytest.mark.parametrize("sort", pb.ClaimSort.values())
def test_a_page_of_the_desk_may_begin_anywhere(expenses: Expenses, sort: int) -> None:
    """B33: who reads the source can make a token of any content, which no key protects."""
    desk = expenses.desk_of()
    request = pb.ListDeskClaimsRequest(sort=sort)
    digest = pages._digest(request)
    contents = [[digest, [value, row], 1] for value in VALUES for row in (new_id(), 5, None, "x")]
    for content in ("[" * 3_000, *map(json.dumps, contents)):
        request.page_token = base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")
        assert _code(desk.ListClaims, request) in {"OK", "INVALID_ARGUMENT"}
