"""Who may call what is written beside each RPC, for people, processes and other academies."""

import pytest

from imagin.access.v1 import access_pb2
from tests.contract.contracts import METHODS, Method

PROCESSES = {"auth", "missions", "expenses", "documents", "portal", "survey", "gateway", "loader"}


@pytest.mark.parametrize("method", METHODS, ids=str)
def test_every_rpc_says_who_may_call_it(method: Method) -> None:
    """An RPC that says nothing is refused; one that says nobody is useless."""
    access = method.access
    assert access is not None
    assert access.roles or access.services or access.anonymous
    assert access_pb2.ROLE_UNSPECIFIED not in access.roles
    assert set(access.services) <= PROCESSES
    assert len(set(access.roles)) == len(access.roles)
    assert len(set(access.services)) == len(access.services)


def test_only_auth_answers_before_anybody_has_logged_in() -> None:
    assert {method.package for method in METHODS if method.access and method.access.anonymous} == {"imagin.auth.v1"}


def test_with_a_temporary_password_nothing_but_its_change_is_allowed() -> None:
    """S-AUTH-2."""
    allowed = [method for method in METHODS if method.access and method.access.before_password_change]
    assert [str(method) for method in allowed] == ["AccountsService.ChangePassword"]


def test_another_academy_reaches_what_people_reach_and_nothing_that_processes_tell_each_other() -> None:
    """S-FED: an assertion about a person stands behind every such call."""
    for method in METHODS:
        if method.access and method.access.federated:
            assert list(method.access.roles) == [access_pb2.ROLE_EXAMINER], method
            assert not method.access.services, method


def test_nobody_else_calls_what_carries_temporary_passwords() -> None:
    (printing,) = [method for method in METHODS if method.descriptor.name == "BatchPrintTemporaryPasswords"]
    assert printing.access
    assert (list(printing.access.roles), set(printing.access.services)) == ([], {"missions", "loader"})
