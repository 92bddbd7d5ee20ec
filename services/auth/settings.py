"""Settings of auth, and the keys that they lead to."""

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import Field
from pydantic_settings import SettingsConfigDict

from kit.identity import Signer
from kit.sealing import KEY_BYTES, Keyring, Pepper
from kit.settings import ServiceSettings

SIGNING, SEALING, PEPPER = "signing.pem", "sealing.keys", "pepper"


class AuthSettings(ServiceSettings):
    """What auth reads from the environment."""

    model_config = SettingsConfigDict(env_prefix="IMAGIN_AUTH_")

    # Holds the files of `Keys`, for nobody but this service.
    key_folder: Path
    # Where links in mails lead. Never taken from a request: whoever sends one would choose it.
    public_url: str = "http://127.0.0.1:8080"
    # `maildir:///folder` or `smtp://host:port`, see kit.mail.
    mail_url: str = Field(repr=False)
    mail_sender: str = "ne-pas-repondre@imagin.example"
    # Days for which a temporary password is good after it was last printed.
    temporary_password_days: int = Field(60, ge=1, le=365)
    # Passwords hashed side by side; 0: one per processor.
    hashes_at_once: int = Field(0, ge=0, le=64)


@dataclass(frozen=True)
class Keys:
    """Keys of auth in one folder: `signing.pem` signs identities, `sealing.keys` and `pepper` are those of kit.sealing.

    Any other `*.pem` is published too. To replace the signing key, add the new one under another name, restart, swap
    the names, restart, and take the old one away after some minutes: at every moment each token verifies.
    """

    signer: Signer
    # Key id to the raw public key.
    published: dict[str, bytes]
    keyring: Keyring
    pepper: Pepper

    @classmethod
    def read(cls, folder: Path) -> "Keys":
        signers = {path.name: _signer(path) for path in sorted(folder.glob("*.pem"))}
        return cls(
            signer=signers[SIGNING],
            published={signer.key_id: signer.public_key for signer in signers.values()},
            keyring=Keyring.read(folder / SEALING),
            pepper=Pepper.read(folder / PEPPER),
        )

    @staticmethod
    def make(folder: Path) -> None:
        """Make the keys that are missing; one that exists is never touched."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        _write_once(folder / SIGNING, pem)
        _write_once(folder / SEALING, b"1 " + base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
        _write_once(folder / PEPPER, base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")


def _signer(path: Path) -> Signer:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} is not an Ed25519 key")
    return Signer(hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:16], key)


def _write_once(path: Path, content: bytes) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
