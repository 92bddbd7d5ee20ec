"""The commands of survey: `python -m services.survey serve|migrate`."""

from kit.command import Service, run
from kit.feeds.servicer import FeedsServicer
from kit.process import Process
from kit.servicer import Servicer
from services.survey.feeds import FILES
from services.survey.servicer import SurveyServicer
from services.survey.settings import SurveySettings


def servicers(process: Process) -> list[Servicer]:
    return [SurveyServicer(process), FeedsServicer(process, FILES)]


SERVICE = Service("survey", SurveySettings, servicers)


if __name__ == "__main__":
    run(SERVICE)
