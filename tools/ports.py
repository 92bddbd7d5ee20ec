"""Ports of this machine for servers that run for a while.

The system hands out the ports from 32768 on to outgoing connections: one found free there may be gone a moment later,
so these come from below.
"""

import secrets
import socket

FIRST, BEYOND = 10_000, 32_000


def is_free(port: int) -> bool:
    """Whether a server could listen on a port of 127.0.0.1; connections that are just closing do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(wanted: int = 0) -> int:
    """The port that is wanted when it is free, else another one."""
    port = wanted
    while not port or not is_free(port):
        port = FIRST + secrets.randbelow(BEYOND - FIRST)
    return port
