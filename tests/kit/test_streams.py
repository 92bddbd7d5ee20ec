"""Changes that come as streams: one effect, the refusals of any change, and nothing when the sender goes away."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.clients import Calls, Clients
from gateway.settings import GatewaySettings
from imagin.sample.v1 import sample_pb2, sample_pb2_grpc
from kit.errors import Refused
from kit.identifiers import new_id
from tests.conftest import Started, eventually
from tests.kit.sample import ThingRow, create
from tests.refusals import refused

PIECES = 50


def pieces(first: sample_pb2.CreateThingRequest) -> Iterator[sample_pb2.CreateThingRequest]:
    yield first
    for _ in range(PIECES):
        yield sample_pb2.CreateThingRequest(name="x" * 10_000)


async def pieces_later(first: sample_pb2.CreateThingRequest) -> AsyncIterator[sample_pb2.CreateThingRequest]:
    for piece in pieces(first):
        await asyncio.sleep(0)
        yield piece


def count_of(sample: Started) -> int:
    with sample.database.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(ThingRow)) or 0


async def _as_gateway(sample: Started, ask: Any) -> Any:
    """What the gateway gets for a person."""
    clients = Clients(GatewaySettings(addresses={"sample": sample.address}))
    token = sample.identities.token("sample", "01900000-0000-7000-8000-000000000001")
    try:
        return await ask(clients.calls(sample_pb2_grpc.SampleServiceStub, {"sample": token}))
    finally:
        await clients.close()


def as_gateway(sample: Started, ask: Any) -> Any:
    # In a thread of its own: a browser of other tests keeps a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _as_gateway(sample, ask)).result()


def test_a_stream_sent_twice_by_the_gateway_has_one_effect(sample: Started) -> None:
    request = create("streamed")

    async def ask(calls: Calls) -> Any:
        return [await calls.UploadThing(pieces_later(request)) for _ in range(2)]

    first, second = as_gateway(sample, ask)
    assert first == second
    assert (first.name, count_of(sample)) == ("streamed", 1)


def test_a_stream_is_refused_as_any_change_is(sample: Started, stub: Any) -> None:
    request = create("taken")
    assert refused(stub.UploadThing, pieces(request)).reason == "NAME_TAKEN"

    async def ask(calls: Calls) -> Any:
        with pytest.raises(Refused) as caught:
            await calls.UploadThing(pieces_later(request))
        return caught.value.reason

    assert as_gateway(sample, ask) == "NAME_TAKEN"
    assert refused(stub.UploadThing, pieces(create("once", request_id="none"))).reason == "REQUEST_ID_MISSING"


def test_a_stream_that_fails_is_an_error_of_whoever_sends_it_and_has_no_effect(sample: Started) -> None:
    async def broken() -> AsyncIterator[sample_pb2.CreateThingRequest]:
        yield create("half")
        await asyncio.sleep(0.05)
        raise ConnectionResetError("the browser went away")

    async def ask(calls: Calls) -> None:
        with pytest.raises(ConnectionResetError):
            await calls.UploadThing(broken())

    as_gateway(sample, ask)
    assert count_of(sample) == 0


def test_whoever_goes_away_in_the_middle_of_a_stream_leaves_one_line(
    sample: Started, stub: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    begun, gone = threading.Event(), threading.Event()

    def unfinished() -> Iterator[sample_pb2.CreateThingRequest]:
        yield create("half")
        begun.set()
        gone.wait(5)

    call = stub.UploadThing.future(unfinished())
    assert begun.wait(5)
    call.cancel()
    gone.set()

    def lines() -> list[logging.LogRecord]:
        return [record for record in caplog.records if record.message == "UploadThing"]

    eventually(lines)
    assert [record.__dict__["code"] for record in lines()] == ["CANCELLED"]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert count_of(sample) == 0


def test_whoever_stops_reading_a_stream_ends_the_call(sample: Started, stub: Any) -> None:
    for number in range(3):
        stub.CreateThing(create(f"thing {number}"))

    async def ask(calls: Calls) -> str:
        stream = calls.ListThings(sample_pb2.ListThingsRequest())
        async for thing in stream:
            await stream.aclose()
            return thing.name
        return ""

    assert as_gateway(sample, ask) == "thing 0"
    assert stub.GetThing(sample_pb2.GetThingRequest(id=stub.CreateThing(create("next")).id)).name == "next"


def test_another_stream_under_the_same_number_is_refused(stub: Any) -> None:
    number = new_id()
    stub.UploadThing(pieces(create("one", request_id=number)))
    assert refused(stub.UploadThing, pieces(create("two", request_id=number))).reason == "REQUEST_REUSED"
