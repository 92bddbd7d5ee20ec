"""The status of a part as one SQL expression, for filters, sorts and counters.

It says what rules/status.py says of a loaded claim, line by line; a test proves them equal on generated rows (A8).
"""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from kit.database import UtcType
from kit.french import collation_key
from services.expenses.models import Claim, Part
from services.expenses.rules.providers import Provider
from services.expenses.rules.status import State, Status
from services.expenses.rules.workflow import PartKind

# The two halves of a claim, side by side in one row.
Fee = aliased(Part, name="fee")
Travel = aliased(Part, name="travel")

_BY_LABEL = {status: place for place, status in enumerate(sorted(Status, key=lambda one: collation_key(one.label)))}


def with_halves(query: sa.Select[Any]) -> sa.Select[Any]:
    """The query with both halves of each claim beside it."""
    return query.join(Fee, sa.and_(Fee.claim_id == Claim.id, Fee.kind == PartKind.FEE)).join(
        Travel, sa.and_(Travel.claim_id == Claim.id, Travel.kind == PartKind.TRAVEL)
    )


def _code(status: Status) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{status.value}'", sa.Text)


def is_cancelled(claim: Any = Claim) -> sa.ColumnElement[bool]:
    """Cancelled by a gestionnaire, or with its convocation; `claim` is the table or another name of it."""
    return sa.or_(claim.cancel_time.is_not(None), claim.convocation_cancel_time.is_not(None))


def is_grouped(part: Any) -> sa.ColumnElement[bool]:
    """A fee that a gestionnaire put on another claim; never true of a travel."""
    return sa.and_(part.kind == PartKind.FEE, part.carrier_claim_id.is_not(None), part.provider == Provider.EXAMINER)


def _status_of(part: Any) -> sa.ColumnElement[str]:
    """The code of the status of a half; the first line that holds wins."""
    instant = sa.bindparam("now", type_=UtcType)
    return sa.case(
        (sa.or_(is_cancelled(), is_grouped(part)), _code(Status.CANCELLED)),
        (part.provider == Provider.NONE, _code(Status.NO_COST)),
        (part.state == State.ACCEPTED, _code(Status.ACCEPTED)),
        (part.state == State.VALIDATED, _code(Status.VALIDATED)),
        (part.provider.in_((Provider.HANDLED, Provider.SANTORIN, Provider.PRESIDENT)), _code(Status.HANDLED)),
        (part.provider == Provider.MANAGER, _code(Status.TO_HANDLE)),
        (sa.or_(Claim.not_done_time.is_not(None), instant < Claim.start_time), _code(Status.UPCOMING)),
        (instant < Claim.end_time, _code(Status.ONGOING)),
        (part.carrier_claim_id.is_not(None), _code(Status.DEFERRED)),
        else_=_code(Status.TO_VALIDATE),
    )


# The status of each half. Statements with them are built once, and executed with the instant as `now`.
STATUSES: Final = (_status_of(Fee), _status_of(Travel))


def label_order(status: sa.ColumnElement[str]) -> sa.ColumnElement[int]:
    """The place of a status in the French order of the labels."""
    places: Mapping[str, int] = {code.value: place for code, place in _BY_LABEL.items()}
    return sa.case(places, value=status)
