"""A claim as its page shows it: everything that depends on the rules, the instant and who looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from kit.errors import Refusal
from kit.territory import commune_code
from services.expenses import errors
from services.expenses.models import Claim
from services.expenses.rules import fees, proofs
from services.expenses.rules.assessments import Assessment, assess_fee, assess_manual, assess_travel
from services.expenses.rules.entries import Distances, commune, distance_pairs
from services.expenses.rules.fees import InputKind
from services.expenses.rules.grouping import GROUPED_BY_MANAGER, FeeFacts, group_comment, work_of
from services.expenses.rules.modes import Mode, offered_modes
from services.expenses.rules.parameters import Parameters
from services.expenses.rules.places import Adjacency
from services.expenses.rules.proofs import Proof
from services.expenses.rules.providers import Provider
from services.expenses.rules.rates import Rates
from services.expenses.rules.status import State, Status
from services.expenses.rules.takings import Takings
from services.expenses.rules.trips import Situation, departure_towns
from services.expenses.rules.workflow import (
    Actor,
    ClaimFacts,
    Move,
    PartFacts,
    PartKind,
    Standing,
    allowed_moves,
    barred,
    refusal,
)

# Statuses in which a part has something to show.
_WITH_TAB = frozenset({Status.ONGOING, Status.TO_VALIDATE, Status.VALIDATED, Status.ACCEPTED})


@dataclass(frozen=True)
class Regulation:
    """What holds for every claim of the academy."""

    rates: Rates
    adjacency: Adjacency
    parameters: Parameters
    zone: ZoneInfo
    """The academy's own time."""
    proof_rules: Sequence[proofs.ProofRule] = proofs.DEFAULT_RULES


@dataclass(frozen=True)
class Surroundings:
    """What a claim needs from other claims and from the table of distances."""

    carrier_number: str = ""
    """Mission of the claim that carries its trips."""
    carrier_state: State | None = None
    """Where the travel of that claim stands."""
    carried_numbers: Sequence[str] = ()
    """Missions whose trips it carries, by date."""
    settled_numbers: Sequence[str] = ()
    """Missions of the same days whose trips were accepted on their own claim before this one carried them."""
    carried_end: datetime | None = None
    """Last end, wall time, of all these missions."""
    fees: Sequence[FeeFacts] = ()
    """Claims whose fee it carries, by date (S-FEE-5, S-FEE-6)."""
    fee_carrier_number: str = ""
    """Mission of the claim that carries its own."""
    distances: Distances = field(default_factory=dict)
    takings: Takings = field(default_factory=Takings)
    """Of the other claims of the person that are validated (R24)."""


