"""The writing half of every import: order of the feeds, transactions, dry run, references, progress.

A service declares its files in its `feeds.py` as `FILES: dict[str, FeedFile]` and serves them with
`kit.feeds.servicer.FeedsServicer(process, FILES)`. What is left to it is `store`: check a batch of lines against what
is known, upsert it, and say how many lines changed something.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from google.protobuf.message import Message
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from kit import call
from kit.audit import CHANGED, Audited, Entry
from kit.errors import Conflict, InvalidValue
from kit.feeds import reasons
from kit.feeds.fields import Record
from kit.feeds.merging import Merge, Row, changes
from kit.feeds.reading import Line, batches, records
from kit.feeds.report import Report, ReportLine
from kit.french import short_date
from kit.process import Process
from kit.tables import loaded_feeds
from kit.work import Work, unit_of_work

# One transaction and a few statements each: large enough to be quick, small enough to lock little and to show progress.
BATCH = 1_000

# The academy of a feed of reference data.
ANY_ACADEMY = "*"

# As the driver says it inside a dry run, and as a unit of work says it.
_REFUSED_BY_THE_DATABASE = (DataError, IntegrityError, Conflict, InvalidValue)

# The number only has to be ours.
_LOCK = 0x1A6FEED


def keep_apart(session: Session) -> None:
    """Let no import run beside this transaction: two that write the same rows in another order would wait for each
    other. A service calls it too for a change that must see all, or nothing, of what an import brings.
    """
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


@dataclass(frozen=True)
class Feed:
    """What `feed.json` says, and how to read the folder."""

    academy: str
    session: str
    produced: datetime
    is_dry_run: bool
    is_forced: bool


@dataclass(frozen=True)
class FeedFile:
    """A file that a service owns."""

    description: Record
    store: Callable[["Import", list[Line]], None]
    # The same for every academy: a feed of `*` may bring it.
    is_reference: bool = False
    # Its records carry their own time: an older feed may bring it.
    is_timeless: bool = False
    # Another service has files that name these records: it is told what became of them.
    is_named_elsewhere: bool = False


@dataclass
class Outcomes:
    """What became of records that later files name."""

    # file → key → first cause of the refusal.
    causes: dict[str, dict[str, ReportLine]] = field(default_factory=dict)
    # file → keys that another service accepted in a dry run, and does not know.
    accepted: dict[str, set[str]] = field(default_factory=dict)


class Import:
    """One file on its way in, as its `store` sees it."""

    def __init__(self, process: Process, feed: Feed, name: str, file: FeedFile, outcomes: Outcomes) -> None:
        self.process = process
        self.feed = feed
        self.file = file
        self.report = Report(name)
        self.accepted_keys: list[str] = []
        self._outcomes = outcomes
        self._work: Work | None = None

    @property
    def session(self) -> Session:
        """The transaction of the batch."""
        return self.work.session

    @property
    def work(self) -> Work:
        """The unit of work of the batch."""
        if self._work is None:
            raise RuntimeError("there is a unit of work only while a batch is stored")
        return self._work

    @property
    def now(self) -> datetime:
        """The business instant."""
        return self.work.now

    def refuse(self, line: Line, name: str, violation: reasons.Violation, /, **values: object) -> None:
        """Refuse a record for a reason of the owner's."""
        cause = self.report.refuse(line.number, name, violation, **values)
        self._blame(line, cause)

    def refuse_reference(self, line: Line, name: str, file: str, key: str) -> None:
        """Refuse a record that names another one which was refused, or which nobody knows."""
        cause = self.cause_of(file, key)
        if cause is None:
            self.refuse(line, name, reasons.REFERENCE_UNKNOWN)
        else:
            self.report.refuse(line.number, name, reasons.REFERENCE_REFUSED, place=cause.place, cause=cause.message)
            self._blame(line, cause)

    def notice(self, line: Line, name: str, violation: reasons.Violation, /, **values: object) -> None:
        """Something odd about a record that is kept."""
        self.report.notice(line.number, name, violation, **values)

    def cause_of(self, file: str, key: str) -> ReportLine | None:
        """Why a record of an earlier file of this feed was refused."""
        return self._outcomes.causes.get(file, {}).get(key)

    def was_accepted(self, file: str, key: str) -> bool:
        """Whether another service accepted a record in this dry run, which it will not remember."""
        return key in self._outcomes.accepted.get(file, ())

    def tell(self, path: str, request: Message, *, key: str) -> None:
        """An RPC for another service after the commit; a dry run tells nobody."""
        if not self.feed.is_dry_run:
            self.work.tell(path, request, key=key)

    def count(self, merge: Merge) -> None:
        """What was written changed something, the rest was known."""
        self.report.accept(len(merge.written))
        self.report.leave(len(merge.unchanged))

    def record(self, entry: Entry) -> None:
        """An audit row; a dry run leaves none."""
        if not self.feed.is_dry_run:
            self.work.record(entry)

    def audit(self, merge: Merge, model: type[Audited], named: Callable[[Row], str] = itemgetter("id")) -> None:
        """An audit row for each record that changed. Of new ones, the audit of the file gives the number."""
        for row, difference in changes(merge, model):
            self.record(Entry(model.audit_aggregate, named(row), CHANGED, difference, model.__tablename__))

    def run(self, chunks: Iterable[bytes], units: Callable[[], Any]) -> Iterator[None]:
        """Read and store the file; a turn of the loop for each batch."""
        description = self.file.description
        for batch in batches(records(chunks, description, self.report), BATCH):
            self._store(batch, units)
            yield
        self._outcomes.causes[self.report.file.partition(".")[0]] = self.report.causes

    def _store(self, batch: list[Line], units: Callable[[], Any]) -> None:
        """A batch, or its halves when the database refuses one of its lines: the good ones are kept all the same."""
        mark, refused = self.report.mark(), len(self.accepted_keys)
        try:
            with units() as self._work:
                self.file.store(self, batch)
                if self.feed.is_dry_run and self.file.is_named_elsewhere:
                    key_of = self.file.description.key_of
                    keys = (key_of(line.record) for line in batch)
                    self.accepted_keys += (key for key in keys if key not in self.report.causes)
        except _REFUSED_BY_THE_DATABASE:
            self.report.rewind(mark)
            del self.accepted_keys[refused:]
            if len(batch) == 1:
                self.refuse(batch[0], "", reasons.NOT_STORED)
                return
            middle = len(batch) // 2
            self._store(batch[:middle], units)
            self._store(batch[middle:], units)
        finally:
            self._work = None

    def _blame(self, line: Line, cause: ReportLine) -> None:
        if self.file.description.key:
            self.report.causes.setdefault(self.file.description.key_of(line.record), cause)


