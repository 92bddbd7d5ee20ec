"""Missions of the contrôle continu that one claim pays together (product.md §7, S-FEE-5, S-FEE-6, G-6).

Nothing is copied from one claim to another: each mission keeps its quantity and its own rates.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from functools import reduce
from itertools import combinations
from operator import add

from kit.errors import FieldViolation
from kit.french import count
from services.expenses import errors
from services.expenses.rules.fees import FeeInput, items, total
from services.expenses.rules.half_days import HalfDays
from services.expenses.rules.rates import Rates
from services.expenses.rules.steps import Amount, Item, warning
from services.expenses.rules.work import Work


@dataclass(frozen=True, slots=True)
class WaveMission:
    """The mission of a claim that is not cancelled, of one person, whose copies SANTORIN counts (`ECRIT_CC`)."""

    claim_id: str
    number: str
    session: str
    wave: str
    exam: str
    start_date: date
    start_time: time
    """Wall times of the place of the mission."""


@dataclass(frozen=True, slots=True)
class Member:
    """A mission of a group, with what was counted; None while that is not known."""

    work: Work
    entry: FeeInput | None


def fee_carriers(missions: Iterable[WaveMission]) -> dict[str, str | None]:
    """For each claim of one person: the claim that carries its fee, or None when it carries its own.

    The earliest mission of a session, a wave and an exam carries the others; one without a wave stands alone.
    """
    found: dict[str, str | None] = {}
    carriers: dict[tuple[str, str, str], str] = {}
    for mission in sorted(missions, key=lambda one: (one.start_date, one.start_time, one.number)):
        group = (mission.session, mission.wave, mission.exam)
        carrier = carriers.setdefault(group, mission.claim_id) if mission.wave else mission.claim_id
        found[mission.claim_id] = None if carrier == mission.claim_id else carrier
    return found


def group_fee(members: Sequence[Member], rates: Rates) -> Amount:
    """The fee of the claim of the first member, that of the others included: each at its own rates, rounded once.

    The remarks are those of the first one, for those of the others are on their own claims.
    """
    found = [item for member in members for item in _items(member, rates, is_named=len(members) > 1)]
    own = members[0].entry.warnings(members[0].work) if members[0].entry else ()
    return total(found, [*own, *_overlaps(members)])


def carrier_comment(members: Sequence[Member], *, session: str, wave: str = "") -> str:
    """What the claim that carries says of the grouping."""
    told = ", ".join(f"{member.work.number} ({_told(member)})" for member in members)
    entries = [member.entry for member in members if member.entry]
    whole = f", soit {reduce(add, entries).told(members[0].work.nature)}" if entries else ""
    missions = count(len(members), "mission", "missions")
    return f"Regroupe {missions} de la {_period(session, wave)}\u00a0: {told}{whole}."


def member_comment(member: Member, carrier_number: str, *, session: str, wave: str = "") -> str:
    """What the claim of a grouped mission says of it."""
    return (
        f"Regroupée sur la mission {carrier_number} de la {_period(session, wave)}\u00a0: "
        f"sa rémunération ({_told(member)}) est versée avec celle de cette mission."
    )


def _items(member: Member, rates: Rates, *, is_named: bool) -> Iterator[Item]:
    for item in items(member.entry, member.work, rates) if member.entry else ():
        yield replace(item, label=f"{item.label}, mission {member.work.number}") if is_named else item


def _overlaps(members: Sequence[Member]) -> Iterator[FieldViolation]:
    """Nobody is at two missions at the same time; each claim alone cannot see it."""
    for one, other in combinations(members, 2):
        if isinstance(one.entry, HalfDays) and isinstance(other.entry, HalfDays) and one.entry.meets(other.entry):
            numbers = {"one": one.work.number, "other": other.work.number}
            yield warning("fee.half_days", errors.GROUP_OVERLAPS, **numbers)


def _told(member: Member) -> str:
    return member.entry.told(member.work.nature) if member.entry else "en attente"


def _period(session: str, wave: str) -> str:
    return f"session {session}, {wave}" if wave else f"session {session}"
