"""What an academy chooses, with what holds until it has chosen (G-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.expenses.rules.modes import MODES, OPEN_BY_DEFAULT, Mode
from services.expenses.rules.trips import KilometrePolicy
from services.expenses.rules.workflow import closing_date


@dataclass(frozen=True, slots=True)
class Parameters:
    """The choices of one academy."""

    closing_month: int = 8
    closing_day: int = 31
    proofs_address_lines: Sequence[str] = ()
    """Where proofs are sent by post."""
    modes: Sequence[str] = OPEN_BY_DEFAULT
    """Open modes of travel, in the order of the form."""
    kilometre_policy: KilometrePolicy = KilometrePolicy.CUMUL_IMAGIN

    def closing_date(self, mission_end: date) -> date:
        """The last day on which the examiner enters or validates a mission that ends then."""
        return closing_date(mission_end, month=self.closing_month, day=self.closing_day)

    @property
    def open_modes(self) -> list[Mode]:
        """The modes of the form."""
        return [MODES[code] for code in self.modes if code in MODES]
