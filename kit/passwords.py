"""Passwords hashed with Argon2id, a few at a time: hashing takes memory and processor on purpose."""

import base64
import os
import threading
from contextlib import AbstractContextManager

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from kit import call
from kit.errors import TooBusy
from kit.sealing import Pepper
from kit.turns import turn

# 19 MiB, 2 passes, 1 lane: 25 ms of one processor. More memory would let fewer people log in at nine o'clock.
MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
# Somebody who waits longer for a turn has left.
LONGEST_WAIT_SECONDS = 4.0


class Passwords:
    """Hashes and checks, at most `at_once` side by side; a password is first keyed with the pepper."""

    def __init__(self, pepper: Pepper, at_once: int | None = None) -> None:
        self._pepper = pepper
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, type=Type.ID)
        self._turns = threading.BoundedSemaphore(at_once or os.cpu_count() or 1)
        # What an unknown account is checked against, so that it takes the same time as a known one.
        self._nobody = self.hash(base64.b64encode(os.urandom(24)).decode())

    def hash(self, password: str) -> str:
        """The text to keep: algorithm, its costs, salt and hash."""
        with self._turn():
            return self._hasher.hash(self._keyed(password))

    def verify(self, kept: str | None, password: str) -> bool:
        """Whether the password is the one kept. Without one it takes the same time to say no."""
        with self._turn():
            try:
                is_right = self._hasher.verify(kept or self._nobody, self._keyed(password))
            except (VerificationError, InvalidHashError):
                return False
        return is_right and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether it was hashed with other costs than today's."""
        return self._hasher.check_needs_rehash(kept)

    def _keyed(self, password: str) -> bytes:
        # Without the pepper, which is not in the database, a stolen hash cannot even be tried.
        return base64.b64encode(self._pepper.digest("password", password))

    def _turn(self) -> AbstractContextManager[None]:
        current = call.current()
        remaining = current.remaining() if current else None
        seconds = LONGEST_WAIT_SECONDS if remaining is None else max(0.0, min(remaining, LONGEST_WAIT_SECONDS))
        return turn(self._turns, TooBusy, seconds)
