"""Claims of one person that may be grouped, written short."""

from datetime import datetime
from typing import Any

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from tests.services.expenses.conftest import Examiner, Expenses


def at_desk(expenses: Expenses, examiner: Examiner) -> pb.Claim:
    return expenses.desk_of().GetClaim(pb.GetDeskClaimRequest(id=examiner.claim.id))


def change(claim: pb.Claim) -> dict[str, Any]:
    return {"request_id": new_id(), "id": claim.id, "version": claim.version}


def at(day: int, hour: int = 8) -> datetime:
    """A wall time of June 2026."""
    return datetime(2026, 6, day, hour, 0)  # noqa: DTZ001


def several(expenses: Expenses, count: int, **facts: Any) -> list[Examiner]:
    """Missions of one person, one a day, LI0 on the ninth of June."""
    person_id, found = new_id(), []
    for place in range(count):
        start = at(9 + place)
        given = {"person_id": person_id, "number": f"LI{place}", "start": start, "opens_travel": False, **facts}
        found.append(expenses.claim(**given))
    return [again for again in found if again.read()]
