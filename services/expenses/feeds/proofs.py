"""`proof_rules`: which proofs the academy asks for, and when (S-DOC-1)."""

from typing import Final

from kit.feeds import Line, Record, Text, WholeDate
from kit.feeds.importing import FeedFile, Import
from services.expenses import errors
from services.expenses.feeds.dated import keep, without_overlap
from services.expenses.models import ProofRule
from services.expenses.rules.proofs import wrong_proof_rule
from services.expenses.rules.workflow import PartKind

_KEY: Final = ("condition", "label", "valid_from")


def _store(run: Import, lines: list[Line]) -> None:
    """The same proof is asked for once on a condition, on any day."""
    right = []
    for line in lines:
        if wrong := wrong_proof_rule(**line.record):
            name, violation, told = wrong
            run.refuse(line, name, violation, **told)
        else:
            right.append(line)
    kept = without_overlap(run, ProofRule, right, ("condition", "label"), errors.PROOF_RULE_OVERLAPS)
    rows = [{**line.record, "part": PartKind(line.record["part"])} for line in kept]
    keep(run, ProofRule, rows, key=_KEY, named=lambda row: row["condition"])


PROOF_RULES: Final = FeedFile(
    Record(
        key=_KEY,
        fields={
            "condition": Text(longest=40),
            "part": Text(longest=10),
            "label": Text(),
            "reason": Text(longest=300),
            "valid_from": WholeDate(),
            "valid_to": WholeDate(nullable=True),
        },
    ),
    _store,
)
