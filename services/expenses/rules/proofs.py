"""Proofs to give, by rule, and which of them are given: the rules are data of the academy, with dates (S-DOC-1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from kit.errors import Violation
from services.expenses import errors
from services.expenses.rules.modes import MODES
from services.expenses.rules.workflow import PartKind


class Condition(StrEnum):
    """When a proof is asked for."""

    PAYROLL_FILE_INACTIVE = "PAYROLL_FILE_INACTIVE"
    INSEE_NUMBER_MISSING = "INSEE_NUMBER_MISSING"
    NIGHTS = "NIGHTS"
    """Nights are declared."""
    TICKETS = "TICKETS"
    """A line goes by a mode that needs a ticket, which was paid; `{mode}` in the reason is that mode, once for each."""


# What these ask for is about the person: given once, it counts for all their claims.
_PERSONAL: Final = frozenset({Condition.PAYROLL_FILE_INACTIVE, Condition.INSEE_NUMBER_MISSING})


@dataclass(frozen=True, slots=True)
class ProofRule:
    """A proof that is asked for on a condition, for missions that begin while the rule holds, both ends included."""

    condition: str
    part: PartKind
    """Those of the « dossier paie » go with the fee, whatever is paid."""
    label: str
    reason: str
    valid_from: date = date.min
    valid_to: date | None = None


# Those of the guide, until the academy has rules of its own.
DEFAULT_RULES: Final = (
    ProofRule(
        Condition.PAYROLL_FILE_INACTIVE,
        PartKind.FEE,
        "Relevé d’identité bancaire",
        "Votre dossier financier n’est pas actif.",
    ),
    ProofRule(
        Condition.INSEE_NUMBER_MISSING,
        PartKind.FEE,
        "Copie de carte vitale",
        "Votre numéro de sécurité sociale n’est pas connu.",
    ),
    ProofRule(
        Condition.NIGHTS,
        PartKind.TRAVEL,
        "Factures d’hébergement",
        "Vous déclarez des nuitées, remboursées sur facture.",
    ),
    ProofRule(
        Condition.TICKETS,
        PartKind.TRAVEL,
        "Titres de transport",
        "Vous avez voyagé par le mode «\u00a0{mode}\u00a0».",
    ),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof and why it is asked for."""

    part: PartKind
    label: str
    reason: str
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class Deposit:
    """A document that somebody deposited, and the proof that they say it is."""

    claim_id: str
    part: PartKind
    file_name: str
    proof: str
    time: datetime
    is_by_staff: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another claim of the same person, on which a personal proof was given."""

    claim_id: str
    mission_number: str
    order_number: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Deposits:
    """What was deposited for a claim, and the personal proofs of its examiner on other claims, by label."""

    here: Sequence[Deposit] = ()
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)

    def given_here(self, proof: Proof) -> Deposit | None:
        """The first document that says that it is this proof; tickets of several modes may be in one."""
        found = (one for one in self.here if one.part == proof.part and one.proof == proof.label)
        return next(found, None)

    def given_elsewhere(self, proof: Proof) -> Elsewhere | None:
        """Where a personal proof was given, unless it was given here too."""
        return self.elsewhere.get(proof.label) if proof.is_personal and not self.given_here(proof) else None

    def gives(self, proof: Proof) -> bool:
        """Whether nobody needs to be asked for it any more."""
        return bool(self.given_here(proof) or self.given_elsewhere(proof))


def required_proofs(
    *,
    first_day: date,
    has_active_payroll_file: bool,
    has_insee_number: bool,
    trips: Sequence[Mapping[str, Any]],
    rules: Iterable[ProofRule] = DEFAULT_RULES,
) -> list[Proof]:
    """The proofs of a claim that costs something, whose mission begins on `first_day`; `trips` as they are kept."""
    holds = {
        Condition.PAYROLL_FILE_INACTIVE: not has_active_payroll_file,
        Condition.INSEE_NUMBER_MISSING: not has_insee_number,
        Condition.NIGHTS: any(trip["night_count"] for trip in trips),
    }
    codes = dict.fromkeys(trip["mode"] for trip in trips if _has_ticket(trip))
    proofs: list[Proof] = []
    for rule in rules:
        if not (rule.valid_from <= first_day and (rule.valid_to is None or first_day <= rule.valid_to)):
            continue
        if rule.condition == Condition.TICKETS:
            reasons = [rule.reason.replace("{mode}", MODES[code].label) for code in codes]
        else:
            reasons = [rule.reason] if holds[Condition(rule.condition)] else []
        # A reason that does not name the mode is said once.
        is_personal = rule.condition in _PERSONAL
        proofs += [Proof(rule.part, rule.label, reason, is_personal) for reason in dict.fromkeys(reasons)]
    return proofs


def _has_ticket(trip: Mapping[str, Any]) -> bool:
    """One of the administration is proof of the way; of those that one pays, only what was paid is to be proven."""
    mode = MODES.get(trip["mode"])
    return mode is not None and mode.needs_ticket and bool(trip["transport_cents"] or not mode.needs_amount)


def wrong_proof_rule(
    *, condition: str, part: str, label: str, reason: str, valid_from: date, valid_to: date | None
) -> tuple[str, Violation, dict[str, str]] | None:
    """What is wrong with a row: its field, the violation and what fills its sentence; None when nothing is."""
    if valid_to is not None and valid_to < valid_from:
        return "valid_to", errors.PERIOD_ENDS_BEFORE_START, {}
    checks = (
        ("condition", condition in set(Condition), ", ".join(Condition)),
        ("part", part in set(PartKind), " ou ".join(PartKind)),
        ("label", bool(label.strip()), "le nom de la pièce"),
        ("reason", bool(reason.strip()), "la raison que l’intervenant lira"),
    )
    wrong = ((name, expected) for name, is_right, expected in checks if not is_right)
    return next(((name, errors.PROOF_RULE_INVALID, {"expected": expected}) for name, expected in wrong), None)
