"""What a gestionnaire computes, notes and decides, as their requests say it."""

from datetime import date
from typing import Any, Final

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import InvalidFields, Violation, Violations
from kit.feeds.text import clean
from kit.french import money
from services.expenses import errors
from services.expenses.rules.acceptance import Others
from services.expenses.rules.drafts import Entries
from services.expenses.rules.manual import MOST_MANUAL_CENTS
from services.expenses.rules.workflow import PartKind
from services.expenses.wire.claims import part_kinds
from services.expenses.wire.inputs import LONGEST_TEXT, mask_kinds, read_text
from services.expenses.wire.values import read_day

SHORTEST_WORDS: Final = 5


def read_computed(request: pb.ComputePartRequest) -> tuple[PartKind, dict[str, Any]]:
    """The part that is computed, and what is kept of it. The hours of a fee are checked where they are paid."""
    violations = Violations()
    computed = request.WhichOneof("computed")
    if computed == "fee_minutes":
        return PartKind.FEE, {"duration_minutes": request.fee_minutes}
    if computed is None:
        violations.add("computed", errors.COMPUTED_MISSING)
    cents = request.travel.amount_cents
    if not 0 <= cents <= MOST_MANUAL_CENTS:
        violations.add("travel.amount_cents", errors.MANUAL_AMOUNT_INVALID, most=money(MOST_MANUAL_CENTS))
    words = request.travel.explanation
    explanation = _read_words("travel.explanation", words, errors.EXPLANATION_LENGTH, violations)
    violations.refuse_if_any()
    return PartKind.TRAVEL, {"manual": {"amount_cents": cents, "explanation": explanation}}


def read_reason(request: pb.CancelClaimRequest) -> str:
    """Why a claim is cancelled."""
    violations = Violations()
    reason = _read_words("reason", request.reason, errors.REASON_LENGTH, violations)
    violations.refuse_if_any()
    return reason


def read_acceptance(request: pb.AcceptClaimRequest) -> tuple[list[PartKind], list[PartKind]]:
    """The parts to accept, and those of them that another quantity is given for."""
    violations = Violations()
    kinds = part_kinds(request.parts)
    if not kinds:
        violations.add("parts", errors.PARTS_MISSING)
    violations.refuse_if_any()
    paths = request.accepted_mask.paths
    return kinds, mask_kinds(paths, kinds, "accepted_mask") if paths else []


def read_others(request: pb.AcceptClaimRequest, entries: Entries) -> Others:
    """Other quantities with their reason, which is checked once it is known that there is one."""
    violations = Violations()
    reason = _read_words("reason", request.reason, errors.REASON_LENGTH, violations)
    try:
        violations.refuse_if_any()
    except InvalidFields as refused:
        return Others(entries, wrong=refused.violations)
    return Others(entries, reason)


def read_post_date(request: pb.RecordPostRequest) -> date | None:
    """The day on which proofs came; None when none is given."""
    if not request.HasField("received_date"):
        return None
    violations = Violations()
    received = read_day(request.received_date)
    if received is None:
        violations.add("received_date", errors.DATE_MISSING)
    violations.refuse_if_any()
    return received


def _read_words(path: str, text: str, too_short: Violation, violations: Violations) -> str:
    """What the examiner will read."""
    cleaned = clean(text)
    if cleaned is not None and len(cleaned) < SHORTEST_WORDS:
        violations.add(path, too_short, least=SHORTEST_WORDS, most=LONGEST_TEXT)
        return ""
    return read_text(path, text, LONGEST_TEXT, violations)
