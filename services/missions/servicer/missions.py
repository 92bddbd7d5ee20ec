"""What a convened person reads."""

from grpc import ServicerContext

from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit.process import Process
from kit.servicer import Servicer
from services.missions import errors, queries, rules, tasks
from services.missions.settings import MissionsSettings
from services.missions.templates.convocation import Kind, write_letter
from services.missions.wire import letters
from services.missions.wire import missions as wire


class MissionsServicer(Servicer, pb_grpc.MissionsServiceServicer):
    """The missions of the caller."""

    def __init__(self, process: Process, settings: MissionsSettings) -> None:
        super().__init__(process)
        self._settings = settings

    def ListMissions(self, request: pb.ListMissionsRequest, context: ServicerContext) -> pb.ListMissionsResponse:
        with self.read(context) as read:
            everything = queries.convened(read.session, read.caller.person_id)
        shown = [row for row in everything if request.session in {"", row.mission.session}]
        found = rules.in_order(
            rules.matching(shown, request.search), wire.sort_name(request.sort), is_descending=request.is_descending
        )
        return pb.ListMissionsResponse(
            missions=map(wire.convened, found),
            sessions=sorted({row.mission.session for row in everything}, reverse=True),
            total_count=len(shown),
        )

    def GetMission(self, request: pb.GetMissionRequest, context: ServicerContext) -> pb.ConvenedMission:
        with self.read(context) as read:
            row = queries.convened_one(read.session, read.caller.person_id, request.convocation_id)
            if row is None:
                raise errors.MissionNotFound
            return wire.convened(row)

    def GetConvocationDuplicate(
        self, request: pb.GetConvocationDuplicateRequest, context: ServicerContext
    ) -> pb.GetConvocationDuplicateResponse:
        with self.read(context) as read:
            row = queries.convened_one(read.session, read.caller.person_id, request.convocation_id)
            if row is None:
                raise errors.MissionNotFound
            if row.is_cancelled:
                raise errors.DuplicateWithdrawn
            people = tasks.people_of(self.process, {row.person_id})
            academy = queries.academy(read.session, self.process.settings.academy)
            if academy is None:
                raise errors.AcademyUnknown
            duplicate = letters.letter(
                Kind.DUPLICATE,
                [row],
                people[row.person_id],
                academy=academy,
                communes=tasks.communes_of(read.session, people),
                settings=self._settings,
            )
            return pb.GetConvocationDuplicateResponse(
                pdf=write_letter(duplicate, created=read.now), file_name=f"convocation-{row.mission.number}.pdf"
            )


class PortalMissionsServicer(Servicer, pb_grpc.PortalMissionsServiceServicer):
    """Missions that open a partner application, for portal."""

    def ListPortalMissions(
        self, request: pb.ListPortalMissionsRequest, context: ServicerContext
    ) -> pb.ListPortalMissionsResponse:
        with self.read(context) as read:
            rows = queries.portal_missions(read.session, request.person_id)
            return pb.ListPortalMissionsResponse(missions=[wire.portal_mission(*row) for row in rows])
