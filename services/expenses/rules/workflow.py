"""What may be done to a claim, by whom, and from which statuses: one table that can be read aloud (A8)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypedDict, Unpack

from kit.errors import Refusal
from kit.french import short_date
from services.expenses import errors
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import Facts, State, Status, status


class PartKind(StrEnum):
    """The two halves of a claim."""

    FEE = "FEE"
    TRAVEL = "TRAVEL"


class Move(StrEnum):
    """Every way in which a claim changes state."""

    SAVE = "SAVE"
    VALIDATE = "VALIDATE"
    UNVALIDATE = "UNVALIDATE"
    DECLARE_NOT_DONE = "DECLARE_NOT_DONE"
    UNDO_NOT_DONE = "UNDO_NOT_DONE"
    COMPUTE = "COMPUTE"
    DECIDE = "DECIDE"
    ACCEPT = "ACCEPT"
    RECORD_POST = "RECORD_POST"
    CANCEL = "CANCEL"
    UNCANCEL = "UNCANCEL"
    GROUP = "GROUP"
    UNGROUP = "UNGROUP"
    RECORD_RETURN = "RECORD_RETURN"
    RECORD_JURY = "RECORD_JURY"
    VALIDATE_JURY = "VALIDATE_JURY"
    PROVE = "PROVE"
    DEPOSIT = "DEPOSIT"


class Actor(StrEnum):
    """In which capacity somebody acts; a person may have several, the RPC says which."""

    EXAMINER = "EXAMINER"
    """The examiner of the claim."""
    PRESIDENT = "PRESIDENT"
    """The président of the jury of which the examiner is a member; president and member may be one person."""
    MANAGER = "MANAGER"
    SERVICE = "SERVICE"
    """Another service: a convocation was cancelled, or SANTORIN returned a count."""


@dataclass(frozen=True, slots=True)
class PartFacts:
    """The columns of the row of a part that decide."""

    provider: Provider
    state: State = State.OPEN
    is_deferred: bool = False
    is_grouped: bool = False


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """The columns of a claim and its two parts that decide."""

    start_time: datetime
    end_time: datetime
    """Bounds of the mission, UTC."""
    fee: PartFacts
    travel: PartFacts
    is_cancelled: bool = False
    is_not_done: bool = False
    is_groupable: bool = False
    """Of a nature of the contrôle continu whose fees a gestionnaire may put together."""
    carries_fees: bool = False
    """It carries the fee of other claims."""
    has_seal: bool = False
    """Its proofs are sealed."""

    def part(self, kind: PartKind) -> PartFacts:
        """One half."""
        return self.fee if kind == PartKind.FEE else self.travel

    def status(self, kind: PartKind, now: datetime) -> Status:
        """The status shown for one half."""
        part = self.part(kind)
        return status(
            Facts(
                provider=part.provider,
                state=part.state,
                is_deferred=part.is_deferred,
                is_grouped=part.is_grouped,
                is_cancelled=self.is_cancelled,
                is_not_done=self.is_not_done,
                start_time=self.start_time,
                end_time=self.end_time,
            ),
            now,
        )

    @property
    def is_done(self) -> bool:
        """Nobody said that the mission was not done."""
        return not self.is_not_done

    @property
    def is_in_group(self) -> bool:
        """A gestionnaire put its fee together with others, on this claim or on another, and may part them again."""
        is_open = self.fee.provider == Provider.EXAMINER and self.fee.state != State.ACCEPTED
        return is_open and (self.fee.is_grouped or self.carries_fees)

    @property
    def is_sealed(self) -> bool:
        """Its examiner handed it over, which seals the proofs, or somebody else sealed them."""
        parts = (self.fee, self.travel)
        return self.has_seal or any(one.provider == Provider.EXAMINER and one.state == State.VALIDATED for one in parts)

    @property
    def states(self) -> frozenset[State]:
        """How far the validations of both halves went."""
        return frozenset({State(self.fee.state), State(self.travel.state)})


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    who: frozenset[Actor]
    """Who may."""
    takes: frozenset[Status]
    """Statuses of the parts that the move takes; one part is enough."""
    kinds: frozenset[PartKind] = frozenset(PartKind)
    """These halves only."""
    providers: frozenset[Provider] = frozenset(Provider)
    """Parts of these providers only."""
    takes_deferred: bool = True
    """False: a part whose trips are on another claim is left alone, whatever it shows meanwhile."""
    takes_grouped: bool = True
    """False: nothing is taken while the fee is in a group that a gestionnaire made."""
    takes_sealed: bool = True
    """False: nothing is taken once the proofs are sealed."""
    is_of_proofs: bool = False
    """It changes what is deposited, which an academy may take by post only."""
    unless: frozenset[State] = frozenset()
    """Nothing is taken while any part of the claim went that far."""
    needs: tuple[str, type[Refusal]] | None = None
    """A flag of the claim that must be set, and the refusal when it is not."""
    after: tuple[str, type[Refusal]] | None = None
    """The bound of the mission that must be past, for parts whose status does not wait for it, and the refusal."""
    is_on_behalf: bool = False
    """A gestionnaire makes it in another one's name, and only once the closing date is past."""
    becomes: State | None = None
    """What the parts that are taken become; None leaves them as they are."""


