"""What an entry would be worth, while it is typed (P-CLM-21)."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kit.errors import FieldViolation, InvalidFields, refuse_fields
from services.expenses.rules.acceptance import weigh
from services.expenses.rules.assessments import Assessment
from services.expenses.rules.drafts import Entries
from services.expenses.rules.status import State
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Actor, Move, PartKind


def estimate(view: ClaimView, entries: Entries) -> dict[PartKind, Assessment]:
    """The worth of parts that may be recorded now, or accepted with another quantity.

    A field that is wrong is refused, so that its sentence stands beside it. One in which nothing stands yet is not:
    whoever types has not come to it. What it keeps from being computed is among the warnings.
    """
    assessments = {kind: _worth(view, kind, entry) for kind, entry in entries.items()}
    refuse_fields(_wrong(entries, assessments))
    return assessments


def _worth(view: ClaimView, kind: PartKind, entry: dict[str, Any] | None) -> Assessment:
    if view.actor != Actor.MANAGER or view.claim.parts[kind].state == State.OPEN:
        view.require(Move.SAVE, kind)
        return view.assess(kind, entry)
    view.require(Move.ACCEPT, kind)
    return weigh(view, {kind: entry})[kind].assessment


def _wrong(entries: Entries, assessments: Mapping[PartKind, Assessment]) -> Iterator[FieldViolation]:
    for assessment in assessments.values():
        if isinstance(assessment.refusal, InvalidFields):
            yield from (one for one in assessment.refusal.violations if not _is_empty(entries, one.field))


def _is_empty(entries: Entries, path: str) -> bool:
    """Whether nothing stands at the path of a field, for example `travel.trips[0].comment`."""
    kind, *steps = re.findall(r"\w+", path)
    value = entries.get(PartKind(kind.upper()))
    for step in steps:
        if not value:
            return True
        value = value[int(step)] if isinstance(value, list) else value.get(step)
    return not value
