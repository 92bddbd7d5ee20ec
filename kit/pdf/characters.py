"""Text that the fonts can print.

PDF/UA-1 forbids a glyph that does not exist, so Typst refuses a whole document for one emoji. A letter must reach its
reader all the same: what no font of ours draws is printed as « \ufffd », and nothing else of the text changes.
"""

import re
import unicodedata
from typing import Any, Final

REPLACEMENT: Final = "\ufffd"

# Drawn by the fonts inside the pinned wheel of Typst; tests/kit/test_pdf.py prints every one of them.
PRINTABLE: Final = (
    "\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u04ff"
    "\u05d0-\u05ea\u0621-\u063a\u0640-\u064a\u1e00-\u1eff\u2000-\u200a\u2010-\u2027\u202f-\u2040\u2044-\u2052"
    "\u2054-\u205e\u2070\u2071\u2074-\u208e\u2090-\u209c\u20a0-\u20bf\u2100-\u211e\u2122\u2126-\u214f\u2153-\u215e"
    "\u2190-\u21ff\u2200-\u22ff\u2500-\u25ff\u2610-\u2612\ufb00-\ufb06\ufffd"
)
# A mark and what it stands on come from one font: that of Latin, Greek and Cyrillic has them all.
_STRAY_MARKS: Final = re.compile("(^|[^0-9A-Za-z\u00c0-\u024f\u0300-\u052f\u1e00-\u1eff])[\u0300-\u036f]+")
_UNPRINTABLE: Final = re.compile(f"[^{PRINTABLE}]")
_LINE_END: Final = re.compile("\r\n?|[\u0085\u2028\u2029]")
# A word longer than a column cannot be hyphenated when it is no word: an address, a key pressed too long.
_LONG_WORD: Final = re.compile(r"\S{25,}")
# It may be cut after its signs, else anywhere.
_BREAKABLE: Final = re.compile(r"[/@._-](?=\w)|[^/@._-]{12}(?=[^/@._-])")
_BREAK: Final = "\u200b"


def printable(value: Any) -> Any:
    """The same plain data (mappings, sequences, text, numbers) with every text made printable."""
    if isinstance(value, str):
        return _printable_text(value)
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def _printable_text(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        text = unicodedata.normalize("NFC", _LINE_END.sub("\n", text)).replace("\t", " ")
        text = _STRAY_MARKS.sub(r"\1", _UNPRINTABLE.sub(_nearest, text))
    return _LONG_WORD.sub(_breakable, text)


def _nearest(found: re.Match[str]) -> str:
    """The compatible form when it can be printed, nothing for what is invisible, else the replacement."""
    compatible = unicodedata.normalize("NFKC", found[0])
    if not _UNPRINTABLE.search(compatible):
        return compatible
    # Controls, format characters (bidirectional marks among them), surrogates.
    return "" if unicodedata.category(found[0]) in {"Cc", "Cf", "Cs"} else REPLACEMENT


def _breakable(found: re.Match[str]) -> str:
    return _BREAKABLE.sub(rf"\g<0>{_BREAK}", found[0])
