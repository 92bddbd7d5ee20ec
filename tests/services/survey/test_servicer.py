"""The DCS survey: for DCS teachers, between its opening and its closing by the business clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.survey.v1 import survey_pb2 as pb
from imagin.survey.v1 import survey_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.conftest import NOON, Databases, Services
from tests.feeding import demo, load, load_one
from tests.refusals import refused
from tests.starting import shared_services, start_auth

QUESTIONNAIRES, STEPS = demo("questionnaires"), demo("questionnaire_steps")
OPENING, CLOSING = datetime(2026, 6, 1, 6, tzinfo=UTC), datetime(2026, 7, 10, 22, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WANTED = pb.GetOpenQuestionnaireRequest()

TEACHER = next(person for person in demo("people") if person["dcs_teacher"])
OTHER = next(person for person in demo("people") if not person["dcs_teacher"] and not person["roles"])


class World:
    """The survey of the demonstration, a teacher whom it concerns and somebody else."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services = services
        load(start_auth(services, folder), {"people.jsonl": [TEACHER, OTHER]})
        self.survey = services.start("survey")
        loaded = load(self.survey, {"questionnaires.jsonl": QUESTIONNAIRES, "questionnaire_steps.jsonl": STEPS})
        assert [result.accepted for result in loaded.values()] == [1, 6]

    def survey_of(self, person: dict[str, str]) -> pb_grpc.SurveyServiceStub:
        people = self.services.started["auth"].stub(auth_pb2_grpc.PeopleServiceStub, service="survey")
        wanted = auth_pb2.BatchGetPeopleRequest(identifiers=[person["identifier"]])
        (found,) = people.BatchGetPeople(wanted).people
        return self.survey.stub_for(pb_grpc.SurveyServiceStub, found.summary.id)

    def at(self, now: datetime) -> None:
        self.survey.process.clock.set(now)


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with shared_services(databases) as services:
        yield World(services, tmp_path_factory.mktemp("survey"))


@pytest.fixture
def own_world(services: Services, tmp_path: Path) -> World:
    """For a test that changes it."""
    return World(services, tmp_path)


def test_a_dcs_teacher_finds_the_open_questionnaire_with_its_six_steps(world: World) -> None:
    """S-DCS-1."""
    stub, counter = world.survey_of(TEACHER), world.services.counter
    stub.GetOpenQuestionnaire(WANTED)
    counter.reset()
    shown = stub.GetOpenQuestionnaire(WANTED)
    assert (len(counter.calls), len(counter.statements)) == (2, 4), "two in auth, two here"
    assert shown.title == "Enquête DCS, session 2026"
    assert (shown.open_time.ToDatetime(UTC), shown.close_time.ToDatetime(UTC)) == (OPENING, CLOSING)
    assert [step.title for step in shown.steps] == [
        "Activité",
        "Établissements",
        "Enseignements (UE)",
        "VAE",
        "Épreuves écrites DSCG/DCG",
        "Épreuves orales DSCG/DCG",
    ]
    assert shown.steps[1].key == "establishments"


def test_somebody_else_is_told_whom_the_survey_is_for(world: World) -> None:
    answer = refused(world.survey_of(OTHER).GetOpenQuestionnaire, WANTED)
    assert (answer.reason, answer.code) == ("NOT_DCS_TEACHER", grpc.StatusCode.PERMISSION_DENIED)
    unknown = world.survey.stub_for(pb_grpc.SurveyServiceStub, new_id())
    assert refused(unknown.GetOpenQuestionnaire, WANTED).reason == "NOT_DCS_TEACHER"


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        (OPENING - SECOND, False),
        (OPENING, True),
        (CLOSING - SECOND, True),
        (CLOSING, False),
    ],
)
def test_the_business_clock_opens_and_closes_it(world: World, now: datetime, is_open: bool) -> None:
    stub = world.survey_of(TEACHER)
    world.at(now)
    if is_open:
        assert stub.GetOpenQuestionnaire(WANTED).steps
    else:
        answer = refused(stub.GetOpenQuestionnaire, WANTED)
        assert (answer.reason, answer.code) == ("NO_OPEN_QUESTIONNAIRE", grpc.StatusCode.NOT_FOUND)
    world.at(NOON)


