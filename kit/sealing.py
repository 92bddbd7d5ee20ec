"""Secrets at rest: values sealed with AES-256-GCM under a named key, and keyed digests that need no opening.

A key file holds one key per line, `<name> <32 bytes in base64>`. The first key seals and the others still open, so that
a key is replaced by adding a line on top. The pepper, one line of base64, is never replaced: its digests would be lost.
"""

import base64
import hashlib
import hmac
import io
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class SealBroken(Exception):  # noqa: N818
    """A sealed value was altered, moved to another place, or sealed with a key that is not in the file."""


class Keyring:
    """The keys that seal and open. `place` says what the value is and whose: sealed for one, it opens for no other."""

    def __init__(self, keys: dict[str, bytes], path: Path | None = None) -> None:
        self._path = path
        self._ciphers = _ciphers(keys)

    @classmethod
    def read(cls, path: Path) -> "Keyring":
        return cls(_read(path), path)

    @property
    def active(self) -> str:
        """The name of the key that seals."""
        return next(iter(self._ciphers)).decode()

    def seal(self, value: bytes, place: str) -> bytes:
        """Length of the key's name, name, nonce, ciphertext with its tag."""
        name, cipher = next(iter(self._ciphers.items()))
        nonce = os.urandom(NONCE_BYTES)
        head = bytes([len(name)]) + name + nonce
        # In one piece from the beginning: a file of megabytes is not copied once more.
        sealed = io.BytesIO(bytes(len(head) + len(value) + TAG_BYTES))
        with sealed.getbuffer() as buffer, buffer[len(head) :] as rest:
            buffer[: len(head)] = head
            cipher.encrypt_into(nonce, value, place.encode(), rest)
        return sealed.getvalue()

    def open(self, sealed: bytes | bytearray, place: str) -> bytes:
        """The value again; raises `SealBroken`."""
        name, rest = _head(sealed)
        cipher = self._ciphers.get(name) or self._read_again().get(name)
        try:
            if cipher is None:
                raise KeyError(name)
            return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], place.encode())
        # What was cut short has no whole nonce: a ValueError.
        except (KeyError, ValueError, InvalidTag) as broken:
            raise SealBroken(place) from broken

    def _read_again(self) -> dict[bytes, AESGCM]:
        """The keys that are in the file by now: another process may seal with one that came after we began."""
        if self._path is not None:
            self._ciphers = _ciphers(_read(self._path))
        return self._ciphers


def key_name(sealed: bytes) -> str:
    """The name of the key under which a value is sealed, as the value itself says."""
    return _head(sealed)[0].decode(errors="replace")


def _head(sealed: bytes | bytearray) -> tuple[bytes, memoryview]:
    length = sealed[0] if sealed else 0
    return bytes(sealed[1 : 1 + length]), memoryview(sealed)[1 + length :]


def _read(path: Path) -> dict[str, bytes]:
    lines = [line.split() for line in path.read_text(encoding="ascii").splitlines() if line.strip()]
    return {name: base64.b64decode(key, validate=True) for name, key in lines}


def _ciphers(keys: dict[str, bytes]) -> dict[bytes, AESGCM]:
    if not keys or any(len(key) != KEY_BYTES or not 0 < len(name) < 256 for name, key in keys.items()):
        raise ValueError("a keyring needs keys of 32 bytes, each with a short name")
    return {name.encode(): AESGCM(key) for name, key in keys.items()}


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
