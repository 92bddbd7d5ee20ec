"""Settings of documents."""

from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class DocumentsSettings(ServiceSettings):
    """What documents reads from the environment."""

    model_config = SettingsConfigDict(env_prefix="IMAGIN_DOCUMENTS_")
