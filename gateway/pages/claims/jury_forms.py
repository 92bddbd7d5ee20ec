"""The table in which a président de jury enters the quantity of each member: read, told apart, shown again (S-CLM-10).

Only the rows that were changed are sent. What another tab, or another president, recorded in the others stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.forms import Form
from gateway.pages.claims import fee_forms, fields
from gateway.pages.claims.fee_forms import Entry
from gateway.visit import Visit
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import FieldViolation

# As many as one request may name.
MOST_MEMBERS: Final = 500
LONGEST_VERSION: Final = 12
ROW_COUNT: Final = "members"
SHOWN: Final = "shown"


@dataclass(frozen=True, slots=True)
class Row:
    """What a form says of a member."""

    claim_id: str
    version: int
    entry: Entry
    is_changed: bool
    """It is not what the form was made with."""

    @property
    def message(self) -> pb.JuryEntry:
        """What is sent of it; an emptied row takes back what was entered."""
        return pb.JuryEntry(claim_id=self.claim_id, version=self.version, fee=self.entry.fee)


def prefix(place: int) -> str:
    """Of the fields of a row, as `fee_forms` wants it."""
    return f"members[{place}]."


def name_of(member: pb.JuryMember) -> str:
    """`Mme Claire Vidal`."""
    one = member.examiner
    return " ".join(part for part in (one.civility, one.first_name, one.last_name) if part)


def is_missing(member: pb.JuryMember) -> bool:
    """Something is to be entered for them, and nothing is."""
    return not member.HasField("fee") and not member.is_declared_not_done


def rows(visit: Visit, kind: int) -> list[Row]:
    """The rows of the form."""
    count = visit.field(ROW_COUNT)
    known = min(int(count), MOST_MEMBERS) if count.isascii() and count.isdecimal() and len(count) < 4 else 0
    return [_row(visit, kind, prefix(place)) for place in range(known)]


def form(jury: pb.Jury, typed: Iterable[Row] = (), wrong: Mapping[str, Mapping[str, str]] | None = None) -> Form:
    """The table as it stands now, with what was typed in it and, by claim and field, the sentences of its rows."""
    kept = {row.claim_id: row.entry for row in typed if row.is_changed}
    values: dict[str, str] = {ROW_COUNT: str(len(jury.members))}
    errors: dict[str, str] = {}
    for place, member in enumerate(jury.members):
        recorded = fee_forms.values(jury.fee_input_kind, member.fee)
        entry = kept.get(member.claim_id) if member.is_editable else None
        shown = entry.values if entry else recorded
        values |= {prefix(place) + name: text for name, text in shown.items()}
        values[prefix(place) + SHOWN] = _text(recorded)
        sentences = (wrong or {}).get(member.claim_id, {}) if entry else {}
        errors |= {prefix(place) + name: sentence for name, sentence in sentences.items()}
    return Form(values).refused(errors)


def unread(jury: pb.Jury, typed: Iterable[Row]) -> dict[str, dict[str, str]]:
    """The sentences, by claim and field, of what cannot be understood: each names its member."""
    names = {member.claim_id: name_of(member) for member in jury.members}
    return {
        row.claim_id: {
            name: fields.told_of(names.get(row.claim_id, ""), sentence) for name, sentence in row.entry.errors.items()
        }
        for row in typed
        if row.is_changed and row.entry.errors
    }


def refused(sent: Sequence[Row], violations: Iterable[FieldViolation]) -> dict[str, dict[str, str]]:
    """The same of a refusal, whose paths number the rows that were sent."""
    found: dict[str, dict[str, str]] = {}
    for violation in violations:
        path, _, name = violation.field.partition(".")
        place = path.removeprefix("entries[").removesuffix("]")
        if place.isdecimal() and int(place) < len(sent):
            found.setdefault(sent[int(place)].claim_id, {})[name] = violation.message
    return {row.claim_id: row.entry.refused(found[row.claim_id]) for row in sent if row.claim_id in found}


def _row(visit: Visit, kind: int, start: str) -> Row:
    typed = fee_forms.typed(visit, kind, start)
    version = visit.field(start + "version")
    return Row(
        claim_id=visit.field(start + "claim_id"),
        version=int(version) if version.isascii() and version.isdecimal() and len(version) <= LONGEST_VERSION else 0,
        entry=fee_forms.read(typed, kind, is_required=False),
        is_changed=_text(typed) != visit.field(start + SHOWN),
    )


def _text(values: Mapping[str, str]) -> str:
    """What a row holds, on one line: another text is a change."""
    return "/".join(text.strip() for text in values.values())
