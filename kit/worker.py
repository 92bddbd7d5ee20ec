"""The worker of a service: takes hints from the queue and runs the jobs that they name, each in a child process."""

import logging
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from celery import signals
from celery.platforms import SecurityWarning
from celery.worker import state

from kit import jobs
from kit.health import Health
from kit.jobs import Run
from kit.process import Process

log = logging.getLogger(__name__)

CANARY_SECONDS = 20.0
# A worker that lost Redis may stay alive without consuming anything: then it must be started again.
SILENT_SECONDS = 180.0


def work_off(process: Process, functions: Mapping[str, Callable[[Run], None]]) -> None:
    """Run until SIGTERM, which lets the running jobs end."""
    app = process.jobs.app

    def run_job(identifier: str) -> None:
        run = jobs.claim(process, identifier)
        if run is not None:
            run.execute(functions[run.kind])

    app.task(run_job, name=jobs.TASK)
    app.task(_sing, name=jobs.CANARY)

    consumed = time.monotonic()

    def note(**_: Any) -> None:
        nonlocal consumed
        consumed = time.monotonic()

    signals.task_received.connect(note)
    # The children get a copy of this process: connections are theirs to open, never shared.
    signals.worker_process_init.connect(lambda **_: process.database.forget_connections(), weak=False)
    stopping = threading.Event()
    threading.Thread(target=_send_canaries, args=(process, stopping), name="canary", daemon=True).start()
    with Health.listening(process.settings.health_listen) as health:
        signals.worker_ready.connect(lambda **_: setattr(health, "is_ready", True), weak=False)
        health.is_alive = lambda: bool(state.active_requests) or time.monotonic() - consumed < SILENT_SECONDS
        arguments = ["--quiet", "worker", "--pool=prefork", f"--concurrency={process.settings.worker_processes}"]
        # Images run as an ordinary user; on a laptop root knows what it does.
        warnings.filterwarnings("ignore", category=SecurityWarning)
        app.worker_main([*arguments, "--without-gossip", "--without-mingle", "--loglevel=WARNING"])
    stopping.set()


def _sing() -> None:
    """Nothing to do: that it was received is the point."""


def _send_canaries(process: Process, stopping: threading.Event) -> None:
    while not stopping.wait(CANARY_SECONDS):
        try:
            process.jobs.app.send_task(jobs.CANARY, retry=False, expires=CANARY_SECONDS * 2)
        except Exception as error:  # noqa: BLE001 (Redis, its client and Celery each fail in their own way)
            log.warning("no canary could be sent: %s", type(error).__name__)
