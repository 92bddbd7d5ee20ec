"""The RPCs of portal."""

from grpc import ServicerContext

from imagin.missions.v1 import missions_pb2, missions_pb2_grpc
from imagin.portal.v1 import portal_pb2 as pb
from imagin.portal.v1 import portal_pb2_grpc as pb_grpc
from kit.process import Process
from kit.servicer import Servicer
from services.portal import queries, wire


class PortalServicer(Servicer, pb_grpc.PortalServiceServicer):
    """What a person finds behind « Portail d'accès aux missions »."""

    def __init__(self, process: Process) -> None:
        super().__init__(process)
        self._missions = process.channels.stub(missions_pb2_grpc.PortalMissionsServiceStub)

    def ListPortalMissions(
        self,
        request: pb.ListPortalMissionsRequest,
        context: ServicerContext,
    ) -> pb.ListPortalMissionsResponse:
        with self.read(context) as read:
            # Missions answers for the person that the token names, whatever a request may say.
            wanted = missions_pb2.ListPortalMissionsRequest(person_id=read.caller.person_id)
            missions = self._missions.ListPortalMissions(wanted).missions
            applications = queries.applications(read.session)
            return pb.ListPortalMissionsResponse(rows=[wire.row(mission, applications) for mission in missions])
