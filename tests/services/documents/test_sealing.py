"""A seal is whole: what comes in or goes out at that moment is in its answer, or refused."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import grpc

from imagin.documents.v1 import documents_pb2 as pb
from kit.errors import from_rpc_error
from kit.identifiers import new_id
from tests.services.documents.deposits import OWNER, STAFF, Deposits, a_pdf

ROUNDS, STEPS = 200, 20


def ended(call: Callable[[], pb.Document]) -> tuple[str, str]:
    """The document that a change is about, or why it was refused."""
    try:
        return call().id, ""
    except grpc.RpcError as error:
        return "", from_rpc_error(error).reason


def ids(folders: pb.FolderSet) -> set[str]:
    return {document.id for folder in folders.folders for document in folder.documents}


def test_a_deposit_that_races_with_the_sealing_is_in_its_answer_or_refused(deposits: Deposits) -> None:
    """200 times: never a document in a sealed folder that the answer of the seal does not list."""
    ends = {"in": 0, "refused": 0}
    # The first one of a process takes longer than those that race.
    deposits.upload()
    began = time.monotonic()
    deposits.upload()
    # The seal comes at every moment of a deposit, and a little after it.
    step = (time.monotonic() - began) * 1.5 / STEPS
    with ThreadPoolExecutor(2) as pool:
        for turn in range(ROUNDS):
            key, gate = f"{deposits.set_key}-{turn}", Barrier(2)
            deposits.open(key)
            content = a_pdf()

            def deposit(key: str = key, gate: Barrier = gate, content: bytes = content) -> pb.Document:
                gate.wait()
                return deposits.upload(content, set_key=key)

            def seal(key: str = key, gate: Barrier = gate, late: float = turn % STEPS * step) -> pb.FolderSet:
                gate.wait()
                time.sleep(late)
                return deposits.seal(key)

            made, sealed = pool.submit(ended, deposit), pool.submit(seal)
            (document, reason), answer = made.result(), sealed.result()
            listed = deposits.listed(set_key=key)
            assert {folder.state for folder in listed.folders} == {pb.Folder.STATE_SEALED}
            assert ids(listed) == ids(answer) == ({document} if document else set())
            assert reason in {"", "FOLDER_SEALED"}
            ends["in" if document else "refused"] += 1
    assert min(ends.values()) > 0, ends


def test_a_removal_that_races_with_the_sealing_is_in_its_answer_or_refused(deposits: Deposits) -> None:
    with ThreadPoolExecutor(2) as pool:
        for turn in range(ROUNDS // 4):
            key, gate = f"{deposits.set_key}-{turn}", Barrier(2)
            deposits.open(key)
            document = deposits.upload(set_key=key)

            def remove(document: pb.Document = document, gate: Barrier = gate) -> pb.Document:
                gate.wait()
                return deposits.delete(document)

            def seal(key: str = key, gate: Barrier = gate) -> pb.FolderSet:
                gate.wait()
                return deposits.seal(key)

            removed, sealed = pool.submit(ended, remove), pool.submit(seal)
            gone, reason = removed.result()
            assert ids(sealed.result()) == ids(deposits.listed(set_key=key)) == (set() if gone else {document.id})
            assert reason in {"", "FOLDER_SEALED"}


def test_what_was_there_at_the_sealing_is_told_from_what_came_later(deposits: Deposits) -> None:
    """By its time, although the clocks of two processes differ: a recap lists what was there."""
    clock = deposits.started.process.clock
    clock.advance(timedelta(seconds=2))
    there = deposits.upload()
    clock.advance(timedelta(seconds=-2))
    sealed = deposits.seal()
    later = deposits.upload(person=STAFF)
    (folder,) = (folder for folder in sealed.folders if folder.name == "payroll")
    assert [document.id for document in folder.documents] == [there.id]
    at = folder.state_time.ToNanoseconds()
    assert there.deposit_time.ToNanoseconds() <= at < later.deposit_time.ToNanoseconds()
    assert (deposits.delete(later, STAFF).id, ended(lambda: deposits.delete(there))[1]) == (later.id, "FOLDER_SEALED")


def test_an_opened_folder_takes_deposits_again(deposits: Deposits) -> None:
    seal_id = new_id()
    deposits.seal(seal_id=seal_id)
    assert ended(deposits.upload)[1] == "FOLDER_SEALED"
    deposits.folders.BreakSeal(pb.BreakSealRequest(request_id=new_id(), set_key=deposits.set_key, seal_id=seal_id))
    document = deposits.upload(person=OWNER)
    assert deposits.folder().documents[0].id == document.id
