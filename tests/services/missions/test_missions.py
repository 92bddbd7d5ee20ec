"""What a convened person reads: the list, one mission, the duplicate of its convocation."""

from collections.abc import Iterator

import grpc
import pytest

from imagin.access.v1 import access_pb2
from imagin.auth.v1 import auth_pb2, auth_pb2_grpc
from imagin.missions.v1 import missions_pb2 as pb
from imagin.missions.v1 import missions_pb2_grpc as pb_grpc
from kit.identifiers import new_id
from tests import pdf_reading
from tests.conftest import Databases
from tests.refusals import refused
from tests.services.missions.conftest import ANAIS, DESK, PAUL, Academy
from tests.services.missions.examples import a_convocation, a_mission
from tests.starting import shared_services

SORT = pb.ListMissionsRequest


@pytest.fixture(scope="module")
def convened(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Academy]:
    """Anaïs is convened to four missions of two sessions, one of them cancelled; to a fifth one not yet."""
    with shared_services(databases) as services:
        academy = Academy.start(services, tmp_path_factory.mktemp("academy"))
        _convene(academy)
        yield academy


def _convene(academy: Academy) -> None:
    academy.convene(
        [
            a_mission("SI9", label="Épreuve orale", start_date="2026-06-20", end_date="2026-06-20"),
            a_mission(
                "SI10",
                label="Correction de copies",
                exam={"code": "BTS", "label": "Brevet de technicien supérieur"},
                centre={"name": "École Boulle", "commune": "75112", "postcode": "75012"},
            ),
            a_mission("SI11", label="Surveillance", exam={"code": "CAP", "label": "CAP Œnologie"}),
            a_mission("SI8", session="2025", start_date="2025-06-16", end_date="2025-06-17"),
            a_mission("SI12"),
        ],
        [
            a_convocation("SI9", ANAIS, capacity=None),
            a_convocation("SI10", ANAIS, capacity="Présidente", jury_capacity="Vice-présidente"),
            a_convocation("SI11", ANAIS, cancelled=True),
            a_convocation("SI8", ANAIS, issued="2025-05-20"),
            a_convocation("SI12", ANAIS, official=False),
            a_convocation("SI10", PAUL),
        ],
    )


def numbers(reply: pb.ListMissionsResponse) -> list[str]:
    return [convened.mission.number for convened in reply.missions]


def listed(academy: Academy, **request: object) -> list[str]:
    return numbers(academy.missions_of(ANAIS).ListMissions(pb.ListMissionsRequest(**request)))


def test_a_person_sees_the_missions_of_official_convocations_by_date_and_nobody_elses(convened: Academy) -> None:
    """S-MIS-1."""
    reply = convened.missions_of(ANAIS).ListMissions(pb.ListMissionsRequest())
    assert numbers(reply) == ["SI8", "SI10", "SI11", "SI9"]
    assert (list(reply.sessions), reply.total_count) == (["2026", "2025"], 4)
    shown = reply.missions[1]
    assert (shown.capacity, shown.jury_capacity, shown.mission.centre.name) == (
        "Présidente",
        "Vice-présidente",
        "École Boulle",
    )
    assert (shown.mission.start_date.day, shown.mission.start_time.hours, shown.mission.time_zone) == (
        15,
        8,
        "Europe/Paris",
    )
    assert shown.mission.centre.commune.name == "Paris 12e Arrondissement"
    assert listed(convened) == numbers(reply)
    assert numbers(convened.missions_of(PAUL).ListMissions(pb.ListMissionsRequest())) == ["SI10"]
    assert numbers(convened.missions_of(DESK).ListMissions(pb.ListMissionsRequest())) == []


def test_a_cancelled_convocation_stays_in_the_list_and_says_so(convened: Academy) -> None:
    reply = convened.missions_of(ANAIS).ListMissions(pb.ListMissionsRequest())
    assert [shown.mission.number for shown in reply.missions if shown.is_cancelled] == ["SI11"]


