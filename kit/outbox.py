"""RPCs to other services that leave after the commit of the change that caused them.

A row is the RPC itself: its path, its request, and an id that is the `request_id`, so that the receiver's ordinary
replay makes a repeated delivery harmless. kit.relay sends them; what a receiver refuses, or what fails for a day, is
parked: it stays visible (log, metric, `python -m services.x list-parked`) until a human releases it. A parked row
does not hold back the later ones of its key.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from google.protobuf.message import Message
from sqlalchemy.orm import Session

from kit import rpc, telemetry
from kit.identifiers import new_id
from kit.tables import outbox

WAITING, PARKED = "waiting", "parked"


def row(path: str, request: Message, *, key: str, target: str = "") -> dict[str, Any]:
    """The row of an RPC. KeyError or TypeError when the contract does not know it or takes another request."""
    method = rpc.method(path)
    if not isinstance(request, method.request_class):
        raise TypeError(f"{path} takes a {method.request_class.__name__}, not a {type(request).__name__}")
    identifier = new_id()
    if "request_id" in request.DESCRIPTOR.fields_by_name:
        request.request_id = identifier  # type: ignore[attr-defined]
    return {
        "id": identifier,
        "target": target or method.target,
        "key": key,
        "method": path,
        "request": request.SerializeToString(),
        "trace": telemetry.traceparent(),
    }


def parked(session: Session) -> Sequence[sa.Row]:
    """What waits for a human, oldest first."""
    return session.execute(sa.select(outbox).where(outbox.c.state == PARKED).order_by(outbox.c.position)).all()


def release(session: Session) -> int:
    """Give everything that is parked one more day, and say how many rows that is."""
    again = {"state": WAITING, "attempts": 0, "create_time": sa.func.now(), "next_time": sa.func.now()}
    return session.execute(sa.update(outbox).where(outbox.c.state == PARKED).values(again)).rowcount  # type: ignore[attr-defined]
