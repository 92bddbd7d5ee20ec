"""The certificates of compose.yaml are those that kit asks for: each process proves its name, and only its own."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest

from kit import transport
from kit.transport import Certificates
from tools.make_certificates import make_certificates


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_certificates(tmp_path, ["auth", "missions", "gateway"])
    return tmp_path


def certificates(folder: Path, name: str) -> Certificates:
    return Certificates(folder / f"{name}.pem", folder / f"{name}.key", folder / "authority.pem")


def ask(folder: Path, server_name: str, wanted: str) -> str:
    """Who a server says has called it, when the gateway calls `wanted` and finds the server of `server_name`."""

    def who(_request: bytes, context: grpc.ServicerContext) -> bytes:
        return transport.peer_name(context.auth_context(), {}).encode()

    handlers = {"Who": grpc.unary_unary_rpc_method_handler(who)}
    with ThreadPoolExecutor(1) as pool:
        server = grpc.server(pool)
        server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("test", handlers)])
        port = server.add_secure_port("127.0.0.1:0", certificates(folder, server_name).server_credentials())
        server.start()
        options = [("grpc.ssl_target_name_override", wanted + transport.NAME_SUFFIX)]
        credentials = certificates(folder, "gateway").channel_credentials()
        try:
            with grpc.secure_channel(f"127.0.0.1:{port}", credentials, options) as channel:
                return channel.unary_unary("/test/Who")(b"", timeout=5).decode()
        finally:
            server.stop(None).wait()


def test_a_server_learns_who_calls(folder: Path) -> None:
    assert ask(folder, "auth", wanted="auth") == "gateway"


def test_a_client_notices_that_it_reached_another_service(folder: Path) -> None:
    with pytest.raises(grpc.RpcError) as refusal:
        ask(folder, "missions", wanted="auth")
    assert refusal.value.code() == grpc.StatusCode.UNAVAILABLE


def test_what_is_there_is_kept(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    make_certificates(folder, ["auth", "missions", "gateway", "survey"])
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert before.items() <= after.items()
    assert set(after) - set(before) == {"survey.pem", "survey.key"}


def test_keys_are_for_their_owner_alone(folder: Path) -> None:
    assert [path.name for path in folder.glob("*.key") if path.stat().st_mode & 0o077] == []
