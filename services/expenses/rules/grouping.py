"""Fees that one claim carries for others (S-FEE-5, S-FEE-6, G-6): which claim carries which, and what is known of each.

Copies of SANTORIN are grouped by themselves, by person, session, wave and exam. Half-days of the contrôle continu are
grouped by a gestionnaire. Nothing is copied: the claim that carries counts its own quantity and those of the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Self

from services.expenses.models import Claim, Nature
from services.expenses.rules.entries import fitting_entry
from services.expenses.rules.fees import quantity_kind
from services.expenses.rules.groups import Member, WaveMission, carrier_comment, fee_carriers, member_comment
from services.expenses.rules.parameters import Parameters
from services.expenses.rules.providers import Provider
from services.expenses.rules.recording import read_columns
from services.expenses.rules.status import State
from services.expenses.rules.work import Work

GROUPED_BY_WAVE: Final = Nature.ECRIT_CC
GROUPED_BY_MANAGER: Final = frozenset({Nature.ORAL_CC, Nature.EPS_PONCTUELLE})


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """What a claim needs to know of another one to carry its fee; named like the columns."""

    claim_id: str
    mission_number: str
    label: str
    exam_code: str
    nature: Nature
    speciality: str
    paper_code: str
    paper_duration: int
    is_paper_optional: bool
    copies_expected: int
    present_candidates: int
    start_wall_time: datetime
    end_wall_time: datetime
    is_return_done: bool
    return_time: datetime | None
    input: dict[str, Any] | None
    """Of its fee."""

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """Those of a loaded claim."""
        others = {name: getattr(claim, name) for name in FEE_COLUMNS}
        return cls(claim_id=claim.id, input=claim.fee.input, **others)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Self:
        """Those that came as JSON."""
        return cls(**read_columns(stored))

    @property
    def vae_coefficient(self) -> None:
        """No nature that is grouped has one."""

    @property
    def start_date(self) -> date:
        """First day of the mission."""
        return self.start_wall_time.date()


# The columns of a claim among them.
FEE_COLUMNS: Final = tuple(one.name for one in fields(FeeFacts) if one.name not in {"claim_id", "input"})


def work_of(claim: Claim | FeeFacts, parameters: Parameters) -> Work:
    """What the fee of a claim depends on besides its quantity."""
    first_day = claim.start_wall_time.date()
    return Work(
        exam=claim.exam_code,
        nature=claim.nature,
        first_day=first_day,
        last_day=claim.end_wall_time.date(),
        paper=claim.paper_code,
        paper_duration=claim.paper_duration,
        is_optional=claim.is_paper_optional,
        speciality=claim.speciality,
        coefficient=claim.vae_coefficient,
        expected=claim.copies_expected or None,
        present=claim.present_candidates or None,
        split=parameters.half_day_split(first_day),
        number=claim.mission_number,
    )


def group_comment(claim: Claim, carried: Sequence[FeeFacts], carrier_number: str, parameters: Parameters) -> str:
    """What a claim says of its group: that it carries others, or that another one carries it; empty without one."""
    provider = claim.fee.provider

    def member(of: Claim | FeeFacts, stored: dict[str, Any] | None) -> Member:
        kind, is_returned = quantity_kind(of.nature, provider), provider == Provider.SANTORIN
        return Member(work_of(of, parameters), fitting_entry(stored, kind, is_returned=is_returned))

    period = {"session": claim.session, "wave": claim.wave if provider == Provider.SANTORIN else ""}
    own = member(claim, claim.fee.input)
    if claim.fee.carrier_claim_id:
        return member_comment(own, carrier_number, **period)
    return carrier_comment([own, *(member(one, one.input) for one in carried)], **period) if carried else ""


class Fee(NamedTuple):
    """The fee of a claim, as far as it decides who carries it."""

    claim_id: str
    person_id: str
    number: str
    session: str
    wave: str
    exam: str
    nature: Nature
    start_wall_time: datetime
    provider: Provider
    state: State
    carrier_claim_id: str | None
    is_cancelled: bool


def carriers(fees: Iterable[Fee]) -> dict[str, str | None]:
    """For each claim, the claim that carries its fee, or None when it carries its own.

    What is accepted was paid with those it carried: nothing changes there before it is cancelled. What a gestionnaire
    grouped stays so. A claim that is cancelled leaves its group; when it carried the others, they are on their own. So
    is one of a wave whose mission has another nature since, or another one who counts.
    """
    known = {fee.claim_id: fee for fee in fees}
    found: dict[str, str | None] = dict.fromkeys(known)
    free: dict[str, list[WaveMission]] = defaultdict(list)
    for fee in known.values():
        carrier = known.get(fee.carrier_claim_id or "")
        stands = carrier is not None and not carrier.is_cancelled
        if stands and carrier.state == State.ACCEPTED:
            found[fee.claim_id] = carrier.claim_id
        elif fee.is_cancelled:
            continue
        elif stands and fee.provider == carrier.provider == Provider.EXAMINER:
            found[fee.claim_id] = carrier.claim_id
        elif (fee.nature, fee.provider) == (GROUPED_BY_WAVE, Provider.SANTORIN) and fee.state != State.ACCEPTED:
            free[fee.person_id].append(_mission(fee))
    for missions in free.values():
        found |= fee_carriers(missions)
    return found


def _mission(fee: Fee) -> WaveMission:
    start = fee.start_wall_time
    return WaveMission(fee.claim_id, fee.number, fee.session, fee.wave, fee.exam, start.date(), start.time())