def test_a_session_shows_its_own_missions_and_all_sessions_remain_to_be_chosen(convened: Academy) -> None:
    reply = convened.missions_of(ANAIS).ListMissions(pb.ListMissionsRequest(session="2025", search="oral"))
    assert (numbers(reply), list(reply.sessions), reply.total_count) == ([], ["2026", "2025"], 1)
    assert listed(convened, session="2025") == ["SI8"]
    assert listed(convened, session="1999") == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("epreuve", ["SI9"]),
        ("ÉPREUVE  oRale", ["SI9"]),
        ("ecole boulle", ["SI10"]),
        ("presidente", ["SI10"]),
        ("oenologie", ["SI11"]),
        ("20/06/2026", ["SI9"]),
        ("/2025", ["SI8"]),
        ("si1", ["SI10", "SI11"]),
        ("correction brevet", ["SI10"]),
        ("correction surveillance", []),
        ("   ", ["SI8", "SI10", "SI11", "SI9"]),
        # The town, the paper and the jury are not columns of the list.
        ("arrondissement", []),
        ("100%", []),
        ("\u0000", []),
    ],
)
def test_a_search_looks_at_every_label_shown_whatever_case_and_accents(
    convened: Academy, search: str, found: list[str]
) -> None:
    """S-SHELL-7."""
    assert listed(convened, search=search) == found


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (SORT.SORT_UNSPECIFIED, ["SI8", "SI10", "SI11", "SI9"]),
        (SORT.SORT_START, ["SI8", "SI10", "SI11", "SI9"]),
        (SORT.SORT_EXAM, ["SI8", "SI9", "SI10", "SI11"]),
        # E with an accent stands with E, between C and S.
        (SORT.SORT_LABEL, ["SI8", "SI10", "SI9", "SI11"]),
        (SORT.SORT_NUMBER, ["SI8", "SI9", "SI10", "SI11"]),
        (SORT.SORT_CENTRE, ["SI10", "SI8", "SI11", "SI9"]),
        (SORT.SORT_CAPACITY, ["SI9", "SI8", "SI11", "SI10"]),
        # A column that a newer gateway may know is no reason to fail.
        (99, ["SI8", "SI10", "SI11", "SI9"]),
    ],
)
def test_a_list_is_sorted_by_each_column_both_ways_in_french_order(
    convened: Academy, sort: int, order: list[str]
) -> None:
    """S-SHELL-8. Missions equal in the column stay by date, whichever way it is sorted."""
    assert listed(convened, sort=sort) == order
    columns = {
        SORT.SORT_EXAM: ["SI11", "SI10", "SI8", "SI9"],
        SORT.SORT_LABEL: ["SI11", "SI9", "SI8", "SI10"],
        SORT.SORT_CENTRE: ["SI8", "SI11", "SI9", "SI10"],
        SORT.SORT_CAPACITY: ["SI10", "SI8", "SI11", "SI9"],
        SORT.SORT_NUMBER: ["SI11", "SI10", "SI9", "SI8"],
    }
    assert listed(convened, sort=sort, is_descending=True) == columns.get(sort, ["SI9", "SI10", "SI11", "SI8"])


def test_a_list_is_one_statement_and_no_call_to_another_service(convened: Academy) -> None:
    stub, counter = convened.missions_of(ANAIS), convened.services.counter
    counter.reset()
    stub.ListMissions(pb.ListMissionsRequest(search="correction", sort=SORT.SORT_EXAM))
    assert len(counter.statements) == 1
    assert counter.calls == ["/imagin.missions.v1.MissionsService/ListMissions"]


def convocation_of(academy: Academy, number: str, identifier: str = ANAIS) -> str:
    reply = academy.missions_of(identifier).ListMissions(pb.ListMissionsRequest(search=number))
    (found,) = [shown for shown in reply.missions if shown.mission.number == number]
    return found.convocation_id


def test_one_mission_says_what_its_page_shows(convened: Academy) -> None:
    """S-MIS-4."""
    wanted = pb.GetMissionRequest(convocation_id=convocation_of(convened, "SI10"))
    stub, counter = convened.missions_of(ANAIS), convened.services.counter
    counter.reset()
    shown = stub.GetMission(wanted)
    assert len(counter.statements) == 1
    assert shown.mission.paper.label
    assert shown.mission.fee_source == pb.FEE_SOURCE_EXAMINER
    assert shown.jury_capacity == "Vice-présidente"
    assert (shown.issued_date.year, shown.issued_date.month, shown.issued_date.day) == (2026, 5, 20)


def test_another_persons_mission_and_an_unknown_one_get_the_same_refusal(convened: Academy) -> None:
    theirs = convocation_of(convened, "SI10", PAUL)
    stub = convened.missions_of(ANAIS)
    for convocation_id in (theirs, new_id()):
        for call, request in (
            (stub.GetMission, pb.GetMissionRequest),
            (stub.GetConvocationDuplicate, pb.GetConvocationDuplicateRequest),
        ):
            assert refused(call, request(convocation_id=convocation_id)).reason == "MISSION_NOT_FOUND"
    assert refused(stub.GetMission, pb.GetMissionRequest(convocation_id="1 OR 1=1")).code is grpc.StatusCode.NOT_FOUND


