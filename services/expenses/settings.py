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

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The academy's time zone."""
        return ZoneInfo(self.time_zone)
