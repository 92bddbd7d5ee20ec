"""Who calls: the signed token about a person that auth makes, and the name of the calling process.

A token is a JWT with everything fixed: EdDSA only, one `typ`, one issuer, one audience (the service it is for), at most
sixty seconds of life. It never reaches a browser or a log.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from imagin.access.v1 import access_pb2
from kit.errors import NotLoggedIn, Unavailable
from kit.identifiers import new_id

ISSUER = "imagin-auth"
TYPE = "imagin-person+jwt"
ALGORITHM = "EdDSA"
LIFETIME_SECONDS = 60
# Machines of one cluster agree on the time within a few seconds.
LEEWAY_SECONDS = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Caller:
    """Who is behind a call: a person (through the gateway), or a service on its own behalf."""

    person_id: str = ""
    # What the person types to log in, for messages and audit.
    identifier: str = ""
    # Values of `imagin.access.v1.Role`.
    roles: frozenset[int] = frozenset()
    session_id: str = ""
    # The calling process: its certificate's name, or what it says of itself on loopback.
    service: str = ""
    must_change_password: bool = False

    @property
    def is_person(self) -> bool:
        return bool(self.person_id)

    @property
    def key(self) -> str:
        """One text per actor, under which repeated requests are recognised."""
        return f"person:{self.person_id}" if self.person_id else f"service:{self.service}"

    def has_role(self, *roles: int) -> bool:
        """Whether the person has one of the roles; everybody who is logged in is an examiner."""
        return self.is_person and (access_pb2.ROLE_EXAMINER in roles or not self.roles.isdisjoint(roles))


class Signer:
    """Makes tokens; only auth owns one."""

    def __init__(self, key_id: str, private_key: Ed25519PrivateKey) -> None:
        self.key_id = key_id
        self._private_key = private_key

    @property
    def public_key(self) -> bytes:
        """The 32 raw bytes that the other services verify with."""
        return self._private_key.public_key().public_bytes_raw()

    def token(self, caller: Caller, audience: str) -> str:
        """A token about a person for one service."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": audience,
            "sub": caller.person_id,
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME_SECONDS,
            "jti": new_id(),
            "sid": caller.session_id,
            "identifier": caller.identifier,
            "roles": sorted(access_pb2.Role.Name(role) for role in caller.roles),
            "must_change_password": caller.must_change_password,
        }
        headers = {"kid": self.key_id, "typ": TYPE}
        return jwt.encode(claims, self._private_key, algorithm=ALGORITHM, headers=headers)


@dataclass
class PublicKeys:
    """The public keys of auth by key id, fetched when needed and kept for a while."""

    fetch: Callable[[], Mapping[str, bytes]]
    # A key that auth has withdrawn is forgotten after this time, in seconds.
    maximum_age: float = 300.0
    # Tokens with invented key ids must not become a flood of calls to auth.
    minimum_interval: float = 5.0
    _keys: dict[str, Ed25519PublicKey] = field(default_factory=dict)
    _tried: float = float("-inf")
    _is_reachable: bool = True
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key_id: str) -> Ed25519PublicKey | None:
        """The key of an id, or None when auth does not publish it; raises `Unavailable` when auth cannot say."""
        with self._lock:
            age = time.monotonic() - self._tried
            if age > self.maximum_age or (key_id not in self._keys and age > self.minimum_interval):
                self._refresh()
            key = self._keys.get(key_id)
            if key is None and not self._is_reachable:
                raise Unavailable
            return key

    def _refresh(self) -> None:
        try:
            published = self.fetch()
        except Exception:
            # Auth may be restarting: the keys already known stay good, and the next call asks again.
            log.warning("the public keys of auth cannot be fetched", exc_info=True)
            self._is_reachable = False
            return
        self._keys = {key_id: Ed25519PublicKey.from_public_bytes(raw) for key_id, raw in published.items()}
        self._is_reachable = True
        self._tried = time.monotonic()


@dataclass(frozen=True)
class Verifier:
    """Checks tokens addressed to one service."""

    audience: str
    keys: PublicKeys

    def caller(self, token: str, service: str = "") -> Caller:
        """The person a token speaks of, received through a calling process; raises `NotLoggedIn` for any defect."""
        try:
            claims = self._claims(token)
            roles = frozenset(access_pb2.Role.Value(name) for name in claims["roles"])
            return Caller(
                person_id=claims["sub"],
                identifier=claims["identifier"],
                roles=roles,
                session_id=claims["sid"],
                service=service,
                must_change_password=claims["must_change_password"],
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as defect:
            log.warning("token refused", extra={"defect": type(defect).__name__})
            raise NotLoggedIn from defect

    def _claims(self, token: str) -> dict:
        header = jwt.get_unverified_header(token)
        # Exactly these: a token cannot bring its own key (`jwk`, `jku`, `x5u`) or conditions (`crit`).
        if set(header) != {"alg", "typ", "kid"} or header["typ"] != TYPE or header["alg"] != ALGORITHM:
            raise jwt.InvalidTokenError("unexpected header")
        key = self.keys.get(header["kid"])
        if key is None:
            raise jwt.InvalidKeyError("unknown key")
        claims = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            audience=self.audience,
            issuer=ISSUER,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "nbf", "aud", "iss", "sub", "jti"], "strict_aud": True},
        )
        if claims["exp"] - claims["iat"] > LIFETIME_SECONDS or not claims["sub"]:
            raise jwt.InvalidTokenError("too long a life, or about nobody")
        return claims