class ClaimView:
    """One claim at one instant for one person."""

    def __init__(
        self,
        claim: Claim,
        regulation: Regulation,
        surroundings: Surroundings,
        *,
        now: datetime,
        caller_id: str,
        actor: Actor,
    ) -> None:
        self.claim = claim
        self.regulation = regulation
        self.surroundings = surroundings
        self.now = now
        self.caller_id = caller_id
        self.actor = actor
        self.is_own = claim.person_id == caller_id

    # --- State ------------------------------------------------------------------------------------------------------

    @cached_property
    def facts(self) -> ClaimFacts:
        """What decides statuses and moves."""
        return facts_of(self.claim, carries_fees=bool(self.surroundings.fees))

    @cached_property
    def closing_date(self) -> date:
        """Last day of the examiner."""
        return self.regulation.parameters.closing_date(self.claim.end_wall_time.date())

    @cached_property
    def is_closed(self) -> bool:
        """The closing date is past, in the academy's own time."""
        return self.today > self.closing_date

    @property
    def today(self) -> date:
        """The day, in the academy's own time."""
        return self.now.astimezone(self.regulation.zone).date()

    def status(self, kind: PartKind) -> Status:
        """The status of a part."""
        return self.facts.status(kind, self.now)

    def refusal_of(self, move: Move, part: PartKind | None = None) -> Refusal | None:
        """Why a move is refused, None when it is allowed."""
        return refusal(self.facts, move, self.actor, self.now, part=part, **self._standing)

    def require(self, move: Move, part: PartKind | None = None) -> None:
        """Raise why a move is refused."""
        if refused := self.refusal_of(move, part):
            raise refused

    def barred(self, move: Move) -> Refusal | None:
        """Why who looks may not make a move, whatever the state of the claim."""
        return barred(move, self.actor, **self._standing)

    @cached_property
    def _standing(self) -> Standing:
        return {
            "is_own": self.is_own,
            "is_closed": self.is_closed,
            "closing": self.closing_date,
            "by_post": None if self.takes_proofs else errors.ProofsByPost(address=self._post_address),
        }

    @cached_property
    def allowed_moves(self) -> list[Move]:
        """What the caller may do now."""
        return allowed_moves(self.facts, self.actor, self.now, **self._standing)

    def is_editable(self, kind: PartKind) -> bool:
        """Whether who looks may change it now."""
        return self.refusal_of(Move.SAVE, kind) is None

    def has_tab(self, kind: PartKind) -> bool:
        """A tab exists only when it has a reason (S-CLM-7)."""
        part, status = self.claim.parts[kind], self.status(kind)
        if status not in _WITH_TAB or (part.carrier_claim_id and status != Status.ACCEPTED):
            return False
        return part.provider == Provider.EXAMINER or part.calculation is not None

    @property
    def is_untouched(self) -> bool:
        """Nothing was ever recorded, validated, declared or typed."""
        parts = self.claim.parts.values()
        return (
            all(part.input is None and part.state == State.OPEN for part in parts)
            and self.claim.not_done_time is None
            and self.claim.draft is None
        )

    # --- Entry and amounts ------------------------------------------------------------------------------------------

    @property
    def fee_input_kind(self) -> InputKind:
        """What the form of the fee asks for."""
        return fees.input_kind(self.claim.nature, self.claim.fee.provider)

    @property
    def draft(self) -> Mapping[str, Any]:
        """What is being typed, the text of its fields included: the examiner's own business until the closing date."""
        is_shown = self.actor == Actor.EXAMINER or (self.actor == Actor.MANAGER and self.is_closed)
        return (self.claim.draft or {}) if is_shown else {}

    def entry(self, kind: PartKind) -> dict[str, Any] | None:
        """What is shown: the draft if it has this part, else what is recorded."""
        part = self.claim.parts[kind]
        return self.draft.get(kind.lower(), part.input) if part.state == State.OPEN else part.input

    @property
    def needs_table(self) -> bool:
        """Whether what it shows depends on the table of distances and on the kilometres of the year."""
        travel = self.claim.travel
        return travel.provider == Provider.EXAMINER and travel.state == State.OPEN and not self.claim.is_cancelled

    def distance_pairs(self, typed: Mapping[str, Any] | None = None) -> set[tuple[str, str]]:
        """The pairs of communes whose distance may be needed: residences to the centre, and those of every line."""
        claim = self.claim
        towns = [town for town in (claim.home, claim.establishment) if town]
        pairs = {(commune_code(town["code"]), commune_code(claim.centre_commune["code"])) for town in towns}
        return pairs.union(*map(distance_pairs, (claim.travel.input, self.draft.get("travel"), typed)))

    def recorded(self, kind: PartKind) -> Assessment:
        """What is recorded, at its worth now. Of an open part only: a validated one keeps its explanation."""
        return self._recorded_fee if kind == PartKind.FEE else self._recorded_travel

    def shown(self, kind: PartKind) -> Assessment:
        """The same for what is shown."""
        entry = self.entry(kind)
        return self.recorded(kind) if entry is self.claim.parts[kind].input else self.assess(kind, entry)

    def assess(self, kind: PartKind, entry: dict[str, Any] | None) -> Assessment:
        """What an entry of a part is worth now."""
        if kind == PartKind.FEE:
            return Assessment() if self._is_carried(kind) else self._fee(entry)
        if self.claim.travel.provider != Provider.EXAMINER:
            return assess_manual(entry)
        return assess_travel(
            entry,
            situation=self.situation,
            distances=self.surroundings.distances,
            open_modes=[mode.code for mode in self.modes],
            rates=self.regulation.rates,
            public_transport_trip_ids=self.claim.travel.decisions.get("public_transport_trip_ids", ()),
        )

    def _is_carried(self, kind: PartKind) -> bool:
        """The fee is told and paid on another claim."""
        return kind == PartKind.FEE and self.claim.fee.carrier_claim_id is not None

    def _fee(self, entry: dict[str, Any] | None) -> Assessment:
        """With that of the claims that it carries."""
        parameters = self.regulation.parameters
        members = [(work_of(one, parameters), one.input) for one in self.surroundings.fees]
        return assess_fee(
            entry,
            work=work_of(self.claim, parameters),
            provider=self.claim.fee.provider,
            rates=self.regulation.rates,
            members=members,
        )

    def fee_alone(self, of: FeeFacts) -> Assessment:
        """What the fee of a claim that this one carries, or might, is worth by itself."""
        work, rates = work_of(of, self.regulation.parameters), self.regulation.rates
        return assess_fee(of.input, work=work, provider=self.claim.fee.provider, rates=rates)

    @property
    def group_comment(self) -> str:
        """What the grouping put together, on every claim that it concerns; empty without one."""
        around = self.surroundings
        return group_comment(self.claim, around.fees, around.fee_carrier_number, self.regulation.parameters)

    @cached_property
    def _recorded_fee(self) -> Assessment:
        return self.assess(PartKind.FEE, self.claim.fee.input)

    @cached_property
    def _recorded_travel(self) -> Assessment:
        return self.assess(PartKind.TRAVEL, self.claim.travel.input)

    def is_overtaken(self, kind: PartKind) -> bool:
        """Whether what a part was validated with may be something else now, so that it is computed again at acceptance.

        Other claims may have left lower kilometres since, or the floor of a month (R24); the fee of a group is that of
        others too; and a mission may have changed under a count of SANTORIN, of the président or of a gestionnaire,
        which holds none of its facts.
        """
        if kind == PartKind.FEE:
            return bool(self.surroundings.fees) or self.claim.fee.provider != Provider.EXAMINER
        return Takings.read(self.claim.travel.takings.items()).are_moved_by(self.surroundings.takings)

    def explanation(self, kind: PartKind) -> dict[str, Any]:
        """The steps of what is shown."""
        part = self.claim.parts[kind]
        if part.calculation is not None and not self._is_carried(kind):
            return part.calculation
        return self.shown(kind).explained()

    def amount_cents(self, kind: PartKind) -> int | None:
        """The amount of what is recorded."""
        part = self.claim.parts[kind]
        if part.state == State.OPEN or self._is_carried(kind):
            return self.recorded(kind).amount_cents
        return part.amount_cents

    def is_to_confirm(self, kind: PartKind) -> bool:
        """A rate of that amount is not confirmed."""
        part = self.claim.parts[kind]
        if part.state == State.OPEN or self._is_carried(kind):
            return self.recorded(kind).is_to_confirm
        return part.is_to_confirm

    @property
    def half_day_split(self) -> time:
        """The hour that parts the days of the mission into halves."""
        return self.regulation.parameters.half_day_split(self.claim.start_wall_time.date())

    @cached_property
    def modes(self) -> tuple[Mode, ...]:
        """The modes of travel that the form offers, those of the first day of the mission."""
        codes = self.regulation.parameters.open_modes(self.claim.start_wall_time.date())
        return offered_modes(codes, self.claim.vehicle_kind)

    @cached_property
    def departure_towns(self) -> list[dict[str, Any]]:
        """Towns the first departure may be from, the nearer to the centre first (R25)."""
        towns = {commune_code(town["code"]): town for town in (self.claim.home, self.claim.establishment) if town}
        centre = commune_code(self.claim.centre_commune["code"])
        table = self.surroundings.distances
        distances = {code: Decimal(table[code, centre]) for code in towns if (code, centre) in table}
        return [towns[code] for code in departure_towns(*[*towns, None, None][:2], distances)]

    @cached_property
    def situation(self) -> Situation:
        """What the travel depends on besides its lines."""
        claim, around = self.claim, self.surroundings
        end = max(claim.end_wall_time, around.carried_end or claim.end_wall_time)
        fixed = self.departure_towns[0]["code"] if claim.is_departure_fixed and self.departure_towns else ""
        return Situation(
            place=commune(claim.centre_commune),
            residences=tuple(town["code"] for town in (claim.home, claim.establishment) if town),
            adjacency=self.regulation.adjacency,
            start_date=claim.start_wall_time.date(),
            end_date=end.date(),
            fixed_departure=fixed,
            policy=self.regulation.parameters.kilometre_policy,
            year_kilometres=around.takings.years,
            month_allowances=around.takings.months,
            has_disability_rate=self.claim.travel.decisions.get("has_disability_rate", False),
        )

    # --- What is told -----------------------------------------------------------------------------------------------

    @property
    def proofs_address_lines(self) -> tuple[str, ...]:
        """Where proofs are sent by post."""
        return self.regulation.parameters.proofs_address_lines(self.today)

    @property
    def takes_proofs(self) -> bool:
        """Whether proofs of this claim may be deposited here, not only sent by post."""
        return self.regulation.parameters.takes_proofs(self.claim.start_wall_time.date())

    @property
    def _post_address(self) -> str:
        return ", ".join(self.proofs_address_lines) or "celle de votre gestionnaire"

    @property
    def proofs(self) -> list[Proof]:
        """Proofs to give for what is shown."""
        has_cost = any(self.status(kind) not in {Status.NO_COST, Status.CANCELLED} for kind in PartKind)
        return self.proofs_of(self.entry(PartKind.TRAVEL)) if has_cost else []

    def proofs_of(self, travel: Mapping[str, Any] | None) -> list[Proof]:
        """Proofs to give with an entry of the travel."""
        return proofs.required_proofs(
            first_day=self.claim.start_wall_time.date(),
            has_active_payroll_file=self.claim.has_active_payroll_file,
            has_insee_number=self.claim.has_insee_number,
            trips=travel.get("trips", []) if travel else [],
            rules=self.regulation.proof_rules,
        )


def facts_of(claim: Claim, *, carries_fees: bool = False) -> ClaimFacts:
    """What decides statuses and moves of a loaded claim."""
    fee, travel = claim.fee, claim.travel
    return ClaimFacts(
        start_time=claim.start_time,
        end_time=claim.end_time,
        fee=PartFacts(fee.provider, fee.state, is_grouped=fee.carrier_claim_id is not None),
        travel=PartFacts(travel.provider, travel.state, is_deferred=travel.carrier_claim_id is not None),
        is_cancelled=claim.is_cancelled,
        is_not_done=claim.not_done_time is not None,
        is_groupable=claim.nature in GROUPED_BY_MANAGER,
        carries_fees=carries_fees,
        has_seal=claim.seal_id is not None,
    )