_EXAMINER: Final = frozenset({Actor.EXAMINER})
_MANAGER: Final = frozenset({Actor.MANAGER})
_PRESIDENT: Final = frozenset({Actor.PRESIDENT})
_SERVICE: Final = frozenset({Actor.SERVICE})
_ENTERED: Final = frozenset({Provider.EXAMINER})
_COMPUTED: Final = frozenset({Provider.MANAGER})

MOVES: Final[dict[Move, Rule]] = {
    # The examiner saves a part once the mission has begun, until it is validated.
    Move.SAVE: Rule(
        _EXAMINER | _MANAGER,
        takes=frozenset({Status.ONGOING, Status.TO_VALIDATE}),
        providers=_ENTERED,
        takes_deferred=False,
        is_on_behalf=True,
    ),
    # The examiner validates, together, every part of a finished mission that is still theirs to change.
    Move.VALIDATE: Rule(
        _EXAMINER | _MANAGER,
        takes=frozenset({Status.TO_VALIDATE}),
        providers=_ENTERED,
        is_on_behalf=True,
        becomes=State.VALIDATED,
    ),
    # The examiner takes the validation back, until the gestionnaire has accepted one part (S-CLM-16).
    Move.UNVALIDATE: Rule(
        _EXAMINER | _MANAGER,
        takes=frozenset({Status.VALIDATED}),
        providers=_ENTERED,
        takes_grouped=False,
        unless=frozenset({State.ACCEPTED}),
        is_on_behalf=True,
        becomes=State.OPEN,
    ),
    # The examiner says that the mission was not done, as long as nothing is validated (S-CLM-5).
    Move.DECLARE_NOT_DONE: Rule(
        _EXAMINER,
        takes=frozenset({Status.ONGOING, Status.TO_VALIDATE}),
        providers=_ENTERED,
        unless=frozenset({State.VALIDATED, State.ACCEPTED}),
    ),
    # And takes that back.
    Move.UNDO_NOT_DONE: Rule(
        _EXAMINER | _MANAGER,
        takes=frozenset({Status.UPCOMING}),
        providers=_ENTERED,
        is_on_behalf=True,
        needs=("is_not_done", errors.NotDeclaredNotDone),
    ),
    # The gestionnaire computes a part for which nothing is entered, once the mission is finished, until it is accepted.
    Move.COMPUTE: Rule(
        _MANAGER,
        takes=frozenset({Status.TO_HANDLE, Status.VALIDATED}),
        providers=_COMPUTED,
        needs=("is_done", errors.DeclaredNotDone),
        after=("end_time", errors.MissionNotOver),
        becomes=State.VALIDATED,
    ),
    # The gestionnaire decides how a validated travel is paid (R22, R26), until it is accepted.
    Move.DECIDE: Rule(
        _MANAGER,
        takes=frozenset({Status.VALIDATED}),
        kinds=frozenset({PartKind.TRAVEL}),
        providers=_ENTERED,
        takes_deferred=False,
    ),
    # The gestionnaire accepts each part on its own, once it is validated; trips of one day, on one claim (R23).
    Move.ACCEPT: Rule(_MANAGER, takes=frozenset({Status.VALIDATED}), takes_deferred=False, becomes=State.ACCEPTED),
    # The gestionnaire notes that proofs came by post, whatever became of the claim meanwhile.
    Move.RECORD_POST: Rule(_MANAGER, takes=frozenset(Status) - {Status.CANCELLED}),
    # The gestionnaire cancels a claim, once it is in no group; the cancelled convocation does it without asking.
    Move.CANCEL: Rule(_MANAGER | _SERVICE, takes=frozenset(Status) - {Status.CANCELLED}, takes_grouped=False),
    # And takes that back: every part is what it was before.
    Move.UNCANCEL: Rule(
        _MANAGER | _SERVICE,
        takes=frozenset({Status.CANCELLED}),
        needs=("is_cancelled", errors.ClaimNotCancelled),
    ),
    # The gestionnaire puts validated fees of continuous assessment together on one claim (G-6)…
    Move.GROUP: Rule(
        _MANAGER,
        takes=frozenset({Status.VALIDATED}),
        providers=_ENTERED,
        kinds=frozenset({PartKind.FEE}),
        needs=("is_groupable", errors.FeeNotGroupable),
    ),
    # … and gives each its own again, until the fee is accepted.
    Move.UNGROUP: Rule(
        _MANAGER,
        takes=frozenset({Status.VALIDATED}),
        providers=_ENTERED,
        kinds=frozenset({PartKind.FEE}),
        needs=("carries_fees", errors.FeesNotGrouped),
    ),
    # The return of SANTORIN that says « service fait » validates dematerialised marking; a newer one corrects it.
    Move.RECORD_RETURN: Rule(
        _SERVICE,
        takes=frozenset({Status.HANDLED, Status.VALIDATED}),
        providers=frozenset({Provider.SANTORIN}),
        becomes=State.VALIDATED,
    ),
    # The président de jury enters the fee of a member who did the mission, once it has begun, until it is accepted;
    # what is corrected waits for a validation again (S-CLM-10).
    Move.RECORD_JURY: Rule(
        _PRESIDENT | _MANAGER,
        takes=frozenset({Status.HANDLED, Status.VALIDATED}),
        kinds=frozenset({PartKind.FEE}),
        providers=frozenset({Provider.PRESIDENT}),
        needs=("is_done", errors.MemberNotDone),
        after=("start_time", errors.MissionNotBegun),
        is_on_behalf=True,
        becomes=State.OPEN,
    ),
    # And validates it, once the mission is finished.
    Move.VALIDATE_JURY: Rule(
        _PRESIDENT | _MANAGER,
        takes=frozenset({Status.HANDLED, Status.VALIDATED}),
        kinds=frozenset({PartKind.FEE}),
        providers=frozenset({Provider.PRESIDENT}),
        needs=("is_done", errors.MemberNotDone),
        after=("end_time", errors.MissionNotFinished),
        is_on_behalf=True,
        becomes=State.VALIDATED,
    ),
    # The examiner adds proofs, and removes their own, once the mission has begun, until they hand the claim over or a
    # gestionnaire accepts it: also for a fee that somebody else counts, which is paid on the same account (S-DOC-5).
    Move.PROVE: Rule(
        _EXAMINER,
        takes=frozenset({Status.ONGOING, Status.TO_VALIDATE, Status.VALIDATED, Status.HANDLED, Status.TO_HANDLE}),
        takes_sealed=False,
        is_of_proofs=True,
        needs=("is_done", errors.DeclaredNotDone),
        after=("start_time", errors.MissionNotBegun),
    ),
    # The gestionnaire deposits documents, what came by post for example, whatever became of the claim meanwhile.
    Move.DEPOSIT: Rule(_MANAGER, takes=frozenset(Status) - {Status.CANCELLED}, is_of_proofs=True),
}

