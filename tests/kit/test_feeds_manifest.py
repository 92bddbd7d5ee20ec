"""`feed.json`: the whole feed is refused when it is not what it should be."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from kit.feeds import Manifest, WrongValue, read_manifest

GOOD = {"format": "imagin-feed", "version": 1, "academy": "SIEC", "session": "2026", "produced": "2026-06-01T06:00:00Z"}


def test_a_manifest_says_whose_feed_it_is_and_when_it_was_made() -> None:
    for content in (json.dumps(GOOD).encode(), b"\xef\xbb\xbf" + json.dumps(GOOD, indent=2).encode() + b"\r\n"):
        assert read_manifest(content) == Manifest("SIEC", "2026", datetime(2026, 6, 1, 6, tzinfo=UTC))


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"format": "autre"}, "format", "FORMAT_UNKNOWN"),
        ({"format": None}, "format", "FORMAT_UNKNOWN"),
        ({"version": 2}, "version", "VERSION_UNKNOWN"),
        ({"version": "1"}, "version", "VERSION_UNKNOWN"),
        ({"version": True}, "version", "VERSION_UNKNOWN"),
        ({"version": 1.0}, "version", "VERSION_UNKNOWN"),
        ({"academy": ""}, "academy", "EMPTY"),
        ({"session": 2026}, "session", "NOT_TEXT"),
        ({"session": "20"}, "session", "BAD_FORM"),
        ({"produced": "2026-06-01"}, "produced", "NOT_INSTANT"),
        ({"produced": "2026-06-01T06:00:00"}, "produced", "NOT_INSTANT"),
    ],
)
def test_another_manifest_refuses_the_feed(change: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(WrongValue) as found:
        read_manifest(json.dumps(GOOD | change).encode())
    assert (found.value.path, found.value.violation.reason) == (path, code)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", "{}".encode("utf-16"), b" " * 70_000])
def test_what_is_no_object_refuses_the_feed(content: bytes) -> None:
    with pytest.raises(WrongValue) as found:
        read_manifest(content)
    assert found.value.violation.reason == "MANIFEST_UNREADABLE"
