"""Settings of missions."""

from datetime import date
from pathlib import Path

from pydantic import Field, model_validator
from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class MissionsSettings(ServiceSettings):
    """What missions reads from the environment."""

    model_config = SettingsConfigDict(env_prefix="IMAGIN_MISSIONS_")

    # Where finished letters wait for their download: `file:///…` or `s3://…`.
    storage_url: str
    # Keys that seal the letters in the store: they carry temporary passwords. See kit.sealing for the format.
    keyring_file: Path
    # Address of the service, printed on the letters.
    public_url: str = "http://127.0.0.1:8080"
    # Day and month after which examiners enter nothing any more; printed on the letters.
    closing_day: int = Field(31, ge=1)
    closing_month: int = Field(8, ge=1)

    @model_validator(mode="after")
    def _closes_every_year(self) -> "MissionsSettings":
        """Refuse a day that a year may lack."""
        date(2001, self.closing_month, self.closing_day)
        return self

    def closing_date(self, session: str) -> date:
        """The last day for the claims of a session, which is named by its year."""
        return date(int(session), self.closing_month, self.closing_day)
