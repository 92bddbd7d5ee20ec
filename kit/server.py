"""A server of one process: threads, limits, health on its own port, graceful stop."""

import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType

import grpc

from kit import transport
from kit.health import Health
from kit.interceptors import interceptors
from kit.process import Process
from kit.servicer import Servicer
from kit.transport import Certificates

log = logging.getLogger(__name__)

# Waiting calls beyond this many per thread would be answered after their deadline: they are refused at once.
WAITING_PER_THREAD = 16


def register(server: grpc.Server, servicer: Servicer) -> None:
    """Attach a servicer under the contract whose generated class it inherits."""
    for ancestor in type(servicer).__mro__:
        module = sys.modules[ancestor.__module__]
        add = getattr(module, f"add_{ancestor.__name__}_to_server", None)
        if add is not None:
            add(servicer, server)
            return
    raise TypeError(f"{type(servicer).__name__} implements no contract")


def listen(
    process: Process, servicers: Sequence[Servicer], innermost: Sequence[grpc.ServerInterceptor] = ()
) -> tuple[grpc.Server, str]:
    """A started server and the address it listens on. Further interceptors come inside those of kit."""
    settings = process.settings
    server = grpc.server(
        ThreadPoolExecutor(settings.threads, thread_name_prefix="rpc"),
        interceptors=[*interceptors(process.verifier), *innermost],
        options=transport.server_options(),
        maximum_concurrent_rpcs=settings.threads * WAITING_PER_THREAD,
    )
    for servicer in servicers:
        register(server, servicer)
    certificates = Certificates.of(settings)
    if certificates is not None:
        port = server.add_secure_port(settings.listen, certificates.server_credentials())
    elif transport.is_loopback(settings.listen):
        port = server.add_insecure_port(settings.listen)
    else:
        raise SystemExit(f"{settings.listen} can be reached from other machines: give this process its certificates")
    server.start()
    return server, f"{settings.listen.rpartition(':')[0]}:{port}"


@contextmanager
def running(
    process: Process, servicers: Sequence[Servicer], innermost: Sequence[grpc.ServerInterceptor] = ()
) -> Iterator[str]:
    """Server and background of a process, for the length of a `with` block that gets the address."""
    with process.active():
        server, address = listen(process, servicers, innermost)
        try:
            yield address
        finally:
            server.stop(process.settings.stop_grace).wait()


def serve(process: Process, servicers: Sequence[Servicer]) -> None:
    """Run until SIGTERM or SIGINT: then readiness goes off, running calls end, then the background."""
    stopping = threading.Event()

    def stop(number: int, _: FrameType | None) -> None:
        log.info("stopping on %s", signal.Signals(number).name)
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with Health.listening(process.settings.health_listen) as health:
        with running(process, servicers) as address:
            log.info("listening on %s", address)
            health.is_ready = True
            stopping.wait()
            health.is_ready = False
            _leave_in_any_case(process.settings.stop_grace * 2)
        process.close()


def _leave_in_any_case(seconds: float) -> None:
    """A call that never ends must not keep the process: what it had not committed is undone by the database."""

    def leave() -> None:
        log.error("running calls did not end in time")
        os._exit(1)

    timer = threading.Timer(seconds, leave)
    timer.daemon = True
    timer.start()
