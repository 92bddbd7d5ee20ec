"""The keys that other services check identities with."""

from grpc import ServicerContext

from imagin.auth.v1 import auth_pb2 as pb
from imagin.auth.v1 import auth_pb2_grpc as pb_grpc
from kit.process import Process
from kit.servicer import Servicer
from services.auth import wire
from services.auth.settings import Keys


class KeysServicer(Servicer, pb_grpc.KeysServiceServicer):
    """Public keys in use."""

    def __init__(self, process: Process, keys: Keys) -> None:
        super().__init__(process)
        self._answer = wire.public_keys(keys.published)

    def ListPublicKeys(self, request: pb.ListPublicKeysRequest, context: ServicerContext) -> pb.ListPublicKeysResponse:
        return self._answer
