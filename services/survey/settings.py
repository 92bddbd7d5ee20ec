"""Settings of survey."""

from pydantic_settings import SettingsConfigDict

from kit.settings import ServiceSettings


class SurveySettings(ServiceSettings):
    """What survey reads from the environment."""

    model_config = SettingsConfigDict(env_prefix="IMAGIN_SURVEY_")
