"""The commands of missions: `python -m services.missions serve|migrate|worker`."""

from kit.command import Service, run
from kit.feeds.servicer import FeedsServicer
from kit.process import Process
from kit.servicer import Servicer
from services.missions import tasks
from services.missions.feeds import FILES
from services.missions.servicer.convocations import ConvocationsServicer
from services.missions.servicer.missions import MissionsServicer, PortalMissionsServicer
from services.missions.servicer.reference import ReferenceServicer
from services.missions.settings import MissionsSettings

FORGET_SECONDS = 600.0


def servicers(process: Process) -> list[Servicer]:
    settings = tasks.settings_of(process)
    process.chores.add("old letters", FORGET_SECONDS, lambda: tasks.forget_old_letters(process))
    return [
        MissionsServicer(process, settings),
        PortalMissionsServicer(process),
        ConvocationsServicer(process, settings),
        ReferenceServicer(process),
        FeedsServicer(process, FILES),
    ]


SERVICE = Service(
    "missions",
    MissionsSettings,
    servicers,
    jobs={tasks.LETTERS: tasks.edit_letters, tasks.OFFICIAL_RUN: tasks.make_official},
)


if __name__ == "__main__":
    run(SERVICE)
