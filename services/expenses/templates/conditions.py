"""The conditions of use that hold until the academy writes its own."""

from pathlib import Path
from typing import Final

# Kept in the table when the first person accepts it: what people accepted stays readable whatever this file becomes.
FIRST_VERSION: Final = 1
TEXT: Final = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
