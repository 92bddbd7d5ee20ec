"""The président de jury, and the members whose fee they enter under the ministry's header (S-CLM-10)."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple

from kit.errors import FieldViolation, InvalidFields, NotFound, Refusal, Violation, refuse_fields
from services.expenses import errors
from services.expenses.models import Claim, Part
from services.expenses.rules.assessments import Assessment
from services.expenses.rules.parts import reopen, validate, weigh
from services.expenses.rules.providers import Provider, presides
from services.expenses.rules.status import State
from services.expenses.rules.views import ClaimView
from services.expenses.rules.workflow import Move, PartKind

_FEE: Final = "fee."


class MemberRow(NamedTuple):
    """A member in the list of juries, with what is said of the mission."""

    mission_id: str
    mission_number: str
    jury: str
    exam_label: str
    label: str
    start_wall_time: datetime
    end_wall_time: datetime
    person_id: str
    jury_capacity: str
    is_declared_not_done: bool
    is_entered: bool
    state: State


class JuryRow(NamedTuple):
    """A jury in the list of its president."""

    mission: MemberRow
    member_count: int
    """Without those who declared the mission not done: nothing is entered for them."""
    missing_count: int
    validated_count: int


def presided(rows: Iterable[MemberRow], person_id: str) -> Iterator[JuryRow]:
    """The juries over which a person presides; rows of one mission follow each other."""
    for _, found in groupby(rows, key=lambda row: row.mission_id):
        members = list(found)
        own = next((row for row in members if row.person_id == person_id and presides(row.jury_capacity)), None)
        expected = [row for row in members if not row.is_declared_not_done]
        if own:
            yield JuryRow(
                own,
                member_count=len(expected),
                missing_count=sum(not row.is_entered for row in expected),
                validated_count=sum(row.state != State.OPEN for row in expected),
            )


class Jury:
    """The members of a mission whose fee its president enters, the president included, by name."""

    def __init__(self, views: Iterable[ClaimView], president_id: str = "") -> None:
        """Refuses whoever does not preside as if there were no such jury; staff name nobody."""
        entered = [view for view in views if view.claim.fee.provider == Provider.PRESIDENT]
        self.members = sorted(entered, key=lambda view: (view.claim.examiner_sort, view.claim.id))
        heads = [view for view in self.members if not president_id or _is_headed_by(view.claim, president_id)]
        if not heads:
            raise NotFound
        self.head = heads[0]
        """The member whose copy of the mission is shown for all."""

    def refusal_of(self, move: Move) -> Refusal | None:
        """Why nothing of the jury is taken by a move, None when one member is."""
        reasons = [view.refusal_of(move, PartKind.FEE) for view in self.members]
        return None if None in reasons else reasons[0]

    @property
    def version(self) -> int:
        """What a validation of all the entries must have read."""
        return _digest([(view.claim.id, entry_version(view.claim.fee)) for view in self.members])

    def member(self, claim_id: str) -> ClaimView | None:
        """The member of a claim; None when it is of none, or of one who left the jury."""
        return next((view for view in self.members if view.claim.id == claim_id), None)


def _is_headed_by(claim: Claim, person_id: str) -> bool:
    return claim.person_id == person_id and presides(claim.jury_capacity)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the president says of a member."""

    claim_id: str
    version: int
    fee: dict[str, Any] | None
    """As it is kept; None takes back what was entered."""
    wrong: Sequence[FieldViolation] = ()
    """What keeps it from being kept at all, under paths like `fee.half_days`."""


def entry_version(part: Part) -> int:
    """What a change of an entry must have read: the entry itself.

    The version of the claim also grows while its examiner types the travel, which is none of the president's business.
    """
    return _digest([part.state, part.input])


def _digest(kept: Any) -> int:
    return zlib.crc32(json.dumps(kept, sort_keys=True).encode())


def is_editable(view: ClaimView) -> bool:
    """Whether the president may enter the fee of a member now."""
    return view.refusal_of(Move.RECORD_JURY, PartKind.FEE) is None


