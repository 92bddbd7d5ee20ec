"""`feed.json`: what a folder is, who made it and when."""

from dataclasses import dataclass
from datetime import datetime

from kit.feeds import reasons
from kit.feeds.fields import Instant, Text, WrongValue, read_fields
from kit.feeds.json_lines import parse
from kit.feeds.lines import LONGEST_LINE

FORMAT, VERSION = "imagin-feed", 1
FILE = "feed.json"

_FIELDS = {
    "academy": Text(longest=40),
    "session": Text(longest=4, pattern=r"\d{4}"),
    "produced": Instant(),
}


@dataclass(frozen=True)
class Manifest:
    """What `feed.json` says."""

    academy: str
    session: str
    produced: datetime


def read_manifest(content: bytes) -> Manifest:
    """The manifest, or WrongValue: without it nothing of the folder is read."""
    try:
        found = parse(content[: LONGEST_LINE + 1].removeprefix(b"\xef\xbb\xbf"))
    except WrongValue:
        raise WrongValue(reasons.MANIFEST_UNREADABLE) from None
    if found.get("format") != FORMAT:
        raise WrongValue(reasons.FORMAT_UNKNOWN, "format")
    version = found.get("version")
    if version != VERSION or not isinstance(version, int) or isinstance(version, bool):
        raise WrongValue(reasons.VERSION_UNKNOWN, "version")
    kept, refused = read_fields(_FIELDS, found)
    if refused:
        raise refused[0]
    return Manifest(**kept)
