"""Load folders of an academy's feed into the services that own their files.

    python -m tools.load_feed reference demo/siec            # as `make load FEED=demo/siec` does
    python -m tools.load_feed demo/siec --dry-run            # check and count everything, keep nothing
    python -m tools.load_feed demo/siec --as json            # one object, for programs

Prints each refusal and notice, then what became of each file. Good lines are kept when others are refused. Exit status
0: every line was kept; 1: a line, a file or the whole feed was refused; 2: a service did not answer.

It finds the services by `IMAGIN_ADDRESSES`, and its certificates like any process (see kit.settings).
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

from imagin.feeds.v1 import feeds_pb2, feeds_pb2_grpc
from kit import french
from kit.channels import Channels
from kit.errors import from_rpc_error
from kit.feeds import Manifest, ReportLine, WrongValue, chunks_of, read_manifest
from kit.feeds.manifest import FILE as MANIFEST
from kit.settings import ProcessSettings

# The owners of the files, each after those whose records it names, and their files in the same order.
OWNERS: Final = {
    "auth": ("people",),
    "missions": ("academies", "communes", "missions", "convocations", "santorin"),
    "expenses": ("rates", "distances", "adjacent", "parameters", "proof_rules"),
    "portal": ("applications",),
    "survey": ("questionnaires", "questionnaire_steps"),
}
# The first format found is read, the other one is left with a notice.
FORMATS: Final = ("jsonl", "csv")

# The largest feed of an academy takes minutes; a service that stands still must not be waited for a whole night.
LONGEST_SECONDS: Final = 4 * 3600
MOST_OUTCOMES: Final = 1_000

REFUSED, UNANSWERED = 1, 2


@dataclass
class FileResult:
    """What became of one file."""

    file: str
    accepted: int = 0
    unchanged: int = 0
    refused: int = 0
    notices: int = 0
    seconds: float = 0.0
    lines: list[ReportLine] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Lines read, but blank ones and repetitions."""
        return self.accepted + self.unchanged + self.refused


class Loader:
    """Sends folders to the services, and tells each what the others said of the records that its files name."""

    def __init__(self, channels: Channels, *, is_dry_run: bool, is_forced: bool) -> None:
        self._channels = channels
        self._is_dry_run = is_dry_run
        self._is_forced = is_forced
        self._outcomes: list[feeds_pb2.ImportOutcome] = []

    def load(self, folder: Path, manifest: Manifest) -> Iterator[FileResult]:
        """The files of a folder, owner by owner, as they are finished."""
        self._outcomes.clear()
        for owner, names in OWNERS.items():
            if paths := [path for name in names if (path := _file(folder, name))]:
                yield from self._send(owner, manifest, paths)

    def _send(self, owner: str, manifest: Manifest, paths: Sequence[Path]) -> Iterator[FileResult]:
        stub = self._channels.stub(feeds_pb2_grpc.FeedsServiceStub, target=owner)
        result, since = FileResult(""), time.monotonic()
        for answer in stub.ImportFiles(self._pieces(manifest, paths), timeout=LONGEST_SECONDS):
            result.file = answer.file
            result.accepted, result.unchanged = answer.accepted_count, answer.unchanged_count
            result.refused, result.notices = answer.refused_count, answer.notice_count
            result.lines += (
                ReportLine(said.file, said.line, said.field, said.message, said.code, said.is_notice)
                for said in answer.lines
            )
            self._outcomes += answer.outcomes
            if answer.is_complete:
                result.lines.sort(key=lambda line: line.line)
                result.seconds = time.monotonic() - since
                yield result
                result, since = FileResult(""), time.monotonic()

    def _pieces(self, manifest: Manifest, paths: Sequence[Path]) -> Iterator[feeds_pb2.ImportFilesRequest]:
        produced = Timestamp()
        produced.FromDatetime(manifest.produced)
        feed = feeds_pb2.ImportFeed(
            academy=manifest.academy,
            session=manifest.session,
            produced_time=produced,
            is_dry_run=self._is_dry_run,
            is_forced=self._is_forced,
        )
        yield feeds_pb2.ImportFilesRequest(feed=feed)
        for first in range(0, len(self._outcomes), MOST_OUTCOMES):
            some = feeds_pb2.ImportOutcomes(outcomes=self._outcomes[first : first + MOST_OUTCOMES])
            yield feeds_pb2.ImportFilesRequest(outcomes=some)
        for path in paths:
            yield feeds_pb2.ImportFilesRequest(file=feeds_pb2.ImportFile(name=path.name))
            with path.open("rb") as file:
                for chunk in chunks_of(file):
                    yield feeds_pb2.ImportFilesRequest(bytes=chunk)


