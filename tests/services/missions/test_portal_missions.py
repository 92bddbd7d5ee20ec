"""Missions that open a partner application, as portal asks for them."""

from datetime import timedelta

import grpc
import pytest

from imagin.access.v1 import access_pb2
from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests.conftest import NOON
from tests.feeding import load_one
from tests.refusals import refused
from tests.services.missions.conftest import ANAIS, PAUL, Academy
from tests.services.missions.examples import a_convocation, a_mission


def portal(academy: Academy) -> pb_grpc.PortalMissionsServiceStub:
    return academy.missions.stub(pb_grpc.PortalMissionsServiceStub, service="portal")


def a_return(mission: str, identifier: str, state: str, *, hours_ago: int) -> dict[str, object]:
    at = NOON - timedelta(hours=hours_ago)
    return {"mission": mission, "identifier": identifier, "state": state, "copies": 3, "candidates": 0} | {
        "done": state == "SERVICE_FAIT",
        "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
    }


def test_portal_missions_come_by_date_with_the_newest_state_of_marking(academy: Academy) -> None:
    """S-POR-1. What is cancelled, not official, without portal or another person's is left out."""
    academy.convene(
        [
            a_mission("SI1", portal="SANTORIN", fee="SANTORIN", start_date="2026-06-14"),
            a_mission("SI2", portal="CYCLADES", start_date="2026-06-10"),
            a_mission("SI3", portal="SANTORIN", fee="SANTORIN", start_date="2026-06-12"),
            a_mission("SI4"),
            a_mission("SI5", portal="SANTORIN", fee="SANTORIN"),
            a_mission("SI6", portal="SANTORIN", fee="SANTORIN"),
        ],
        [
            a_convocation("SI1", ANAIS),
            a_convocation("SI2", ANAIS),
            a_convocation("SI3", ANAIS),
            a_convocation("SI4", ANAIS),
            a_convocation("SI5", ANAIS, cancelled=True),
            a_convocation("SI6", ANAIS, official=False),
            a_convocation("SI3", PAUL),
        ],
    )
    returns = [
        a_return("SI1", ANAIS, "A_CORRIGER", hours_ago=30),
        a_return("SI1", ANAIS, "SERVICE_FAIT", hours_ago=2),
        a_return("SI1", ANAIS, "A_NUMERISER", hours_ago=20),
        a_return("SI3", PAUL, "A_NUMERISER", hours_ago=1),
    ]
    assert load_one(academy.missions, "santorin.jsonl", returns).refused == 0
    stub, wanted = portal(academy), pb.ListPortalMissionsRequest(person_id=academy.id_of(ANAIS))
    academy.services.counter.reset()
    rows = stub.ListPortalMissions(wanted).missions
    assert len(academy.services.counter.statements) == 1
    assert [(row.convened.mission.number, row.convened.mission.portal_target, row.marking_state) for row in rows] == [
        ("SI2", pb.PORTAL_TARGET_CYCLADES, pb.MARKING_STATE_UNSPECIFIED),
        ("SI3", pb.PORTAL_TARGET_SANTORIN, pb.MARKING_STATE_UNSPECIFIED),
        ("SI1", pb.PORTAL_TARGET_SANTORIN, pb.MARKING_STATE_DONE),
    ]
    (theirs,) = stub.ListPortalMissions(pb.ListPortalMissionsRequest(person_id=academy.id_of(PAUL))).missions
    assert theirs.marking_state == pb.MARKING_STATE_TO_SCAN
    assert not stub.ListPortalMissions(pb.ListPortalMissionsRequest(person_id=new_id())).missions
    assert refused(stub.ListPortalMissions, pb.ListPortalMissionsRequest(person_id="x")).reason == "NOT_FOUND"


@pytest.mark.parametrize("service", ["gateway", "expenses", "survey", "loader"])
def test_portal_alone_asks_for_the_missions_of_somebody(academy: Academy, service: str) -> None:
    wanted = pb.ListPortalMissionsRequest(person_id=academy.id_of(ANAIS))
    others = academy.missions.stub(pb_grpc.PortalMissionsServiceStub, service=service)
    assert refused(others.ListPortalMissions, wanted).code in {
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.UNAUTHENTICATED,
    }
    manager = academy.missions.stub_for(pb_grpc.PortalMissionsServiceStub, new_id(), access_pb2.ROLE_MANAGER)
    assert refused(manager.ListPortalMissions, wanted).reason == "ACCESS_DENIED"
