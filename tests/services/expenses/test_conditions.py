"""Conditions of use come first (S-CLM-1)."""

from datetime import UTC

import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.identifiers import new_id
from tests.refusals import refused_for
from tests.services.expenses.conftest import FEE, Expenses, convocation, entry


def test_the_conditions_that_come_with_the_service_hold_until_the_academy_writes_its_own(expenses: Expenses) -> None:
    stub = expenses.claims_of(new_id())
    conditions = stub.GetConditions(pb.GetConditionsRequest())
    assert conditions.version == 1
    assert "numéro d’ordre" in conditions.text
    assert not conditions.is_accepted
    assert not conditions.HasField("accept_time")


def test_an_acceptance_is_dated_and_keeps_the_text_that_was_accepted(expenses: Expenses) -> None:
    stub = expenses.claims_of(new_id())
    accepted = stub.AcceptConditions(pb.AcceptConditionsRequest(request_id=new_id(), version=1))
    assert accepted.is_accepted
    assert accepted.accept_time.ToDatetime(UTC) == expenses.clock.now()
    assert stub.GetConditions(pb.GetConditionsRequest()) == accepted
    assert expenses.scalar("SELECT text FROM conditions WHERE version = 1") == accepted.text
    again = stub.AcceptConditions(pb.AcceptConditionsRequest(request_id=new_id(), version=1))
    assert again == accepted


def test_a_new_text_is_accepted_again(expenses: Expenses) -> None:
    """S-CLM-1."""
    examiner = expenses.claim()
    expenses.execute("INSERT INTO conditions VALUES (2, 'Nouveau texte', now())")
    with refused_for("CONDITIONS_NOT_ACCEPTED"):
        examiner.read()
    with refused_for("CONDITIONS_OUTDATED"):
        examiner.stub.AcceptConditions(pb.AcceptConditionsRequest(request_id=new_id(), version=1))
    assert examiner.stub.GetConditions(pb.GetConditionsRequest()).text == "Nouveau texte"
    examiner.stub.AcceptConditions(pb.AcceptConditionsRequest(request_id=new_id(), version=2))
    assert examiner.read().id == examiner.claim.id


CALLS = {
    "ListClaims": lambda _: pb.ListClaimsRequest(),
    "GetClaim": lambda change: pb.GetClaimRequest(id=change["id"]),
    "GetRecap": lambda change: pb.GetRecapRequest(id=change["id"]),
    "EstimateClaim": lambda change: pb.EstimateClaimRequest(id=change["id"], input=entry(1), update_mask=FEE),
    "SaveDraft": lambda change: pb.SaveDraftRequest(**change, draft=entry(1), update_mask=FEE),
    "DiscardDraft": lambda change: pb.DiscardDraftRequest(**change),
    "UpdateClaim": lambda change: pb.UpdateClaimRequest(**change, input=entry(1), update_mask=FEE),
    "ValidateClaim": lambda change: pb.ValidateClaimRequest(**change),
    "UnvalidateClaim": lambda change: pb.UnvalidateClaimRequest(**change),
    "DeclareNotDone": lambda change: pb.DeclareNotDoneRequest(**change),
    "UndoNotDone": lambda change: pb.UndoNotDoneRequest(**change),
    "ListHistory": lambda change: pb.ListHistoryRequest(id=change["id"]),
    "OpenProofs": lambda change: pb.OpenProofsRequest(request_id=change["request_id"], id=change["id"]),
}


@pytest.mark.parametrize("name", CALLS)
def test_nothing_is_answered_before_the_conditions_are_accepted(expenses: Expenses, name: str) -> None:
    given = convocation()
    expenses.record(given)
    stub = expenses.claims_of(given.examiner.person_id)
    change = {"request_id": new_id(), "id": expenses.claim_id(given), "version": 1}
    with refused_for("CONDITIONS_NOT_ACCEPTED"):
        getattr(stub, name)(CALLS[name](change))
    with refused_for("CONDITIONS_NOT_ACCEPTED"):
        getattr(stub, name)(CALLS[name](change | {"request_id": new_id(), "id": new_id()}))


@pytest.mark.parametrize("name", [name for name in CALLS if name != "ListClaims"])
def test_the_claim_of_another_is_as_unknown_as_one_that_never_was(expenses: Expenses, name: str) -> None:
    other, curious = expenses.claim(), new_id()
    expenses.accept_conditions(curious)
    stub = expenses.claims_of(curious)
    bodies = []
    for claim_id in (other.claim.id, new_id(), "quelque chose"):
        change = {"request_id": new_id(), "id": claim_id, "version": other.claim.version}
        with refused_for("NOT_FOUND") as found:
            getattr(stub, name)(CALLS[name](change))
        bodies.append((found[0].message, found[0].code, found[0].details))
    assert bodies[0] == bodies[1] == bodies[2]


def test_every_rpc_of_the_examiner_is_covered_here() -> None:
    service = pb.DESCRIPTOR.services_by_name["ClaimsService"]
    assert {method.name for method in service.methods} == {*CALLS, "GetConditions", "AcceptConditions"}
