"""The public keys of auth, fetched by RPC: the one business contract that every process needs to know who calls."""

from collections.abc import Callable, Mapping

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from kit.channels import Channels


def published_by_auth(channels: Channels) -> Callable[[], Mapping[str, bytes]]:
    """A function that asks auth for its keys in use."""
    stub = channels.stub(auth_pb2_grpc.KeysServiceStub)

    def fetch() -> Mapping[str, bytes]:
        reply = stub.ListPublicKeys(auth_pb2.ListPublicKeysRequest())
        return {key.key_id: key.public_key for key in reply.keys}

    return fetch
