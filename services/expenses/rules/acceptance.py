"""What a gestionnaire accepts of a claim: each part on its own, as it was claimed or with another quantity (G-2)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kit.errors import FieldViolation, InvalidFields, Refusal, Violations, refuse_fields
from services.expenses import errors
from services.expenses.rules.assessments import Assessment
from services.expenses.rules.drafts import Entries
from services.expenses.rules.entries import fee_entry
from services.expenses.rules.fees import quantity_kind
from services.expenses.rules.grouping import work_of
from services.expenses.rules.parts import bring, freeze
from services.expenses.rules.processing import Signature
from services.expenses.rules.providers import Provider
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Move, PartKind

Stored = Mapping[str, Any]

# What may be another number in a line; the rest of it is what the examiner says.
NUMBERS: Final = (
    "distance_hectometres", "one_way_count", "transport_cents", "full_meal_count", "half_meal_count",
    "free_meal_count", "night_count", "sundry_cents",
)  # fmt: skip

# A number may ask for words that the examiner never had to write: the gestionnaire’s reason stands for them.
_WORDS: Final = ("comment", "distance_reason")
_EXPLAINED: Final = "Motif du gestionnaire"


@dataclass(frozen=True, slots=True)
class Others:
    """Other quantities than were claimed, and why."""

    entries: Entries = field(default_factory=dict)
    reason: str = ""
    wrong: Sequence[FieldViolation] = ()
    """What keeps the reason from being kept."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Another quantity as it would be kept, and what it would be worth."""

    assessment: Assessment
    entry: Stored | None = None
    is_changed: bool = True
    """It is not what was claimed after all."""


def accept(view: ClaimView, kinds: Iterable[PartKind], signature: Signature, others: Others) -> bool:
    """Accept parts; whether one of them counts otherwise than it was claimed from now on."""
    kinds = list(kinds)
    for kind in kinds:
        view.require(Move.ACCEPT, kind)
    changed = {kind: one for kind, one in weigh(view, others.entries).items() if one.is_changed}
    if changed:
        _refuse([one.assessment.refusal for one in changed.values()], others.wrong)
    for kind in kinds:
        part = view.claim.parts[kind]
        if other := changed.get(kind):
            part.claimed = {
                "input": part.input,
                "calculation": part.calculation,
                "amount_cents": part.amount_cents,
                "reason": others.reason,
            }
            part.input = dict(other.entry or {})
            freeze(part, other.assessment)
        # What was validated may be older than the rate that pays it, and so may all else that it depends on.
        elif part.amount_cents is None or view.is_overtaken(kind):
            freeze(part, view.assess(kind, part.input))
        if part.amount_cents is None:
            raise errors.AmountUnknown
        bring(part, Move.ACCEPT)
        part.accept_time, part.accepted_by_id, part.accepted_by_name = view.now, signature.person_id, signature.name
    return bool(changed)


def weigh(view: ClaimView, entries: Entries) -> dict[PartKind, Weighed]:
    """What parts would be worth with another quantity, or why they may not be accepted with it."""
    return {kind: _weighed(view, kind, entry) for kind, entry in entries.items()}


def _weighed(view: ClaimView, kind: PartKind, given: Stored | None) -> Weighed:
    part = view.claim.parts[kind]
    try:
        _check_provider(view, kind)
        if kind == PartKind.TRAVEL:
            trips = list(_trips((part.input or {}).get("trips", []), (given or {}).get("trips", [])))
            # Words are made up to weigh the lines, and are not kept.
            explained = [trip | {name: trip[name] or _EXPLAINED for name in _WORDS} for trip in trips]
            entry, worth = {"trips": trips}, view.assess(kind, {"trips": explained})
        else:
            entry = dict(_fee(view, part.input or {}, given or {}))
            worth = view.assess(kind, entry)
    except Refusal as refusal:
        return Weighed(Assessment(refusal=refusal))
    return Weighed(worth, entry, is_changed=_ordered(entry) != _ordered(part.input or {}))


def _check_provider(view: ClaimView, kind: PartKind) -> None:
    """What a gestionnaire computed is computed again; what one put together is parted first."""
    provider = view.claim.parts[kind].provider
    if provider == Provider.MANAGER:
        raise errors.PartToCorrect
    if kind == PartKind.FEE and provider == Provider.EXAMINER and view.surroundings.fees:
        raise errors.FeeGrouped


def _fee(view: ClaimView, claimed: Stored, given: Stored) -> Stored:
    """A fee is accepted in the kind of quantity that was claimed."""
    violations = Violations()
    if not given:
        violations.add(f"fee.{next(iter(claimed))}", errors.FEE_MISSING)
    elif given.keys() != claimed.keys():
        violations.add(f"fee.{next(iter(given))}", errors.FEE_INPUT_UNEXPECTED)
    elif view.claim.fee.provider == Provider.SANTORIN and [*given.values()] > [*claimed.values()]:
        # What is typed above a count of SANTORIN is no fact any more: the bound on what people type holds.
        kind = quantity_kind(view.claim.nature, view.claim.fee.provider)
        fee_entry(given, kind).check(work_of(view.claim, view.regulation.parameters), violations)
    violations.refuse_if_any()
    return given


def _trips(claimed: Sequence[Stored], given: Sequence[Stored]) -> Iterator[dict[str, Any]]:
    """The lines that were claimed, with the numbers that were given: nothing else of a line may be another one."""
    violations = Violations()
    if [trip["id"] for trip in claimed] != [trip["id"] for trip in given]:
        violations.add("travel.trips", errors.ACCEPTED_LINES)
        violations.refuse_if_any()
    pairs = list(zip(claimed, given, strict=True))
    for place, (known, other) in enumerate(pairs):
        for name in sorted(known.keys() - set(NUMBERS)):
            if _said(known[name]) != _said(other[name]):
                violations.add(f"travel.trips[{place}].{name}", errors.ACCEPTED_FIXED)
    violations.refuse_if_any()
    return ({**known, **{name: other[name] for name in NUMBERS}} for known, other in pairs)


def _said(value: Any) -> Any:
    """A town is its code and its name: the facts that were copied with it may be older."""
    return (value["code"], value["name"]) if isinstance(value, dict) else value


def _ordered(entry: Stored) -> Stored:
    """Half-days say the same in any order."""
    half_days = entry.get("half_days")
    return entry if half_days is None else {"half_days": sorted(sorted(one.items()) for one in half_days)}


def _refuse(refusals: Iterable[Refusal | None], wrong: Sequence[FieldViolation]) -> None:
    """Raise one refusal; wrong fields of both parts and the reason are told together."""
    fields: list[FieldViolation] = []
    for refusal in filter(None, refusals):
        if not isinstance(refusal, InvalidFields):
            raise refusal
        fields += refusal.violations
    refuse_fields([*fields, *wrong])
