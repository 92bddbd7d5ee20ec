"""Text as it is kept: NFC, trimmed, without control characters or marks that turn the direction of reading."""

import re
import unicodedata

# Line ends of every system, those of Unicode included; kept as one LF.
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")

# Bidirectional marks make a name or an account read otherwise than it is stored.
_BIDIRECTIONAL = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# C0 and C1 controls but LF, and halves of surrogate pairs, which no UTF-8 text can hold.
_REFUSED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str | None:
    """The text to keep, or None when it holds a character that is refused."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _BIDIRECTIONAL.sub("", _LINE_END.sub("\n", text))
    if _REFUSED.search(text):
        return None
    return unicodedata.normalize("NFC", text).strip()


def trimmed(cell: str) -> str:
    """A CSV cell without the spaces around it. Python takes some controls for spaces: they stay, to be refused."""
    return cell if _REFUSED.search(cell) else cell.strip()


def shown(name: str) -> str:
    """A name that a file chose, fit to be printed."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name[:60])
