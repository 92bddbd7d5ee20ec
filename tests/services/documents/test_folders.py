"""Folders: made, listed, sealed and opened as sets."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
import sqlalchemy as sa

from imagin.access.v1 import access_pb2
from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1 import documents_pb2_grpc as pb_grpc
from kit.errors import from_rpc_error
from kit.identifiers import new_id
from tests.conftest import Services, Started
from tests.starting import start_documents

OPEN, SEALED = pb.Folder.STATE_OPEN, pb.Folder.STATE_SEALED
OWNER = "01900000-0000-7000-8000-000000000001"


@pytest.fixture
def documents(services: Services, tmp_path: Path) -> Started:
    return start_documents(services, tmp_path)


@pytest.fixture
def folders(documents: Started) -> pb_grpc.FoldersServiceStub:
    return documents.stub(pb_grpc.FoldersServiceStub, service="expenses")


def a_plan(**changes: object) -> pb.FolderPlan:
    values = {"set_key": "claim-1", "owner_person_id": OWNER, "folder_names": ["payroll", "travel"], "capacity": 20}
    return pb.FolderPlan(**{**values, **changes})


def opening(**changes: object) -> pb.OpenFoldersRequest:
    return pb.OpenFoldersRequest(request_id=new_id(), plan=a_plan(**changes))


def sealing(seal_id: str, **changes: object) -> pb.SealFoldersRequest:
    return pb.SealFoldersRequest(request_id=new_id(), plan=a_plan(**changes), seal_id=seal_id)


def states(found: pb.FolderSet) -> dict[str, int]:
    return {folder.name: folder.state for folder in found.folders}


def test_new_folders_are_open_and_empty(folders: pb_grpc.FoldersServiceStub) -> None:
    found = folders.OpenFolders(opening())
    assert states(found) == {"payroll": OPEN, "travel": OPEN}
    assert {(folder.document_count, folder.capacity) for folder in found.folders} == {(0, 20)}
    assert folders.OpenFolders(opening()) == found


def test_a_seal_makes_the_folders_that_are_missing(folders: pb_grpc.FoldersServiceStub) -> None:
    assert states(folders.SealFolders(sealing(new_id()))) == {"payroll": SEALED, "travel": SEALED}


def test_a_folder_never_changes_hands(folders: pb_grpc.FoldersServiceStub) -> None:
    folders.OpenFolders(opening())
    with pytest.raises(grpc.RpcError) as refused:
        folders.OpenFolders(opening(owner_person_id=new_id()))
    assert from_rpc_error(refused.value).reason == "FOLDER_DIFFERS"


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"set_key": ""}, "plan.set_key", "KEY_LENGTH"),
        ({"folder_names": []}, "plan.folder_names", "FOLDER_COUNT"),
        ({"folder_names": ["n" * 51]}, "plan.folder_names[0]", "KEY_LENGTH"),
        ({"capacity": 0}, "plan.capacity", "CAPACITY"),
        ({"capacity": 101}, "plan.capacity", "CAPACITY"),
        ({"owner_person_id": "somebody"}, "plan.owner_person_id", "PERSON_UNKNOWN"),
        ({"reader_person_ids": ["somebody"]}, "plan.reader_person_ids[0]", "PERSON_UNKNOWN"),
    ],
)
def test_a_wrong_field_is_named(
    folders: pb_grpc.FoldersServiceStub, changes: dict[str, object], field: str, reason: str
) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        folders.OpenFolders(opening(**changes))
    assert [(v.field, v.reason) for v in from_rpc_error(refused.value).violations] == [(field, reason)]


def test_only_the_newest_seal_can_be_broken(folders: pb_grpc.FoldersServiceStub) -> None:
    older, newer = new_id(), new_id()
    folders.SealFolders(sealing(older))
    folders.SealFolders(sealing(newer))

    def broken(seal_id: str) -> bool:
        request = pb.BreakSealRequest(request_id=new_id(), set_key="claim-1", seal_id=seal_id)
        return folders.BreakSeal(request).is_broken

    assert not broken(older)
    assert set(states(folders.ListFolders(pb.ListFoldersRequest(set_key="claim-1"))).values()) == {SEALED}
    assert broken(newer)
    assert set(states(folders.ListFolders(pb.ListFoldersRequest(set_key="claim-1"))).values()) == {OPEN}


def test_an_unknown_set_has_no_folder(folders: pb_grpc.FoldersServiceStub) -> None:
    assert not folders.ListFolders(pb.ListFoldersRequest(set_key="nothing")).folders


def test_racing_seals_and_openings_never_leave_half_a_set(folders: pb_grpc.FoldersServiceStub) -> None:
    folders.OpenFolders(opening())

    def race(turn: int) -> set[int]:
        answer = folders.SealFolders(sealing(new_id())) if turn % 2 else folders.OpenFolders(opening())
        return {folder.state for folder in answer.folders}

    with ThreadPoolExecutor(8) as pool:
        assert all(len(found) == 1 for found in pool.map(race, range(40)))


def test_what_its_caller_gave_up_does_not_happen_later(documents: Started, folders: pb_grpc.FoldersServiceStub) -> None:
    """It would undo what was asked for since: a seal that comes late, or an opening."""
    folders.SealFolders(sealing(new_id()))
    with documents.database.transaction() as session:
        session.execute(sa.text("SELECT id FROM folders FOR UPDATE"))
        with pytest.raises(grpc.RpcError) as refused:
            folders.OpenFolders(opening(), timeout=0.3)
        assert refused.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    # The one that comes next waits for it, if it still does anything.
    folders.ConfirmSeal(pb.ConfirmSealRequest(request_id=new_id(), set_key="claim-1", seal_id=new_id()))
    assert set(states(folders.ListFolders(pb.ListFoldersRequest(set_key="claim-1"))).values()) == {SEALED}


@pytest.mark.parametrize("service", ["gateway", "missions", "portal", ""])
def test_only_expenses_may_call(documents: Started, service: str) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        documents.stub(pb_grpc.FoldersServiceStub, service=service).ListFolders(
            pb.ListFoldersRequest(set_key="claim-1")
        )
    assert refused.value.code() in {grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED}


def test_no_person_may_call_directly(documents: Started) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        documents.stub_for(pb_grpc.FoldersServiceStub, new_id(), access_pb2.ROLE_MANAGER).ListFolders(
            pb.ListFoldersRequest(set_key="claim-1")
        )
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
