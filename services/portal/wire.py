"""Partner applications to messages."""

from collections.abc import Mapping

from imagin.missions.v1 import missions_pb2
from imagin.portal.v1 import portal_pb2
from services.portal.models import Application


def row(mission: missions_pb2.PortalMission, applications: Mapping[str, Application]) -> portal_pb2.PortalRow:
    """A mission with the application that it opens. An application that this academy does not know is a closed one."""
    target = mission.convened.mission.portal_target
    code = missions_pb2.PortalTarget.Name(target).removeprefix("PORTAL_TARGET_")
    known = applications.get(code)
    return portal_pb2.PortalRow(
        mission=mission,
        application=portal_pb2.Application(
            code=code, name=known.name if known else code, is_open=bool(known and known.is_open)
        ),
    )