def _file(folder: Path, name: str) -> Path | None:
    """The file of a name in the first format there is."""
    return next((path for ending in FORMATS if (path := folder / f"{name}.{ending}").is_file()), None)


def _left_out(folder: Path) -> list[str]:
    """Files that are not read: nobody owns them, or they stand beside the same in another format."""
    read = {_file(folder, name) for names in OWNERS.values() for name in names}
    return sorted(path.name for path in folder.iterdir() if path.name != MANIFEST and path not in read)


def _manifest(folder: Path) -> Manifest | ReportLine:
    """What `feed.json` says, or why the whole feed is refused."""
    path = folder / MANIFEST
    try:
        return read_manifest(path.read_bytes() if path.is_file() else b"")
    except WrongValue as wrong:
        return ReportLine(MANIFEST, 0, wrong.path, wrong.violation.message, wrong.violation.reason)


class Printer:
    """Tells it to whoever typed the command, in French, or to a program as JSON."""

    def __init__(self, *, is_json: bool) -> None:
        self._is_json = is_json
        self._feeds: list[dict[str, Any]] = []
        self.refused = 0

    def begin(self, folder: Path) -> None:
        """A folder begins."""
        self._feeds.append({"folder": str(folder), "lines": [], "files": []})

    def manifest(self, manifest: Manifest, *, is_dry_run: bool) -> None:
        """What the folder says of itself."""
        feed = self._feeds[-1]
        feed |= {"academy": manifest.academy, "session": manifest.session, "is_dry_run": is_dry_run}
        if not self._is_json:
            made = f"{french.short_date(manifest.produced)} à {manifest.produced:%H:%M} UTC"
            whose = f"académie {manifest.academy}, session {manifest.session}"
            print(f"Flux {feed['folder']}\u00a0: {whose}, produit le {made}")
            if is_dry_run:
                print("Essai à blanc\u00a0: rien n’est enregistré.")

    def line(self, line: ReportLine) -> None:
        """A refusal or a notice that belongs to no file that was read."""
        self.refused += not line.is_notice
        if self._is_json:
            self._feeds[-1]["lines"].append(asdict(line))
        else:
            print(line)

    def file(self, result: FileResult) -> None:
        """A file is finished."""
        self.refused += result.refused
        if self._is_json:
            said = asdict(result) | {"seconds": round(result.seconds, 3)}
            self._feeds[-1]["files"].append(said)
            return
        for line in result.lines:
            print(line)
        unlisted = result.refused + result.notices - len(result.lines)
        if len(result.lines) and unlisted > 0:
            print(f"{result.file}\u00a0: d’autres refus et avis ne sont pas détaillés.")
        print(
            f"  {result.file:<20} {result.accepted:>8} enregistrées  {result.unchanged:>8} inchangées  "
            f"{result.refused:>6} refusées  {result.notices:>6} avis  {_pace(result):>8} lignes/s",
            flush=True,
        )

    def end(self) -> None:
        """Everything is said."""
        if self._is_json:
            print(json.dumps({"refused": self.refused, "feeds": self._feeds}, ensure_ascii=False))


def _pace(result: FileResult) -> int:
    return round(result.count / result.seconds) if result.seconds else 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.load_feed", description=__doc__.splitlines()[0])
    parser.add_argument("folders", metavar="FOLDER", type=Path, nargs="+", help="folder with a feed.json and its files")
    parser.add_argument("--dry-run", action="store_true", help="check and count everything, keep nothing")
    parser.add_argument("--force", action="store_true", help="load a feed older than the last one all the same")
    parser.add_argument(
        "--as", dest="form", choices=("text", "json"), default="text", help="for people or for programs"
    )
    chosen = parser.parse_args(arguments)
    channels = Channels("loader", ProcessSettings())
    loader = Loader(channels, is_dry_run=chosen.dry_run, is_forced=chosen.force)
    printer = Printer(is_json=chosen.form == "json")
    try:
        for folder in chosen.folders:
            printer.begin(folder)
            manifest = _manifest(folder)
            if isinstance(manifest, ReportLine):
                printer.line(manifest)
                continue
            printer.manifest(manifest, is_dry_run=chosen.dry_run)
            for name in _left_out(folder):
                printer.line(ReportLine(name, 0, "", "Ce fichier n’est pas lu.", "FILE_IGNORED", is_notice=True))
            for result in loader.load(folder, manifest):
                printer.file(result)
    except grpc.RpcError as error:
        refused = from_rpc_error(error)
        print(refused.message, file=sys.stderr)
        return REFUSED if refused.code is grpc.StatusCode.INVALID_ARGUMENT else UNANSWERED
    finally:
        channels.close()
        printer.end()
    return REFUSED if printer.refused else 0


if __name__ == "__main__":
    raise SystemExit(main())
