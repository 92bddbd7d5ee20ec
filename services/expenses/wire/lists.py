"""Requests and answers of the lists of claims."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from imagin.expenses.v1 import expenses_pb2 as pb
from kit import pages
from kit.identifiers import is_id
from kit.pages import MOST_COUNTED, Page, PageTokenInvalid, Place
from services.expenses import errors
from services.expenses.rules.lists import Filter, Row, SessionRow, searched
from services.expenses.rules.providers import presides
from services.expenses.rules.status import Status
from services.expenses.wire.claims import status
from services.expenses.wire.values import day, instant

_SORTS: Final = {
    pb.CLAIM_SORT_UNSPECIFIED: "start_wall_time",
    pb.CLAIM_SORT_EXAM: "exam_label",
    pb.CLAIM_SORT_LABEL: "label",
    pb.CLAIM_SORT_NUMBER: "mission_number",
    pb.CLAIM_SORT_START: "start_wall_time",
    pb.CLAIM_SORT_CENTRE: "centre_name",
    pb.CLAIM_SORT_FEE_STATUS: "fee_status",
    pb.CLAIM_SORT_TRAVEL_STATUS: "travel_status",
}

# The statuses depend on the hour and have no index: staff filter by them.
_DESK_SORTS: Final = {
    pb.CLAIM_SORT_UNSPECIFIED: "VALIDATE_TIME",
    **{
        getattr(pb, f"CLAIM_SORT_{name}"): name
        for name in ("EXAM", "LABEL", "NUMBER", "START", "CENTRE", "EXAMINER", "ORDER_NUMBER")
    },
}
# Orders by a moment, and whether it has an offset: the start of a mission is a wall time.
_MOMENTS: Final = {"VALIDATE_TIME": True, "START": False}


def claims_sort(request: pb.ListClaimsRequest) -> str:
    """The attribute of `Row` that an examiner's list is sorted by."""
    return _sort(_SORTS, request.sort)


def desk_sort(request: pb.ListDeskClaimsRequest) -> str:
    """The order of the desk's list."""
    return _sort(_DESK_SORTS, request.sort)


def _sort(offered: dict[Any, str], asked: int) -> str:
    if asked not in offered:
        raise errors.SortNotOffered
    return offered[asked]


def desk_filter(request: pb.ListDeskClaimsRequest) -> Filter:
    """What the desk's list keeps."""
    names = {pb.Status.Name(value).removeprefix("STATUS_").lower() for value in request.statuses if value in _STATUSES}
    wanted = [one for one in Status if one.value in names]
    return Filter(words=searched(request.search), statuses=wanted, session=request.session)


_STATUSES: Final = frozenset(pb.Status.values())


def row(found: Row, *, is_for_staff: bool) -> pb.ClaimRow:
    """A row; the examiner is named to staff only."""
    message = pb.ClaimRow(
        id=found.id,
        exam_label=found.exam_label,
        exam_code=found.exam_code,
        label=found.label,
        mission_number=found.mission_number,
        start_date=day(found.start_wall_time.date()),
        centre_name=found.centre_name,
        fee_status=status(found.fee_status),
        travel_status=status(found.travel_status),
        order_number=found.order_number or "",
    )
    if is_for_staff:
        message.examiner_name = f"{found.last_name} {found.first_name}"
        message.examiner_identifier = found.identifier
        if found.validate_time:
            message.validate_time.CopyFrom(instant(found.validate_time))
    return message


def claims(rows: Sequence[Row], sessions: Sequence[SessionRow], session: str) -> pb.ListClaimsResponse:
    """The list of one person."""
    return pb.ListClaimsResponse(
        claims=[row(found, is_for_staff=False) for found in rows],
        total_count=sum(one.count for one in sessions if session in {"", one.name}),
        sessions=[one.name for one in sessions],
        presided_jury_count=sum(presides(capacity) for one in sessions for capacity in one.jury_capacities),
    )


def desk_page(request: pb.ListDeskClaimsRequest, page: Page, count: int) -> pb.ListDeskClaimsResponse:
    """A page of the desk's list, with the tokens of those beside it."""
    rows = [(Row(*found[:-1]), found[-1]) for found in page.rows]
    message = pb.ListDeskClaimsResponse(
        claims=[row(found, is_for_staff=True) for found, _ in rows],
        count=min(count, MOST_COUNTED),
        is_count_capped=count > MOST_COUNTED,
    )
    if rows and page.has_next:
        message.next_page_token = _token(request, *rows[-1], is_backward=False)
    if rows and page.has_previous:
        message.previous_page_token = _token(request, *rows[0], is_backward=True)
    return message


def place(request: pb.ListDeskClaimsRequest) -> Place | None:
    """Where the page begins: the key of a claim in the order of the list, and its id."""
    found = pages.place(request, length=2)
    if found is None:
        return None
    key, claim_id = found.values
    if not is_id(claim_id):
        raise PageTokenInvalid
    order, value = desk_sort(request), key
    if order in _MOMENTS:
        try:
            value = datetime.fromisoformat(key)
        except ValueError as broken:
            raise PageTokenInvalid from broken
        if (value.tzinfo is not None) != _MOMENTS[order]:
            raise PageTokenInvalid
    return Place((value, claim_id), is_backward=found.is_backward)


def _token(request: pb.ListDeskClaimsRequest, beside: Row, key: Any, *, is_backward: bool) -> str:
    value = key.isoformat() if isinstance(key, datetime) else key
    return pages.token(request, Place((value, beside.id), is_backward=is_backward))
