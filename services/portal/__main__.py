"""The commands of portal: `python -m services.portal serve|migrate`."""

from kit.command import Service, run
from kit.feeds.servicer import FeedsServicer
from kit.process import Process
from kit.servicer import Servicer
from services.portal.feeds import FILES
from services.portal.servicer import PortalServicer
from services.portal.settings import PortalSettings


def servicers(process: Process) -> list[Servicer]:
    return [PortalServicer(process), FeedsServicer(process, FILES)]


SERVICE = Service("portal", PortalSettings, servicers)


if __name__ == "__main__":
    run(SERVICE)
