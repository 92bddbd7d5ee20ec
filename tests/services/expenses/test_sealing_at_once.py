"""Uploads, validations and the sweeper race: what is validated is sealed, whole, with what the recap tells (A12)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import grpc
import pytest

from imagin.expenses.v1 import expenses_pb2 as pb
from kit.errors import from_rpc_error
from kit.identifiers import new_id
from tests.services.expenses.conftest import Expenses, entry, trip
from tests.services.expenses.proofs import Proofs

ROUNDS = 200


@pytest.fixture
def proofs(expenses: Expenses) -> Proofs:
    return Proofs.of(expenses)


# Two hundred claims made, entered, proven and validated.
@pytest.mark.timeout(300)
def test_an_upload_that_races_with_the_validation_is_sealed_with_it_or_refused(
    expenses: Expenses, proofs: Proofs
) -> None:
    """200 times: validated exactly when both folders are sealed for it, with what the recap tells and no more."""
    outcomes = set()
    with ThreadPoolExecutor(3) as pool:
        for turn in range(ROUNDS):
            one = expenses.claim(opens_travel=True)
            one.save(entry(120, trip()))
            proofs.open(one)
            barrier = Barrier(3)
            deposits = [
                pool.submit(
                    _race, barrier, lambda one=one, turn=turn: proofs.upload(one, "", "payroll", f"a{turn}.png")
                ),
                pool.submit(
                    _race, barrier, lambda one=one, turn=turn: proofs.upload(one, "", "travel", f"b{turn}.png")
                ),
            ]
            validation = pool.submit(_race, barrier, one.validate)
            answers = [deposit.result() for deposit in deposits]
            assert validation.result() == ""
            assert set(answers) <= {"", "FOLDER_SEALED"}
            claim_id = one.claim.id
            assert proofs.kept(claim_id) is not None
            assert proofs.are_sealed_as_kept(claim_id)
            kept = sorted(proofs.file_names(claim_id))
            taken = [name for name, answer in zip((f"a{turn}.png", f"b{turn}.png"), answers, strict=True) if not answer]
            assert kept == taken == sorted(_told(expenses, claim_id)), turn
            outcomes.add(len(kept))
    assert len(outcomes) > 1, "the race was never won by both sides"


def _race(barrier: Barrier, act: Callable[[], object]) -> str:
    """The reason of its refusal, empty when there is none."""
    barrier.wait()
    try:
        act()
    except grpc.RpcError as error:
        return from_rpc_error(error).reason
    return ""


def _told(expenses: Expenses, claim_id: str) -> list[str]:
    """The files that the recap tells."""
    recap = expenses.scalar("SELECT recap FROM claims WHERE id = :id", id=claim_id)
    return [one["file_name"] for part in ("payroll", "travel") for one in recap[f"{part}_deposits"]]


def test_a_sweeper_that_races_with_validations_never_breaks_their_seal(expenses: Expenses, proofs: Proofs) -> None:
    """Every seal is doubtful to it at once, for the clock runs ahead; validated is sealed, un-validated opens."""
    one = expenses.claim()
    one.save(entry(120, trip()))
    proofs.open(one)
    stopping = threading.Event()

    def sweep() -> None:
        while not stopping.is_set():
            expenses.clock.advance(timedelta(seconds=61))
            proofs.sweeper.sweep()

    with ThreadPoolExecutor(2) as pool:
        sweeps = [pool.submit(sweep) for _ in range(2)]
        try:
            for _ in range(25):
                # Both may only have to wait for a sweep that has the claim.
                _again(one.validate)
                assert proofs.kept(one.claim.id) is not None
                assert proofs.are_sealed_as_kept(one.claim.id)
                _again(one.unvalidate)
                proofs.give(one, "", file_name=f"{new_id()[-8:]}.png") if _ < 15 else proofs.open(one)
                assert proofs.is_open(one.claim.id)
        finally:
            stopping.set()
        for done in sweeps:
            done.result()


def _again(change: Callable[[], pb.Claim]) -> None:
    while True:
        try:
            change()
        except grpc.RpcError as error:
            if from_rpc_error(error).reason not in {"UNAVAILABLE", "PROOFS_UNAVAILABLE"}:
                raise
        else:
            return
