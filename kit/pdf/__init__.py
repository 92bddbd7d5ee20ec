"""Documents on paper: a Typst template and plain data make a PDF/UA-1.

Data reaches the template as JSON, so text from people is text whatever it looks like: nothing of it is markup.
A template reads it with `#let data = json(bytes(sys.inputs.data))` and takes the look that all documents share with
`#import "/kit/pdf/paper.typ": *`.
Nothing else is read: fonts are those inside the wheel of Typst, system fonts and packages are ignored, no network.
The same data and date give the same bytes on every machine.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path
from queue import LifoQueue
from typing import IO, Any, Final

import typst

from kit.pdf.characters import printable
from kit.pdf.merging import Merger

# Templates and the common look are below it: Typst reads no file outside.
_ROOT: Final = Path(__file__).resolve().parents[2]

# Data of a document. Text is bounded where it is entered; past this, layout would take minutes and hundreds of MB.
LARGEST_DATA: Final = 8 * 1024 * 1024

# Documents laid out at once by `render_many`: Typst keeps some MB for each, and gains nothing past ten.
_BATCH: Final = 10

# A template is compiled by as many threads as there are cores, and the others wait: layout is nothing but computing.
_COMPILERS: Final = min(4, os.cpu_count() or 1)


class DataTooLargeError(ValueError):
    """The data of one document exceeds `LARGEST_DATA` octets of JSON."""


def render(template: Path, data: Mapping[str, Any], *, created: datetime) -> bytes:
    """A PDF/UA-1 of `data` (text, numbers, booleans, None, lists and mappings), dated `created` (aware).

    Raises `typst.TypstError` when the template itself is wrong, and `DataTooLargeError`. Called from any thread.
    """
    text = json.dumps(printable(data), ensure_ascii=False, separators=(",", ":"))
    # An octet of UTF-8 per character at least: the cheap test first.
    if len(text) > LARGEST_DATA or len(text.encode()) > LARGEST_DATA:
        raise DataTooLargeError(f"{len(text)} characters of JSON for {template.name}")
    with _compiler(template) as compiler:
        document = compiler.compile(
            format="pdf", pdf_standards=["ua-1"], sys_inputs={"data": text}, timestamp=int(created.timestamp())
        )
    if not isinstance(document, bytes):
        raise TypeError("a PDF is one file")
    return document


def render_many(
    template: Path,
    documents: Iterable[Mapping[str, Any]],
    *,
    title: str,
    created: datetime,
    to: IO[bytes],
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Writes documents one after the other in one PDF/UA-1, and returns how many.

    The template receives `title` and `documents`, a list, and starts each on the front of a sheet. `progress` is told
    how many are laid out so far; what it raises stops the work. An iterator is read as the work goes.
    """
    merger = Merger()
    waiting = iter(documents)
    count = 0
    while batch := list(islice(waiting, _BATCH)):
        merger.add(render(template, {"title": title, "documents": batch}, created=created))
        count += len(batch)
        progress(count)
    if count:
        merger.save(to)
    return count


@contextmanager
def _compiler(template: Path) -> Iterator[typst.Compiler]:
    """A warm compiler of the template: it keeps the parsed sources and fonts, and serves one thread at a time."""
    pool = _pool(template.resolve())
    compiler = pool.get()
    try:
        yield compiler
    finally:
        pool.put(compiler)


@cache
def _pool(template: Path) -> "LifoQueue[typst.Compiler]":
    # Last in, first out: while one thread prints, one compiler stays warm and the others cost nothing more.
    pool: LifoQueue[typst.Compiler] = LifoQueue()
    for _ in range(_COMPILERS):
        pool.put(typst.Compiler(template, root=_ROOT, font_paths=_fonts(), ignore_system_fonts=True))
    return pool


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)
