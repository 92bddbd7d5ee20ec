"""CSV: cells separated by `;`, quoted as RFC 4180 says, nested fields as columns with a dot, lists joined by `|`."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from kit.feeds import reasons
from kit.feeds.fields import MISSING, Field, Nested, Record
from kit.feeds.lines import LONGEST_LINE, RawLine
from kit.feeds.report import Report
from kit.feeds.text import shown, trimmed

_CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^";]*))(;|$)')


def objects(lines: Iterable[RawLine], description: Record, report: Report) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row as the object that its line in JSON would be, with the number of the line it begins on."""
    rows = _rows(lines, report)
    header = next(rows, None)
    if header is None:
        return
    columns = _columns(*header, description, report)
    if columns is None:
        return
    for number, cells in rows:
        if len(cells) != len(columns):
            report.refuse(number, "", reasons.CELL_COUNT, found=len(cells), expected=len(columns))
        else:
            yield number, _object(dict(zip(columns, cells, strict=True)), description)


def _columns(number: int, cells: list[str], description: Record, report: Report) -> list[str] | None:
    """The names of the columns, or None when the rows cannot be read by them."""
    names = [cell.strip() for cell in cells]
    wrong = [(name, reasons.COLUMN_TWICE) for name in dict.fromkeys(names) if names.count(name) > 1]
    wrong += [
        (name, reasons.COLUMN_MISSING)
        for name, field in description.columns()
        if name not in names and field.default is MISSING
    ]
    for name, violation in wrong:
        report.refuse(number, shown(name), violation)
    return None if wrong else names


def _rows(lines: Iterable[RawLine], report: Report) -> Iterator[tuple[int, list[str]]]:
    """Rows of cells. Inside quotes a line end belongs to the cell, so a row may take several lines.

    An even number of quotes closes every cell that was opened, so counting them finds the end of a row.
    A row whose quotes are wrong is refused at its first line, and reading takes up again at the next line: one stray
    quote must not swallow the good lines that follow it.
    """
    source, waiting = iter(lines), deque[RawLine]()
    while line := (waiting.popleft() if waiting else next(source, None)):
        if line.content is None:
            report.refuse(line.number, "", reasons.LINE_TOO_LONG)
            continue
        if not line.content.strip():
            continue
        taken, size, is_open = [line], len(line.content), line.content.count(b'"') % 2 == 1
        while is_open and size <= LONGEST_LINE:
            following = waiting.popleft() if waiting else next(source, None)
            if following is None:
                break
            taken.append(following)
            if following.content is None:
                break
            size += 1 + len(following.content)
            is_open ^= following.content.count(b'"') % 2 == 1
        try:
            cells = None if is_open else _cells(b"\n".join(each.content or b"" for each in taken).decode("utf-8"))
        except UnicodeDecodeError:
            report.refuse(line.number, "", reasons.NOT_UTF8)
        else:
            if cells is not None and size <= LONGEST_LINE:
                yield line.number, cells
                continue
            report.refuse(line.number, "", reasons.BROKEN_QUOTES)
        waiting.extendleft(reversed(taken[1:]))


def _cells(text: str) -> list[str] | None:
    """The cells of one row, or None when a quote stands where none may."""
    if '"' not in text:
        return text.split(";")
    cells, position = [], 0
    while found := _CELL.match(text, position):
        quoted, plain, end = found.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        position = found.end()
        if not end:
            return cells
    return None


def _object(row: dict[str, str], description: Record) -> dict[str, Any]:
    """The row as an object. Columns that the description does not know keep their name."""
    values: dict[str, Any] = {}
    known = set()
    for name, field in description.fields.items():
        if isinstance(field, Nested):
            cells = {inner: trimmed(row.get(f"{name}.{inner}", "")) for inner in field.fields}
            known.update(f"{name}.{inner}" for inner in cells)
            if field.nullable and not any(cells.values()):
                values[name] = None
            else:
                values[name] = {inner: _value(field.fields[inner], cell) for inner, cell in cells.items()}
        else:
            known.add(name)
            values[name] = _value(field, trimmed(row.get(name, "")))
    values.update((name, cell) for name, cell in row.items() if name not in known)
    return values


def _value(field: Field, cell: str) -> Any:
    """An empty cell is null, or the default of a field that may be absent, or else the empty value of its kind."""
    if cell:
        return field.from_cell(cell)
    if field.nullable:
        return None
    return field.EMPTY_CELL if field.default is MISSING else MISSING
