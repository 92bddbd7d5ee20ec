"""Settings of documents."""

from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from kit.process import Process
from kit.settings import ServiceSettings


class DocumentsSettings(ServiceSettings):
    """What documents reads from the environment."""

    model_config = SettingsConfigDict(env_prefix="IMAGIN_DOCUMENTS_")

    # Contents hold a thread as long as they come in or go out: others are for whoever seals or lists folders.
    threads: int = Field(48, ge=1, le=128)
    # Uploads and readings under way; one more is refused at once.
    transfers_at_once: int = Field(40, ge=1, le=120)
    # Contents in memory at a time, some 15 megabytes each: the others wait for their turn.
    contents_at_once: int = Field(3, ge=1, le=32)
    # Where contents are kept: `file:///…` or `s3://…`, see kit.storage.
    storage_url: str
    # Keys that seal them. See kit.sealing for the format, `rotate-keys` to replace one.
    keyring_file: Path
    # `none:` or `clamd://host:port`, `clamd:///path/of/socket`.
    antivirus_url: str = "none:"
    # Without an antivirus, staff may open what was not analysed.
    opens_unscanned: bool = True
    # The academy's own time, for the dates of its sentences.
    time_zone: ZoneInfo = ZoneInfo("Europe/Paris")


def settings_of(process: Process) -> DocumentsSettings:
    """The settings of a process of documents."""
    return cast("DocumentsSettings", process.settings)
