"""What a child of `kit.confined` gives up before it reads what a stranger wrote. Linux, on x86-64 or 64-bit ARM.

Three kinds of calls to the kernel: those that computing needs work; those that only an attack makes end the child and
are told as such; all others fail, as they do for any program without rights. It cannot be taken back.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
from typing import Final, NamedTuple


class _Machine(NamedTuple):
    """How a processor numbers calls to the kernel."""

    audit: int
    openat: int
    allowed: dict[str, int]
    deadly: dict[str, int]


_X86_64: Final = _Machine(
    audit=0xC000003E,
    openat=257,
    allowed={
        "read": 0,
        "write": 1,
        "close": 3,
        "fstat": 5,
        "lseek": 8,
        "mmap": 9,
        "mprotect": 10,
        "munmap": 11,
        "brk": 12,
        "rt_sigaction": 13,
        "rt_sigprocmask": 14,
        "rt_sigreturn": 15,
        "pread64": 17,
        "readv": 19,
        "writev": 20,
        "sched_yield": 24,
        "mremap": 25,
        "madvise": 28,
        "nanosleep": 35,
        "getpid": 39,
        "exit": 60,
        "gettimeofday": 96,
        "getrusage": 98,
        "sigaltstack": 131,
        "gettid": 186,
        "futex": 202,
        "clock_gettime": 228,
        "clock_getres": 229,
        "clock_nanosleep": 230,
        "exit_group": 231,
        "set_robust_list": 273,
        "getrandom": 318,
    },
    deadly={
        "open": 2,
        "socket": 41,
        "connect": 42,
        "accept": 43,
        "sendto": 44,
        "sendmsg": 46,
        "bind": 49,
        "listen": 50,
        "socketpair": 53,
        "clone": 56,
        "fork": 57,
        "vfork": 58,
        "execve": 59,
        "kill": 62,
        "creat": 85,
        "ptrace": 101,
        "unshare": 272,
        "setns": 308,
        "process_vm_readv": 310,
        "process_vm_writev": 311,
        "memfd_create": 319,
        "bpf": 321,
        "execveat": 322,
        "pidfd_send_signal": 424,
        "io_uring_setup": 425,
        "clone3": 435,
    },
)

_AARCH64: Final = _Machine(
    audit=0xC00000B7,
    openat=56,
    allowed={
        "lseek": 62,
        "read": 63,
        "write": 64,
        "close": 57,
        "readv": 65,
        "writev": 66,
        "pread64": 67,
        "fstat": 80,
        "exit": 93,
        "exit_group": 94,
        "futex": 98,
        "set_robust_list": 99,
        "nanosleep": 101,
        "clock_gettime": 113,
        "clock_getres": 114,
        "clock_nanosleep": 115,
        "sched_yield": 124,
        "sigaltstack": 132,
        "rt_sigaction": 134,
        "rt_sigprocmask": 135,
        "rt_sigreturn": 139,
        "getrusage": 165,
        "gettimeofday": 169,
        "getpid": 172,
        "gettid": 178,
        "brk": 214,
        "munmap": 215,
        "mremap": 216,
        "mmap": 222,
        "mprotect": 226,
        "madvise": 233,
        "getrandom": 278,
    },
    deadly={
        "unshare": 97,
        "ptrace": 117,
        "kill": 129,
        "socket": 198,
        "socketpair": 199,
        "bind": 200,
        "listen": 201,
        "accept": 202,
        "connect": 203,
        "sendto": 206,
        "sendmsg": 211,
        "clone": 220,
        "execve": 221,
        "setns": 268,
        "process_vm_readv": 270,
        "process_vm_writev": 271,
        "memfd_create": 279,
        "bpf": 280,
        "execveat": 281,
        "pidfd_send_signal": 424,
        "io_uring_setup": 425,
        "clone3": 435,
    },
)

_MACHINES: Final = {"x86_64": _X86_64, "aarch64": _AARCH64}

# prctl(2), seccomp(2) and the header files of the kernel.
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_MODE_FILTER = 2
_KILL, _FAIL, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_EPERM, _EACCES = 1, 13
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# Where a filter finds the number of a call, the processor and the third argument.
_NUMBER, _ARCHITECTURE, _THIRD_ARGUMENT = 0, 4, 32
# Calls of the 32-bit flavour of x86-64 have their numbers from here on.
_X32 = 0x40000000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class _Program(ctypes.Structure):
    """A filter as prctl takes it."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


class Cage:
    """Limits and filter, made once by the server and entered by each child."""

    def __init__(self, memory_bytes: int, cpu_seconds: int) -> None:
        self._server = os.getpid()
        # What is preloaded is no merit and no fault of a file.
        self._limits = {
            resource.RLIMIT_AS: (_address_space() + memory_bytes,) * 2,
            # The second is for one who ignores the signal of the first.
            resource.RLIMIT_CPU: (cpu_seconds, cpu_seconds + 1),
            resource.RLIMIT_FSIZE: (0, 0),
            resource.RLIMIT_NOFILE: (3, 3),
            resource.RLIMIT_NPROC: (0, 0),
            resource.RLIMIT_CORE: (0, 0),
        }
        machine = _MACHINES.get(platform.machine())
        if machine is None:
            raise SystemExit(f"kit.confined knows no calls of {platform.machine()}")
        self._filter = _filter(machine)
        self._length = len(self._filter) // 8
        self._libc = ctypes.CDLL(None, use_errno=True)

    def check(self) -> None:
        """Have a child enter and end, so that a server that cannot confine never says that it is ready."""
        child = os.fork()
        if child == 0:
            try:
                self.enter()
                os._exit(0)
            finally:
                os._exit(1)
        if os.waitpid(child, 0)[1]:
            raise OSError("no filter of calls can be set: the kernel or the container does not let us")

    def enter(self) -> None:
        """Give everything up, for good; raises rather than leave anything out."""
        # The server dies with its service, and the child with the server, also when it did so a moment ago.
        self._prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != self._server:
            raise OSError("the server is gone")
        self._prctl(_PR_SET_DUMPABLE, 0)
        for limit, values in self._limits.items():
            resource.setrlimit(limit, values)
        self._prctl(_PR_SET_NO_NEW_PRIVS, 1)
        program = _Program(self._length, self._filter)
        self._prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program))

    def _prctl(self, option: int, *arguments: object) -> None:
        # Every argument is given: the kernel refuses what it finds in those that it does not use.
        padded = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in arguments]
        padded += [ctypes.c_ulong(0)] * (4 - len(padded))
        if self._libc.prctl(option, *padded):
            raise OSError(ctypes.get_errno(), f"prctl {option}: {os.strerror(ctypes.get_errno())}")


def _address_space() -> int:
    """Bytes of address space of this process."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123
        return int(statm.read().split()[0]) * resource.getpagesize()


def _filter(machine: _Machine) -> bytes:
    """The program that the kernel runs at each call; each pair of lines is « when it is this number, then that »."""
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),
    ]
    for numbers, verdict in ((machine.allowed, _ALLOW), (machine.deadly, _KILL)):
        for number in numbers.values():
            lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, verdict)]
    lines += [
        # Libraries look for fonts and settings, and live without; nothing of ours ever writes.
        (_EQUAL, 0, 4, machine.openat),
        (_LOAD, 0, 0, _THIRD_ARGUMENT),
        (_ANY_BIT, 0, 1, _WRITING),
        (_RETURN, 0, 0, _KILL),
        (_RETURN, 0, 0, _FAIL | _EACCES),
        (_RETURN, 0, 0, _FAIL | _EPERM),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