# Why a part is not taken, by its status.
_WHY: Final[dict[Status, type[Refusal]]] = {
    Status.CANCELLED: errors.ClaimCancelled,
    Status.NO_COST: errors.PartWithoutCost,
    Status.ACCEPTED: errors.PartAccepted,
    Status.VALIDATED: errors.PartValidated,
    Status.HANDLED: errors.PartHandled,
    Status.TO_HANDLE: errors.PartToHandle,
    Status.UPCOMING: errors.MissionNotBegun,
    Status.ONGOING: errors.MissionNotFinished,
    Status.DEFERRED: errors.TravelDeferred,
    Status.TO_VALIDATE: errors.PartNotValidated,
}

_WHO: Final[dict[Actor, type[Refusal]]] = {
    Actor.EXAMINER: errors.MoveOfExaminer,
    Actor.MANAGER: errors.MoveOfManager,
    Actor.PRESIDENT: errors.MoveOfPresident,
    Actor.SERVICE: errors.MoveOfService,
}


def taken(claim: ClaimFacts, move: Move, now: datetime) -> tuple[PartKind, ...]:
    """The parts that a move takes, whoever makes it."""
    return tuple(kind for kind in PartKind if _why_not(claim, move, kind, now) is None)


class Standing(TypedDict, total=False):
    """Where somebody stands towards a claim, whatever its state."""

    is_own: bool
    """They are its examiner."""
    is_closed: bool
    """The academy's closing date is past."""
    closing: date
    """That date."""
    by_post: Refusal | None
    """Why no proof is deposited here, when none is."""


