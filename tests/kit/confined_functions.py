"""What a hostile file could make a parser do, one function each; they run in a confined child only."""

import errno
import json
import mmap
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from kit.confined import LARGEST_ANSWER, Answer


def size(content: bytes, *arguments: object) -> Answer:
    return Answer({"size": len(content), "arguments": list(arguments)}, content[:10])


def hang(_: bytes) -> Answer:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def sleep(_: bytes) -> Answer:
    time.sleep(60)
    return Answer(None)


def eat(_: bytes) -> Answer:
    return Answer(len([bytearray(1 << 24) for _ in range(1000)]))


def connect(_: bytes) -> Answer:
    socket.socket()
    return Answer(None)


def execute(_: bytes) -> Answer:
    os.execv("/bin/true", ["true"])  # noqa: S606


def start_program(_: bytes) -> Answer:
    subprocess.run(["/bin/true"], check=True)
    return Answer(None)


def write_file(_: bytes, path: str) -> Answer:
    Path(path).write_bytes(b"written")
    return Answer(None)


def read_file(_: bytes, path: str) -> Answer:
    return Answer(Path(path).read_text())


def fork_bomb(_: bytes) -> Answer:
    while True:
        os.fork()


def abort(_: bytes) -> Answer:
    os.abort()


def kill_server(_: bytes) -> Answer:
    os.kill(os.getppid(), signal.SIGKILL)
    return Answer(None)


def process_id(_: bytes) -> Answer:
    return Answer(os.getpid())


def environment(_: bytes) -> Answer:
    return Answer(dict(os.environ))


def descriptors(_: bytes) -> Answer:
    opened = []
    for number in range(1024):
        try:
            os.lseek(number, 0, os.SEEK_CUR)
        except OSError as error:
            if error.errno == errno.EBADF:
                continue
        opened.append(number)
    return Answer(opened)


def raise_an_error(_: bytes) -> Answer:
    raise ValueError("of the file")


def answer_too_much(_: bytes) -> Answer:
    return Answer(None, bytes(LARGEST_ANSWER))


def answer_nonsense(_: bytes) -> Answer:
    os.write(1, b"\x80\x04nonsense")
    os._exit(0)


def answer_deeply(_: bytes) -> Answer:
    os.write(1, b"[" * 100_000 + b"\n")
    os._exit(0)


def answer_and_stay(_: bytes) -> Answer:
    os.write(1, json.dumps(1).encode() + b"\n")
    os.close(1)
    time.sleep(60)
    return Answer(None)


def eat_shared_memory(_: bytes) -> Answer:
    return Answer(len([mmap.mmap(-1, 1 << 26) for _ in range(100)]))
