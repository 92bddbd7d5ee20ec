"""The commands of survey: `python -m services.survey serve|migrate`."""

from collections.abc import Sequence

from kit.command import Service, run
from kit.process import Process
from kit.servicer import Servicer
from services.survey.servicer import SurveyServicer
from services.survey.settings import SurveySettings


def servicers(process: Process) -> list[Servicer]:
    return [SurveyServicer(process)]


SERVICE = Service("survey", SurveySettings, servicers)


def main(arguments: Sequence[str] | None = None) -> None:
    run(SERVICE, arguments)


if __name__ == "__main__":
    main()
