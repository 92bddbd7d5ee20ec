"""A real clamd for tests, with signatures of their own: nothing is downloaded, nothing « infected » harms anybody."""

import contextlib
import os
import shutil
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.real_parts import find_clamd
from tools.ports import free_port

# Whatever contains it is infected for this clamd, a file of an allowed type too.
MARKER = b"IMAGIN-TEST-INFECTED"
THREAT = "Imagin.Test.Marker.UNOFFICIAL"
# The harmless file that every antivirus takes for infected, in two parts: one that looks at this clone finds nothing.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_EICAR_MD5 = "44d88612fea8a8f36de82e1278abb02f"
# More than a proof may have, less than what tests send to pass it.
STREAM_MEGABYTES = 6


class ClamdServer:
    """clamd on a loopback port; it may be killed and come back at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.socket = folder / "clamd.socket"
        signatures = folder / "signatures"
        signatures.mkdir(parents=True)
        (signatures / "tests.ndb").write_text(f"{THREAT.removesuffix('.UNOFFICIAL')}:0:*:{MARKER.hex()}\n")
        (signatures / "tests.hdb").write_text(f"{_EICAR_MD5}:{len(EICAR)}:Imagin.Test.Eicar\n")
        settings = {
            "DatabaseDirectory": signatures,
            "TCPAddr": "127.0.0.1",
            "TCPSocket": self._port,
            "LocalSocket": self.socket,
            "TemporaryDirectory": folder,
            "Foreground": "yes",
            "StreamMaxLength": f"{STREAM_MEGABYTES}M",
        }
        (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))

    @property
    def url(self) -> str:
        return f"clamd://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Returns when it answers."""
        program, setpriv = find_clamd(), shutil.which("setpriv")
        assert program is not None
        assert setpriv is not None
        command = [setpriv, "--pdeathsig=KILL", "--", str(program), "--config-file", str(self._folder / "clamd.conf")]
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen(command, env={"PATH": os.environ["PATH"]}, **quiet)
        deadline = time.monotonic() + 20
        while not self._answers():
            assert self._process.poll() is None, "clamd ended at once"
            assert time.monotonic() < deadline, "clamd does not come up"
            time.sleep(0.02)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port), timeout=1) as connection:
            connection.sendall(b"zPING\0")
            return connection.recv(16) == b"PONG\0"
        return False


@contextlib.contextmanager
def clamd_server(folder: Path) -> Iterator[ClamdServer]:
    """A clamd that answers, for the length of a `with` block."""
    server = ClamdServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextlib.contextmanager
def speaking(*words: bytes, pause: float = 0.0, listens: bool = True) -> Iterator[str]:
    """Something else in the place of clamd, for a `with` block: it says these words, each after a pause, and hangs up.

    It may not even listen to what it is asked before.
    """

    class Speaker(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                if listens:
                    heard = b""
                    while not heard.endswith(bytes(4)):
                        heard = heard[-4:] + self.request.recv(65536)
                for word in words:
                    time.sleep(pause)
                    self.request.sendall(word)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Speaker) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"clamd://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
