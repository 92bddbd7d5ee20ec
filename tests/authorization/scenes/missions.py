"""Convocations of a person, and letters of a gestionnaire."""

from typing import Final

from kit import jobs
from services.missions import tasks
from tests.authorization.stage import MANAGER, Make, Scene, Stage
from tests.gateway import crowd

SESSION: Final = "2026"
# Few people are convened to one of them, and some convocations to the other are not official.
SMALL, DRAFTED = "DCL", "BTS"


def _convocation(number: str) -> Make:
    """A convocation of somebody new."""

    def make(stage: Stage) -> Scene:
        owner = stage.welcome()
        question = (
            "SELECT c.id FROM convocations c JOIN missions m ON m.id = c.mission_id"
            " WHERE c.identifier = :who AND m.number = :number"
        )
        (found,) = stage.site.ask("missions", question, who=owner, number=number)
        return Scene(owner, {"convocation": str(found), "number": number})

    return make


def _draft(stage: Stage) -> Scene:
    """A convocation that is not official yet."""
    question = (
        "SELECT c.id, c.identifier, m.number FROM convocations c JOIN missions m ON m.id = c.mission_id"
        " WHERE NOT c.is_official ORDER BY c.identifier DESC LIMIT 1"
    )
    found, owner, number = stage.site.ask("missions", question)
    return Scene(stage.welcome(owner), {"convocation": str(found), "number": number})


def _letters(stage: Stage) -> Scene:
    """Letters that a gestionnaire asked for."""
    owner = stage.welcome()
    request = {"session": SESSION, "exam_code": SMALL}
    (job,) = stage.do("ConvocationsService.StartLetters", request, owner, MANAGER).replies
    return Scene(owner, {"job": job.id, "session": SESSION, "exam": SMALL})


def _ready(stage: Stage) -> Scene:
    """And that are there."""
    scene = _letters(stage)
    run = jobs.claim(stage.site.services.started["missions"].process, scene.values["job"])
    run.execute(tasks.edit_letters)
    return scene


def _old(stage: Stage) -> Scene:
    """The passwords in them have been lying there for more than a day."""
    scene = _ready(stage)
    aged = "UPDATE kit.jobs SET end_time = end_time - interval '2 days' WHERE id = :job"
    stage.site.execute("missions", aged, job=scene.values["job"])
    return scene


def _group(stage: Stage) -> Scene:
    return Scene(stage.welcome(), {"session": SESSION, "exam": DRAFTED})


MISSIONS: Final[dict[tuple[str, str], Make]] = {
    ("convocation", "official"): _convocation(crowd.SANTORIN),
    ("convocation", "cancelled"): _convocation(crowd.CANCELLED),
    ("convocation", "draft"): _draft,
    ("letters", "ready"): _ready,
    ("letters", "queued"): _letters,
    ("letters", "old"): _old,
    ("group", "drafted"): _group,
}
