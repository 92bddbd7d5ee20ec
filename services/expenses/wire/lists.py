"""Requests and answers of the lists of claims; a page token names the list, the row beside the page, and the side."""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import is_id
from services.expenses import errors
from services.expenses.rules.lists import MOST_COUNTED, Filter, Page, Position, Row, searched
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
_INSTANTS: Final = frozenset({"VALIDATE_TIME", "START"})


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


def claims(rows: Sequence[Row], sessions: Sequence[tuple[str, int]], session: str) -> pb.ListClaimsResponse:
    """The list of one person."""
    return pb.ListClaimsResponse(
        claims=[row(found, is_for_staff=False) for found in rows],
        total_count=sum(count for name, count in sessions if session in {"", name}),
        sessions=[name for name, _ in sessions],
    )


def desk_page(request: pb.ListDeskClaimsRequest, page: Page, count: int) -> pb.ListDeskClaimsResponse:
    """A page of the desk's list, with the tokens of those beside it."""
    message = pb.ListDeskClaimsResponse(
        claims=[row(found, is_for_staff=True) for found in page.rows],
        count=min(count, MOST_COUNTED),
        is_count_capped=count > MOST_COUNTED,
    )
    if page.rows and page.has_next:
        message.next_page_token = _token(request, Position(page.keys[-1], page.rows[-1].id, is_backward=False))
    if page.rows and page.has_previous:
        message.previous_page_token = _token(request, Position(page.keys[0], page.rows[0].id, is_backward=True))
    return message


def position(request: pb.ListDeskClaimsRequest) -> Position | None:
    """Where the page begins; None for the first. A token made for another list is refused, and so is a made-up one."""
    if not request.page_token:
        return None
    try:
        padded = request.page_token + "=" * (-len(request.page_token) % 4)
        digest, value, row_id, is_backward = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if digest != _digest(request) or not isinstance(value, str) or not isinstance(row_id, str) or not is_id(row_id):
            raise errors.PageTokenInvalid
        # An escape may write half of a surrogate pair, which no database can compare with anything.
        value.encode()
        found = datetime.fromisoformat(value) if desk_sort(request) in _INSTANTS else value
    except (ValueError, TypeError, RecursionError, binascii.Error) as broken:
        raise errors.PageTokenInvalid from broken
    return Position(found, row_id, is_backward=bool(is_backward))


def _token(request: pb.ListDeskClaimsRequest, at: Position) -> str:
    value = at.value.isoformat() if isinstance(at.value, datetime) else at.value
    content = json.dumps([_digest(request), value, at.id, at.is_backward], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def _digest(request: pb.ListDeskClaimsRequest) -> str:
    """What makes it the same list: everything but the page."""
    same = pb.ListDeskClaimsRequest()
    same.CopyFrom(request)
    same.page_token, same.page_size = "", 0
    return hashlib.sha256(same.SerializeToString(deterministic=True)).hexdigest()[:16]
