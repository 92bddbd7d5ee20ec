"""The commands of portal: `python -m services.portal serve|migrate`."""

from collections.abc import Sequence

from kit.command import Service, run
from kit.process import Process
from kit.servicer import Servicer
from services.portal.servicer import PortalServicer
from services.portal.settings import PortalSettings


def servicers(process: Process) -> list[Servicer]:
    return [PortalServicer(process)]


SERVICE = Service("portal", PortalSettings, servicers)


def main(arguments: Sequence[str] | None = None) -> None:
    run(SERVICE, arguments)


if __name__ == "__main__":
    main()
