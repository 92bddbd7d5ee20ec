"""From the bytes of a file to its records, JSON Lines or CSV."""

from array import array
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

from kit.feeds import delimited, json_lines, reasons
from kit.feeds.fields import Nested, Record, read_fields
from kit.feeds.lines import raw_lines
from kit.feeds.report import Report
from kit.feeds.text import shown

CHUNK = 256 * 1024  # bytes


class Line(NamedTuple):
    """A checked record and the line it begins on."""

    number: int
    record: dict[str, Any]


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """An open file in pieces."""
    return iter(lambda: file.read(CHUNK), b"")


def records(chunks: Iterable[bytes], description: Record, report: Report) -> Iterator[Line]:
    """Every record of a file that may be kept, in the order of the file; the report gets what is wrong with the others.

    The name of the file in the report says its format. A key seen before leads to no second record.
    """
    read = delimited.objects if report.file.endswith(".csv") else json_lines.objects
    keys, unknown = _Keys(), set[str]()
    for number, values in read(raw_lines(chunks), description, report):
        _notice_unknown(number, values, description, report, unknown)
        record, refused = read_fields(description.fields, values)
        if refused:
            causes = [report.refuse(number, wrong.path, wrong.violation, **wrong.values) for wrong in refused]
            if all(name in record for name in description.key):
                report.causes.setdefault(description.key_of(record), causes[0])
        elif keys.take(number, record, description, report):
            # Another line of this key may have been refused before.
            report.causes.pop(description.key_of(record), None)
            yield Line(number, record)


def batches(lines: Iterable[Line], size: int) -> Iterator[list[Line]]:
    """Lists of at most `size` lines, for one statement each."""
    batch: list[Line] = []
    for line in lines:
        batch.append(line)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _notice_unknown(number: int, values: dict[str, Any], description: Record, report: Report, seen: set[str]) -> None:
    """One notice per file for each field that the description does not know."""
    for path in _unknown(values, description):
        # The set is bounded: a file that invents a name on each line gets no more notices than the report lists.
        if path not in seen and len(seen) < 1_000:
            seen.add(path)
            report.notice(number, path, reasons.UNKNOWN_FIELD)


def _unknown(values: dict[str, Any], description: Record) -> Iterator[str]:
    for name, value in values.items():
        known = description.fields.get(name)
        if known is None:
            yield shown(name)
        elif isinstance(known, Nested) and isinstance(value, dict):
            yield from (f"{name}.{shown(inner)}" for inner in value if inner not in known.fields)


class _Keys:
    """The keys of a file and what stood under them, as 64-bit hashes: about 120 bytes a key."""

    def __init__(self) -> None:
        self._index: dict[int, int] = {}
        self._contents = array("q")
        self._lines = array("L")

    def take(self, number: int, record: dict[str, Any], description: Record, report: Report) -> bool:
        """Whether the record is the first of its key; of a later one, says if it is the same again or another."""
        if not description.key:
            return True
        key = hash(tuple(record[name] for name in description.key))
        content = hash(repr(record))
        index = self._index.setdefault(key, len(self._lines))
        if index == len(self._lines):
            self._contents.append(content)
            self._lines.append(number)
            return True
        name, line = description.key[0], self._lines[index]
        if self._contents[index] == content:
            report.notice(number, name, reasons.KEY_REPEATED, line=line)
        else:
            report.refuse(number, name, reasons.KEY_CONFLICT, line=line)
        return False
