"""The reading half of every import: bytes in, checked records out, one French sentence for each thing that is wrong.

    report = Report("missions.jsonl")
    for batch in batches(records(chunks, MISSION, report), 1_000):
        ...                                     # upsert, then report.accept(n), report.leave(n) or report.refuse(…)

Nothing here knows what a record means: its owner describes it with the kinds of `kit.feeds.fields`, adds its own rules,
and stores it. Memory grows with the number of keys of a file and with nothing else.
"""

from kit.feeds.fields import (
    Choice,
    Decimal,
    Field,
    Flag,
    Instant,
    Integer,
    Items,
    LocalTime,
    Nested,
    Record,
    Text,
    WholeDate,
    WrongValue,
)
from kit.feeds.manifest import Manifest, read_manifest
from kit.feeds.reading import Line, batches, chunks_of, records
from kit.feeds.report import Report, ReportLine

__all__ = [
    "Choice",
    "Decimal",
    "Field",
    "Flag",
    "Instant",
    "Integer",
    "Items",
    "Line",
    "LocalTime",
    "Manifest",
    "Nested",
    "Record",
    "Report",
    "ReportLine",
    "Text",
    "WholeDate",
    "WrongValue",
    "batches",
    "chunks_of",
    "read_manifest",
    "records",
]
