"""What changes rarely and is needed all the time, kept in memory: rates, what the academy chose, conditions of use."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from services.expenses.models import Adjacency, Conditions, Parameter, ProofRule, Rate
from services.expenses.rules import parameters, places, proofs, rates
from services.expenses.templates.conditions import FIRST_VERSION, TEXT


@dataclass(frozen=True)
class References:
    """One state of them."""

    rates: rates.Rates
    adjacency: places.Adjacency
    parameters: parameters.Parameters
    proof_rules: Sequence[proofs.ProofRule]
    # Of the conditions in force.
    conditions_version: int
    conditions_text: str


class ReferenceCache:
    """The last state read, good while its revision is that of the database (models.ReferenceRevision)."""

    def __init__(self, proofs_address_lines: Sequence[str]) -> None:
        self._proofs_address_lines = proofs_address_lines
        self._lock = threading.Lock()
        self._revision = -1
        self._references: References | None = None

    def at(self, session: Session, revision: int) -> References:
        """The references, read again when the revision read with the claim is another."""
        with self._lock:
            if self._references is not None and self._revision == revision:
                return self._references
        # Outside the lock: threads that meet a new revision together read it twice at worst. What is read may already
        # be newer than the revision, which the next call then notices.
        fresh = _read(session, self._proofs_address_lines)
        with self._lock:
            self._revision, self._references = revision, fresh
        return fresh


def _read(session: Session, proofs_address_lines: Sequence[str]) -> References:
    chosen = session.execute(sa.select(Parameter.name, Parameter.valid_from, Parameter.values))
    rules = [
        _proof_rule(row) for row in session.scalars(sa.select(ProofRule).order_by(ProofRule.part, ProofRule.label))
    ]
    written = session.scalars(sa.select(Conditions).order_by(Conditions.version.desc()).limit(1)).one_or_none()
    pairs = session.execute(sa.select(Adjacency.centre_code, Adjacency.residence_code))
    return References(
        rates=rates.Rates(_rate(row) for row in session.scalars(sa.select(Rate))),
        adjacency=places.Adjacency((centre, residence) for centre, residence in pairs),
        parameters=parameters.Parameters(
            (parameters.Parameter(name, since, tuple(values)) for name, since, values in chosen),
            proofs_address_lines=proofs_address_lines,
        ),
        proof_rules=tuple(rules) or proofs.DEFAULT_RULES,
        conditions_version=written.version if written else FIRST_VERSION,
        conditions_text=written.text if written else TEXT,
    )


def _proof_rule(row: ProofRule) -> proofs.ProofRule:
    return proofs.ProofRule(
        condition=row.condition,
        part=row.part,
        label=row.label,
        reason=row.reason,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _rate(row: Rate) -> rates.Rate:
    return rates.Rate(
        kind=row.kind,
        key=row.key,
        # As the law writes it: 32, not 32.000000.
        value=row.value.normalize() + 0,
        unit=row.unit,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        is_to_confirm=row.is_to_confirm,
    )
