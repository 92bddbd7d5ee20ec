"""The words of mails: a file of plain text begins with the subject, then an empty line, then the text.

`{name}` stands for a value. Values are data: what looks like markup or like a placeholder in one stays as it is.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter

FOLDER = Path(__file__).parent


def render(file: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Subject and text of a mail."""
    subject, text = _read(file)
    # A line end in a value must not begin another header.
    return " ".join(subject.format_map(values).splitlines()), text.format_map(values)


@cache
def parameters(file: str) -> frozenset[str]:
    """The values that a mail needs."""
    return frozenset(name for part in _read(file) for _, name, _, _ in Formatter().parse(part) if name)


@cache
def _read(file: str) -> tuple[str, str]:
    subject, _, text = (FOLDER / file).read_text(encoding="utf-8").partition("\n\n")
    return subject, text
