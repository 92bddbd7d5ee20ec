"""What claims keep of the convocations and the people that other services tell, row by row for bulk statements.

What is validated keeps the facts of then. Those that changed since wait beside it, for the day the validation is taken
back.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from kit.audit import plain
from kit.french import fold, short_date
from kit.identifiers import new_id
from services.expenses.models import Claim, Evaluation, FeeSource, Nature
from services.expenses.rules.fees import has_entry
from services.expenses.rules.places import Adjacency
from services.expenses.rules.providers import Provider, fee_provider, opens_claim, travel_provider
from services.expenses.rules.status import State
from services.expenses.rules.workflow import PartKind

Columns = dict[str, Any]

# What is known of the examiner, and of the mission.
PERSON: Final = (
    "person_id", "identifier", "civility", "last_name", "first_name", "home", "establishment",
    "has_active_payroll_file", "has_insee_number", "vehicle_power_cv", "vehicle_kind",
)  # fmt: skip
MISSION: Final = (
    "mission_id", "mission_number", "exam_code", "exam_label", "session", "speciality", "paper_code", "paper_label",
    "paper_option", "paper_duration", "is_paper_optional", "nature", "label", "evaluation", "wave", "vae_coefficient",
    "present_candidates", "copies_expected", "fee_source",
    "opens_travel", "is_departure_fixed", "jury", "header", "capacity", "jury_capacity",
    "centre_uai", "centre_name", "centre_lines", "centre_postcode", "centre_commune",
    "start_wall_time", "end_wall_time", "time_zone", "start_time", "end_time",
)  # fmt: skip
# What lists make of both.
_LISTS: Final = ("search_text", "exam_sort", "label_sort", "centre_sort", "examiner_sort")

# What a refresh may replace, and what the telling itself changes.
KEPT: Final = (
    *PERSON, *MISSION, *_LISTS, "revision", "version", "update_time", "convocation_cancel_time",
    "person_change_time", "mission_change_time", "later_facts",
)  # fmt: skip

# From JSON, which has no word for these, to the values of columns.
_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    **dict.fromkeys(
        ("start_wall_time", "end_wall_time", "start_time", "end_time", "return_time"), datetime.fromisoformat
    ),
    "vae_coefficient": Decimal,
    "nature": Nature,
    "evaluation": Evaluation,
    "fee_source": FeeSource,
}


@dataclass
class Ledger:
    """The rows to write for one telling; every claim given is locked by the caller."""

    now: datetime
    adjacency: Adjacency
    created: list[Columns] = field(default_factory=list)
    created_parts: list[Columns] = field(default_factory=list)
    kept: list[Columns] = field(default_factory=list)
    """Rows of `KEPT` with the id of their claim."""
    provided: list[Columns] = field(default_factory=list)
    """Parts whose provider is another now."""
    differences: dict[str, Columns] = field(default_factory=dict)
    """For each claim that changed, from and to of its columns."""

    def convocation(
        self, claim: Claim | None, facts: Columns, *, convocation_id: str, revision: int, is_cancelled: bool
    ) -> None:
        """A convocation as it stands; one that comes late changes nothing."""
        if claim is None:
            if not is_cancelled:
                self._create(facts, convocation_id, revision)
        elif revision > claim.revision:
            cancelled = (claim.convocation_cancel_time or self.now) if is_cancelled else None
            self._keep(claim, facts, revision=revision, convocation_cancel_time=cancelled)

    def person(self, claim: Claim, facts: Columns) -> None:
        """Facts of a person as they are now."""
        self._keep(claim, facts)

    def _create(self, facts: Columns, convocation_id: str, revision: int) -> None:
        providers = _providers(facts, self.adjacency)
        if not opens_claim(providers[PartKind.FEE], providers[PartKind.TRAVEL]):
            return
        claim_id = new_id()
        self.created.append(
            {
                "id": claim_id,
                "convocation_id": convocation_id,
                "revision": revision,
                "version": 1,
                "create_time": self.now,
                "update_time": self.now,
                **facts,
                **_list_columns(facts, None),
                "cancel_reason": "",
                "cancelled_by_name": "",
                "is_return_done": False,
                "sends_by_post": False,
                "post_received_by_name": "",
                "recap_digest": "",
            }
        )
        self.created_parts += [
            {
                "claim_id": claim_id,
                "kind": kind,
                "provider": provider,
                "state": State.OPEN,
                "is_to_confirm": False,
                "decisions": {},
                "takings": {},
                "accepted_by_name": "",
            }
            for kind, provider in providers.items()
        ]

    def _keep(self, claim: Claim, facts: Columns, **told: Any) -> None:
        before = {name: getattr(claim, name) for name in KEPT}
        held = _held(claim)
        taken = {name: value for name, value in facts.items() if name not in held and value != before[name]}
        known = read_columns(claim.later_facts or {})
        later = known | {name: value for name, value in facts.items() if name in held}
        later = {name: value for name, value in later.items() if name in held and value != before[name]}
        after = {**before, **taken, **told, "later_facts": plain(later) or None}
        for names, time in ((PERSON, "person_change_time"), (MISSION, "mission_change_time")):
            if (waiting := _only(later, names)) != _only(known, names):
                after[time] = self.now if waiting else None
            elif _only(taken, names) and any(part.state != State.OPEN for part in claim.parts.values()):
                after[time] = self.now
        if taken:
            after |= _list_columns(after, claim.order_number)
            self.provided += _provided(claim, after, self.adjacency)
        difference = {
            name: {"from": before[name], "to": after[name]}
            for name in KEPT
            if before[name] != after[name] and name not in {*_LISTS, "revision"}
        }
        if difference:
            # Whoever has the page of the claim open decides on what it was: their next change is refused as stale.
            after |= {"version": claim.version + 1, "update_time": self.now}
            self.differences[claim.id] = difference
        if difference or told:
            self.kept.append({"id": claim.id, **after})


def apply_later(claim: Claim, adjacency: Adjacency) -> bool:
    """Give a claim the facts that waited for a validation that was just taken back; whether there were any."""
    if claim.mission_change_time is None and claim.person_change_time is None:
        return False
    known, held = read_columns(claim.later_facts or {}), _held(claim)
    taken = {name: value for name, value in known.items() if name not in held}
    for name, value in taken.items():
        setattr(claim, name, value)
    facts = {name: getattr(claim, name) for name in (*PERSON, *MISSION)}
    for name, value in _list_columns(facts, claim.order_number).items():
        setattr(claim, name, value)
    for row in _provided(claim, facts, adjacency):
        claim.parts[row["kind"]].provider = row["provider"]
    later = {name: value for name, value in known.items() if name in held}
    claim.later_facts = plain(later) or None
    if held.isdisjoint(MISSION):
        claim.mission_change_time = None
    if held.isdisjoint(PERSON):
        claim.person_change_time = None
    return bool(taken)


def _held(claim: Claim) -> frozenset[str]:
    """The columns that must not change under what is validated.

    Facts of the person decide the travel. Those of the mission hold while the examiner's validation stands, or once a
    part is accepted: counts of SANTORIN, of the président and of the gestionnaire may come before the mission moves,
    and must not keep an examiner from entering at its new dates.
    """
    person = () if claim.travel.state == State.OPEN else PERSON
    is_validated = any(
        part.state == State.ACCEPTED or (part.state == State.VALIDATED and part.provider == Provider.EXAMINER)
        for part in claim.parts.values()
    )
    return frozenset({*person, *(MISSION if is_validated else ())})


def read_columns(stored: Mapping[str, Any]) -> Columns:
    """Columns of a claim that were kept, or read, as JSON."""
    return {
        name: _READ[name](value) if name in _READ and value is not None else value for name, value in stored.items()
    }


def _only(facts: Columns, names: Iterable[str]) -> Columns:
    return {name: facts[name] for name in names if name in facts}


def _provided(claim: Claim, facts: Mapping[str, Any], adjacency: Adjacency) -> list[Columns]:
    """The open parts that somebody else provides with these facts."""
    return [
        {"claim_id": claim.id, "kind": kind, "provider": provider}
        for kind, provider in _providers(facts, adjacency).items()
        if claim.parts[kind].state == State.OPEN and claim.parts[kind].provider != provider
    ]


def _providers(facts: Mapping[str, Any], adjacency: Adjacency) -> dict[PartKind, Provider]:
    """Who provides each half of a claim with these columns."""
    residences = [town["code"] for town in (facts["home"], facts["establishment"]) if town]
    place = facts["centre_commune"]["code"]
    is_open = facts["opens_travel"]
    return {
        PartKind.FEE: fee_provider(
            facts["fee_source"],
            header=facts["header"],
            evaluation=facts["evaluation"],
            has_entry=has_entry(facts["nature"], facts["paper_duration"]),
        ),
        PartKind.TRAVEL: travel_provider(place, is_open=is_open, residences=residences, adjacency=adjacency),
    }


def _list_columns(facts: Mapping[str, Any], order_number: str | None) -> Columns:
    """The columns by which lists search and sort, from the others: every label that they show, folded."""
    name = f"{facts['last_name']} {facts['first_name']}"
    shown = (
        facts["exam_code"],
        facts["exam_label"],
        facts["label"],
        facts["mission_number"],
        short_date(facts["start_wall_time"]),
        facts["centre_name"],
        facts["civility"],
        name,
        facts["identifier"],
        order_number or "",
    )
    return {
        # Every word has a space before it, by which short words are found.
        "search_text": f" {fold(' '.join(shown))}",
        "exam_sort": fold(facts["exam_label"]),
        "label_sort": fold(facts["label"]),
        "centre_sort": fold(facts["centre_name"]),
        "examiner_sort": fold(name),
    }