def record(
    jury: Jury, entries: Sequence[Entry], *, by: str, is_validated: bool = False, version: int = 0
) -> list[ClaimView]:
    """Record quantities, all of them or none, and validate the whole jury, as it was read in this version, when asked.

    The members whose claim is another one, from then on, for its examiner and for the gestionnaire. What is not
    validated is nobody's business but the president's: a claim that somebody has open stays as they read it.
    """
    if refused := jury.refusal_of(Move.VALIDATE_JURY if is_validated else Move.RECORD_JURY):
        raise refused
    if is_validated and version != jury.version:
        raise errors.JuryChanged([])
    changes = list(_changes(jury, entries))
    _check_versions(changes)
    assessments = [change.view.assess(PartKind.FEE, change.entry.fee) for change in changes]
    refuse_fields([*_not_taken(changes), *_wrong(changes, assessments)])
    told = [change.view for change in changes if change.view.claim.fee.state == State.VALIDATED]
    for change, assessment in zip(changes, assessments, strict=True):
        part = change.view.claim.fee
        part.input = change.entry.fee
        reopen(part)
        weigh(part, assessment)
    if is_validated:
        told += _validate(jury, by)
    return list(dict.fromkeys(told))


class _Change(NamedTuple):
    """An entry that differs from what is recorded, with its place in the request."""

    place: int
    entry: Entry
    view: ClaimView

    @property
    def path(self) -> str:
        return f"entries[{self.place}]"


def _changes(jury: Jury, entries: Sequence[Entry]) -> Iterator[_Change]:
    """What is to be written; an entry that repeats what is recorded changes nothing, whatever else changed."""
    seen: set[str] = set()
    for place, entry in enumerate(entries):
        view = jury.member(entry.claim_id)
        if view is None:
            # Most often a convocation that was cancelled meanwhile: what is typed for the others must not be lost.
            gone = errors.MEMBER_GONE
            raise errors.JuryChanged.of([FieldViolation(f"entries[{place}].claim_id", gone.message, gone.reason)])
        change = _Change(place, entry, view)
        if entry.claim_id in seen:
            refuse_fields([_named(change.view, f"{change.path}.claim_id", errors.MEMBER_REPEATED)])
        seen.add(entry.claim_id)
        if entry.wrong or entry.fee != change.view.claim.fee.input:
            yield change


def _check_versions(changes: Iterable[_Change]) -> None:
    """Nothing is written over what somebody else, or another tab, recorded meanwhile."""
    stale = [change for change in changes if change.entry.version != entry_version(change.view.claim.fee)]
    if stale:
        raise errors.JuryChanged.of(_named(one.view, f"{one.path}.version", errors.ENTRY_CHANGED) for one in stale)


def _not_taken(changes: Iterable[_Change]) -> Iterator[FieldViolation]:
    """Members for whom nothing may be entered, although something may for others."""
    for change in changes:
        if refused := change.view.refusal_of(Move.RECORD_JURY, PartKind.FEE):
            yield _named(change.view, f"{change.path}.claim_id", Violation(refused.reason, refused.sentence))


def _wrong(changes: Iterable[_Change], assessments: Iterable[Assessment]) -> Iterator[FieldViolation]:
    """Quantities that cannot be. One without its rate is recorded all the same, and validated once it has one."""
    for change, assessment in zip(changes, assessments, strict=True):
        refused = assessment.refusal
        found = refused.violations if isinstance(refused, InvalidFields) else ()
        for violation in (*change.entry.wrong, *found):
            yield _placed(change.view, change.path, violation)


def _validate(jury: Jury, by: str) -> list[ClaimView]:
    """Validate every member who has a quantity; the others stay to be entered."""
    ready = [
        (place, view)
        for place, view in enumerate(jury.members)
        if view.claim.fee.input is not None
        and view.claim.fee.state == State.OPEN
        and view.refusal_of(Move.VALIDATE_JURY, PartKind.FEE) is None
    ]
    if not ready:
        raise errors.JuryWithoutEntry
    for place, view in ready:
        part = view.claim.fee
        assessment = view.assess(PartKind.FEE, part.input)
        if isinstance(assessment.refusal, InvalidFields):
            refuse_fields(_placed(view, f"members[{place}]", one) for one in assessment.refusal.violations)
        if assessment.refusal:
            raise assessment.refusal
        validate(part, Move.VALIDATE_JURY, assessment, at=view.now, by=by)
    return [view for _, view in ready]


def _placed(view: ClaimView, path: str, violation: FieldViolation) -> FieldViolation:
    """A violation of a fee where the request, or the jury, has that fee."""
    moved = f"{path}.{violation.field.removeprefix(_FEE)}"
    return _named(view, moved, Violation(violation.reason, violation.message))


def _named(view: ClaimView, path: str, violation: Violation) -> FieldViolation:
    """A violation that says whom it is about: a jury is read by its names."""
    claim = view.claim
    name = f"{claim.civility} {claim.first_name} {claim.last_name}".strip()
    return FieldViolation(path, f"{name}\u00a0: {violation.message}", violation.reason)
