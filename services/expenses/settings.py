"""Settings of expenses."""

from zoneinfo import ZoneInfo

from pydantic import field_validator
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class ExpensesSettings(ServiceSettings):
    """IMAGIN_EXPENSES_…"""

    model_config = SettingsConfigDict(env_prefix="IMAGIN_EXPENSES_")

    # The academy's own time: closing date, and civil year of order numbers.
    time_zone: str = "Europe/Paris"
    # Where proofs are sent by post, lines separated by `|`, until the academy sets its parameters.
    proofs_address: str = ""

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @property
    def proofs_address_lines(self) -> list[str]:
        """The lines of that address."""
        return [line.strip() for line in self.proofs_address.split("|") if line.strip()]

    @property
    def zone(self) -> ZoneInfo:
        """The academy's time zone."""
        return ZoneInfo(self.time_zone)
