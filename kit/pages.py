"""Pages of a list by key: each begins beside a row, so that the last page costs what the first does.

A token names the list, the row beside the page and the side. It is no secret: whoever makes one up sees what they may
see anyway, or is refused.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import grpc
import sqlalchemy as sa

from kit.errors import Refusal

# Beyond this a list says « plus de 1 000 »: nobody reads further, and counting all would take longer every year.
MOST_COUNTED: Final = 1_000

_LARGEST, _USUAL = 100, 50


class PageTokenInvalid(Refusal):
    reason = "PAGE_TOKEN_INVALID"
    code = grpc.StatusCode.INVALID_ARGUMENT
    message = "Cette page de la liste n’existe plus. Revenez à la première page."


@dataclass(frozen=True)
class Place:
    """Where a page begins: after the row that has these values in the order of the list, or before it."""

    values: tuple[Any, ...]
    is_backward: bool = False


@dataclass(frozen=True)
class Page:
    """The rows of a page, and whether there are more on both sides."""

    rows: list[Any]
    has_previous: bool
    has_next: bool


def size(asked: int) -> int:
    """How many rows a page has."""
    return min(asked, _LARGEST) if asked > 0 else _USUAL


def token(request: Any, place: Place) -> str:
    """What asks for the page that begins there, in the same list; the values are text."""
    content = json.dumps([_digest(request), list(place.values), place.is_backward], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def place(request: Any, length: int) -> Place | None:
    """Where the page begins, as so many texts; None for the first one.

    A token that was made for another list is refused, and so is one that nobody made.
    """
    if not request.page_token:
        return None
    try:
        padded = request.page_token + "=" * (-len(request.page_token) % 4)
        digest, values, is_backward = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if digest != _digest(request) or not isinstance(values, list) or len(values) != length:
            raise PageTokenInvalid
        # An escape may write a NUL or half of a surrogate pair, which no database can compare with anything.
        if any(b"\0" in value.encode() for value in values):
            raise PageTokenInvalid
    except (ValueError, TypeError, AttributeError, RecursionError, binascii.Error) as broken:
        raise PageTokenInvalid from broken
    return Place(tuple(values), is_backward=bool(is_backward))


def begin(
    query: sa.Select[Any],
    order: Sequence[sa.ColumnElement[Any]],
    at: Place | None,
    *,
    is_descending: bool,
    size: int,
) -> sa.Select[Any]:
    """The query of one page; one row more is read than shown, to know whether there is another page."""
    goes_down = is_descending != _is_backward(at)
    if at is not None:
        there = sa.tuple_(*(sa.literal(value, key.type) for key, value in zip(order, at.values, strict=True)))
        here = sa.tuple_(*order)
        query = query.where(here < there if goes_down else here > there)
    return query.order_by(*(key.desc() if goes_down else key for key in order)).limit(size + 1)


def cut(found: Sequence[Any], at: Place | None, size: int) -> Page:
    """The page that such a query found."""
    has_more, rows = len(found) > size, list(found[:size])
    if _is_backward(at):
        return Page(rows[::-1], has_previous=has_more, has_next=True)
    return Page(rows, has_previous=at is not None, has_next=has_more)


def _is_backward(at: Place | None) -> bool:
    return at is not None and at.is_backward


def _digest(request: Any) -> str:
    """What makes it the same list: everything but the page."""
    same = type(request)()
    same.CopyFrom(request)
    same.page_token, same.page_size = "", 0
    return hashlib.sha256(same.SerializeToString(deterministic=True)).hexdigest()[:16]
