"""Who did what the history of a claim tells (P-CLM-23)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.expenses.models import Claim

# Services act on what they know first.
_SERVICES: Final = {
    "RecordReturns": "SANTORIN",
    "RecordConvocations": "Le service de convocation",
    "RecordPeople": "Le fichier des intervenants",
}
_SERVICE: Final = "Le service"


@dataclass(frozen=True, slots=True)
class Doers:
    """The people of a history, as whoever reads it names them."""

    claim: Claim
    reader_id: str
    closing: date
    """The last day on which the président of a jury enters: after it, a gestionnaire does in their place."""
    names: Mapping[str, str]
    """Of staff, by person; one that nobody could tell is left out."""

    def name(self, person_id: str, action: str = "", on: date = date.max) -> str:
        """« Vous », « Mme Élise Delattre », « Mme Claire Vidal, gestionnaire », « SANTORIN »."""
        claim = self.claim
        if not person_id:
            return _SERVICES.get(action, _SERVICE)
        if person_id == self.reader_id:
            return "Vous"
        if person_id == claim.person_id:
            return f"{claim.civility} {claim.first_name} {claim.last_name}".strip()
        if action == "RecordJury" and on <= self.closing:
            return "Le président du jury"
        name = self.names.get(person_id)
        return f"{name}, gestionnaire" if name else "Un gestionnaire"
