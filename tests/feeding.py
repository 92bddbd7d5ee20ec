"""Feeds for tests: files written in memory, sent to a service as the loader sends them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from imagin.feeds.v1 import feeds_pb2 as pb
from imagin.feeds.v1 import feeds_pb2_grpc as pb_grpc
from tests.conftest import Started

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "demo" / "siec"
PRODUCED = datetime(2026, 6, 1, 6, tzinfo=UTC)

Content = bytes | Sequence[Mapping[str, Any]]


@dataclass
class Result:
    """What a service said of one file."""

    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    lines: list[pb.ImportLine] = field(default_factory=list)
    outcomes: list[pb.ImportOutcome] = field(default_factory=list)
    is_complete: bool = False

    @property
    def accepted(self) -> int:
        return self.counts[0]

    @property
    def unchanged(self) -> int:
        return self.counts[1]

    @property
    def refused(self) -> int:
        return self.counts[2]

    @property
    def said(self) -> list[tuple[int, str, str]]:
        """Line, field and code of each refusal and notice."""
        return [(line.line, line.field, line.code) for line in self.lines]


def jsonl(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Records as the lines of a file."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def demo(name: str) -> list[dict[str, Any]]:
    """The records of a file of the demonstration."""
    lines = (DEMO / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def pieces(
    files: Mapping[str, Content],
    *,
    academy: str = "SIEC",
    produced: datetime = PRODUCED,
    outcomes: Sequence[pb.ImportOutcome] = (),
    dry_run: bool = False,
    force: bool = False,
) -> Iterator[pb.ImportFilesRequest]:
    """A feed cut as the contract asks."""
    made = Timestamp()
    made.FromDatetime(produced)
    feed = pb.ImportFeed(academy=academy, session="2026", produced_time=made, is_dry_run=dry_run, is_forced=force)
    yield pb.ImportFilesRequest(feed=feed)
    if outcomes:
        yield pb.ImportFilesRequest(outcomes=pb.ImportOutcomes(outcomes=outcomes))
    for name, content in files.items():
        yield pb.ImportFilesRequest(file=pb.ImportFile(name=name))
        whole = content if isinstance(content, bytes) else jsonl(content)
        for first in range(0, len(whole), 200_000):
            yield pb.ImportFilesRequest(bytes=whole[first : first + 200_000])


def load(started: Started, files: Mapping[str, Content], **feed: Any) -> dict[str, Result]:
    """Send files to a service; what became of each."""
    stub = started.stub(pb_grpc.FeedsServiceStub, service="loader")
    results: dict[str, Result] = {}
    for answer in stub.ImportFiles(pieces(files, **feed), timeout=120):
        result = results.setdefault(answer.file, Result())
        result.counts = (
            answer.accepted_count,
            answer.unchanged_count,
            answer.refused_count,
            answer.notice_count,
        )
        result.lines += answer.lines
        result.outcomes += answer.outcomes
        result.is_complete = answer.is_complete
    return results


def load_one(started: Started, name: str, content: Content, **feed: Any) -> Result:
    """Send one file."""
    return load(started, {name: content}, **feed)[name]


def load_communes(started: Started) -> None:
    """The communes of the demonstration, out of the committed list."""
    codes = {mission["centre"]["commune"] for mission in demo("missions")}
    codes |= {person["address"]["commune"] for person in demo("people")}
    codes |= {person["establishment"]["commune"] for person in demo("people") if person["establishment"]}
    codes |= {distance[end] for distance in demo("distances") for end in ("from", "to")}
    codes |= {pair[end] for pair in demo("adjacent") for end in ("centre_commune", "commune")}
    codes |= {"97105", "98818", "59350", "69123", "13055"}
    head, *lines = (ROOT / "reference" / "communes.csv").read_bytes().splitlines(keepends=True)
    some = [line for line in lines if line[:5].decode() in codes]
    result = load_one(started, "communes.csv", head + b"".join(some), academy="*")
    assert result.accepted == len(some)
