"""Claims in each of their states, juries, fees that may be put together."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from tests.authorization.stage import JURY, MANAGER, MEMBER, Make, Scene, Stage
from tests.authorization.table import filled
from tests.gateway import crowd
from tests.gateway.test_desk_groups import ORALS
from tests.gateway.test_on_behalf import CLOSED
from tests.gateway.world import PRODUCED

# After the mission whose fee the gestionnaire computes.
OVER: Final = datetime(2026, 6, 27, 6, 0, tzinfo=UTC)

# What is done to a claim until it is in a state, the first ones by its examiner.
Step = tuple[str, Mapping[str, Any]]
ENTER: Final[Step] = ("ClaimsService.UpdateClaim", {"input": {"fee": {"copies": 42}}, "update_mask": "fee"})
VALIDATE: Final[Step] = ("ClaimsService.ValidateClaim", {"is_confirmed": True})
NOT_DONE: Final[Step] = ("ClaimsService.DeclareNotDone", {})
ACCEPT: Final[Step] = ("DeskService.AcceptClaim", {"parts": ["PART_KIND_FEE", "PART_KIND_TRAVEL"]})
CANCEL: Final[Step] = ("DeskService.CancelClaim", {"reason": "Mission saisie deux fois"})


def of_claim(stage: Stage, claim_id: str) -> dict[str, str]:
    """What requests name of a claim, as it is now."""
    question = "SELECT version, mission_id, convocation_id, mission_number FROM claims WHERE id = :one"
    found = map(str, stage.site.ask("expenses", question, one=claim_id))
    return {"claim": claim_id} | dict(zip(("version", "mission", "convocation", "number"), found, strict=True))


def find_claim(stage: Stage, identifier: str, number: str) -> str:
    """The id of the claim of a person for a mission."""
    question = "SELECT id FROM claims WHERE identifier = :who AND mission_number = :number"
    return str(stage.site.ask("expenses", question, who=identifier, number=number)[0])


def take(stage: Stage, owner: str, claim_id: str, *steps: Step) -> dict[str, str]:
    """Do these things to a claim; what requests name of it then."""
    for row_name, request in steps:
        whole = filled({"id": "{claim}", "version": "{version}", **request}, of_claim(stage, claim_id))
        if row_name.startswith("DeskService"):
            stage.do(row_name, whole, stage.people["manager"], MANAGER)
        else:
            stage.do(row_name, whole, owner)
    return of_claim(stage, claim_id)


def _claim(*steps: Step, number: str = crowd.MARKING, clock: datetime = PRODUCED) -> Make:
    """A claim of somebody new with what was done to it."""

    def make(stage: Stage) -> Scene:
        owner = stage.welcome()
        return Scene(owner, take(stage, owner, find_claim(stage, owner, number), *steps), clock)

    return make


def _jury(clock: datetime = PRODUCED) -> Make:
    """The claim of a member of a jury: the president enters its fee, and nothing else."""

    def make(stage: Stage) -> Scene:
        owner = stage.welcome(MEMBER)
        values = of_claim(stage, find_claim(stage, MEMBER, JURY))
        (jury,) = stage.do(
            "DeskService.GetJury", {"mission_id": values["mission"]}, stage.people["manager"], MANAGER
        ).replies
        (entry,) = (member.version for member in jury.members if member.claim_id == values["claim"])
        return Scene(owner, {**values, "entry": str(entry)}, clock)

    return make


def _orals(identifier: str, *, is_grouped: bool = False) -> Make:
    """Orals of somebody, half a day each, whose fees may be put together."""

    def make(stage: Stage) -> Scene:
        owner = stage.welcome(identifier)
        first, second = (find_claim(stage, owner, number) for number in ORALS[owner][:2])
        for claim_id in (first, second):
            take(stage, owner, claim_id, _half_day(stage, claim_id), VALIDATE)
        steps = [("DeskService.GroupFees", {"member_claim_ids": [second]})] if is_grouped else []
        return Scene(owner, {**take(stage, owner, first, *steps), "other": second})

    return make


def _half_day(stage: Stage, claim_id: str) -> Step:
    (day,) = stage.site.ask("expenses", "SELECT start_wall_time FROM claims WHERE id = :one", one=claim_id)
    worked = {
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "start_time": {"hours": 8},
        "end_time": {"hours": 12},
    }
    return "ClaimsService.UpdateClaim", {
        "input": {"fee": {"half_days": {"half_days": [worked]}}},
        "update_mask": "fee",
    }


CLAIMS: Final[dict[tuple[str, str], Make]] = {
    ("claim", "open"): _claim(ENTER),
    ("claim", "validated"): _claim(ENTER, VALIDATE),
    ("claim", "accepted"): _claim(ENTER, VALIDATE, ACCEPT),
    ("claim", "cancelled"): _claim(ENTER, CANCEL),
    ("claim", "not_done"): _claim(NOT_DONE),
    ("claim", "presided"): _jury(),
    ("claim", "closed"): _claim(ENTER, clock=CLOSED),
    ("claim", "closed_validated"): _claim(ENTER, VALIDATE, clock=CLOSED),
    ("undone", "open"): _claim(NOT_DONE),
    ("undone", "closed"): _claim(NOT_DONE, clock=CLOSED),
    ("handled", "over"): _claim(number=crowd.HANDLED, clock=OVER),
    ("returned", "done"): _claim(number=crowd.SANTORIN),
    ("jury", "open"): _jury(),
    ("jury", "closed"): _jury(CLOSED),
    ("orals", "apart"): _orals("ESI429668"),
    ("orals", "grouped"): _orals("ESI537890", is_grouped=True),
}
