"""Settings of the gateway."""

from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from kit.settings import ProcessSettings


class GatewaySettings(ProcessSettings):
    """What the gateway reads from the environment."""

    model_config = SettingsConfigDict(env_prefix="IMAGIN_GATEWAY_")

    listen: str = "127.0.0.1:8080"
    # Address that people type. With https cookies are Secure and carry the __Host- prefix.
    public_url: str = "http://127.0.0.1:8080"
    # Proxies in front of us that add the address of the browser to X-Forwarded-For; 0: the connection itself tells it.
    trusted_proxies: int = Field(0, ge=0, le=5)
    # Requests answered at a time; one more is asked to come back. Each waits mostly for the services.
    requests_at_once: int = Field(256, ge=1)
    # Seconds that running requests get when the process is asked to stop.
    stop_grace: int = 10

    @property
    def is_secure(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def hosts(self) -> frozenset[str]:
        """Names under which we answer: our public one, and on a laptop those of this machine."""
        name = urlsplit(self.public_url).hostname or ""
        local = {"127.0.0.1", "localhost", "::1"}
        return frozenset(local if name in local else {name})
