"""Claims in each of their states, juries, fees that may be put together."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from tests.authorization.stage import MANAGER, PRESIDENT, Make, Scene, Stage
from tests.authorization.table import filled
from tests.gateway import crowd
from tests.gateway.test_desk_groups import ORALS
from tests.gateway.test_on_behalf import CLOSED
from tests.gateway.world import PRODUCED

# After the mission whose fee the gestionnaire computes.
OVER: Final = datetime(2026, 6, 27, 6, 0, tzinfo=UTC)

TRIP: Final = "0197a3c0-5b1e-7a44-9f0a-2f6a1c9d0101"
# What is done to a claim until it is in a state, the first ones by its examiner.
Step = tuple[str, Mapping[str, Any]]
VALIDATE: Final[Step] = ("ClaimsService.ValidateClaim", {"is_confirmed": True})
NOT_DONE: Final[Step] = ("ClaimsService.DeclareNotDone", {})
ACCEPT: Final[Step] = ("DeskService.AcceptClaim", {"parts": ["PART_KIND_FEE", "PART_KIND_TRAVEL"]})
CANCEL: Final[Step] = ("DeskService.CancelClaim", {"reason": "Mission saisie deux fois"})


def of_claim(stage: Stage, claim_id: str) -> dict[str, str]:
    """What requests name of a claim, as it is now."""
    columns = {
        "version": "version",
        "mission": "mission_id",
        "convocation": "convocation_id",
        "number": "mission_number",
        "home": "home ->> 'code'",
        "centre": "centre_commune ->> 'code'",
    }
    question = f"SELECT {', '.join(columns.values())} FROM claims WHERE id = :one"
    found = map(str, stage.site.ask("expenses", question, one=claim_id))
    return {"claim": claim_id, "trip": TRIP} | dict(zip(columns, found, strict=True))


def find_claim(stage: Stage, identifier: str, number: str) -> str:
    """The id of the claim of a person for a mission."""
    question = "SELECT id FROM claims WHERE identifier = :who AND mission_number = :number"
    return str(stage.site.ask("expenses", question, who=identifier, number=number)[0])


def take(stage: Stage, owner: str, claim_id: str, *steps: Step | Callable[[Stage, str, str], Step]) -> dict[str, str]:
    """Do these things to a claim; what requests name of it then."""
    for step in steps:
        row_name, request = step(stage, owner, claim_id) if callable(step) else step
        whole = filled({"id": "{claim}", "version": "{version}", **request}, of_claim(stage, claim_id))
        if row_name.startswith("DeskService"):
            stage.do(row_name, whole, stage.people["manager"], MANAGER)
        else:
            stage.do(row_name, whole, owner)
    return of_claim(stage, claim_id)


def enter(stage: Stage, owner: str, claim_id: str) -> Step:
    """Copies, and a journey from home to the centre and back."""
    (claim,) = stage.do("ClaimsService.GetClaim", {"id": claim_id}, owner).replies
    first, last = (
        {"year": day.year, "month": day.month, "day": day.day}
        for day in (claim.mission.start_date, claim.mission.end_date)
    )
    trip = {
        "id": TRIP,
        "departure_town": {"code": claim.departure_towns[0].code},
        "arrival_town": {"code": claim.mission.centre.commune.code},
        "departure_date": first,
        "departure_time": {"hours": 7},
        "return_date": last,
        "return_time": {"hours": 19},
        "mode": "MODE_CAR",
        "power_cv": 5,
        "distance_hectometres": 100,
        "one_way_count": 2,
    }
    entered = {"fee": {"copies": 42}, "travel": {"trips": [trip]}}
    return "ClaimsService.UpdateClaim", {"input": entered, "update_mask": "fee,travel"}


def _claim(
    *steps: Step | Callable[[Stage, str, str], Step], number: str = crowd.MARKING, clock: datetime = PRODUCED
) -> Make:
    """A claim of somebody new with what was done to it."""

    def make(stage: Stage) -> Scene:
        owner = stage.welcome()
        return Scene(owner, take(stage, owner, find_claim(stage, owner, number), *steps), clock)

    return make


def _jury(
    number: str = "SI10111", president: str = PRESIDENT, clock: datetime = PRODUCED, *, is_entered: bool = False
) -> Make:
    """The claim of a member of a jury: the president enters its fee, and nothing else."""

    def make(stage: Stage) -> Scene:
        question = "SELECT identifier FROM claims WHERE mission_number = :number AND jury_capacity = 'Membre' LIMIT 1"
        (member,) = stage.site.ask("expenses", question, number=number)
        owner, head = stage.welcome(member), stage.welcome(president)
        values = of_claim(stage, find_claim(stage, owner, number))
        if is_entered:
            entry = {"claim_id": values["claim"], "version": _entry(stage, head, values), "fee": {"copies": 42}}
            stage.do("JuryService.RecordJury", {"mission_id": values["mission"], "entries": [entry]}, head)
        told = {"entry": _entry(stage, head, values), "jury": str(_read(stage, head, values).version)}
        return Scene(owner, values | told, clock, {"president": head})

    return make


def _entry(stage: Stage, president: str, values: Mapping[str, str]) -> str:
    """The version of what is entered for a member."""
    members = _read(stage, president, values).members
    return str(next(member.version for member in members if member.claim_id == values["claim"]))


def _read(stage: Stage, president: str, values: Mapping[str, str]) -> Any:
    return stage.do("JuryService.GetJury", {"mission_id": values["mission"]}, president).replies[0]


def _abroad(stage: Stage) -> Scene:
    """The demonstration has no mission abroad: the travel of one becomes the gestionnaire's."""
    scene = _claim()(stage)
    change = "UPDATE claim_parts SET provider = 'MANAGER' WHERE claim_id = :claim AND kind = 'TRAVEL'"
    stage.site.execute("expenses", change, claim=scene.values["claim"])
    return scene


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
    ("claim", "open"): _claim(enter),
    ("claim", "validated"): _claim(enter, VALIDATE),
    ("claim", "accepted"): _claim(enter, VALIDATE, ACCEPT),
    ("claim", "cancelled"): _claim(enter, CANCEL),
    ("claim", "not_done"): _claim(NOT_DONE),
    ("claim", "presided"): _jury(),
    ("claim", "closed"): _claim(enter, clock=CLOSED),
    ("claim", "closed_validated"): _claim(enter, VALIDATE, clock=CLOSED),
    ("trip", "open"): _claim(enter),
    ("trip", "validated"): _claim(enter, VALIDATE),
    ("trip", "closed"): _claim(enter, clock=CLOSED),
    ("undone", "open"): _claim(NOT_DONE),
    ("undone", "closed"): _claim(NOT_DONE, clock=CLOSED),
    ("handled", "over"): _claim(number=crowd.HANDLED, clock=OVER),
    ("returned", "done"): _claim(number=crowd.SANTORIN),
    ("jury", "open"): _jury(),
    ("jury", "closed"): _jury(clock=CLOSED),
    ("jury", "entered"): _jury("SI10318", "ESI124889", is_entered=True),
    ("jury", "entered_closed"): _jury("SI10528", "ESI381107", CLOSED, is_entered=True),
    ("abroad", "over"): _abroad,
    ("orals", "apart"): _orals("ESI429668"),
    ("orals", "grouped"): _orals("ESI537890", is_grouped=True),
}
