"""How processes of a deployment reach each other: mutual TLS, retries, balancing, limits; for both kinds of stubs.

Every certificate carries exactly one DNS name, `<service>.imagin.internal`: a client checks that it speaks to the
service it wanted, and a server learns who calls. Without certificates nothing leaves the machine.
"""

import ipaddress
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc

from kit import rpc
from kit.settings import ProcessSettings

NAME_SUFFIX = ".imagin.internal"
SERVICE_HEADER = "x-imagin-service"

MAXIMUM_MESSAGE_BYTES = 8 * 1024 * 1024
MAXIMUM_METADATA_BYTES = 16 * 1024

READ_SECONDS = 2.0
CHANGE_SECONDS = 5.0

_RETRY_POLICY = {
    "maxAttempts": 3,
    "initialBackoff": "0.05s",
    "maxBackoff": "0.5s",
    "backoffMultiplier": 2,
    # A server that stops cancels what it had received and not begun.
    "retryableStatusCodes": ["UNAVAILABLE", "CANCELLED"],
}


def service_config(services: list[str]) -> str:
    """Balance over all addresses, and repeat what may be repeated: reads, and calls that carry a `request_id`."""
    repeatable = [
        {"service": service, "method": method.name}
        for service in services
        for method in rpc.methods(service)
        if method.is_repeatable
    ]
    config: dict[str, Any] = {
        "loadBalancingConfig": [{"round_robin": {}}],
        # At most one retry for ten successes once the budget is spent: a service that is down is not hammered.
        "retryThrottling": {"maxTokens": 10, "tokenRatio": 0.1},
    }
    if repeatable:
        config["methodConfig"] = [{"name": repeatable, "retryPolicy": _RETRY_POLICY}]
    return json.dumps(config)


def channel_options(services: list[str], peer: str, *, is_secure: bool) -> list[tuple[str, Any]]:
    """Options of a channel to `peer` for the given proto services."""
    options: list[tuple[str, Any]] = [
        ("grpc.service_config", service_config(services)),
        ("grpc.max_receive_message_length", MAXIMUM_MESSAGE_BYTES),
        ("grpc.max_metadata_size", MAXIMUM_METADATA_BYTES),
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 5_000),
        # A service that restarts is found again at once.
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.max_reconnect_backoff_ms", 2_000),
        # Despite its name the time that an attempt to connect is given: a busy machine is slow to shake hands.
        ("grpc.min_reconnect_backoff_ms", 5_000),
    ]
    if is_secure:
        # The certificate must name the service we want, whatever address the cluster gives it.
        options.append(("grpc.ssl_target_name_override", peer + NAME_SUFFIX))
    return options


def server_options() -> list[tuple[str, Any]]:
    """Options of a server."""
    return [
        ("grpc.max_receive_message_length", MAXIMUM_MESSAGE_BYTES),
        ("grpc.max_metadata_size", MAXIMUM_METADATA_BYTES),
        ("grpc.keepalive_time_ms", 60_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
        ("grpc.keepalive_permit_without_calls", 1),
        # Clients come back through the name server now and then, and find new replicas.
        ("grpc.max_connection_age_ms", 300_000),
        ("grpc.max_connection_age_grace_ms", 30_000),
        # Two servers on one port would share the calls silently.
        ("grpc.so_reuseport", 0),
    ]


@dataclass(frozen=True)
class Certificates:
    """The three PEM files of a process; cert-manager replaces them while it runs."""

    certificate: Path
    key: Path
    authority: Path

    @classmethod
    def of(cls, settings: ProcessSettings) -> "Certificates | None":
        if settings.tls_certificate is None or settings.tls_key is None or settings.tls_authority is None:
            return None
        return cls(settings.tls_certificate, settings.tls_key, settings.tls_authority)

    def stamp(self) -> tuple[tuple[int, int, int], ...]:
        """Differs as soon as one of the files was replaced."""
        stats = [path.stat() for path in (self.certificate, self.key, self.authority)]
        return tuple((stat.st_ino, stat.st_mtime_ns, stat.st_size) for stat in stats)

    def channel_credentials(self) -> grpc.ChannelCredentials:
        return grpc.ssl_channel_credentials(
            self.authority.read_bytes(), self.key.read_bytes(), self.certificate.read_bytes()
        )

    def server_credentials(self) -> grpc.ServerCredentials:
        """Credentials that follow the files and accept only peers that our authority signed."""
        lock = threading.Lock()
        stamp = self.stamp()

        def newer() -> grpc.ServerCertificateConfiguration | None:
            nonlocal stamp
            with lock:
                try:
                    if (present := self.stamp()) == stamp:
                        return None
                    configuration = self._server_configuration()
                except OSError:
                    # In the middle of a replacement: the next connection sees it whole.
                    return None
                stamp = present
                return configuration

        return grpc.dynamic_ssl_server_credentials(
            self._server_configuration(), newer, require_client_authentication=True
        )

    def _server_configuration(self) -> grpc.ServerCertificateConfiguration:
        pair = (self.key.read_bytes(), self.certificate.read_bytes())
        return grpc.ssl_server_certificate_configuration([pair], root_certificates=self.authority.read_bytes())


def peer_name(auth_context: Mapping[str, list[bytes]], metadata: Mapping[str, str]) -> str:
    """The name of the calling process; empty when it has none of ours."""
    if auth_context.get("transport_security_type") == [b"ssl"]:
        names = [name.decode(errors="replace") for name in auth_context.get("x509_subject_alternative_name", ())]
        ours = [name.removesuffix(NAME_SUFFIX) for name in names if name.endswith(NAME_SUFFIX)]
        return ours[0] if len(ours) == 1 else ""
    # Plain text is only ever served on loopback, to processes of the same machine.
    return metadata.get(SERVICE_HEADER, "")


def is_loopback(address: str) -> bool:
    """Whether `host:port` can be reached from this machine only."""
    host = address.rpartition(":")[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def usual_seconds(method: rpc.Method) -> float:
    """The deadline of a call whose caller says nothing."""
    return READ_SECONDS if method.is_read else CHANGE_SECONDS
