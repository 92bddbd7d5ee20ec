"""What the processes of `make run` are told through their environment, and what var/ keeps of it between two runs.

Secrets and ports are made up at the first start and kept in var/settings.json, for the owner of the clone alone.
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import SplitResult, urlsplit, urlunsplit

from tools.ports import free_port
from tools.preparation import SERVICES, write_privately

ROOT = Path(__file__).resolve().parents[1]
ACADEMY = "SIEC"
PORT = 8080


@dataclass
class LocalSettings:
    """Addresses, secrets and folders of one clone."""

    folder: Path
    port: int
    # A role that may make roles and databases; empty: the wheel's server under var/ is started.
    database_server: str
    redis_url: str
    # The business clock starts at the moment for which the demonstration was made, and runs on from there.
    clock: str
    password: str
    ports: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path, produced: str) -> "LocalSettings":
        """The settings of the clone, made up where they are missing.

        Raises ValueError when the folder goes with other databases: its keys would open nothing of these.
        """
        folder = folder.absolute()
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / "settings.json"
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        kept.setdefault("password", secrets.token_urlsafe(24))
        kept.setdefault("clock", f"{produced}@{datetime.now(UTC).isoformat(timespec='seconds')}")
        database_server = os.environ.get("IMAGIN_DATABASE_SERVER", "")
        if kept.setdefault("databases", _place(urlsplit(database_server))) != _place(urlsplit(database_server)):
            raise ValueError(
                f"{folder} goes with the databases of {kept['databases'] or 'its own server'}. "
                "Use them again, name another folder in IMAGIN_VAR, or begin anew with make clean."
            )
        kept["ports"] = _free_ports(kept.get("ports", {}))
        write_privately(path, json.dumps(kept, indent=2) + "\n")
        return cls(
            folder=folder,
            port=int(os.environ.get("PORT") or PORT),
            database_server=database_server,
            redis_url=os.environ.get("IMAGIN_REDIS_URL", ""),
            clock=os.environ.get("IMAGIN_CLOCK") or kept["clock"],
            password=kept["password"],
            ports=kept["ports"],
        )

    @property
    def accounts(self) -> Path:
        return self.folder / "demo-accounts.json"

    @property
    def mails(self) -> Path:
        return self.folder / "mails"

    def address(self, name: str) -> str:
        """Where a service listens, or its health: `auth`, `auth health`."""
        return f"127.0.0.1:{self.ports[name]}"

    @property
    def public_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def shared_environment(self) -> dict[str, str]:
        """What every process is told."""
        return {
            "IMAGIN_ACADEMY": ACADEMY,
            "IMAGIN_ADDRESSES": ",".join(f"{name}={self.address(name)}" for name in SERVICES),
            "IMAGIN_CLOCK": self.clock,
            "IMAGIN_REDIS_URL": self.redis_url,
        }

    def service_environment(self, name: str) -> dict[str, str]:
        """What one service is told."""
        prefix = f"IMAGIN_{name.upper()}_"
        own = {
            "auth": {
                "KEY_FOLDER": str(self.keys / "auth"),
                "MAIL_URL": "maildir" + self.mails.as_uri().removeprefix("file"),
            },
            "missions": {"KEYRING_FILE": str(self.keys / "missions.keys")},
            "documents": {"KEYRING_FILE": str(self.keys / "documents.keys")},
        }
        usual = {
            "LISTEN": self.address(name),
            "HEALTH_LISTEN": self.address(f"{name} health"),
            "DATABASE_URL": self._database_url(name),
            "PUBLIC_URL": self.public_url,
            "STORAGE_URL": (self.folder / "files" / name).as_uri(),
        }
        return self.shared_environment() | {
            prefix + variable: value for variable, value in (usual | own.get(name, {})).items()
        }

    def worker_environment(self, name: str) -> dict[str, str]:
        """What the worker of a service is told otherwise."""
        return {f"IMAGIN_{name.upper()}_HEALTH_LISTEN": self.address("worker health")}

    def gateway_environment(self) -> dict[str, str]:
        """What the gateway is told."""
        own = {"IMAGIN_GATEWAY_LISTEN": f"127.0.0.1:{self.port}", "IMAGIN_GATEWAY_PUBLIC_URL": self.public_url}
        return self.shared_environment() | own

    def write_environment(self) -> None:
        """For commands beside the run, such as `make load` and `make command`: where everything is."""
        told = {name: value for service in SERVICES for name, value in self.service_environment(service).items()}
        lines = [f"{name}='{value}'\n" for name, value in told.items()]
        write_privately(self.folder / "environment", "".join(lines))

    def _database_url(self, service: str) -> str:
        server = urlsplit(self.database_server)
        name = f"imagin_{service}"
        return urlunsplit((server.scheme, f"{name}:{self.password}@{_place(server)}", f"/{name}", server.query, ""))


def _place(server: SplitResult) -> str:
    """Host and port of a database server."""
    return server.netloc.rpartition("@")[2]


def _free_ports(kept: dict[str, int]) -> dict[str, int]:
    """A port for each service and its health: that of the last run when nobody took it since."""
    ports: dict[str, int] = {}
    for name in (*SERVICES, *(f"{name} health" for name in (*SERVICES, "worker"))):
        port = free_port(kept.get(name, 0))
        while port in ports.values():
            port = free_port()
        ports[name] = port
    return ports
