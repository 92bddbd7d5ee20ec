"""What an import did: counts of everything, and the first refusals and notices line by line."""

from collections.abc import Iterator
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

    def __str__(self) -> str:
        place = f"{self.file}, ligne {self.line}" if self.line else self.file
        parts = [place, "avis" if self.is_notice else "refus", *filter(None, [self.field]), self.message]
        return f"{NBSP}: ".join(parts) + f" [{self.code}]"


@dataclass
class Report:
    """The running report of one file. A line counts once, however many of its fields are refused."""

    file: str
    accepted: int = 0
    unchanged: int = 0
    refused: int = 0
    notices: int = 0
    lines: list[ReportLine] = field(default_factory=list)
    _last_refused: int = -1

    def accept(self, count: int = 1) -> None:
        """Lines that changed something."""
        self.accepted += count

    def leave(self, count: int = 1) -> None:
        """Lines that said what was known already."""
        self.unchanged += count

    def refuse(self, line: int, name: str, violation: Violation, /, **values: object) -> str:
        """One reason to refuse a line; several in a row count as one line. Gives back the sentence."""
        if line != self._last_refused or line == 0:
            self.refused += 1
            self._last_refused = line
        return self._add(line, name, violation, values, is_notice=False)

    def notice(self, line: int, name: str, violation: Violation, /, **values: object) -> str:
        """Something odd about a line that is kept."""
        self.notices += 1
        return self._add(line, name, violation, values, is_notice=True)

    def take_lines(self) -> Iterator[ReportLine]:
        """The lines listed so far, in the order of the file."""
        return iter(sorted(self.lines, key=lambda listed: listed.line))

    def _add(self, line: int, name: str, violation: Violation, values: dict[str, object], *, is_notice: bool) -> str:
        message = violation.message.format_map(values)
        if len(self.lines) < LISTED_LINES:
            self.lines.append(ReportLine(self.file, line, name, message, violation.reason, is_notice))
        return message
