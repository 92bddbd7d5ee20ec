"""Conditions of use to their message."""

from imagin.expenses.v1 import expenses_pb2 as pb
from services.expenses.models import Acceptance
from services.expenses.wire.values import instant


def conditions(version: int, text: str, accepted: Acceptance | None) -> pb.Conditions:
    """A version, and whether the caller has accepted it."""
    return pb.Conditions(
        version=version,
        text=text,
        is_accepted=accepted is not None,
        accept_time=instant(accepted.accept_time) if accepted else None,
    )
