"""Proofs to give, by rule (S-DOC-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.expenses.rules.modes import MODES
from services.expenses.rules.workflow import PartKind


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof and why it is asked for; those of the « dossier paie » go with the fee, whatever is paid."""

    part: PartKind
    label: str
    reason: str


def required_proofs(
    *, has_active_payroll_file: bool, has_insee_number: bool, trips: Sequence[Mapping[str, Any]]
) -> list[Proof]:
    """The proofs of a claim that costs something; `trips` as they are kept."""
    proofs: list[Proof] = []
    if not has_active_payroll_file:
        reason = "Votre dossier financier n’est pas actif."
        proofs.append(Proof(PartKind.FEE, "Relevé d’identité bancaire", reason))
    if not has_insee_number:
        reason = "Votre numéro de sécurité sociale n’est pas connu."
        proofs.append(Proof(PartKind.FEE, "Copie de carte vitale", reason))
    if any(trip["night_count"] for trip in trips):
        reason = "Vous déclarez des nuitées, remboursées sur facture."
        proofs.append(Proof(PartKind.TRAVEL, "Factures d’hébergement", reason))
    modes = [MODES[code] for code in dict.fromkeys(trip["mode"] for trip in trips) if code in MODES]
    for mode in modes:
        if mode.needs_ticket:
            reason = f"Vous avez voyagé par le mode «\u00a0{mode.label}\u00a0»."
            proofs.append(Proof(PartKind.TRAVEL, "Titres de transport", reason))
    return proofs
