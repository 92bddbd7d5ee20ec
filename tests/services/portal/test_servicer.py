"""Portal missions of a person: fetched from missions, each with the application that it opens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import grpc
import pytest

from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.missions.v1 import missions_pb2
from imagin.portal.v1 import portal_pb2 as pb
from imagin.portal.v1 import portal_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.conftest import Databases, Services
from tests.feeding import ROOT, demo, load, load_communes, load_one
from tests.refusals import refused
from tests.starting import shared_services, start_auth, start_missions

# The demonstration stands here, and its people with the most different portal missions.
PRODUCED = datetime(2026, 6, 25, 6, tzinfo=UTC)
PEOPLE = ("ESI224632", "ESI247448", "ESI569185", "ESI176071")

STATES = {
    None: missions_pb2.MARKING_STATE_UNSPECIFIED,
    "A_CORRIGER": missions_pb2.MARKING_STATE_TO_MARK,
    "A_NUMERISER": missions_pb2.MARKING_STATE_TO_SCAN,
    "SERVICE_FAIT": missions_pb2.MARKING_STATE_DONE,
}


@dataclass
class World:
    services: Services

    def id_of(self, identifier: str) -> str:
        people = self.services.started["auth"].stub(auth_pb2_grpc.PeopleServiceStub, service="portal")
        (person,) = people.BatchGetPeople(auth_pb2.BatchGetPeopleRequest(identifiers=[identifier])).people
        return person.summary.id

    def portal_of(self, identifier: str) -> pb_grpc.PortalServiceStub:
        return self.services.started["portal"].stub_for(pb_grpc.PortalServiceStub, self.id_of(identifier))

    def rows(self, identifier: str) -> list[pb.PortalRow]:
        return list(self.portal_of(identifier).ListPortalMissions(pb.ListPortalMissionsRequest()).rows)


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """What the demonstration says of some people, in real services."""
    folder = tmp_path_factory.mktemp("portal")
    with shared_services(databases) as services:
        auth, missions = start_auth(services, folder), start_missions(services, folder)
        missions.process.clock.set(PRODUCED)
        portal = services.start("portal")
        load_communes(missions)
        load(auth, {"people.jsonl": [person for person in demo("people") if person["identifier"] in PEOPLE]})
        convocations = [each for each in demo("convocations") if each["identifier"] in PEOPLE]
        numbers = {each["mission"] for each in convocations}
        loaded = load(
            missions,
            {
                "missions.jsonl": [each for each in demo("missions") if each["number"] in numbers],
                "convocations.jsonl": convocations,
                "santorin.jsonl": [each for each in demo("santorin") if each["identifier"] in PEOPLE],
            },
        )
        assert sum(result.refused for result in loaded.values()) == 0
        reference = (ROOT / "reference" / "applications.jsonl").read_bytes()
        assert load_one(portal, "applications.jsonl", reference, academy="*").accepted == 3
        yield World(services)


def expected(identifier: str) -> list[tuple[str, str, int]]:
    """Number, application and state of marking of the portal missions of a person, read from the files."""
    missions = {each["number"]: each for each in demo("missions")}
    states: dict[str, str] = {}
    for each in sorted(demo("santorin"), key=lambda each: each["at"]):
        if each["identifier"] == identifier:
            states[each["mission"]] = each["state"]
    shown = [
        missions[each["mission"]]
        for each in demo("convocations")
        if each["identifier"] == identifier and each["official"] and not each["cancelled"]
    ]
    shown.sort(key=lambda mission: (mission["start_date"], mission["start_time"], mission["number"]))
    return [
        (mission["number"], mission["portal"], STATES[states.get(mission["number"])])
        for mission in shown
        if mission["portal"]
    ]


@pytest.mark.parametrize("identifier", PEOPLE)
def test_the_rows_are_the_portal_missions_of_the_person_with_their_state_of_marking(
    world: World, identifier: str
) -> None:
    """S-POR-1."""
    rows = [
        (row.mission.convened.mission.number, row.application.code, row.mission.marking_state)
        for row in world.rows(identifier)
    ]
    assert rows == expected(identifier)
    assert rows


def test_the_demonstration_shows_every_state_and_both_applications() -> None:
    everything = [row for identifier in PEOPLE for row in expected(identifier)]
    assert {application for _, application, _ in everything} == {"SANTORIN", "CYCLADES"}
    assert {state for *_, state in everything} >= {
        missions_pb2.MARKING_STATE_UNSPECIFIED,
        missions_pb2.MARKING_STATE_TO_MARK,
        missions_pb2.MARKING_STATE_DONE,
    }


def test_a_page_costs_one_call_to_missions_and_one_statement_here(world: World) -> None:
    stub, counter = world.portal_of(PEOPLE[0]), world.services.counter
    counter.reset()
    stub.ListPortalMissions(pb.ListPortalMissionsRequest())
    assert counter.calls == [
        "/imagin.portal.v1.PortalService/ListPortalMissions",
        "/imagin.missions.v1.PortalMissionsService/ListPortalMissions",
    ]
    assert len(counter.statements) == 2


def test_doors_are_closed_until_the_academy_opens_them_and_stay_as_it_left_them(world: World) -> None:
    portal = world.services.started["portal"]
    assert {row.application.is_open for row in world.rows("ESI224632")} == {False}
    opened = [{"code": "SANTORIN", "name": "SANTORIN", "open": True}]
    assert load_one(portal, "applications.jsonl", opened).accepted == 1
    reference = (ROOT / "reference" / "applications.jsonl").read_bytes()
    again = load_one(portal, "applications.jsonl", reference, academy="*")
    assert (again.accepted, again.unchanged) == (0, 3)
    assert {row.application.is_open for row in world.rows("ESI224632")} == {True}
    assert {(row.application.code, row.application.is_open) for row in world.rows("ESI247448")} == {
        ("SANTORIN", True),
        ("CYCLADES", False),
    }


def test_an_application_that_nobody_loaded_is_a_closed_door_with_its_code_for_a_name(
    services: Services, world: World
) -> None:
    bare = services.start("portal")
    services.addresses["missions"] = world.services.addresses["missions"]
    stub = bare.stub_for(pb_grpc.PortalServiceStub, world.id_of("ESI224632"))
    rows = stub.ListPortalMissions(pb.ListPortalMissionsRequest()).rows
    assert {(row.application.name, row.application.is_open) for row in rows} == {("SANTORIN", False)}


def test_somebody_without_portal_missions_gets_an_empty_list(world: World) -> None:
    stub = world.services.started["portal"].stub_for(pb_grpc.PortalServiceStub, new_id())
    assert not stub.ListPortalMissions(pb.ListPortalMissionsRequest()).rows


def test_while_missions_does_not_answer_the_person_is_told_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = world.portal_of("ESI224632")
    monkeypatch.setitem(world.services.addresses, "missions", "127.0.0.1:1")
    world.services.started["portal"].process.channels.close()
    answer = refused(stub.ListPortalMissions, pb.ListPortalMissionsRequest())
    assert (answer.reason, answer.code) == ("UNAVAILABLE", grpc.StatusCode.UNAVAILABLE)
    assert answer.message.startswith("Le service ne répond pas pour le moment.")
    world.services.started["portal"].process.channels.close()


@pytest.mark.parametrize("service", ["gateway", "missions", "expenses", "loader"])
def test_no_process_asks_without_a_person(world: World, service: str) -> None:
    stub = world.services.started["portal"].stub(pb_grpc.PortalServiceStub, service=service)
    assert refused(stub.ListPortalMissions, pb.ListPortalMissionsRequest()).code in {
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.UNAUTHENTICATED,
    }


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([{"code": "SANTORIN", "name": ""}], [(1, "name", "EMPTY")]),
        ([{"code": "SAN TORIN", "name": "x"}], [(1, "code", "BAD_FORM")]),
        ([{"code": "X", "name": "x", "open": "yes"}], [(1, "open", "NOT_FLAG")]),
    ],
)
def test_a_wrong_line_is_named(services: Services, lines: list[dict[str, object]], said: list[object]) -> None:
    assert load_one(services.start("portal"), "applications.jsonl", lines).said == said