class Importer:
    """The files of one feed, one after the other."""

    def __init__(self, process: Process, files: dict[str, FeedFile], feed: Feed, current: call.Call) -> None:
        self._process, self._files, self._feed, self._call = process, files, feed, current
        self.outcomes = Outcomes()
        self._dry_work: Work | None = None

    @contextmanager
    def open(self) -> Iterator[None]:
        """Around all files: a dry run is one transaction, taken back at the end."""
        if not self._feed.is_dry_run:
            yield
            return
        # Nothing commits this session: closing it takes everything back.
        with Session(self._process.database.engine) as session:
            self._dry_work = Work(session, self._call, self._process.clock)
            keep_apart(session)
            yield

    def _start(self, name: str) -> Import:
        """A file of the feed, unless this service must not read it."""
        file = self._files.get(name.partition(".")[0])
        if file is None or not name.endswith((".jsonl", ".csv")):
            raise reasons.FileNotOwned(file=name)
        academies = {self._process.settings.academy} | ({ANY_ACADEMY} if file.is_reference else set())
        if self._feed.academy not in academies:
            raise reasons.FeedOfAnotherAcademy(academy=self._feed.academy)
        return Import(self._process, self._feed, name, file, self.outcomes)

    def run(self, name: str, chunks: Iterable[bytes]) -> Iterator[Import]:
        """The import of a file, given back after each batch and once more at its end."""
        running = self._start(name)
        last = None if running.file.is_timeless or self._feed.is_forced else self._last_produced()
        if last is not None and self._feed.produced < last:
            running.report.refuse(0, "", reasons.OLDER_FEED, last=f"{short_date(last)} à {last:%H:%M} UTC")
            for _ in chunks:
                """The bytes must go by so that the next file is found."""
            yield running
            return
        for _ in running.run(chunks, self._unit):
            yield running
        if not self._feed.is_dry_run:
            self._remember(name.partition(".")[0], running.report)
        yield running

    @contextmanager
    def _unit(self) -> Iterator[Work]:
        """The transaction of a batch; in a dry run, a part of the only one."""
        if self._dry_work is not None:
            with self._dry_work.session.begin_nested():
                yield self._dry_work
            return
        relay = self._process.relay
        with unit_of_work(self._process.database, self._process.clock, self._call, wake=relay.wake) as work:
            keep_apart(work.session)
            yield work

    def _last_produced(self) -> datetime | None:
        timeless = [name for name, file in self._files.items() if file.is_timeless]
        query = sa.select(sa.func.max(loaded_feeds.c.produced_time)).where(
            loaded_feeds.c.academy == self._feed.academy, loaded_feeds.c.file.not_in(timeless)
        )
        with self._process.database.read() as session:
            return session.scalar(query)

    def _remember(self, file: str, report: Report) -> None:
        """Keep when the file was made, and in the audit who loaded it."""
        counts = {
            "accepted": report.accepted,
            "unchanged": report.unchanged,
            "refused": report.refused,
            "notices": report.notices,
        }
        row = {"academy": self._feed.academy, "file": file, "produced_time": self._feed.produced, "counts": counts}
        query = postgresql.insert(loaded_feeds).values(row)
        newest = {"produced_time": query.excluded.produced_time, "counts": query.excluded.counts}
        with self._unit() as work:
            work.session.execute(
                query.on_conflict_do_update(
                    index_elements=["academy", "file"], set_=newest | {"load_time": sa.func.now()}
                )
            )
            told = {"produced": self._feed.produced} | counts
            work.record(
                Entry("feed", file, "loaded", {name: {"from": None, "to": value} for name, value in told.items()})
            )
