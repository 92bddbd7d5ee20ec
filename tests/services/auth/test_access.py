"""Who may call what, role by role and service by service, as the contract says."""

from pathlib import Path

import grpc
from google.protobuf.message import Message

from imagin.access.v1 import access_pb2
from imagin.auth.v1 import auth_pb2 as pb
from imagin.auth.v1 import auth_pb2_grpc as pb_grpc
from kit import rpc
from kit.errors import from_rpc_error
from services.auth.models import Role
from services.auth.settings import Keys
from tests.conftest import Services
from tests.refusals import refused_for
from tests.services.auth.conftest import PASSPHRASE, RIGHTS, Auth

SERVICES = ("SessionsService", "AccountsService", "PeopleService", "NotificationsService", "KeysService")
CALLERS = (
    "gateway",
    "federation",
    "loader",
    "auth",
    "missions",
    "expenses",
    "documents",
    "portal",
    "survey",
    "somebody",
)
REFUSED = {"NOT_LOGGED_IN", "ACCESS_DENIED"}


def methods() -> list[rpc.Method]:
    return [method for name in SERVICES for method in rpc.methods(f"imagin.auth.v1.{name}")]


def test_every_rpc_is_open_to_those_that_the_contract_names_and_to_nobody_else(auth: Auth) -> None:
    """The matrix: every role, every service, each RPC."""
    person = auth.add()
    # Without a live session « not logged in » could mean the secret of the request as well as the caller.
    live = {"session_secret": auth.welcome(person).session_secret}
    wrong = []
    for method in methods():
        request = method.request_class(**(live if method.name in {"ResolveSession", "ChangePassword"} else {}))
        access = method.access
        assert access is not None
        stub_class = getattr(pb_grpc, f"{method.path.split('/')[1].rpartition('.')[2]}Stub")
        for role in Role:
            stub = auth.started.stub_for(stub_class, person.id, RIGHTS[role])
            by_role = {RIGHTS[role], access_pb2.ROLE_EXAMINER} & set(access.roles)
            allowed = bool(by_role) or access.anonymous or "gateway" in access.services
            wrong += _unlike(allowed, stub, method, request, role)
        for service in CALLERS:
            allowed = service in access.services or (access.anonymous and service == "gateway")
            wrong += _unlike(allowed, auth.started.stub(stub_class, service=service), method, request, service)
    assert wrong == []


def test_the_contract_keeps_people_and_services_apart() -> None:
    for method in methods():
        assert method.access is not None
        assert not (method.access.roles and method.access.services), method.path
        assert not method.access.federated, method.path


def test_both_keys_are_published_while_one_replaces_the_other(services: Services, tmp_path: Path) -> None:
    Keys.make(tmp_path)
    before = Keys.read(tmp_path)
    (tmp_path / "signing.pem").rename(tmp_path / "former.pem")
    Keys.make(tmp_path)
    after = Keys.read(tmp_path)
    started = services.start("auth", key_folder=tmp_path, mail_url=f"maildir://{tmp_path / 'mails'}")
    published = started.stub(pb_grpc.KeysServiceStub, service="missions").ListPublicKeys(pb.ListPublicKeysRequest())
    assert {key.key_id: key.public_key for key in published.keys} == after.published
    assert set(after.published) == {before.signer.key_id, after.signer.key_id}
    assert after.signer.key_id != before.signer.key_id


def test_keys_are_made_once_and_for_their_owner_alone(auth: Auth) -> None:
    folder = auth.started.process.settings.key_folder
    contents = {path.name: path.read_bytes() for path in folder.iterdir()}
    Keys.make(folder)
    assert contents == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_an_identity_made_here_is_accepted_here(auth: Auth) -> None:
    """The gateway's whole way: log in, resolve, call with the token."""
    person = auth.add()
    session = auth.resolve(auth.welcome(person).session_secret)
    metadata = (("authorization", f"Bearer {session.tokens['auth']}"), ("x-imagin-service", "gateway"))
    with grpc.insecure_channel(auth.started.address) as channel:
        stub = pb_grpc.PeopleServiceStub(channel)
        with refused_for("ACCESS_DENIED"):
            stub.ListPeople(pb.ListPeopleRequest(), metadata=metadata)
        auth.execute("INSERT INTO habilitations VALUES (:id, 'MANAGER')", id=person.id)
        session = auth.resolve(auth.login(person, PASSPHRASE).session_secret)
        metadata = (("authorization", f"Bearer {session.tokens['auth']}"), ("x-imagin-service", "gateway"))
        assert stub.ListPeople(pb.ListPeopleRequest(), metadata=metadata).people
        wrong = (("authorization", f"Bearer {session.tokens['missions']}"), ("x-imagin-service", "gateway"))
        with refused_for("NOT_LOGGED_IN"):
            stub.ListPeople(pb.ListPeopleRequest(), metadata=wrong)


def _unlike(allowed: bool, stub: object, method: rpc.Method, request: Message, caller: str) -> list[str]:
    """What the caller got, when it is not what the contract says."""
    try:
        getattr(stub, method.name)(request)
    except grpc.RpcError as error:
        refusal = from_rpc_error(error)
        if refusal.reason == "INTERNAL":
            return [f"{caller} breaks {method.name}"]
        was_allowed = refusal.reason not in REFUSED
    else:
        was_allowed = True
    if was_allowed == allowed:
        return []
    return [f"{caller} {'may not' if allowed else 'may'} call {method.name}"]