def barred(move: Move, actor: Actor, **standing: Unpack[Standing]) -> Refusal | None:
    """Why somebody may not make a move now, whatever the claim; None when they may."""
    rule, is_closed = MOVES[move], standing.get("is_closed", False)
    if actor not in rule.who:
        return next(_WHO[who] for who in Actor if who in rule.who)()
    if actor == Actor.MANAGER and standing.get("is_own"):
        return errors.OwnClaim()
    if actor == Actor.MANAGER and rule.is_on_behalf and not is_closed:
        return errors.ClaimsOpen(closing=short_date(standing.get("closing", date.max)))
    if actor in {Actor.EXAMINER, Actor.PRESIDENT} and is_closed:
        return errors.ClaimsClosed()
    return standing.get("by_post") if rule.is_of_proofs else None


def refusal(
    claim: ClaimFacts,
    move: Move,
    actor: Actor,
    now: datetime,
    *,
    part: PartKind | None = None,
    **standing: Unpack[Standing],
) -> Refusal | None:
    """Why a move is refused now, or None when it is allowed.

    `part` asks about that part alone; without it one part that can be taken is enough.
    """
    if refused := barred(move, actor, **standing):
        return refused
    # The part that the examiner enters says best why nothing can be done.
    kinds = sorted(MOVES[move].kinds, key=lambda kind: (claim.part(kind).provider != Provider.EXAMINER, kind))
    reasons = [_why_not(claim, move, kind, now) for kind in ([part] if part else kinds)]
    return None if None in reasons else reasons[0]()


def allowed_moves(claim: ClaimFacts, actor: Actor, now: datetime, **standing: Unpack[Standing]) -> tuple[Move, ...]:
    """What somebody may do now, in the order of the table."""
    return tuple(move for move in MOVES if not refusal(claim, move, actor, now, **standing))


def closing_date(mission_end: date, *, month: int = 8, day: int = 31) -> date:
    """The last day on which the examiner enters or validates: the first closing day on or after the mission's end."""
    same_year = date(mission_end.year, month, day)
    return same_year if mission_end <= same_year else date(mission_end.year + 1, month, day)


def _why_not(claim: ClaimFacts, move: Move, kind: PartKind, now: datetime) -> type[Refusal] | None:
    """Why a move does not take one part."""
    rule, part, shown = MOVES[move], claim.part(kind), claim.status(kind, now)
    if kind not in rule.kinds:
        return errors.PartHandled
    if shown == Status.CANCELLED and shown not in rule.takes:
        return errors.ClaimCancelled if claim.is_cancelled else errors.FeeGrouped
    if claim.is_in_group and not rule.takes_grouped:
        return errors.FeeGrouped
    if claim.is_sealed and not rule.takes_sealed:
        return errors.ProofsSealed
    if rule.needs and not getattr(claim, rule.needs[0]):
        return rule.needs[1]
    if blocking := claim.states & rule.unless:
        return errors.PartAccepted if State.ACCEPTED in blocking else errors.PartValidated
    if shown not in rule.takes:
        return _why_status(claim, rule, part, shown)
    if part.provider not in rule.providers:
        return errors.PartHandled
    if part.is_deferred and not rule.takes_deferred:
        return errors.TravelDeferred
    if rule.after and now < getattr(claim, rule.after[0]):
        return rule.after[1]
    return None


def _why_status(claim: ClaimFacts, rule: Rule, part: PartFacts, shown: Status) -> type[Refusal]:
    """Why the status of a part stops a move."""
    if shown == Status.UPCOMING and claim.is_not_done:
        return errors.DeclaredNotDone
    # What waits for a validation says so, whatever keeps it from coming.
    is_after = Status.VALIDATED in rule.takes and Status.TO_VALIDATE not in rule.takes
    if is_after and part.state == State.OPEN and part.provider != Provider.NONE and part.provider in rule.providers:
        return errors.PartNotComputed if part.provider == Provider.MANAGER else errors.PartNotValidated
    return _WHY[shown]
