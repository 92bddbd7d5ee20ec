"""The status in SQL is the status in Python (A8, S-CLM-3)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from kit.french import collation_key
from kit.identifiers import new_id
from services.expenses.models import Claim
from services.expenses.queries import records
from services.expenses.queries.status import STATUSES, label_order, with_halves
from services.expenses.rules.places import Adjacency
from services.expenses.rules.providers import Provider
from services.expenses.rules.recording import Ledger
from services.expenses.rules.status import State, Status
from services.expenses.rules.views import facts_of
from services.expenses.rules.workflow import PartKind
from services.expenses.wire import records as wire
from tests.services.expenses.conftest import Expenses, convocation

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

# Where the mission stands around NOW: to come, beginning, running, ending, over.
BOUNDS = [(HOUR, 2 * HOUR), (0 * HOUR, HOUR), (-HOUR, HOUR), (-HOUR, 0 * HOUR), (-2 * HOUR, -HOUR)]

# On every bound and beside it, as close as PostgreSQL counts.
INSTANTS = [
    NOW + bound + step * timedelta(microseconds=1)
    for bound in sorted({bound for bounds in BOUNDS for bound in bounds})
    for step in (-1, 0, 1)
]


def rows() -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Every combination of what a status depends on, of a claim and of each of its parts."""
    ledger = Ledger(NOW, Adjacency())
    facts = wire.facts(convocation(), "", None)
    ledger.convocation(None, facts, convocation_id=new_id(), revision=1, is_cancelled=False)
    claim, (fee, travel) = ledger.created[0], ledger.created_parts
    yield claim, [fee, travel]
    fees = cycle(product(Provider, State, (None, claim["id"])))
    for (starts, ends), *flags in product(BOUNDS, (None, NOW), (None, NOW), (None, NOW)):
        for provider, state, carrier in product(Provider, State, (None, claim["id"])):
            copy = claim | {
                "id": new_id(),
                "convocation_id": new_id(),
                "start_time": NOW + starts,
                "end_time": NOW + ends,
            }
            copy |= dict(zip(("cancel_time", "convocation_cancel_time", "not_done_time"), flags, strict=True))
            fee_provider, fee_state, fee_carrier = next(fees)
            yield (
                copy,
                [
                    _part(fee, copy, fee_provider, fee_state, fee_carrier),
                    _part(travel, copy, provider, state, carrier),
                ],
            )


def _part(
    like: dict[str, Any], claim: dict[str, Any], provider: Provider, state: State, carrier: str | None
) -> dict[str, Any]:
    return like | {
        "claim_id": claim["id"],
        "provider": provider,
        "state": state,
        "validate_time": None if state == State.OPEN else NOW,
        "accept_time": NOW if state == State.ACCEPTED else None,
        "carrier_claim_id": carrier,
    }


@pytest.fixture
def claims(expenses: Expenses) -> Expenses:
    made = list(rows())
    first, others = made[0], made[1:]
    names = others[0][0].keys()
    claims = [{name: claim.get(name) for name in names} for claim, _ in made]
    parts = [part for _, two in others for part in two]
    with expenses.started.database.transaction() as session:
        records.insert(session, claims, parts)
        records.insert(session, [], first[1])
    return expenses


def test_every_combination_has_the_same_status_in_sql_and_in_python(claims: Expenses) -> None:
    """S-CLM-3: on PostgreSQL, all 1 440 states of a claim, at instants that fall before, on and after every bound."""

    with claims.started.database.read() as session:
        every = sa.select(Claim).options(joinedload(Claim.parts, innerjoin=True))
        loaded = session.scalars(every).unique().all()
    assert len(loaded) == 1_441
    for now in INSTANTS:
        with claims.started.database.read() as session:
            query = with_halves(sa.select(Claim.id, *STATUSES))
            in_sql = {row[0]: (row[1], row[2]) for row in session.execute(query, {"now": now})}
        in_python = {
            claim.id: tuple(facts_of(claim).status(kind, now).value for kind in (PartKind.FEE, PartKind.TRAVEL))
            for claim in loaded
        }
        assert in_sql == in_python, now
    seen = {facts_of(claim).status(kind, NOW) for claim in loaded for kind in PartKind}
    assert seen == set(Status)


def test_statuses_sort_by_their_french_label(expenses: Expenses) -> None:
    """S-SHELL-8."""
    given = sa.values(sa.column("code", sa.Text), name="given").data([(status.value,) for status in Status])
    with expenses.started.database.read() as session:
        codes = session.scalars(sa.select(given.c.code).order_by(label_order(given.c.code))).all()
    labels = [Status(code).label for code in codes]
    assert labels == sorted(labels, key=collation_key)
