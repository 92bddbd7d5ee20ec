"""Tokens of pages: they lead back to their place in their list, and nobody makes one up."""

import base64
import json

import pytest
from google.longrunning.operations_pb2 import ListOperationsRequest
from hypothesis import given
from hypothesis import strategies as st

from kit import pages
from kit.pages import PageTokenInvalid, Place

WANTED = ListOperationsRequest(name="a", filter="b")
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


def asked(token: str) -> ListOperationsRequest:
    return ListOperationsRequest(name="a", filter="b", page_size=7, page_token=token)


def made_up(content: str) -> str:
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


@given(st.tuples(TEXT, TEXT), st.booleans())
def test_a_token_leads_back_to_its_place(values: tuple[str, str], is_backward: bool) -> None:
    place = Place(values, is_backward=is_backward)
    assert pages.place(asked(pages.token(WANTED, place)), 2) == place


def test_no_token_is_the_first_page() -> None:
    assert pages.place(WANTED, 2) is None


def test_a_token_of_another_list_is_refused() -> None:
    token = pages.token(WANTED, Place(("x", "y")))
    for other in (ListOperationsRequest(name="a", page_token=token), asked(pages.token(WANTED, Place(("x",))))):
        with pytest.raises(PageTokenInvalid):
            pages.place(other, 2)


@pytest.mark.parametrize("token", ["x", "é", *map(made_up, ["null", "[1,2]", "[]", "{}", "[" * 3_000])])
def test_a_token_that_is_none_of_ours_is_refused(token: str) -> None:
    """B33."""
    with pytest.raises(PageTokenInvalid):
        pages.place(asked(token), 2)


@pytest.mark.parametrize("values", [["a\0", "b"], ["\ud800", "b"], [1, 2], [None, "b"], [["a"], "b"], "ab"])
def test_a_token_made_to_break_the_database_is_refused(values: object) -> None:
    """B33: the digest of a list is no secret."""
    digest, *_ = json.loads(base64.urlsafe_b64decode(pages.token(WANTED, Place(("x", "y"))) + "=="))
    with pytest.raises(PageTokenInvalid):
        pages.place(asked(made_up(json.dumps([digest, values, False]))), 2)
