"""The academy that this deployment serves, asked of missions now and then and kept in between."""

import logging
import time

from gateway.clients import Clients
from imagin.missions.v1 import missions_pb2, missions_pb2_grpc
from kit.errors import Refused

log = logging.getLogger(__name__)

KEPT_SECONDS = 300.0
# When missions does not answer, pages go on with what is known and ask again soon.
RETRY_SECONDS = 10.0


class AcademyCache:
    """Name, authority and contact of the academy; before missions has answered once, its code stands for its name."""

    def __init__(self, clients: Clients, code: str) -> None:
        self._clients = clients
        self._academy = missions_pb2.Academy(code=code, name=code)
        self._due = 0.0

    async def get(self) -> missions_pb2.Academy:
        """The academy as it is known; at most one call every few minutes."""
        if time.monotonic() >= self._due:
            # Set first: requests that come meanwhile use what is known instead of asking too.
            self._due = time.monotonic() + RETRY_SECONDS
            try:
                reference = self._clients.calls(missions_pb2_grpc.ReferenceServiceStub)
                self._academy = await reference.GetAcademy(missions_pb2.GetAcademyRequest())
                self._due = time.monotonic() + KEPT_SECONDS
            except Refused as refused:
                log.warning("the academy is not known yet: %s", refused.reason)
        return self._academy
