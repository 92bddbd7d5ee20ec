"""What is counted for Prometheus, served at /metrics on the health port. Labels are names of ours, never of people."""

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 20)

_answered = Histogram("imagin_rpc_seconds", "Duration of the RPCs answered.", ("rpc", "code"), buckets=_BUCKETS)
_delivered = Counter("imagin_outbox_deliveries_total", "Deliveries tried, by outcome.", ("target", "outcome"))
outbox_waiting = Gauge("imagin_outbox_waiting", "Deliveries that wait, by receiver.", ("target",))
outbox_oldest = Gauge("imagin_outbox_oldest_seconds", "Age of the oldest delivery that waits.", ("target",))
outbox_parked = Gauge("imagin_outbox_parked", "Deliveries set aside for a human.", ("target",))
_scanned = Counter("imagin_scans_total", "Documents that the antivirus was asked about, by outcome.", ("outcome",))
jobs_finished = Counter("imagin_jobs_total", "Jobs that ended, by outcome.", ("kind", "outcome"))


def answered(path: str, code: str, seconds: float) -> None:
    """Count one RPC answered."""
    _answered.labels(path.rpartition(".")[2], code).observe(seconds)


def delivered(target: str, outcome: str, count: int = 1) -> None:
    """Count deliveries of the outbox: sent, retried or parked."""
    _delivered.labels(target, outcome).inc(count)


def scanned(outcome: str) -> None:
    """Count one question to the antivirus: clean, infected or delayed."""
    _scanned.labels(outcome).inc()


def exposition() -> bytes:
    """All of it, in the text format of Prometheus."""
    return generate_latest(REGISTRY)
