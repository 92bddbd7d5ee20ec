"""The public keys of auth, fetched by RPC: what every process needs to know who calls."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc

if TYPE_CHECKING:
    from kit.process import Process


def published_by_auth(process: "Process") -> Mapping[str, bytes]:
    """The keys in use by their id."""
    stub = process.channels.stub(auth_pb2_grpc.KeysServiceStub)
    reply = stub.ListPublicKeys(auth_pb2.ListPublicKeysRequest())
    return {key.key_id: key.public_key for key in reply.keys}
