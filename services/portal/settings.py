"""Settings of portal."""

from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class PortalSettings(ServiceSettings):
    """What portal reads from the environment."""

    model_config = SettingsConfigDict(env_prefix="IMAGIN_PORTAL_")
