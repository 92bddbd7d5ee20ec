"""Folders: created once, listed, sealed and reopened as a set."""

from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest

from imagin.access.v1 import access_pb2
from imagin.documents.v1 import documents_pb2 as pb
from imagin.documents.v1 import documents_pb2_grpc as pb_grpc
from kit.errors import from_rpc_error
from kit.identifiers import new_id
from tests.conftest import Services, Started

OPEN, SEALED = pb.Folder.STATE_OPEN, pb.Folder.STATE_SEALED


@pytest.fixture
def documents(services: Services) -> Started:
    return services.start("documents")


@pytest.fixture
def folders(documents: Started) -> pb_grpc.FoldersServiceStub:
    return documents.stub(pb_grpc.FoldersServiceStub, service="expenses")


def a_folder(**changes: object) -> pb.CreateFolderRequest:
    values = {
        "request_id": new_id(),
        "set_key": "claim-1",
        "name": "payroll",
        "owner_person_id": "01900000-0000-7000-8000-000000000001",
        "capacity": 20,
    }
    return pb.CreateFolderRequest(**{**values, **changes})


def test_a_new_folder_is_open_and_empty(folders: pb_grpc.FoldersServiceStub) -> None:
    folder = folders.CreateFolder(a_folder())
    assert (folder.state, folder.document_count, folder.capacity) == (OPEN, 0, 20)
    assert folder.HasField("state_time")


def test_creating_it_again_gives_the_same_folder(folders: pb_grpc.FoldersServiceStub) -> None:
    assert folders.CreateFolder(a_folder()) == folders.CreateFolder(a_folder())


def test_a_folder_never_changes_hands(folders: pb_grpc.FoldersServiceStub) -> None:
    folders.CreateFolder(a_folder())
    with pytest.raises(grpc.RpcError) as refused:
        folders.CreateFolder(a_folder(owner_person_id=new_id()))
    assert from_rpc_error(refused.value).reason == "FOLDER_DIFFERS"


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"set_key": ""}, "set_key", "KEY_LENGTH"),
        ({"name": "n" * 51}, "name", "KEY_LENGTH"),
        ({"capacity": 0}, "capacity", "CAPACITY"),
        ({"capacity": 101}, "capacity", "CAPACITY"),
        ({"owner_person_id": "somebody"}, "owner_person_id", "PERSON_UNKNOWN"),
        ({"reader_person_ids": ["somebody"]}, "reader_person_ids[0]", "PERSON_UNKNOWN"),
    ],
)
def test_a_wrong_field_is_named(
    folders: pb_grpc.FoldersServiceStub, changes: dict[str, object], field: str, reason: str
) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        folders.CreateFolder(a_folder(**changes))
    assert [(v.field, v.reason) for v in from_rpc_error(refused.value).violations] == [(field, reason)]


def test_a_set_is_sealed_and_reopened_whole(folders: pb_grpc.FoldersServiceStub) -> None:
    folders.CreateFolder(a_folder(name="travel"))
    folders.CreateFolder(a_folder(name="payroll"))
    folders.CreateFolder(a_folder(set_key="claim-2"))
    sealed = folders.SealFolders(pb.SealFoldersRequest(request_id=new_id(), set_key="claim-1"))
    assert [(folder.name, folder.state) for folder in sealed.folders] == [("payroll", SEALED), ("travel", SEALED)]
    (other,) = folders.ListFolders(pb.ListFoldersRequest(set_key="claim-2")).folders
    assert other.state == OPEN
    again = folders.SealFolders(pb.SealFoldersRequest(request_id=new_id(), set_key="claim-1"))
    assert again == sealed, "sealing again keeps the time of the first sealing"
    reopened = folders.ReopenFolders(pb.ReopenFoldersRequest(request_id=new_id(), set_key="claim-1"))
    assert {folder.state for folder in reopened.folders} == {OPEN}


def test_an_unknown_set_has_no_folder(folders: pb_grpc.FoldersServiceStub) -> None:
    assert not folders.ListFolders(pb.ListFoldersRequest(set_key="nothing")).folders


def test_racing_seals_and_reopenings_never_leave_half_a_set(folders: pb_grpc.FoldersServiceStub) -> None:
    for name in ("payroll", "travel"):
        folders.CreateFolder(a_folder(name=name))

    def race(turn: int) -> set[int]:
        if turn % 2:
            answer = folders.SealFolders(pb.SealFoldersRequest(request_id=new_id(), set_key="claim-1"))
        else:
            answer = folders.ReopenFolders(pb.ReopenFoldersRequest(request_id=new_id(), set_key="claim-1"))
        return {folder.state for folder in answer.folders}

    with ThreadPoolExecutor(8) as pool:
        assert all(len(states) == 1 for states in pool.map(race, range(40)))


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
