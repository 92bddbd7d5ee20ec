"""Values sealed under named keys: what opens them, what does not, and how a key is replaced."""

import base64
import os
from pathlib import Path

import pytest

from kit.sealing import KEY_BYTES, Keyring, SealBroken, key_name

PLACE = "document 1"


def write(path: Path, *names: str) -> Path:
    """A file with a key for each name; a name keeps its key."""
    known = dict(line.split() for line in path.read_text().splitlines()) if path.exists() else {}
    keys = {name: known.get(name) or base64.b64encode(os.urandom(KEY_BYTES)).decode() for name in names}
    path.write_text("".join(f"{name} {key}\n" for name, key in keys.items()))
    return path


def test_a_value_opens_at_its_place_only(tmp_path: Path) -> None:
    keyring = Keyring.read(write(tmp_path / "keys", "1"))
    sealed = keyring.seal(b"content", PLACE)
    assert (keyring.open(sealed, PLACE), key_name(sealed)) == (b"content", "1")
    with pytest.raises(SealBroken):
        keyring.open(sealed, "document 2")


def test_nothing_but_the_whole_value_opens(tmp_path: Path) -> None:
    keyring = Keyring.read(write(tmp_path / "keys", "1"))
    sealed = keyring.seal(b"content", PLACE)
    cut = [sealed[:length] for length in range(len(sealed))]
    altered = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    for wrong in [*cut, *altered, sealed + b"\0", b"\xff" * 300]:
        with pytest.raises(SealBroken):
            keyring.open(wrong, PLACE)


def test_the_first_key_seals_and_all_open(tmp_path: Path) -> None:
    path = write(tmp_path / "keys", "1")
    older = Keyring.read(path).seal(b"content", PLACE)
    newer = Keyring.read(write(path, "2", "1"))
    assert newer.active == "2"
    assert key_name(newer.seal(b"content", PLACE)) == "2"
    assert newer.open(older, PLACE) == b"content"
    with pytest.raises(SealBroken):
        Keyring.read(write(path, "2")).open(older, PLACE)


def test_a_process_finds_the_key_that_came_after_it_began(tmp_path: Path) -> None:
    """While processes are restarted one after the other, each opens what the others seal."""
    path = write(tmp_path / "keys", "1")
    begun_before = Keyring.read(path)
    sealed = Keyring.read(write(path, "2", "1")).seal(b"content", PLACE)
    assert begun_before.open(sealed, PLACE) == b"content"


@pytest.mark.parametrize("keys", [{}, {"1": b"short"}, {"": bytes(KEY_BYTES)}, {"n" * 256: bytes(KEY_BYTES)}])
def test_a_keyring_without_whole_keys_is_refused(keys: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Keyring(keys)
