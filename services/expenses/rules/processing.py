"""What a gestionnaire does to a loaded claim in their own name, once the table allows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kit.errors import Violations
from kit.french import short_date
from services.expenses import errors
from services.expenses.rules.parts import date_validation, freeze, validate
from services.expenses.rules.recording import apply_later
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Move, PartKind


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acts, as the claim keeps it."""

    person_id: str
    name: str


def compute(view: ClaimView, kind: PartKind, entry: dict[str, Any], *, by: str) -> None:
    """Compute a part for which nothing is entered; until it is accepted, compute it again."""
    view.require(Move.COMPUTE, kind)
    # From now on what counts is what the mission has become since it was computed first.
    apply_later(view.claim, view.regulation.adjacency)
    assessment = view.assess(kind, entry)
    if assessment.refusal:
        raise assessment.refusal
    part = view.claim.parts[kind]
    part.input = entry
    validate(part, Move.COMPUTE, assessment, at=view.now, by=by)
    date_validation(view.claim)


def decide(view: ClaimView, *, public_transport_trip_ids: Iterable[str], has_disability_rate: bool) -> None:
    """Decide how a validated travel is paid: all decisions as they stand from now on, and its amount with them."""
    view.require(Move.DECIDE)
    part = view.claim.travel
    known = [trip["id"] for trip in (part.input or {})["trips"]]
    wanted, violations = set(public_transport_trip_ids), Violations()
    if wanted - set(known):
        violations.add("decisions.public_transport_trip_ids", errors.DECISION_TRIP_UNKNOWN)
    violations.refuse_if_any()
    part.decisions = {
        "public_transport_trip_ids": [trip_id for trip_id in known if trip_id in wanted],
        "has_disability_rate": has_disability_rate,
    }
    assessment = view.assess(PartKind.TRAVEL, part.input)
    if assessment.refusal:
        raise assessment.refusal
    freeze(part, assessment)


def record_post(view: ClaimView, received: date | None, signature: Signature) -> None:
    """Note the day on which proofs came by post; None takes that back.

    They may come before the validation, or before that of today when it was taken back meanwhile: only a day before
    the mission, or after today, is a slip of the finger.
    """
    view.require(Move.RECORD_POST)
    claim = view.claim
    first, last = claim.start_wall_time.date(), view.today
    violations = Violations()
    if received is not None and not first <= received <= last:
        violations.add("received_date", errors.POST_DATE_INVALID, first=short_date(first), last=short_date(last))
    violations.refuse_if_any()
    claim.post_received_date = received
    claim.post_received_by_id = signature.person_id if received else None
    claim.post_received_by_name = signature.name if received else ""


def cancel(view: ClaimView, *, reason: str, signature: Signature) -> None:
    """Cancel the claim; its parts stay as they are, for the day it is taken back."""
    view.require(Move.CANCEL)
    claim = view.claim
    claim.cancel_time, claim.cancel_reason = view.now, reason
    claim.cancelled_by_id, claim.cancelled_by_name = signature.person_id, signature.name


def uncancel(view: ClaimView) -> None:
    """Take the cancellation back: every part is what it was before."""
    view.require(Move.UNCANCEL)
    claim = view.claim
    if claim.convocation_cancel_time is not None:
        raise errors.ConvocationCancelled
    claim.cancel_time, claim.cancel_reason = None, ""
    claim.cancelled_by_id, claim.cancelled_by_name = None, ""
