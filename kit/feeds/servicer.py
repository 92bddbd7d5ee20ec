"""The contract of imports, the same in every service that owns files of a feed."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from itertools import islice

import grpc

from imagin.feeds.v1 import feeds_pb2, feeds_pb2_grpc
from kit import call
from kit.errors import InvalidValue
from kit.feeds import reasons
from kit.feeds.importing import Feed, FeedFile, Import, Importer
from kit.feeds.report import ReportLine
from kit.process import Process
from kit.servicer import Servicer

# Outcomes in one message: well below the size that gRPC takes.
MOST_OUTCOMES = 1_000


class FeedsServicer(Servicer, feeds_pb2_grpc.FeedsServiceServicer):
    """Reads the files that a service declares."""

    def __init__(self, process: Process, files: Mapping[str, FeedFile]) -> None:
        super().__init__(process)
        self._files = dict(files)

    def ImportFiles(
        self, request_iterator: Iterator[feeds_pb2.ImportFilesRequest], context: grpc.ServicerContext
    ) -> Iterator[feeds_pb2.ImportFilesResponse]:
        current = call.current()
        assert current is not None, "the interceptors of kit set it"  # noqa: S101
        pieces = _Pieces(request_iterator)
        feed = pieces.feed()
        importer = Importer(self.process, self._files, feed, current)
        with importer.open():
            while piece := pieces.next():
                match piece.WhichOneof("piece"):
                    case "outcomes":
                        _learn(importer, piece.outcomes)
                    case "file":
                        yield from _answers(importer, piece.file.name, pieces.bytes())
                    case _:
                        raise reasons.ImportOutOfOrder


class _Pieces:
    """The pieces of a call, one of which may be put back."""

    def __init__(self, pieces: Iterator[feeds_pb2.ImportFilesRequest]) -> None:
        self._pieces = pieces
        self._waiting: feeds_pb2.ImportFilesRequest | None = None

    def next(self) -> feeds_pb2.ImportFilesRequest | None:
        """The next piece, or None at the end."""
        piece, self._waiting = self._waiting, None
        return piece or next(self._pieces, None)

    def feed(self) -> Feed:
        """The first piece."""
        piece = self.next()
        if piece is None or piece.WhichOneof("piece") != "feed":
            raise reasons.ImportOutOfOrder
        said = piece.feed
        try:
            produced = said.produced_time.ToDatetime(tzinfo=UTC)
        except (ValueError, OverflowError):
            raise InvalidValue from None
        return Feed(
            academy=said.academy,
            session=said.session,
            produced=produced,
            is_dry_run=said.is_dry_run,
            is_forced=said.is_forced,
        )

    def bytes(self) -> Iterator[bytes]:
        """The bytes of the file that has just begun."""
        while piece := self.next():
            if piece.WhichOneof("piece") != "bytes":
                self._waiting = piece
                return
            yield piece.bytes


def _learn(importer: Importer, message: feeds_pb2.ImportOutcomes) -> None:
    """What another service said of the records that the files here name."""
    for outcome in message.outcomes:
        if outcome.HasField("cause"):
            said = outcome.cause
            cause = ReportLine(said.file, said.line, said.field, said.message, said.code)
            importer.outcomes.causes.setdefault(outcome.file, {})[outcome.key] = cause
        else:
            importer.outcomes.accepted.setdefault(outcome.file, set()).add(outcome.key)


def _answers(importer: Importer, name: str, chunks: Iterator[bytes]) -> Iterator[feeds_pb2.ImportFilesResponse]:
    """The reports of one file: one after each batch, and the last."""
    file, listed, accepted = name.partition(".")[0], 0, 0
    for running in importer.run(name, chunks):
        answer = _answer(running)
        answer.lines.extend(map(_line, sorted(running.report.lines[listed:], key=lambda said: said.line)))
        listed = len(running.report.lines)
        # A batch has no more keys than one message may carry.
        for key in running.accepted_keys[accepted:]:
            answer.outcomes.add(file=file, key=key)
        accepted = len(running.accepted_keys)
        yield answer
    if running.file.is_named_elsewhere:
        causes = iter(running.report.causes.items())
        while some := list(islice(causes, MOST_OUTCOMES)):
            answer = _answer(running)
            for key, cause in some:
                answer.outcomes.add(file=file, key=key, cause=_line(cause))
            yield answer
    answer = _answer(running)
    answer.is_complete = True
    yield answer


def _answer(running: Import) -> feeds_pb2.ImportFilesResponse:
    report = running.report
    return feeds_pb2.ImportFilesResponse(
        file=report.file,
        accepted_count=report.accepted,
        unchanged_count=report.unchanged,
        refused_count=report.refused,
        notice_count=report.notices,
    )


def _line(said: ReportLine) -> feeds_pb2.ImportLine:
    return feeds_pb2.ImportLine(
        file=said.file,
        line=said.line,
        field=said.field,
        message=said.message,
        code=said.code,
        is_notice=said.is_notice,
    )
