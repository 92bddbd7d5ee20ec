"""Every way to forge, alter, keep or divert a token about a person ends with the same refusal."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from imagin.access.v1 import access_pb2
from kit.errors import NotLoggedIn, Unavailable
from kit.identifiers import new_id
from kit.identity import ISSUER, TYPE, Caller, PublicKeys, Signer, Verifier

KEY = Ed25519PrivateKey.generate()
SIGNER = Signer("k1", KEY)
CALLER = Caller("p1", "12345abc", frozenset({access_pb2.ROLE_MANAGER}), "s1")


@pytest.fixture
def verifier() -> Verifier:
    return Verifier("expenses", PublicKeys(lambda: {"k1": SIGNER.public_key}))


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {
        "iss": ISSUER,
        "aud": "expenses",
        "sub": "p1",
        "iat": now,
        "nbf": now,
        "exp": now + 60,
        "jti": new_id(),
        "sid": "s1",
        "identifier": "12345abc",
        "roles": ["ROLE_MANAGER"],
        "must_change_password": False,
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def forged(key: Any = KEY, algorithm: str = "EdDSA", headers: dict[str, Any] | None = None, **changes: Any) -> str:
    """A token as the signer makes it, but for what is changed."""
    return jwt.encode(claims(**changes), key, algorithm=algorithm, headers={"kid": "k1", "typ": TYPE} | (headers or {}))


def by_hand(header: dict[str, Any], signature: bytes = b"") -> str:
    """A token that no library would make."""
    pieces = [json.dumps(header).encode(), json.dumps(claims()).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(piece).rstrip(b"=").decode() for piece in pieces)


def public_pem() -> bytes:
    return KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def with_public_key_as_secret() -> str:
    """The classic: HS256 signed with the bytes of the public key, which everybody may know."""
    import hashlib
    import hmac

    unsigned = by_hand({"alg": "HS256", "typ": TYPE, "kid": "k1"}).rpartition(".")[0]
    mac = hmac.new(public_pem(), unsigned.encode(), hashlib.sha256).digest()
    return f"{unsigned}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def altered() -> str:
    head, _, tail = SIGNER.token(CALLER, "expenses").split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(roles=["ROLE_ADMINISTRATOR"])).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{tail}"


def late(seconds: int) -> dict[str, int]:
    now = int(time.time())
    return {"iat": now + seconds, "nbf": now + seconds, "exp": now + seconds + 60}


ATTACKS: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "no token": lambda: "x.y.z",
    "algorithm none": lambda: by_hand({"alg": "none", "typ": TYPE, "kid": "k1"}),
    "HS256 with the public key": with_public_key_as_secret,
    "another key": lambda: forged(key=Ed25519PrivateKey.generate()),
    "altered roles": altered,
    "unknown key id": lambda: forged(headers={"kid": "k2"}),
    "no key id": lambda: jwt.encode(claims(), KEY, algorithm="EdDSA", headers={"typ": TYPE}),
    "another type": lambda: forged(headers={"typ": "JWT"}),
    "key from a URL": lambda: forged(headers={"jku": "https://attacker.example/keys"}),
    "its own key": lambda: forged(headers={"jwk": {"kty": "OKP"}}),
    "a condition": lambda: forged(headers={"crit": ["b64"], "b64": True}),
    "another audience": lambda: forged(aud="documents"),
    "several audiences": lambda: forged(aud=["expenses", "documents"]),
    "no audience": lambda: forged(aud=None),
    "another issuer": lambda: forged(iss="somebody"),
    "expired": lambda: forged(**late(-120)),
    "not yet valid": lambda: forged(**late(+60)),
    "no end": lambda: forged(exp=None),
    "too long a life": lambda: forged(exp=int(time.time()) + 3600),
    "about nobody": lambda: forged(sub=""),
    "no subject": lambda: forged(sub=None),
    "a number as subject": lambda: forged(sub=1),
    "an invented role": lambda: forged(roles=["ROLE_KING"]),
    "no roles": lambda: forged(roles=None),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_bad_token_is_refused(verifier: Verifier, attack: str) -> None:
    with pytest.raises(NotLoggedIn):
        verifier.caller(ATTACKS[attack]())


def test_a_good_token_says_who_calls(verifier: Verifier) -> None:
    assert verifier.caller(SIGNER.token(CALLER, "expenses"), "gateway") == Caller(
        "p1", "12345abc", frozenset({access_pb2.ROLE_MANAGER}), "s1", "gateway"
    )
    assert verifier.caller(forged()).person_id == "p1"


def test_a_token_lives_a_minute_at_most() -> None:
    told = jwt.decode(SIGNER.token(CALLER, "expenses"), options={"verify_signature": False})
    assert told["exp"] - told["iat"] <= 60


def test_everybody_logged_in_is_an_examiner_and_a_service_is_nobody() -> None:
    assert CALLER.has_role(access_pb2.ROLE_EXAMINER)
    assert CALLER.has_role(access_pb2.ROLE_ADMINISTRATOR, access_pb2.ROLE_MANAGER)
    assert not CALLER.has_role(access_pb2.ROLE_ADMINISTRATOR)
    assert not Caller(service="missions").has_role(access_pb2.ROLE_EXAMINER)


def test_a_new_key_is_fetched_once_and_an_invented_one_does_not_flood_auth() -> None:
    asked = []
    published = {"k1": SIGNER.public_key}

    def fetch() -> dict[str, bytes]:
        asked.append(1)
        return dict(published)

    keys = PublicKeys(fetch, minimum_interval=0)
    assert keys.get("k1")
    assert keys.get("k1")
    assert len(asked) == 1
    published["k2"] = SIGNER.public_key
    assert keys.get("k2")
    assert len(asked) == 2
    keys.minimum_interval = 60
    assert [keys.get(f"invented{number}") for number in range(50)] == [None] * 50
    assert len(asked) == 2


def test_a_withdrawn_key_is_forgotten() -> None:
    published = {"k1": SIGNER.public_key, "k2": SIGNER.public_key}
    keys = PublicKeys(lambda: dict(published), maximum_age=0, minimum_interval=0)
    assert keys.get("k1")
    del published["k1"]
    assert keys.get("k1") is None


def test_while_auth_is_away_known_keys_stay_good_and_others_are_not_taken_for_bad() -> None:
    """Nobody is logged out because auth restarts."""
    is_away = True

    def fetch() -> dict[str, bytes]:
        if is_away:
            raise ConnectionError
        return {"k1": SIGNER.public_key}

    keys = PublicKeys(fetch, maximum_age=0, minimum_interval=0)
    with pytest.raises(Unavailable):
        keys.get("k1")
    is_away = False
    assert keys.get("k1")
    is_away = True
    assert keys.get("k1")
    with pytest.raises(Unavailable):
        keys.get("k2")