def test_of_two_open_questionnaires_the_last_opened_is_shown(own_world: World) -> None:
    later = QUESTIONNAIRES[0] | {"key": "dcs-2026-bis", "title": "Second envoi", "open": "2026-06-10T00:00:00Z"}
    load_one(own_world.survey, "questionnaires.jsonl", [later])
    assert own_world.survey_of(TEACHER).GetOpenQuestionnaire(WANTED).title == "Second envoi"


def test_the_academy_puts_off_the_closing_by_a_later_feed(own_world: World) -> None:
    """S-DCS-3."""
    stub = own_world.survey_of(TEACHER)
    before = stub.GetOpenQuestionnaire(WANTED)
    longer = [QUESTIONNAIRES[0] | {"close": "2026-07-31T22:00:00Z"}]
    assert load_one(own_world.survey, "questionnaires.jsonl", longer).accepted == 1
    assert load_one(own_world.survey, "questionnaires.jsonl", longer).unchanged == 1
    own_world.at(CLOSING)
    shown = stub.GetOpenQuestionnaire(WANTED)
    assert (shown.id, len(shown.steps)) == (before.id, 6)


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("questionnaires", {"close": "2026-06-01T06:00:00Z"}, [(1, "close", "CLOSES_BEFORE_OPENING")]),
        ("questionnaires", {"key": "Enquête"}, [(1, "key", "BAD_FORM")]),
        ("questionnaires", {"open": "2026-06-01"}, [(1, "open", "NOT_INSTANT")]),
        ("questionnaire_steps", {"questionnaire": "dcs-1999"}, [(1, "questionnaire", "REFERENCE_UNKNOWN")]),
        ("questionnaire_steps", {"position": 0}, [(1, "position", "OUT_OF_BOUNDS")]),
    ],
)
def test_a_wrong_line_is_named(world: World, file: str, line: dict[str, object], said: list[object]) -> None:
    usual = {"questionnaires": QUESTIONNAIRES, "questionnaire_steps": STEPS}[file][0]
    assert load_one(world.survey, f"{file}.jsonl", [usual | line]).said == said


def test_a_step_of_a_refused_questionnaire_names_the_first_cause(world: World) -> None:
    wrong = [QUESTIONNAIRES[0] | {"close": "2020-01-01T00:00:00Z"}]
    results = load(world.survey, {"questionnaires.jsonl": wrong, "questionnaire_steps.jsonl": STEPS})
    assert {code for *_, code in results["questionnaire_steps.jsonl"].said} == {"REFERENCE_REFUSED"}


def test_a_dry_run_keeps_nothing(services: Services) -> None:
    started = services.start("survey")
    files = {"questionnaires.jsonl": QUESTIONNAIRES, "questionnaire_steps.jsonl": STEPS}
    assert [result.accepted for result in load(started, files, dry_run=True).values()] == [1, 6]
    assert [result.accepted for result in load(started, files).values()] == [1, 6]


def test_while_auth_does_not_answer_the_person_is_told_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = world.survey_of(TEACHER)
    monkeypatch.setitem(world.services.addresses, "auth", "127.0.0.1:1")
    world.survey.process.channels.close()
    assert refused(stub.GetOpenQuestionnaire, WANTED).reason == "UNAVAILABLE"
    # The next test finds auth again.
    world.survey.process.channels.close()


@pytest.mark.parametrize("service", ["gateway", "portal", "loader"])
def test_no_process_asks_without_a_person(world: World, service: str) -> None:
    stub = world.survey.stub(pb_grpc.SurveyServiceStub, service=service)
    assert refused(stub.GetOpenQuestionnaire, WANTED).code in {
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.UNAUTHENTICATED,
    }
