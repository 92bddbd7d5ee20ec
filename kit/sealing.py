"""Secrets at rest: values sealed with AES-256-GCM under a named key, and keyed digests that need no opening.

A key file holds one key per line, `<name> <32 bytes in base64>`. The first key seals and the others still open, so that
a key is replaced by adding a line on top. The pepper, one line of base64, is never replaced: its digests would be lost.
"""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class SealBroken(Exception):  # noqa: N818
    """A sealed value was altered, moved to another place, or sealed with a key that is not in the file."""


class Keyring:
    """The keys that seal and open. `place` says what the value is and whose: sealed for one, it opens for no other."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES or not 0 < len(name) < 256 for name, key in keys.items()):
            raise ValueError("a keyring needs keys of 32 bytes, each with a short name")
        self._ciphers = {name.encode(): AESGCM(key) for name, key in keys.items()}
        self._active = next(iter(self._ciphers))

    @classmethod
    def read(cls, path: Path) -> "Keyring":
        lines = [line.split() for line in path.read_text(encoding="ascii").splitlines() if line.strip()]
        return cls({name: base64.b64decode(key, validate=True) for name, key in lines})

    def seal(self, value: bytes, place: str) -> bytes:
        """Length of the key's name, name, nonce, ciphertext with its tag."""
        nonce = os.urandom(NONCE_BYTES)
        head = bytes([len(self._active)]) + self._active + nonce
        return head + self._ciphers[self._active].encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The value again; raises `SealBroken`."""
        name, rest = sealed[1 : 1 + sealed[0]], sealed[1 + sealed[0] :]
        try:
            return self._ciphers[name].decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], place.encode())
        except (KeyError, InvalidTag) as broken:
            raise SealBroken(place) from broken


class Pepper:
    """Digests that nobody makes without the key: for comparison and for finding equal values."""

    def __init__(self, key: bytes) -> None:
        if len(key) < KEY_BYTES:
            raise ValueError("a pepper needs at least 32 bytes")
        self._key = key

    @classmethod
    def read(cls, path: Path) -> "Pepper":
        return cls(base64.b64decode(path.read_text(encoding="ascii").strip(), validate=True))

    def digest(self, *parts: str) -> bytes:
        """32 bytes; each part is preceded by its length, so that no two lists of parts look the same."""
        mac = hmac.new(self._key, digestmod=hashlib.sha256)
        for part in parts:
            content = part.encode()
            mac.update(len(content).to_bytes(4, "big") + content)
        return mac.digest()


def new_secret() -> str:
    """256 random bits for a cookie or a link, in base64url."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> bytes:
    """What is kept of such a secret: with 256 bits a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(secret.encode()).digest()
