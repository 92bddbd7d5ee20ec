"""The folders of proofs of a claim, and when what is in them may not change any more (decision 0019)."""

from typing import Final

from services.expenses.models import Claim
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State
from services.expenses.rules.workflow import PartKind

# The « dossier paie », which goes with the fee whatever is paid, and the « déplacement » (S-DOC-4).
FOLDERS: Final = {PartKind.FEE: "payroll", PartKind.TRAVEL: "travel"}
CAPACITY: Final = 20


def is_evidence(claim: Claim) -> bool:
    """Whether something was decided on the proofs of a claim as they are.

    Its examiner validated a part with them; or a gestionnaire accepted one and the examiner has nothing left to
    validate; or it was cancelled, and they show why.
    """
    parts = claim.parts.values()
    entered = [part for part in parts if part.provider == Provider.EXAMINER]
    if claim.is_cancelled or any(part.state != State.OPEN for part in entered):
        return True
    # A travel whose trips are on another claim is validated there.
    is_expected = any(part.carrier_claim_id is None for part in entered)
    return not is_expected and any(part.state == State.ACCEPTED for part in parts)
