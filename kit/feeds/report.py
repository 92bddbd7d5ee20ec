"""What an import did: counts of everything, and the first refusals and notices line by line."""

from dataclasses import dataclass, field

from kit.errors import Violation
from kit.french import NBSP

# A file of the wrong kind refuses each of its lines: past this many the report goes on counting and stops listing.
LISTED_LINES = 1_000


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One refusal or notice: where, why in French, and a stable code. `line` is 0 for the whole file."""

    file: str
    line: int
    field: str
    message: str
    code: str
    is_notice: bool = False

    @property
    def place(self) -> str:
        """`missions.jsonl, ligne 12, centre.uai`."""
        return ", ".join(filter(None, [self.file, f"ligne {self.line}" if self.line else "", self.field]))

    def __str__(self) -> str:
        return f"{self.place}{NBSP}: {'avis' if self.is_notice else 'refus'}{NBSP}: {self.message} [{self.code}]"


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of a report, to come back to."""

    counts: tuple[int, int, int, int]
    listed: int
    last_refused: int


@dataclass
class Report:
    """The running report of one file. A line counts once, however many of its fields are refused."""

    file: str
    accepted: int = 0
    unchanged: int = 0
    refused: int = 0
    notices: int = 0
    lines: list[ReportLine] = field(default_factory=list)
    # The first cause of each refused record whose key could be read, for the files that name it.
    causes: dict[str, ReportLine] = field(default_factory=dict)
    _last_refused: int = -1

    def accept(self, count: int = 1) -> None:
        """Lines that changed something."""
        self.accepted += count

    def leave(self, count: int = 1) -> None:
        """Lines that said what was known already."""
        self.unchanged += count

    def refuse(self, line: int, name: str, violation: Violation, /, **values: object) -> ReportLine:
        """One reason to refuse a line; several in a row count as one line."""
        if line != self._last_refused or line == 0:
            self.refused += 1
            self._last_refused = line
        return self._add(line, name, violation, values, is_notice=False)

    def notice(self, line: int, name: str, violation: Violation, /, **values: object) -> ReportLine:
        """Something odd about a line that is kept."""
        self.notices += 1
        return self._add(line, name, violation, values, is_notice=True)

    def mark(self) -> Mark:
        """The present moment, before an attempt that may fail."""
        counts = (self.accepted, self.unchanged, self.refused, self.notices)
        return Mark(counts, len(self.lines), self._last_refused)

    def rewind(self, mark: Mark) -> None:
        """Forget what was said since the mark; causes are overwritten by the next attempt."""
        self.accepted, self.unchanged, self.refused, self.notices = mark.counts
        del self.lines[mark.listed :]
        self._last_refused = mark.last_refused

    def _add(
        self, line: int, name: str, violation: Violation, values: dict[str, object], *, is_notice: bool
    ) -> ReportLine:
        said = ReportLine(self.file, line, name, violation.message.format_map(values), violation.reason, is_notice)
        if len(self.lines) < LISTED_LINES:
            self.lines.append(said)
        return said