def test_a_mission_that_is_not_official_does_not_exist_for_the_person(convened: Academy) -> None:
    with convened.missions.database.read() as session:
        hidden = session.connection().exec_driver_sql("SELECT id FROM convocations WHERE NOT is_official").scalar()
    wanted = pb.GetMissionRequest(convocation_id=str(hidden))
    assert refused(convened.missions_of(ANAIS).GetMission, wanted).reason == "MISSION_NOT_FOUND"


def test_a_duplicate_is_an_accessible_pdf_and_never_carries_the_temporary_password(convened: Academy) -> None:
    """S-MIS-2, S-AUTH-2: not even when the letters have just printed one."""
    people = convened.auth.stub(auth_pb2_grpc.PeopleServiceStub, service="missions")
    person_id = convened.id_of(ANAIS)
    printed = people.BatchPrintTemporaryPasswords(
        auth_pb2.BatchPrintTemporaryPasswordsRequest(person_ids=[person_id])
    ).temporary_passwords[person_id]
    wanted = pb.GetConvocationDuplicateRequest(convocation_id=convocation_of(convened, "SI10"))
    reply = convened.missions_of(ANAIS).GetConvocationDuplicate(wanted)
    assert reply.file_name == "convocation-SI10.pdf"
    pdf_reading.assert_accessible(reply.pdf)
    said = pdf_reading.words(reply.pdf)
    assert "DUPLICATA" in said
    assert printed not in said
    assert "temporaire" not in said
    for expected in (
        "SERVICE INTERACADEMIQUE DES EXAMENS ET CONCOURS",
        ANAIS,
        "12 rue des Lilas 94000 Créteil",
        "Lycée Marie-Curie, Arcueil",
        "Brevet de technicien supérieur",
        "75012 Paris 12e Arrondissement",
        "Vice-présidente",
        "https://imagin.example",
    ):
        assert expected in said


def test_a_cancelled_convocation_has_no_duplicate(convened: Academy) -> None:
    wanted = pb.GetConvocationDuplicateRequest(convocation_id=convocation_of(convened, "SI11"))
    answer = refused(convened.missions_of(ANAIS).GetConvocationDuplicate, wanted)
    assert answer.reason == "DUPLICATE_WITHDRAWN"
    assert "annulée" in answer.message


def test_without_auth_there_is_no_duplicate_for_the_moment_and_everything_else_goes_on(
    convened: Academy, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = convocation_of(convened, "SI10")
    monkeypatch.setitem(convened.services.addresses, "auth", "127.0.0.1:1")
    convened.missions.process.channels.close()
    stub = convened.missions_of(ANAIS)
    answer = refused(stub.GetConvocationDuplicate, pb.GetConvocationDuplicateRequest(convocation_id=wanted))
    assert (answer.reason, answer.code) == ("UNAVAILABLE", grpc.StatusCode.UNAVAILABLE)
    assert stub.GetMission(pb.GetMissionRequest(convocation_id=wanted)).mission.number == "SI10"
    # The next test finds auth again.
    convened.missions.process.channels.close()


@pytest.mark.parametrize("role", [access_pb2.ROLE_EXAMINER, access_pb2.ROLE_MANAGER, access_pb2.ROLE_ADMINISTRATOR])
def test_whatever_the_role_a_person_reads_their_own_missions_only(convened: Academy, role: int) -> None:
    stub = convened.missions.stub_for(pb_grpc.MissionsServiceStub, convened.id_of(PAUL), role)
    assert numbers(stub.ListMissions(pb.ListMissionsRequest())) == ["SI10"]
    theirs = pb.GetMissionRequest(convocation_id=convocation_of(convened, "SI9"))
    assert refused(stub.GetMission, theirs).reason == "MISSION_NOT_FOUND"


@pytest.mark.parametrize("service", ["gateway", "expenses", "portal", "loader"])
def test_no_process_reads_missions_without_a_person(convened: Academy, service: str) -> None:
    stub = convened.missions.stub(pb_grpc.MissionsServiceStub, service=service)
    assert refused(stub.ListMissions, pb.ListMissionsRequest()).code in {
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.UNAUTHENTICATED,
    }


def test_a_person_with_a_temporary_password_reads_nothing_yet(convened: Academy) -> None:
    stub = convened.missions.stub_for(pb_grpc.MissionsServiceStub, convened.id_of(ANAIS), must_change_password=True)
    assert refused(stub.ListMissions, pb.ListMissionsRequest()).reason == "PASSWORD_CHANGE_REQUIRED"
