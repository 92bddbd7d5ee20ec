"""Proofs are sealed exactly while something was decided on them, whatever dies, races or comes late (A12)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import permutations

import grpc
import pytest
import sqlalchemy as sa

from imagin.documents.v1 import documents_pb2
from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import from_rpc_error
from kit.identifiers import new_id
from services.expenses.queries import claims
from tests.conftest import Databases, Services, eventually
from tests.gateway.wire import Wire
from tests.pdf_reading import words
from tests.refusals import refused_for
from tests.services.expenses.conftest import FEE, TRAVEL, Examiner, Expenses, entry, rates, trip
from tests.services.expenses.proofs import Proofs
from tests.services.expenses.telling import returned, tell_returns

REASON = "Doublon de la mission"


@pytest.fixture
def proofs(expenses: Expenses) -> Proofs:
    return Proofs.of(expenses)


@pytest.fixture
def examiner(expenses: Expenses) -> Examiner:
    """Somebody who is asked for a bank account, with an entry in both parts."""
    made = expenses.claim(has_active_payroll_file=False)
    made.save(entry(120, trip()))
    return made


# --- What seals, and what opens ---------------------------------------------------------------------------------------


def test_a_validation_seals_both_folders_under_a_name_that_the_claim_keeps(proofs: Proofs, examiner: Examiner) -> None:
    """Whether anything was ever deposited or not."""
    claim = examiner.validate(is_confirmed=True)
    assert proofs.kept(claim.id) is not None
    assert proofs.are_sealed_as_kept(claim.id)
    eventually(lambda: proofs.is_confirmed(claim.id))
    examiner.unvalidate()
    assert proofs.kept(claim.id) is None
    eventually(lambda: proofs.are_sealed_as_kept(claim.id))


def test_what_refuses_a_validation_refuses_it_before_anything_is_sealed(proofs: Proofs, examiner: Examiner) -> None:
    fee = proofs.expenses.claim()
    proofs.open(fee)
    proofs.expenses.services.counter.calls.clear()
    with refused_for("INVALID_FIELDS"):
        fee.validate()
    proofs.expenses.clock.set(proofs.expenses.clock.now() - timedelta(days=4))
    with refused_for("MISSION_NOT_FINISHED"):
        examiner.validate()
    assert not [path for path in proofs.expenses.services.counter.calls if "documents" in path]


def test_missing_proofs_leave_the_folders_open_at_once(proofs: Proofs, examiner: Examiner) -> None:
    with refused_for("PROOFS_MISSING"):
        examiner.validate()
    assert proofs.is_open(examiner.claim.id)
    proofs.upload(examiner)
    examiner.validate()


def test_a_claim_that_is_cancelled_keeps_its_proofs_and_gets_them_back(proofs: Proofs, examiner: Examiner) -> None:
    """They show why; taken back, the examiner who validated nothing goes on."""
    proofs.give(examiner)
    desk = proofs.expenses.desk_of(proofs.expenses.person("ESI900011"))
    claim = desk.CancelClaim(pb.CancelClaimRequest(**examiner.change, reason=REASON))
    assert proofs.kept(claim.id) is not None
    assert proofs.are_sealed_as_kept(claim.id)
    with pytest.raises(grpc.RpcError) as refused:
        proofs.upload(examiner)
    assert from_rpc_error(refused.value).reason == "FOLDER_SEALED"
    examiner.claim = desk.UncancelClaim(_change(claim, pb.UncancelClaimRequest))
    assert proofs.kept(claim.id) is None
    proofs.give(examiner)
    # Of one that was validated, nothing changes.
    examiner.validate()
    seal = proofs.kept(claim.id)
    claim = desk.CancelClaim(pb.CancelClaimRequest(**examiner.change, reason=REASON))
    desk.UncancelClaim(_change(claim, pb.UncancelClaimRequest))
    assert proofs.kept(claim.id) == seal
    assert proofs.are_sealed_as_kept(claim.id)


def _change(claim: pb.Claim, kind: type[pb.UncancelClaimRequest]) -> pb.UncancelClaimRequest:
    return kind(request_id=new_id(), id=claim.id, version=claim.version)


def accept(expenses: Expenses, claim: pb.Claim, *parts: int) -> pb.Claim:
    desk = expenses.desk_of(expenses.person("ESI900012"))
    current = desk.GetClaim(pb.GetDeskClaimRequest(id=claim.id))
    request = pb.AcceptClaimRequest(request_id=new_id(), id=claim.id, version=current.version, parts=parts)
    return desk.AcceptClaim(request)


def test_what_nobody_validates_is_sealed_when_it_is_accepted(expenses: Expenses, proofs: Proofs) -> None:
    """A count of SANTORIN is paid on the bank account that was there; the recap tells it."""
    one = expenses.claim(fee_source="SANTORIN", has_active_payroll_file=False, opens_travel=False)
    proofs.give(one)
    tell_returns(expenses, returned(one.record, 12, expenses.clock.now()))
    proofs.give(one, "")
    accept(expenses, one.claim, pb.PART_KIND_FEE)
    assert proofs.kept(one.claim.id) is not None
    assert proofs.are_sealed_as_kept(one.claim.id)
    with refused_for("PROOFS_SEALED"):
        proofs.open(one)
    assert "releve.png" in words(one.stub.GetRecap(pb.GetRecapRequest(id=one.claim.id)).pdf)


def test_an_examiner_who_has_something_left_to_validate_may_still_add_proofs(
    expenses: Expenses, proofs: Proofs
) -> None:
    one = expenses.claim(fee_source="SANTORIN", has_active_payroll_file=False)
    tell_returns(expenses, returned(one.record, 12, expenses.clock.now()))
    proofs.give(one)
    accept(expenses, one.claim, pb.PART_KIND_FEE)
    assert proofs.kept(one.claim.id) is None
    # What is there by then is told all the same, and again by the validation.
    assert "releve.png" in words(one.stub.GetRecap(pb.GetRecapRequest(id=one.claim.id)).pdf)
    proofs.give(one, "", folder="travel")
    one.read()
    one.save(entry(None, trip()), TRAVEL)
    one.validate()
    assert proofs.are_sealed_as_kept(one.claim.id)


# --- Somebody dies ---------------------------------------------------------------------------------------------------


def failing(expenses: Expenses) -> Callable[[], None]:
    """Have the commit of every validation fail, at the last statement of its transaction; what mends it."""
    expenses.execute(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$"
    )
    expenses.execute(
        "CREATE CONSTRAINT TRIGGER failing AFTER UPDATE ON claims DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION fail()"
    )
    return lambda: expenses.execute("DROP FUNCTION fail CASCADE")


def test_a_validation_whose_commit_fails_leaves_a_seal_that_the_sweeper_breaks(
    proofs: Proofs, examiner: Examiner
) -> None:
    """As when the process is killed between the seal and its own commit: nobody is there to break it."""
    proofs.give(examiner)
    mend = failing(proofs.expenses)
    try:
        with pytest.raises(grpc.RpcError):
            examiner.validate()
    finally:
        mend()
    claim_id = examiner.read().id
    assert examiner.claim.fee.status == pb.STATUS_TO_VALIDATE
    assert proofs.kept(claim_id) is None
    assert None not in proofs.seals(claim_id).values(), "sealed, by nobody"
    proofs.sweeper.sweep()
    assert not proofs.is_open(claim_id), "it may still be under way"
    proofs.expenses.clock.advance(timedelta(seconds=61))
    proofs.sweeper.sweep()
    assert proofs.is_open(claim_id)


def test_a_validation_whose_transaction_is_killed_breaks_its_seal_at_once(proofs: Proofs, examiner: Examiner) -> None:
    """Nothing can be asked of its claim any more; what is said is « réessayez »."""
    proofs.give(examiner)
    proofs.expenses.execute(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE 'the server stops' USING ERRCODE = '57P01'; END $$"
    )
    proofs.expenses.execute("CREATE TRIGGER failing BEFORE UPDATE ON claims FOR EACH ROW EXECUTE FUNCTION fail()")
    try:
        with refused_for("UNAVAILABLE"):
            examiner.validate()
    finally:
        proofs.expenses.execute("DROP FUNCTION fail CASCADE")
    assert proofs.is_open(examiner.claim.id)
    assert examiner.validate().order_number == "2026-SIEC-000001"


def test_whoever_adds_a_proof_does_not_wait_for_the_sweeper(proofs: Proofs, examiner: Examiner) -> None:
    left_behind = documents_pb2.SealFoldersRequest(request_id=new_id(), plan=_plan(examiner), seal_id=new_id())
    proofs.folders.SealFolders(left_behind)
    proofs.give(examiner)
    examiner.validate()


def _plan(examiner: Examiner) -> documents_pb2.FolderPlan:
    return documents_pb2.FolderPlan(
        set_key=examiner.claim.id,
        owner_person_id=examiner.person_id,
        folder_names=["payroll", "travel"],
        capacity=20,
    )


def test_the_sweeper_confirms_what_was_kept_and_puts_the_right_seal_back(proofs: Proofs, examiner: Examiner) -> None:
    """Without a moment in which the folders of a claim that is validated are open."""
    claim = examiner.validate(is_confirmed=True)
    eventually(lambda: proofs.is_confirmed(claim.id))
    late = documents_pb2.SealFoldersRequest(request_id=new_id(), plan=_plan(examiner), seal_id=new_id())
    proofs.folders.SealFolders(late)
    assert not proofs.are_sealed_as_kept(claim.id)
    proofs.expenses.clock.advance(timedelta(seconds=61))
    proofs.sweeper.sweep()
    assert proofs.are_sealed_as_kept(claim.id)
    assert proofs.is_confirmed(claim.id)


def test_the_sweeper_leaves_a_claim_that_somebody_is_changing_alone(proofs: Proofs, examiner: Examiner) -> None:
    """The seal that it sees may be that of the change, which only its commit decides."""
    proofs.folders.SealFolders(
        documents_pb2.SealFoldersRequest(request_id=new_id(), plan=_plan(examiner), seal_id=new_id())
    )
    proofs.expenses.clock.advance(timedelta(seconds=61))
    with proofs.expenses.started.database.transaction() as session:
        assert claims.to_seal(session, examiner.claim.id) is not None
        proofs.sweeper.sweep()
        assert not proofs.is_open(examiner.claim.id)
    proofs.sweeper.sweep()
    assert proofs.is_open(examiner.claim.id)


def test_a_set_that_documents_refuses_keeps_the_sweeper_from_no_other(
    expenses: Expenses, proofs: Proofs, examiner: Examiner
) -> None:
    """It is the oldest each time: whatever came after it would stay sealed for ever."""
    refused_one = examiner.validate(is_confirmed=True)
    eventually(lambda: proofs.is_confirmed(refused_one.id))
    with proofs.started.database.transaction() as session:
        session.execute(sa.text("UPDATE folders SET capacity = 19, is_seal_confirmed = false"))
    expenses.clock.advance(timedelta(seconds=1))
    other = expenses.claim()
    proofs.folders.SealFolders(
        documents_pb2.SealFoldersRequest(request_id=new_id(), plan=_plan(other), seal_id=new_id())
    )
    expenses.clock.advance(timedelta(seconds=61))
    proofs.sweeper.sweep()
    assert proofs.is_open(other.claim.id)


def test_what_a_gave_up_validation_asked_for_undoes_nothing_later(proofs: Proofs, examiner: Examiner) -> None:
    """The folder was locked when it came; by the time it is free, its caller is gone."""
    proofs.give(examiner)
    with proofs.started.database.transaction() as session:
        session.execute(sa.text("SELECT id FROM folders FOR UPDATE"))
        with refused_for("PROOFS_UNAVAILABLE") as found:
            examiner.validate()
    assert "Rien n’est perdu" in found[0].message
    claim = examiner.validate()
    assert proofs.are_sealed_as_kept(claim.id)


@dataclass
class Wired:
    """Expenses whose way to documents may be cut."""

    proofs: Proofs
    wire: Wire


@pytest.fixture
def wired(shared: Services, databases: Databases, proofs: Proofs) -> Iterator[Wired]:
    """Another expenses, beside the same neighbours."""
    began = shared.started["expenses"]
    with ExitStack() as stack:
        services = Services(stack, databases, began.process.clock, began.identities)
        wire = Wire(shared.addresses["documents"])
        stack.callback(wire.cut)
        services.addresses |= {**shared.addresses, "documents": wire.address}
        services.started |= shared.started
        started = services.start("expenses", threads=8)
        with started.database.transaction() as session:
            session.add_all(rates())
        yield Wired(Proofs(Expenses(services, started, began.process.clock)), wire)


def test_without_documents_nothing_is_validated_and_nothing_is_lost(wired: Wired) -> None:
    """The sentence says so; pages are shown without their proofs, entering goes on."""
    proofs, wire = wired.proofs, wired.wire
    examiner = proofs.expenses.claim(has_active_payroll_file=False)
    examiner.draft(entry(120, trip()))
    proofs.give(examiner)
    wire.cut()
    with refused_for("PROOFS_UNAVAILABLE") as found:
        examiner.validate()
    assert found[0].code is grpc.StatusCode.UNAVAILABLE
    assert "n’a pas pu être validé" in found[0].message
    request = pb.GetClaimRequest(id=examiner.claim.id, needs_proofs=True)
    claim = examiner.stub.GetClaim(request)
    assert not claim.proofs.is_available
    assert (claim.fee.status, claim.draft.fee.copies) == (pb.STATUS_TO_VALIDATE, 120)
    with refused_for("UNAVAILABLE"):
        proofs.open(examiner)
    desk = proofs.expenses.desk_of(proofs.expenses.person("ESI900013"))
    with refused_for("PROOFS_UNAVAILABLE") as found:
        desk.CancelClaim(pb.CancelClaimRequest(**examiner.change, reason=REASON))
    assert "n’a pas pu être annulé" in found[0].message
    wire.mend()
    eventually(lambda: examiner.stub.GetClaim(request).proofs.is_available, seconds=10)
    assert examiner.validate().order_number
    assert proofs.are_sealed_as_kept(examiner.claim.id)


def test_what_is_taken_back_while_documents_is_away_opens_when_it_is_there_again(wired: Wired) -> None:
    proofs, wire = wired.proofs, wired.wire
    examiner = proofs.expenses.claim()
    examiner.save(entry(120), FEE)
    claim = examiner.validate()
    wire.cut()
    examiner.unvalidate()
    assert not proofs.are_sealed_as_kept(claim.id)
    wire.mend()
    eventually(lambda: proofs.are_sealed_as_kept(claim.id), seconds=15)


# --- Things come in another order -------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_seal_that_is_broken_late_opens_nothing_that_was_sealed_since(
    proofs: Proofs, examiner: Examiner, order: tuple[int, ...]
) -> None:
    """Validated, taken back, validated again: what the outbox sent for the first two arrives last, and in any order."""
    proofs.give(examiner)
    examiner.validate()
    first = proofs.kept(examiner.claim.id) or ""
    examiner.unvalidate()
    proofs.give(examiner, "")
    claim = examiner.validate()
    second = proofs.kept(claim.id) or ""
    assert first != second
    sent = [
        lambda: proofs.folders.ConfirmSeal(
            documents_pb2.ConfirmSealRequest(request_id=new_id(), set_key=claim.id, seal_id=first)
        ),
        lambda: proofs.folders.BreakSeal(
            documents_pb2.BreakSealRequest(request_id=new_id(), set_key=claim.id, seal_id=first)
        ),
        proofs.sweeper.sweep,
    ]
    proofs.expenses.clock.advance(timedelta(seconds=61))
    for place in order:
        sent[place]()
        assert set(proofs.seals(claim.id).values()) == {second}
