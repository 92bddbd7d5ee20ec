"""Settings read from the environment, in one place per process.

What one service has for itself starts with `IMAGIN_<SERVICE>_`; what all processes of a deployment share (clock,
academy, addresses, certificates, telemetry) has the same name everywhere, `IMAGIN_…`, and is declared with `shared`.
"""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def shared(variable: str, default: Any, **constraints: Any) -> Any:
    """A setting with one name for every process, whatever the prefix of the class."""
    return Field(default, validation_alias=f"IMAGIN_{variable}", **constraints)


class ProcessSettings(BaseSettings):
    """What every process of a deployment shares: services, gateway, federation."""

    model_config = SettingsConfigDict(populate_by_name=True, extra="ignore")

    # Code of the academy that this deployment serves, for example SIEC.
    academy: str = shared("ACADEMY", "SIEC")
    # `system`, `<instant>` or `<instant>@<real instant>`: see kit.clock.
    clock: str = shared("CLOCK", "system")
    redis_url: str = shared("REDIS_URL", "redis://127.0.0.1:6379/0")
    # `auth=127.0.0.1:7101,missions=127.0.0.1:7102`: where each service listens.
    addresses: Annotated[dict[str, str], NoDecode] = shared("ADDRESSES", {}, validate_default=True)
    # PEM files: certificate and key of this process, authority that signs the certificates of its peers.
    # They are read again when they change.
    tls_certificate: Path | None = shared("TLS_CERTIFICATE", None)
    tls_key: Path | None = shared("TLS_KEY", None)
    tls_authority: Path | None = shared("TLS_AUTHORITY", None)
    # `http://collector:4317`; telemetry is off without it.
    otel_endpoint: str = shared("OTEL_ENDPOINT", "")
    # `text` for people, `json` for machines.
    log_format: str = shared("LOG_FORMAT", "text", pattern="^(text|json)$")
    log_level: str = shared("LOG_LEVEL", "INFO")

    @field_validator("addresses", mode="before")
    @classmethod
    def _split_addresses(cls, value: object) -> object:
        if isinstance(value, str):
            return dict(part.strip().split("=", 1) for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def _all_of_tls_or_nothing(self) -> "ProcessSettings":
        given = {self.tls_certificate is None, self.tls_key is None, self.tls_authority is None}
        if len(given) > 1:
            raise ValueError("IMAGIN_TLS_CERTIFICATE, IMAGIN_TLS_KEY and IMAGIN_TLS_AUTHORITY go together")
        return self


class ServiceSettings(ProcessSettings):
    """Settings of one service. The subclass gives `env_prefix="IMAGIN_<SERVICE>_"` and its own fields."""

    # Only loopback is accepted without certificates.
    listen: str = "127.0.0.1:0"
    # Plain HTTP: /livez, /readyz and /metrics. Empty: none.
    health_listen: str = ""
    # `postgresql://user@host:port/imagin_<service>`
    database_url: str
    # Calls answered at a time, and connections to the database: a thread never waits for a connection.
    threads: int = Field(8, ge=1, le=128)
    # Children of a worker: jobs run at a time.
    worker_processes: int = Field(2, ge=1, le=32)
    # Seconds that running calls get when the process is asked to stop.
    stop_grace: float = 10.0
